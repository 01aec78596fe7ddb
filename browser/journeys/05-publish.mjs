// The citizen reads and rates; the clerk publishes; lists, home page and statistics all know of it.
import assert from "node:assert/strict";

import { ask, signIn, told } from "../steps.mjs";

export const title = "the citizen rates, the clerk publishes, and every count opens its list";

/** The numbers of one unit in the year's table, by the words at the head of their columns. */
async function countsOf(page, unit) {
  await page.goto("/letters/stats");
  const table = page.locator("table", { hasText: "各单位办理情况" });
  const heads = await table.locator("thead th").allInnerTexts();
  const cells = await table.locator("tbody tr", { has: page.getByRole("rowheader", { name: unit, exact: true }) }).locator("td").allInnerTexts();
  return Object.fromEntries(heads.slice(1).map((head, at) => [head, cells[at]]));
}

/** Opens a number of the statistics and counts the lines of its list, page by page. */
async function opens(page, unit, head, number) {
  await page.goto("/letters/stats");
  const table = page.locator("table", { hasText: "各单位办理情况" });
  const at = (await table.locator("thead th").allInnerTexts()).indexOf(head) - 1;
  const row = table.locator("tbody tr", { has: page.getByRole("rowheader", { name: unit, exact: true }) });
  await row.locator("td").nth(at).getByRole("link").click();
  await page.locator("table.list").waitFor();
  let lines = 0;
  let found = false;
  for (;;) {
    lines += await page.locator("table.list tbody tr").count();
    found ||= (await page.locator("table.list", { hasText: number }).count()) > 0;
    const next = page.getByRole("link", { name: "下一页" });
    if (!(await next.count())) return { lines, found };
    await next.click();
    await page.waitForLoadState();
  }
}

export async function travel({ people, county, world }) {
  const citizen = await people.comes("citizen");
  const before = await countsOf(citizen, "县城管局");
  await ask(citizen, world.letter);
  await citizen.getByText(world.answer).waitFor();
  await citizen.locator("label.choice", { hasText: /^\s*非常满意/ }).locator("input").check();
  await citizen.getByLabel("想说的话").fill("当晚就亮了，谢谢。");
  await citizen.getByRole("button", { name: "提交评价" }).click();
  await told(citizen, "感谢您的评价");
  await citizen.getByText("您的评价：非常满意").waitFor();

  const clerk = await people.comes("clerk");
  await signIn(clerk, county.account("xinxiang"), world.page);
  await clerk.getByRole("link", { name: "公开这封来信" }).click();
  const draft = clerk.locator('form[action$="/publish"]');
  const body = await draft.getByLabel("公开内容").inputValue();
  assert.ok(!body.includes(world.letter.phone) && !body.includes(world.letter.name), "nothing personal is proposed");
  await draft.getByRole("button", { name: "公开", exact: true }).click();
  await told(clerk, "来信已公开");

  await citizen.goto("/letters");
  await citizen.getByRole("link", { name: world.letter.title, exact: true }).first().click();
  await citizen.getByText(world.answer).waitFor();
  world.published = new URL(citizen.url()).pathname;
  assert.ok(!(await citizen.locator("main").innerText()).includes(world.letter.phone), "no telephone number in public");
  await citizen.goto("/");
  await citizen.getByRole("link", { name: world.letter.title }).first().waitFor();

  const after = await countsOf(citizen, "县城管局");
  assert.ok(Number.isInteger(Number(before.公开)), JSON.stringify(before));
  assert.equal(Number(after.公开), Number(before.公开) + 1, JSON.stringify({ before, after }));
  for (const head of Object.keys(after).filter((head) => /^\d+$/.test(after[head].replace(/,/g, "")) && after[head] !== "0")) {
    const { lines, found } = await opens(citizen, "县城管局", head, world.letter.number);
    assert.equal(lines, Number(after[head].replace(/,/g, "")), `the number under ${head} counts its list`);
    if (["收到来信", "有效来信", "已答复", "按时答复", "公开", "评价满意"].includes(head)) assert.ok(found, `${world.letter.number} is in the list under ${head}`);
  }
}
