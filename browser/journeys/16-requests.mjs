// A request for disclosure: asked without a script on a phone, confirmed and answered in part, its letter read by the applicant;
// a cell of the annual report opens the requests that it counts. axe finds nothing on the line's pages.
import assert from "node:assert/strict";

import { faultsOf } from "../axe.mjs";
import { answer, factsOf, signIn } from "../steps.mjs";

export const title = "a request is asked, answered in part, read by the applicant and counted";

const TITLE = "禾丰镇征地补偿标准及发放明细";

export async function ask(page) {
  await page.goto("/requests");
  await page.getByRole("link", { name: "提出申请" }).click();
  const form = page.locator('form[action="/requests/ask"]');
  await form.getByLabel("受理机关").selectOption({ label: "青禾县人民政府办公室" });
  await form.getByLabel("信息名称").fill(TITLE);
  await form.getByLabel("内容描述").pressSequentially("请公开二〇二五年禾丰镇集体土地征收的补偿标准和按户发放的明细。", { delay: 120 });
  await form.getByLabel("姓名或者名称").fill("林小满");
  await form.getByLabel("证件类型").selectOption({ label: "居民身份证" });
  await form.getByLabel("证件号码").fill("110000199001011234");
  await form.getByLabel("联系电话").fill("13900001234");
  await form.getByLabel("我已阅读").check();
  await answer(form);
  await form.getByRole("button", { name: "提交申请" }).click();
  await page.getByRole("heading", { level: 1, name: "登记回执" }).waitFor();
  const facts = await factsOf(page);
  assert.match(facts.登记编号, /^青公开申〔\d{4}〕\d+号$/, "a number");
  return { number: facts.登记编号, code: facts.查询码.replace(/\s/g, "") };
}

export async function query(page, sent) {
  await page.goto("/requests/query");
  await page.getByLabel("登记编号").fill(sent.number);
  await page.getByLabel("查询码").fill(sent.code);
  await page.getByRole("button", { name: "查询", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "申请办理情况" }).waitFor();
}

export async function travel({ people, county }) {
  const citizen = await people.comes("citizen", { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  const sent = await ask(citizen);
  const clerk = await people.comes("clerk");
  await signIn(clerk, county.account("shenqing"));
  await clerk.goto(`/work/requests?q=${encodeURIComponent(sent.number)}`);
  await clerk.getByRole("link", { name: TITLE }).click();
  const here = new URL(clerk.url()).pathname;
  await clerk.locator(`form[action="${here}/confirm"]`).getByRole("button", { name: "确认收到" }).click();
  await clerk.getByText("已确认收到。").waitFor();
  await clerk.getByRole("link", { name: "拟定答复" }).click();
  await clerk.getByRole("link", { name: /A3/ }).click();
  await clerk.getByLabel("提供的内容").fill("补偿标准为每亩五万元。\n〖张三，身份证号〗已发放。");
  await clerk.getByLabel("不予公开的内容和理由").fill("姓名和证件号码属于个人隐私。");
  await clerk.getByRole("button", { name: "提交审签" }).click();
  await clerk.getByText("答复已提交审签。").waitFor();
  const head = await people.comes("head");
  await signIn(head, county.account("zhuren"));
  await head.goto(`${here}/preview`);
  await head.getByText("■■■■已发放。").waitFor();
  await head.goto(here);
  await head.getByRole("button", { name: "审签发出" }).click();
  await head.getByText("已审签发出。").waitFor();

  await query(citizen, sent);
  await citizen.getByText("部分公开（区分处理）").first().waitFor();
  await citizen.getByRole("button", { name: "查看、打印" }).last().click();
  await citizen.getByRole("heading", { level: 1, name: "政府信息部分公开告知书" }).waitFor();
  assert.ok(!(await citizen.content()).includes("张三"), "what is withheld is not in the letter");

  await clerk.goto("/work/requests/annual");
  await clerk.getByText("勾稽关系全部成立").waitFor();
  const row = clerk.locator("tr", { hasText: "（二）部分公开" });
  const cell = row.locator("td a").last();
  const count = Number(await cell.innerText());
  await cell.click();
  await clerk.getByText(`共 ${count} 件`).waitFor();

  const found = [];
  const reader = await people.comes("reader");
  found.push(...(await faultsOf(reader, ["/requests", "/requests/ask", "/requests/query", "/requests/blank"], ["normal", "elder"])));
  found.push(...(await faultsOf(clerk, ["/work/requests", "/work/requests/enter", "/work/requests/annual", here, `${here}/more/dispute`])));
  assert.deepEqual(found, []);
}
