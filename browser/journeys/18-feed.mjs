// An official puts what is due into the calendar of a telephone: a foreign library reads the feed, and finds numbers and days but no titles.
import assert from "node:assert/strict";

import ICAL from "ical.js";

import { signIn } from "../steps.mjs";

export const title = "what lies at an official's seats, and the work calendar, are read by a foreign calendar library";

async function calendar(page, address) {
  const answer = await page.request.get(address);
  assert.equal(answer.status(), 200, address);
  assert.match(answer.headers()["content-type"], /^text\/calendar/);
  const text = await answer.text();
  const root = new ICAL.Component(ICAL.parse(text));
  // Long lines are folded: without their breaks, words stand whole.
  return { body: text.replace(/\r?\n[ \t]/g, ""), events: root.getAllSubcomponents("vevent").map((event) => new ICAL.Event(event)) };
}

export async function travel({ people, county }) {
  const clerk = await people.comes("clerk", { viewport: { width: 1440, height: 900 } });
  await signIn(clerk, county.account("xinxiang"));
  await clerk.goto("/work");
  const titles = await clerk.locator("table tbody td.wide a").allInnerTexts();
  assert.ok(titles.length > 0, "the demonstration has open work");
  await clerk.goto("/work/feed");
  await clerk.getByRole("button", { name: "开通日历订阅" }).click();
  const address = await clerk.getByLabel("地址").inputValue();
  assert.match(address, /\/calendar\/due\/[0-9a-f]{48}\.ics$/);

  const stranger = await people.comes("stranger");
  await stranger.goto("/");
  const { body, events: due } = await calendar(stranger, address);
  assert.ok(due.length > 0);
  for (const title of titles) {
    const kept = [title, title.replace(/[\\;,]/g, "\\$&")].find((words) => body.includes(words));
    assert.equal(kept, undefined, `the title of a matter stands in the feed: ${title}`);
  }
  for (const event of due) {
    assert.match(event.summary, /到期：/);
    assert.equal(event.component.getAllSubcomponents("valarm").length, 1);
  }
  assert.ok(due.some((event) => event.startDate.isDate));

  const { events: days } = await calendar(stranger, "/calendar/workdays.ics");
  const national = days.find((event) => event.startDate.toString() === "2026-10-01");
  assert.match(national.summary, /国庆.*放假/);

  await clerk.goto("/work/feed");
  await clerk.getByRole("button", { name: "停用" }).click();
  await clerk.getByText("日历订阅已停用").waitFor();
  assert.equal((await stranger.request.get(address)).status(), 404);
}
