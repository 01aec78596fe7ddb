// The two pictures of README.md, made from the running demonstration: `node pictures.mjs`. They are written only when
// somebody asks for them, because every demonstration has other names in it.
import { mkdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { start } from "./county.mjs";
import { People } from "./person.mjs";
import { binary, launch } from "./run.mjs";
import { letter, signIn, write } from "./steps.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "..", "docs", "pictures");
const MOST = 300 * 1024;

/** One picture of what the window shows. */
async function take(page, name) {
  await page.evaluate(() => document.fonts.ready);
  const path = join(folder, name);
  await page.screenshot({ path });
  const { size } = statSync(path);
  if (size > MOST) throw new Error(`${name} has ${size} bytes, more than ${MOST}`);
  console.log(`${path} ${size} bytes`);
}

const county = await start(binary, 160);
const browser = await launch();
try {
  mkdirSync(folder, { recursive: true });
  const people = new People(browser, county.base);
  const citizen = await people.comes("citizen");
  await citizen.goto("/");
  await take(citizen, "portal.png");
  const sent = await write(citizen, letter("人民路学校门口路灯不亮"));
  const clerk = await people.comes("clerk");
  await signIn(clerk, county.account("xinxiang"));
  await clerk.locator("tr[data-row]", { hasText: sent.number }).getByRole("link").first().click();
  await clerk.getByRole("heading", { name: "派单", exact: true }).waitFor();
  await take(clerk, "workbench.png");
} finally {
  await browser.close();
  await county.stop();
}
