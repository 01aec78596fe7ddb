// What came by another channel becomes an order of the hotline: a letter with a picture and a question with a table go over with their files,
// both sides are linked and each is read by those alone who may see it, and the unit that gets the order opens the picture. axe finds nothing on the three pages.
import assert from "node:assert/strict";

import { faultsOf } from "../axe.mjs";
import { answer, factsOf, letter, signIn, told, typing, write } from "../steps.mjs";

export const title = "a letter and a question become orders of the hotline, with their files";

const QUESTION = "退休后搬到外县养老金资格认证在哪里办";
const TEXT = "退休后跟女儿搬到外县住，养老金领取资格认证还要不要回本县办，附上去年的回执。";

/** Hands the open matter over; gives the page of the order. */
async function handOver(clerk) {
  await clerk.getByRole("button", { name: "转 12345 热线办理" }).click();
  await told(clerk, "已转 12345 热线办理，编号 青热");
  assert.equal(await clerk.getByRole("button", { name: "转 12345 热线办理" }).count(), 0, "once");
  const link = clerk.locator('main a[href^="/work/hotline/"]', { hasText: "青热" }).first();
  return new URL(await link.getAttribute("href"), clerk.url()).pathname;
}

async function asks(citizen) {
  await citizen.goto("/consult/ask");
  const form = citizen.locator('form[action="/consult/ask"]');
  await form.getByLabel("主题").selectOption({ label: "其他" });
  await form.getByLabel("标题").fill(QUESTION);
  await form.getByLabel("内容").pressSequentially(TEXT, typing(TEXT));
  await form.getByLabel("附件").setInputFiles([{ name: "去年的回执.csv", mimeType: "text/csv", buffer: Buffer.from("年份,结果\n2025,已认证\n") }]);
  await form.getByLabel("姓名").fill("周晓禾");
  await form.getByLabel("联系电话").fill("13900005678");
  await form.getByLabel("我已阅读并同意").check();
  await answer(form);
  await form.getByRole("button", { name: "下一步" }).click();
  const anyway = citizen.getByRole("button", { name: "没有解决，提交咨询" });
  const taken = citizen.getByRole("heading", { level: 1, name: "咨询回执" });
  await anyway.or(taken).first().waitFor();
  if (await anyway.isVisible()) {
    await citizen.getByText("去年的回执.csv").first().waitFor();
    await anyway.click();
  }
  await taken.waitFor();
  const facts = await factsOf(citizen);
  return { number: facts.编号, code: facts.查询码.replace(/\s/g, "") };
}

export async function travel({ people, county }) {
  const citizen = await people.comes("citizen");
  await citizen.goto("/about");
  const picture = { name: "路口.png", mimeType: "image/png", buffer: await citizen.screenshot() };
  const sent = await write(citizen, letter("望江路路口护栏倒了没有人扶", { files: [picture] }));
  const asked = await asks(citizen);

  const clerk = await people.comes("clerk");
  await signIn(clerk, county.account("xinxiang"));
  await clerk.goto(`/work/letters?q=${encodeURIComponent(sent.number)}`);
  await clerk.locator("tbody a").first().click();
  const order = await handOver(clerk);
  const here = new URL(clerk.url()).pathname;
  await clerk.goto(`/work/consult?q=${encodeURIComponent(asked.number)}`);
  await clerk.locator("tbody a").first().click();
  await clerk.getByRole("link", { name: "去年的回执.csv" }).first().waitFor();
  const second = await handOver(clerk);
  const there = new URL(clerk.url()).pathname;

  const agent = await people.comes("agent");
  await signIn(agent, county.account("rexian"), second);
  await agent.getByText(QUESTION).first().waitFor();
  await agent.getByRole("link", { name: "去年的回执.csv" }).first().waitFor();
  await agent.goto(order);
  await agent.getByText(sent.title).first().waitFor();
  await agent.getByText("有关联事项（无权查看）").first().waitFor();
  assert.equal(await agent.getByText(sent.number).count(), 0, "who takes calls does not read letters");
  const desk = agent.locator(`form[action="${order}/dispatch"]`).last();
  await desk.locator('input[name="unit"]').fill("县住建局");
  await desk.getByRole("button", { name: "派单", exact: true }).click();
  await told(agent, "已派单");

  const unit = await people.comes("unit", { viewport: { width: 390, height: 844 } });
  await signIn(unit, county.of("县住建局"), order);
  const file = unit.getByRole("link", { name: "路口.png" }).first();
  const got = await unit.request.get(await file.getAttribute("href"));
  assert.deepEqual(await got.body(), picture.buffer, "the picture as it was sent");

  await citizen.goto("/consult/query");
  await citizen.getByLabel("编号").fill(asked.number);
  await citizen.getByLabel("查询码").fill(asked.code);
  await citizen.getByRole("button", { name: "查询", exact: true }).click();
  await citizen.getByRole("button", { name: "附件：去年的回执.csv" }).waitFor();
  const found = await faultsOf(clerk, [here, there]);
  found.push(...(await faultsOf(agent, [order])));
  assert.deepEqual(found, []);
}
