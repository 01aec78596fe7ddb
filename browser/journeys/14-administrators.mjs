// The three administrators: each sees the screens of the own duty, and the others' do not exist.
import assert from "node:assert/strict";

import { signIn } from "../steps.mjs";

export const title = "each of the three administrators sees only the own screens";

const SCREENS = {
  sysadmin: ["/work/calendar", "/work/jobs", "/work/organs/new", "/work/organs/excel"],
  secadmin: ["/work/sessions/all"],
  auditor: ["/work/ledger", "/work/access"],
};
/** What every one of them may read. */
const COMMON = ["/work/organs", "/work/people", "/work/roles", "/work/rules"];
/** What none of them may see: the citizens' letters. */
const NONE = ["/work/letters", "/work/reports", "/work/sites"];

export async function travel({ people, county }) {
  for (const [login, own] of Object.entries(SCREENS)) {
    const page = await people.comes(login, { expects: [404] });
    await signIn(page, county.account(login));
    const menu = await page.locator("nav.side a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
    const foreign = Object.entries(SCREENS).filter(([other]) => other !== login).flatMap(([, paths]) => paths);
    for (const path of [...foreign, ...NONE]) assert.ok(!menu.includes(path), `${login} has no menu entry ${path}`);
    for (const path of [...COMMON, ...own]) assert.equal((await page.goto(path)).status(), 200, `${login} ${path}`);
    for (const path of [...foreign, ...NONE]) assert.equal((await page.goto(path)).status(), 404, `${login} ${path}`);
  }
}
