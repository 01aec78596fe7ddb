// The whole citizen side on a telephone: nothing is wider than the window.
import assert from "node:assert/strict";

import { ask, fill, letter, overflow, send, toTheForm } from "../steps.mjs";

export const title = "the citizen side on a phone 390 wide, without horizontal scrolling";

const PAGES = ["/", "/letters", "/letters/notice", "/letters/stats", "/letters/query", "/letters/similar?q=路灯", "/search?q=路灯", "/due?from=2026-09-21&unit=working_days&n=15",
  "/calendar", "/calendar/2026", "/verify", "/ledger", "/about", "/map", "/contact", "/statement", "/login"];

export async function travel({ people, world }) {
  const phone = await people.comes("phone", { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 });
  const wide = [];
  const look = async (name) => {
    const what = await overflow(phone);
    if (what.length) wide.push(`${name}: ${what.join(", ")}`);
  };
  for (const path of [...PAGES, world.published]) {
    const answer = await phone.goto(path);
    assert.equal(answer.status(), 200, path);
    await look(path);
  }
  await toTheForm(phone);
  await look("form");
  const form = await fill(phone, letter("幸福小区门口公交站牌倒了"));
  await look("form, filled in");
  const sent = await send(phone, form);
  await look("receipt");
  await ask(phone, sent);
  await look("status");
  assert.deepEqual(wide, []);
}
