// Lets others judge what the program shows: Nu Html Checker (vnu) on every kind of page in every mode and inside, axe on
// the same pages, Lighthouse on the five pages that most people see, feedparser on the feeds.
// `node judges/run.mjs [vnu|axe|lighthouse|feeds]`; `RENHE_BASE` and `RENHE_DATA` judge a county that runs already.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import { start } from "../county.mjs";
import { binary, launch } from "../run.mjs";
import { axe } from "./axe.mjs";
import { feeds } from "./feeds.mjs";
import { kinds } from "./kinds.mjs";
import { lighthouse } from "./lighthouse.mjs";
import { vnu } from "./vnu.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const kept = join(resolve(here, process.env.CARGO_TARGET_DIR ?? "../../target"), "judges");

async function county() {
  const base = process.env.RENHE_BASE;
  if (!base) return start(binary);
  const accounts = JSON.parse(readFileSync(join(process.env.RENHE_DATA, "demo-accounts.json"), "utf8"));
  return { base, account: (login) => accounts.find((a) => a.login === login), stop: async () => {} };
}

async function main() {
  const wanted = process.argv[2];
  if (!process.env.RENHE_BASE && !existsSync(binary)) throw new Error(`${binary} is not there: cargo build -p renhe`);
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  const place = await county();
  const browser = await launch();
  let faults = 0;
  try {
    const pages = await kinds(browser, place);
    console.log(`${pages.public.length} kinds of public pages, ${pages.inside.length} inside`);
    const judges = { vnu, axe, lighthouse, feeds };
    for (const [name, judge] of Object.entries(judges)) {
      if (wanted && wanted !== name) continue;
      const { said, found } = await judge({ browser, place, pages });
      faults += found.length;
      writeFileSync(join(kept, `${name}.txt`), found.join("\n"));
      console.log(`${found.length ? "FAILED" : "ok    "} ${name}: ${said}`);
      for (const fault of found.slice(0, 40)) console.log(`  ${fault}`);
      if (found.length > 40) console.log(`  … all in ${join(kept, `${name}.txt`)}`);
    }
  } finally {
    await browser.close();
    await place.stop();
  }
  return faults === 0;
}

process.exitCode = (await main()) ? 0 : 1;
