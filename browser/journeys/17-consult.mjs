// A question meets what is known without a script; one that it does not solve is answered, rated and becomes knowledge; a marked text on
// a page becomes an error report that is mended. axe finds nothing on the line's pages.
import assert from "node:assert/strict";

import { faultsOf } from "../axe.mjs";
import { answer, factsOf, signIn, typing } from "../steps.mjs";

export const title = "a question is met with knowledge, asked, answered and rated; an error is reported from its page";

const TITLE = "异地就医备案后能不能改就医地";
const BODY = "异地就医已经备案到省城，现在要改到邻县住院，怎样改就医地，要不要先取消？";

export async function fill(page, challenge = true) {
  const form = page.locator('form[action="/consult/ask"]');
  await form.getByLabel("主题").selectOption({ label: "医疗保障" });
  await form.getByLabel("标题").fill(TITLE);
  await form.getByLabel("内容").pressSequentially(BODY, typing(BODY));
  await form.getByLabel("姓名").fill("林小满");
  await form.getByLabel("联系电话").fill("13900001234");
  await form.getByLabel("我已阅读并同意").check();
  if (challenge) await answer(form);
  return form;
}

export async function receiptOf(page, heading) {
  await page.getByRole("heading", { level: 1, name: heading }).waitFor();
  const facts = await factsOf(page);
  return { number: facts.编号, code: facts.查询码.replace(/\s/g, "") };
}

export async function query(page, sent) {
  await page.goto("/consult/query");
  await page.getByLabel("编号").fill(sent.number);
  await page.getByLabel("查询码").fill(sent.code);
  await page.getByRole("button", { name: "查询", exact: true }).click();
  await page.getByText(sent.number).first().waitFor();
}

export async function travel({ people, county }) {
  const citizen = await people.comes("citizen", { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await citizen.goto("/consult/ask");
  let form = await fill(citizen);
  await form.getByRole("button", { name: "下一步" }).click();
  await citizen.getByRole("heading", { name: "这些答案也许能直接解决您的问题" }).waitFor();
  await citizen.getByRole("link", { name: "异地就医怎样备案" }).first().waitFor();
  assert.equal(await form.getByLabel("标题").inputValue(), TITLE, "what was typed is kept");
  await form.getByRole("button", { name: "没有解决，提交咨询" }).click();
  const asked = await receiptOf(citizen, "咨询回执");
  assert.match(asked.number, /^青咨〔\d{4}〕\d+号$/);

  const clerk = await people.comes("clerk");
  await signIn(clerk, county.account("xinxiang"));
  await clerk.goto(`/work/consult?q=${encodeURIComponent(asked.number)}`);
  await clerk.getByRole("link", { name: TITLE }).click();
  const here = new URL(clerk.url()).pathname;
  await clerk.getByText("“医疗保障”由它答复").waitFor();
  await clerk.locator(`form[action="${here}/send"]`).waitFor({ state: "attached" });
  await clerk.locator("summary", { hasText: "答复发出" }).click();
  const reply = clerk.locator(`form[action="${here}/send"]`);
  await reply.getByRole("textbox").last().fill("可以直接改，不用先取消：在网上办事大厅选新的就医地，次日生效。");
  await reply.getByRole("button", { name: "答复发出" }).click();
  await clerk.getByText("已答复发出。").waitFor();
  await clerk.getByRole("button", { name: "转为知识草稿" }).click();
  await clerk.getByText("已转为知识草稿").waitFor();

  await query(citizen, asked);
  await citizen.getByText("可以直接改").waitFor();
  await citizen.locator("label.choice", { hasText: /^\s*满意/ }).locator("input").check();
  await citizen.getByRole("button", { name: "提交评价" }).click();
  await citizen.getByText("感谢您的评价。").waitFor();

  const reader = await people.comes("reader");
  await reader.goto("/consult/ask");
  form = await fill(reader, false);
  await reader.locator("[data-offers-here] a").first().waitFor();
  await form.getByRole("button", { name: "下一步" }).waitFor();

  await reader.goto("/about");
  await reader.locator("main h1").selectText();
  await reader.getByRole("link", { name: "网页纠错" }).click();
  const report = reader.locator('form[action="/consult/report"]');
  await report.waitFor();
  assert.equal(await report.getByLabel("网页地址").inputValue(), "/about");
  assert.ok(await report.getByLabel("有错的文字").inputValue(), "the marked text came along");
  await report.locator("label.choice", { hasText: "错别字" }).locator("input").check();
  const wrong = "标题里的“帐号”应当写作“账号”，请改正。";
  await report.getByLabel("错在哪里").pressSequentially(wrong, typing(wrong));
  await answer(report);
  await report.getByRole("button", { name: "提交纠错" }).click();
  const reported = await receiptOf(reader, "纠错回执");
  assert.match(reported.number, /^青纠〔\d{4}〕\d+号$/);

  const office = await people.comes("office");
  await signIn(office, county.account("dianzi"));
  await office.goto(`/work/consult/errors?q=${encodeURIComponent(reported.number)}`);
  await office.locator("tbody a").first().click();
  const there = new URL(office.url()).pathname;
  const finish = office.locator(`form[action="${there}/finish"]`);
  if (!(await finish.isVisible())) await office.locator("summary", { hasText: "办结并告知" }).click();
  await finish.getByLabel("办理结果").selectOption({ label: "属实，已改正" });
  await finish.getByRole("textbox").last().fill("经核实确有错误，已经改正，感谢您的监督。");
  await finish.getByRole("button", { name: "办结并告知" }).click();
  await office.getByText("已办结并告知。").waitFor();
  await query(reader, reported);
  await reader.getByRole("link", { name: "看改正后的网页" }).waitFor();

  await citizen.goto("/about");
  await citizen.getByRole("link", { name: "网页纠错" }).click();
  assert.equal(await citizen.getByLabel("网页地址").inputValue(), "/about", "without a script the form knows the page");

  await reader.goto("/consult/stats?what=error");
  const cell = reader.locator("table td a").first();
  const count = Number(await cell.innerText());
  await cell.click();
  await reader.getByText(`共 ${count} 件`).waitFor();

  const found = await faultsOf(reader, ["/consult", "/consult/knowledge", "/consult/k/1", "/consult/answers", "/consult/ask", "/consult/report", "/consult/query", "/consult/stats"], ["normal", "elder"]);
  found.push(...(await faultsOf(clerk, ["/work/consult", "/work/consult/errors", "/work/consult/topics", "/work/consult/knowledge", "/work/consult/knowledge/1", "/work/consult/knowledge/excel", here, there])));
  assert.deepEqual(found, []);
}
