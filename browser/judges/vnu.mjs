// Nu Html Checker: no error on any kind of page, in any mode, nor inside.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const JAR = join(dirname(fileURLToPath(import.meta.url)), "node_modules/vnu-jar/build/dist/vnu.jar");

export async function vnu({ pages }) {
  const folder = mkdtempSync(join(tmpdir(), "renhe-vnu-"));
  try {
    for (const [at, { html }] of pages.entries()) writeFileSync(join(folder, `${at}.html`), html);
    return { said: `${pages.length} pages`, found: await judge(folder, pages.map(({ name, path }) => `${name} ${path}`)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function judge(folder, names) {
  const args = ["-Xss4m", "-jar", JAR, "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html", folder];
  const { stdout } = await promisify(execFile)("java", args, { maxBuffer: 256 << 20, encoding: "utf8" });
  const found = new Map();
  for (const message of JSON.parse(stdout).messages) {
    if (message.type !== "error") continue;
    const name = names[Number(/(\d+)\.html$/.exec(message.url)?.[1])];
    const what = `${message.message} — ${(message.extract ?? "").replace(/\s+/g, " ").trim()}`;
    found.set(what, [...(found.get(what) ?? []), name]);
  }
  return [...found].map(([what, where]) => `${where[0]}${where.length > 1 ? ` and ${where.length - 1} more` : ""}: ${what}`);
}
