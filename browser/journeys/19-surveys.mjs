// A survey is drafted by forms, approved by the head, answered on a telephone without a script, and its page holds together. axe finds
// nothing on the line's pages.
import assert from "node:assert/strict";

import { faultsOf } from "../axe.mjs";
import { answer, signIn, typing } from "../steps.mjs";

export const title = "a survey is drafted, approved and answered once without a script; a notice is objected to, a quiz is tried, results are read";

const TITLE = "城区停车收费标准公开征求意见";

const day = (days) => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);

async function choose(page, label) {
  await page.locator("label.choice", { hasText: label }).first().locator("input").check();
}

/** Opens the first of a list and goes on by `way`; gives its address. */
async function first(page, list, way) {
  await page.goto(list);
  await page.locator("tbody a").first().click();
  const address = new URL(page.url()).pathname;
  await page.getByRole("link", { name: way }).click();
  return address;
}

/** Objects to the notice that runs and asks how it stands; gives the notice's address. `look` sees the receipt. */
export async function objects(page, look = async () => {}) {
  const notice = await first(page, "/surveys/notices", "提出异议");
  const form = page.locator(`form[action="${notice}/object"]`);
  const text = "名单里有一个村去年受过处罚，请核实。";
  await form.getByLabel("异议内容").pressSequentially(text, typing(text));
  await form.getByLabel("姓名").fill("林小满");
  await form.getByLabel("联系电话").fill("13900001234");
  await form.getByLabel("我已阅读并同意").check();
  await answer(form);
  await form.getByRole("button", { name: "提交异议" }).click();
  await page.getByText("提交成功").waitFor();
  await look("receipt of an objection");
  const facts = Object.fromEntries(await page.locator("dl > div").evaluateAll((rows) => rows.map((row) => [row.querySelector("dt")?.textContent.trim(), row.querySelector("dd")?.textContent.trim()])));
  await page.goto("/surveys/objections/query");
  await page.getByLabel("编号").fill(facts.编号);
  await page.getByLabel("查询码").fill(facts.查询码.replace(/\s/g, ""));
  await page.getByRole("button", { name: "查询" }).last().click();
  await page.getByText("已收到，正在核实").first().waitFor();
  return notice;
}

/** Tries the quiz that runs, with the `right` choices by question or the first everywhere; gives the address of its ranking. `look` sees the paper. */
export async function tries(page, look = async () => {}, right = new Map()) {
  const quiz = await first(page, "/surveys/quizzes", "开始答题");
  const start = page.locator(`form[action="${quiz}/begin"]`);
  // Nobody reads and answers at once.
  await page.waitForTimeout(3_500);
  await answer(start);
  await start.getByRole("button", { name: "开始答题" }).click();
  await page.getByRole("button", { name: "交卷" }).waitFor();
  await look("paper of a quiz");
  for (const group of await page.locator("main fieldset").all()) {
    const question = await group.locator("legend").innerText();
    const known = [...right].find(([title]) => question.includes(title))?.[1] ?? [0];
    for (const at of known) await group.locator("input").nth(at).check();
  }
  await page.getByLabel("姓名").fill("林小满");
  await page.getByRole("button", { name: "交卷" }).click();
  await page.getByRole("heading", { name: "答案和解析" }).waitFor();
  assert.match(await page.locator("main").innerText(), /满分 \d+ 分/);
  return `${quiz}/ranking`;
}

export async function travel({ people, county }) {
  const clerk = await people.comes("clerk");
  await signIn(clerk, county.account("xinxiang"));
  await clerk.goto("/work/surveys/new");
  await choose(clerk, "意见征集");
  await choose(clerk, "其他行政规范性文件草案");
  await choose(clerk, "每个浏览器一次");
  await clerk.getByLabel("标题").fill(TITLE);
  await clerk.getByLabel("背景和说明").fill("为规范城区停车收费，现公开征求意见，请大家看看标准是否合适。");
  await clerk.getByLabel("草案正文").fill("第一条　白天每小时两元。\n第二条　夜间免费。");
  await clerk.getByLabel("开始日期").fill(day(0));
  await clerk.getByLabel("结束日期").fill(day(30));
  await clerk.getByRole("button", { name: "保存草稿" }).click();
  await clerk.getByText("草稿已保存").waitFor();
  const here = new URL(clerk.url()).pathname;
  await clerk.getByRole("link", { name: "添加题目" }).click();
  await choose(clerk, "单选");
  await clerk.getByRole("textbox", { name: /^题目/ }).fill("标准是否合适");
  await clerk.getByLabel("必答").check();
  await clerk.getByRole("textbox", { name: /^选项/ }).fill("合适\n偏高\n偏低");
  await clerk.getByRole("button", { name: "保存题目" }).click();
  await clerk.getByText("题目已保存").waitFor();
  await clerk.getByRole("button", { name: "提交审核" }).click();
  await clerk.getByText("已提交审核").waitFor();

  const head = await people.comes("head");
  await signIn(head, county.account("zhuren"));
  await head.goto(here);
  await head.getByRole("button", { name: "同意公布" }).click();
  await head.getByText("已审核").waitFor();

  const citizen = await people.comes("citizen", { expects: [422], javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await citizen.goto("/surveys");
  await citizen.getByRole("link", { name: TITLE }).click();
  await citizen.getByRole("link", { name: "我来提意见" }).click();
  const open = new URL(citizen.url()).pathname;
  let form = citizen.locator(`form[action="${open}"]`);
  await choose(citizen, "偏高");
  await citizen.locator("summary", { hasText: "对第 1 段提意见" }).click();
  const remark = "第一个小时应当免费。";
  await form.getByLabel("对第 1 段的意见").pressSequentially(remark, typing(remark));
  await answer(form);
  await form.getByRole("button", { name: "提交" }).click();
  await citizen.getByText("已收到，感谢参与").waitFor();
  await citizen.goto(open);
  form = citizen.locator(`form[action="${open}"]`);
  await choose(citizen, "偏低");
  const more = "夜间也要有人管。";
  await form.getByLabel("总体意见").pressSequentially(more, typing(more));
  await answer(form);
  await form.getByRole("button", { name: "提交" }).click();
  await citizen.getByText("每人只能填写一次").first().waitFor();

  await clerk.goto(here);
  await clerk.getByRole("heading", { name: "答卷 1 份" }).waitFor();
  const reader = await people.comes("reader");
  const closed = await first(reader, "/surveys?tab=closed", /看结果/);
  await reader.getByRole("heading", { name: "统计" }).waitFor();

  const objected = await objects(citizen);
  const score = await tries(citizen);

  const found = await faultsOf(reader, ["/surveys", "/surveys?tab=closed", closed, `${closed}/results`, open.replace("/answer", ""), open, "/surveys/notices", objected, `${objected}/object`, "/surveys/objections/query", "/surveys/quizzes", score], ["normal", "elder"]);
  found.push(...(await faultsOf(clerk, ["/work/surveys", "/work/surveys/new", "/work/surveys/answers", here, `${here}/texts`])));
  assert.deepEqual(found, []);
}
