// Runs all journeys through one demonstration county, in order: `node run.mjs [part of a journey's name]`.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

import { start } from "./county.mjs";
import { People } from "./person.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const target = resolve(here, process.env.CARGO_TARGET_DIR ?? "../target");
const kept = join(target, "journeys");

/** The program under test. */
export const binary = process.env.RENHE_BINARY ?? join(target, "debug", "renhe");

/** Chromium as Debian ships it, quiet and without calls to the outside. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
      "--disable-component-update", "--disable-sync", "--lang=zh-CN"],
    env: { ...process.env, LANGUAGE: "zh_CN" },
  });
}

async function journey(file, browser, county, world) {
  const { title, travel } = await import(`./journeys/${file}`);
  const people = new People(browser, county.base);
  const before = county.output().length;
  const began = process.hrtime.bigint();
  let fault = null;
  try {
    await travel({ people, county, world, binary, kept });
    if (people.complaints.length) throw new Error(`the browser complains:\n  ${people.complaints.join("\n  ")}`);
  } catch (error) {
    fault = error;
  }
  const seconds = (Number(process.hrtime.bigint() - began) / 1e9).toFixed(1);
  const name = file.replace(/\.mjs$/, "");
  console.log(`${fault ? "FAILED" : "ok    "} ${name}: ${title} (${seconds} s)`);
  if (fault) {
    const pictures = await people.pictures(kept, name);
    const said = [String(fault.stack ?? fault), ...pictures, "", "console:", ...people.log, "", "server:", county.output().slice(before)];
    writeFileSync(join(kept, `${name}.txt`), said.join("\n"));
    console.log(`${said.slice(0, 1 + pictures.length).join("\n")}\n  more in ${join(kept, `${name}.txt`)}`);
  }
  await people.leave();
  return !fault;
}

async function main() {
  if (!existsSync(binary)) throw new Error(`${binary} is not there: cargo build -p renhe`);
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  const wanted = process.argv[2] ?? "";
  const files = readdirSync(join(here, "journeys")).filter((file) => file.endsWith(".mjs") && file.includes(wanted)).sort();
  const county = await start(binary);
  const browser = await launch();
  const world = {};
  const results = [];
  try {
    for (const file of files) results.push(await journey(file, browser, county, world));
  } finally {
    await browser.close();
    await county.stop();
  }
  const failed = results.filter((good) => !good).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 && results.length > 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = (await main()) ? 0 : 1;
