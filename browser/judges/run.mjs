// Lets others judge what the program shows: Nu Html Checker (vnu) and axe on pages of every kind in every mode and inside,
// feedparser on the feeds, Lighthouse on the five pages that most people see, and what a first visit costs.
// `node judges/run.mjs [vnu|axe|feeds|weight|lighthouse]`; `RENHE_BASE` and `RENHE_DATA` judge a county that runs already.
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
import { weight } from "./weight.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const kept = join(resolve(here, process.env.CARGO_TARGET_DIR ?? "../../target"), "judges");
/** Faults of one judge that are printed; all are in its file. */
const PRINTED = 40;

async function county() {
  const base = process.env.RENHE_BASE;
  if (!base) return start(binary);
  const accounts = JSON.parse(readFileSync(join(process.env.RENHE_DATA, "demo-accounts.json"), "utf8"));
  return { base, account: (login) => accounts.find((a) => a.login === login), stop: async () => {} };
}

/** Asks one judge and prints what it says; gives the number of faults. */
async function ask(name, judge, given) {
  const began = process.hrtime.bigint();
  const { said, found } = await judge(given);
  const seconds = (Number(process.hrtime.bigint() - began) / 1e9).toFixed(1);
  const file = join(kept, `${name}.txt`);
  writeFileSync(file, found.join("\n"));
  console.log(`${found.length ? "FAILED" : "ok    "} ${name}: ${said} (${seconds} s)`);
  for (const fault of found.slice(0, PRINTED)) console.log(`  ${fault}`);
  if (found.length > PRINTED) console.log(`  … all in ${file}`);
  return found.length;
}

async function main() {
  const only = process.argv[2];
  if (!process.env.RENHE_BASE && !existsSync(binary)) throw new Error(`${binary} is not there: cargo build -p renhe`);
  rmSync(kept, { recursive: true, force: true });
  mkdirSync(kept, { recursive: true });
  const given = { place: await county(), browser: await launch() };
  let faults = 0;
  try {
    const walk = async () => {
      const { pages, routes, found } = await kinds(given.browser, given.place);
      given.pages = pages;
      return { said: `${pages.length} pages of ${routes} routes`, found };
    };
    faults += await ask("kinds", walk, given);
    const wanted = (judges) => Object.entries(judges).filter(([name]) => !only || only === name);
    // Those that measure nothing go together; what measures has the machine to itself.
    const together = wanted({ vnu, axe, feeds }).map(([name, judge]) => ask(name, judge, given));
    for (const found of await Promise.all(together)) faults += found;
    for (const [name, judge] of wanted({ weight, lighthouse })) faults += await ask(name, judge, given);
  } finally {
    await given.browser.close();
    await given.place.stop();
  }
  return faults === 0;
}

process.exitCode = (await main()) ? 0 : 1;
