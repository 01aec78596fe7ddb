// No mouse at all: a citizen writes and a clerk works with the keys alone.
import assert from "node:assert/strict";

import { answerTo } from "../person.mjs";
import { listening, receipt, tabTo, told, typing } from "../steps.mjs";

export const title = "with the keyboard alone: a letter is written, and one is worked on";

const BODY = "县图书馆每周一闭馆，寒假期间孩子们没有地方看书，能否在假期照常开放，或者延长周末的开放时间。";

async function writes(page) {
  await page.goto("/letters/notice");
  await page.keyboard.press("Tab");
  assert.ok(await page.evaluate(() => document.activeElement.matches("a.skip")), "the first stop skips the menus");
  await page.keyboard.press("Enter");
  await tabTo(page, 'a[href^="/letters/write"]');
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "我要写信" }).waitFor();
  await tabTo(page, '[name="kind"]');
  await page.keyboard.press("Space");
  await tabTo(page, '[name="title"]');
  await page.keyboard.type("图书馆周一闭馆能否调整");
  await tabTo(page, '[name="body"]');
  await page.keyboard.type(BODY, typing(BODY));
  await tabTo(page, '[name="anonymous"]');
  await page.keyboard.press("Space");
  await tabTo(page, '[name="consent"]');
  await page.keyboard.press("Space");
  await tabTo(page, '[name="notice"]');
  await page.keyboard.press("Space");
  await tabTo(page, '[name="challenge_answer"]');
  await page.keyboard.type(answerTo(await page.locator('label[for="f-challenge_answer"]').innerText()));
  await tabTo(page, 'button.main[type="submit"]');
  await page.keyboard.press("Enter");
  return receipt(page);
}

async function works(page, account, sent) {
  await page.goto("/work");
  await tabTo(page, '[name="user"]');
  await page.keyboard.type(account.login);
  await page.keyboard.press("Tab");
  await page.keyboard.type(account.password);
  await page.keyboard.press("Enter");
  await page.locator("header.top").waitFor();
  await listening(page);
  await page.keyboard.press("/");
  assert.ok(await page.evaluate(() => document.activeElement.matches("#q")), "/ goes to the search field");
  await page.keyboard.press("Escape");
  await page.evaluate(() => document.activeElement.blur());
  await page.keyboard.press("?");
  await page.getByRole("dialog").getByText("下一条").waitFor();
  await page.keyboard.press("Escape");
  // After a weekend it stands on a later page: it is looked for by its number.
  await tabTo(page, "#f-q", 120);
  await page.keyboard.type(sent.number);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/work\?(.*&)?q=/);
  await listening(page);
  const rows = page.locator("tr[data-row]");
  const place = (await rows.allInnerTexts()).findIndex((row) => row.includes(sent.number));
  assert.ok(place >= 0, "the letter is in the list");
  for (let at = 0; at <= place; at += 1) await page.keyboard.press("j");
  await page.keyboard.press("k");
  if (place > 0) await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/work\/letters\/\d+/);
  await page.getByText(sent.number).first().waitFor();
  await listening(page);
  await tabTo(page, "#d-unit", 120);
  await page.keyboard.type("县文旅局");
  await tabTo(page, "#d-opinion");
  await page.keyboard.press("Control+Enter");
  await told(page, "已派单");
}

export async function travel({ people, county }) {
  const sent = await writes(await people.comes("citizen"));
  await works(await people.comes("clerk"), county.account("xinxiang"), sent);
}
