// Nu Html Checker: no error on any kind of page, in any mode, nor inside.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { signIn } from "../steps.mjs";

const JAR = join(dirname(fileURLToPath(import.meta.url)), "node_modules/vnu-jar/build/dist/vnu.jar");
const MODES = ["normal", "elder"];

export async function vnu({ browser, place, pages }) {
  const folder = mkdtempSync(join(tmpdir(), "renhe-vnu-"));
  const names = [];
  const keep = (name, text) => {
    writeFileSync(join(folder, `${names.length}.html`), text);
    names.push(name);
  };
  try {
    for (const mode of MODES) {
      const context = await browser.newContext({ locale: "zh-CN" });
      await context.request.get(`${place.base}/mode?set=${mode}&back=/`);
      for (const path of pages.public) keep(`${mode} ${path}`, await (await context.request.get(place.base + path)).text());
      await context.close();
    }
    for (const login of new Set(pages.inside.map((page) => page.login))) {
      const context = await browser.newContext({ locale: "zh-CN", baseURL: place.base });
      const page = await context.newPage();
      await signIn(page, place.account(login));
      for (const { path } of pages.inside.filter((page) => page.login === login)) {
        keep(`${login} ${path}`, await (await context.request.get(place.base + path)).text());
      }
      await context.close();
    }
    return { said: `${names.length} pages`, found: judge(folder, names) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function judge(folder, names) {
  const args = ["-Xss4m", "-jar", JAR, "--format", "json", "--stdout", "--exit-zero-always", "--skip-non-html", folder];
  const out = execFileSync("java", args, { maxBuffer: 256 << 20, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const found = new Map();
  for (const message of JSON.parse(out).messages) {
    if (message.type !== "error") continue;
    const name = names[Number(/(\d+)\.html$/.exec(message.url)?.[1])];
    const what = `${message.message} — ${(message.extract ?? "").replace(/\s+/g, " ").trim()}`;
    found.set(what, [...(found.get(what) ?? []), name]);
  }
  return [...found].map(([what, where]) => `${where[0]}${where.length > 1 ? ` and ${where.length - 1} more` : ""}: ${what}`);
}
