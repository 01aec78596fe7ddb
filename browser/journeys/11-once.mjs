// 提交 pressed twice, with and without a script, makes one letter; so does Back and again.
import assert from "node:assert/strict";

import { fill, letter, receipt, signIn, toTheForm } from "../steps.mjs";

export const title = "a double click on 提交 makes one letter";

export async function travel({ people, county }) {
  const titles = [];
  for (const [name, javaScriptEnabled] of [["citizen", true], ["citizen-without-script", false]]) {
    const page = await people.comes(name, { javaScriptEnabled });
    await toTheForm(page);
    const text = letter(`北门桥头护栏被撞坏${javaScriptEnabled ? "" : "已两周"}`);
    const form = await fill(page, text);
    await form.getByRole("button", { name: "提交来信" }).dblclick();
    const first = await receipt(page);
    await page.goBack();
    await page.getByRole("heading", { level: 1, name: "我要写信" }).waitFor();
    await page.getByRole("button", { name: "提交来信" }).click();
    assert.equal((await receipt(page)).number, first.number, "sent again after Back, it is the same letter");
    titles.push(text.title);
  }
  const clerk = await people.comes("clerk");
  await signIn(clerk, county.account("xinxiang"), "/work/letters");
  const listed = await clerk.locator("table.list tbody tr").allInnerTexts();
  for (const title of titles) {
    assert.equal(listed.filter((row) => row.split(/[\t\n]/).some((cell) => cell.trim() === title)).length, 1, `${title} once`);
  }
}
