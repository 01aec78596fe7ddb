// The office ticks a blank column of a unit in the column ledger and makes an order of it; the head signs it off. The unit publishes
// something, lets the program look again, answers and hands in; the office looks once more and closes. Nothing is typed twice.
import assert from "node:assert/strict";

import { faults } from "../axe.mjs";
import { overflow, signIn, told } from "../steps.mjs";

export const title = "a blank column becomes an order, is mended, looked at again and closed";

const UNIT = "禾丰镇";
const COLUMN = "村务财务";
/** Sends the form of an act on the page of an order, opened if it is folded. */
async function act(page, name, fields = {}) {
  const form = page.locator(`form[action$="/${name}"]`).first();
  const closed = form.locator("xpath=ancestor::details[not(@open)]");
  if (await closed.count()) await closed.first().locator("summary").click();
  for (const [field, value] of Object.entries(fields)) await form.locator(`[name="${field}"]`).first().fill(value);
  await form.locator("button[type=submit]").first().click();
}

export async function travel({ people, county }) {
  const prefix = (letters) => county.account(county.of(UNIT).login.replace("cb", letters));
  const head = await people.comes("head", { expects: [422] });
  await signIn(head, county.account("dianzi"), "/work/monitoring");
  await head.getByRole("heading", { name: "问题地图" }).waitFor();
  assert.deepEqual(await overflow(head), [], "nothing sticks out");
  assert.deepEqual(await faults(head), []);

  await head.goto("/work/sites/ledger");
  await head.locator("#f-unit").selectOption({ label: UNIT });
  await head.getByRole("button", { name: "筛选" }).click();
  const tick = head.locator("tr[data-row]", { hasText: COLUMN }).locator('input[name="f"]');
  await tick.check();
  await head.getByRole("button", { name: "转督办" }).click();
  await head.getByRole("heading", { level: 1, name: "开督办单" }).waitFor();
  assert.ok((await head.locator("#f-demand").inputValue()).includes("更新逾期栏目"), "the demand is there already");
  assert.deepEqual(await faults(head), []);
  await head.getByRole("button", { name: "拟好送签" }).click();
  await told(head, "已拟 1 份督办单");
  const order = new URL(head.url()).pathname;
  await act(head, "issue");
  await told(head, "已签发");
  assert.deepEqual(await faults(head), []);
  await head.goto("/work/sites/ledger");
  assert.ok(await head.locator(`a[href="${order}"]`).count(), "the list says that it is taken up");

  const officer = await people.comes("officer");
  await signIn(officer, prefix("xx"), "/work");
  await officer.locator("tr[data-row]", { hasText: `${UNIT}：栏目未更新` }).getByRole("link").first().click();
  await officer.waitForURL(`**${order}`);
  await act(officer, "sign");
  await told(officer, "已签收");
  await act(officer, "look");
  await told(officer, "仍存在 1 项");
  assert.deepEqual(await overflow(officer), [], "nothing sticks out");
  const form = officer.locator('form[action$="/submit"]');
  await form.getByLabel("已整改").first().check();
  await form.getByRole("button", { name: "提交整改反馈" }).click();
  await told(officer, "提交整改反馈");
  await officer.getByText("仍存在").first().waitFor();

  // Without a reason it cannot be closed; it goes back for a second round.
  await head.goto(order);
  await act(head, "close");
  await head.getByText("还有 1 个问题没有消除").first().waitFor();
  assert.deepEqual(await faults(head), []);
  await act(head, "again", { opinion: "栏目仍未更新，请发布后再反馈。" });
  await told(head, "退回重新整改");

  const writer = await people.comes("writer");
  await signIn(writer, prefix("wz"), "/work/sites");
  await mend(writer);

  await officer.goto(order);
  await act(officer, "look");
  await told(officer, "已消除 1 项");
  await form.getByLabel("已整改").first().check();
  await form.getByRole("button", { name: "提交整改反馈" }).click();
  await told(officer, "提交整改反馈");
  await head.goto(order);
  await act(head, "close");
  await told(head, "已销号");
  assert.deepEqual(await faults(head), []);
  const paper = await people.comes("paper");
  await signIn(paper, county.account("xianzhang"), order);
  await paper.getByRole("link", { name: "整改反馈单" }).click();
  for (const words of [UNIT, "已整改", "已消除", "整改到位"]) assert.ok((await paper.locator("body").innerText()).includes(words), words);
}

/** The keeper of the unit's site closes the column that nobody fills: one way to mend it. */
async function mend(keeper) {
  await keeper.locator("main").getByRole("link", { name: UNIT }).first().click();
  await keeper.getByRole("link", { name: "栏目", exact: true }).first().click();
  await keeper.locator("main").getByRole("link", { name: COLUMN, exact: true }).first().click();
  await keeper.getByRole("button", { name: "关闭栏目" }).click();
  await told(keeper, "关闭");
}
