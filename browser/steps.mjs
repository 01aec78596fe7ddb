// What people do again and again: write a letter, sign in, find a letter on the workbench, act on it.
import assert from "node:assert/strict";

import { answerTo } from "./person.mjs";

/** Milliseconds that nobody is faster than in writing a letter. */
const WRITING = 3_500;

/** Types a text at such a pace that it takes as long as writing takes. */
export function typing(text) {
  return { delay: Math.ceil(WRITING / text.length) };
}

/** Text of the kind that people write, never twice the same title. */
export function letter(title, more = {}) {
  return {
    mailbox: "县长信箱",
    kind: "投诉",
    title,
    body: `${title}。事情发生在城关镇人民路与学府路路口，已经持续两个多星期，早晚接送学生时很不方便，希望尽快派人查看并答复处理办法。`,
    name: "林小满",
    phone: "13900001234",
    consent: true,
    files: [],
    ...more,
  };
}

/** Goes from the notice to the form. */
export async function toTheForm(page) {
  await page.goto("/letters/notice");
  await page.getByRole("link", { name: "我已了解，继续写信" }).click();
  await page.getByRole("heading", { level: 1, name: "我要写信" }).waitFor();
}

/** Fills the form in without sending it. */
export async function fill(page, text) {
  const form = page.locator('form[action="/letters/write"]');
  await choose(form, text.mailbox);
  await choose(form, text.kind);
  await form.getByLabel("标题").fill(text.title);
  await form.getByLabel("内容", { exact: false }).first().pressSequentially(text.body, typing(text.body));
  await form.getByLabel("姓名").fill(text.name);
  await form.getByLabel("联系电话").fill(text.phone);
  if (text.confidential) await form.getByLabel("请对我的身份保密").check();
  await choose(form, text.consent ? "同意（遮盖个人信息后公开）" : "不同意");
  if (text.files.length) await form.getByLabel("附件").setInputFiles(text.files);
  await form.getByLabel("我已阅读并同意").check();
  await answer(form);
  return form;
}

async function choose(form, title) {
  await form.locator("label.choice", { hasText: new RegExp(`^\\s*${title.replace(/[（）]/g, "\\$&")}`) }).first().locator("input").check();
}

/** Answers the bot question of a form. */
export async function answer(form) {
  const field = form.locator('[name="challenge_answer"]');
  const question = await form.locator('label[for="f-challenge_answer"]').innerText();
  await field.fill(answerTo(question));
}

/** Sends the form and reads the receipt. */
export async function send(page, form) {
  await form.getByRole("button", { name: "提交来信" }).click();
  return receipt(page);
}

/** What the receipt page says. */
export async function receipt(page) {
  await page.getByRole("heading", { level: 1, name: "来信回执" }).waitFor();
  const facts = await factsOf(page);
  assert.match(facts.编号, /^青信〔\d{4}〕\d+号$/, "a number");
  assert.match(facts.查询码.replace(/\s/g, ""), /^\d{10}$/, "ten digits");
  assert.match(facts.最迟答复, /\d{4}-\d{2}-\d{2}|年/, "a due date");
  return { number: facts.编号, code: facts.查询码.replace(/\s/g, ""), due: facts.最迟答复 };
}

/** Writes and sends a letter. */
export async function write(page, text) {
  await toTheForm(page);
  return { ...text, ...(await send(page, await fill(page, text))) };
}

/** Name and value of every fact on the page. */
export async function factsOf(page) {
  const pairs = await page.locator("dl.facts > div").evaluateAll((rows) =>
    rows.map((row) => [row.querySelector("dt")?.textContent?.trim() ?? "", row.querySelector("dd")?.textContent?.trim() ?? ""]));
  return Object.fromEntries(pairs);
}

/** An official signs in. */
export async function signIn(page, account, to = "/work") {
  assert.ok(account, "the demonstration has such an account");
  await page.goto(to);
  await enter(page, account);
  await page.locator("header.top").waitFor();
}

/** Fills the sign-in form in and sends it. */
export async function enter(page, account) {
  await page.getByLabel("用户名").fill(account.login);
  await page.getByLabel("密码", { exact: false }).first().fill(account.password);
  await page.getByRole("button", { name: "登录", exact: true }).click();
}

/** Waits until the scripts of a page listen to the keys. */
export async function listening(page) {
  await page.locator("html.js").waitFor({ state: "attached" });
}

/** Opens a letter from the list of open work, as a click does; looked for by its number, as after a weekend it stands on a later page. */
export async function openFromTodo(page, number) {
  await page.goto(`/work?q=${encodeURIComponent(number)}`);
  const row = page.locator("tr[data-row]", { hasText: number });
  await row.getByRole("link").first().click();
  await page.waitForURL(/\/work\/letters\/\d+/);
  return page.url();
}

/** The form of one act on a letter's page, opened. */
export async function formOf(page, key) {
  const fold = page.locator("#offers details", { has: page.locator(`form[action$="/${key}"]`) }).first();
  await fold.waitFor();
  if (!(await fold.evaluate((element) => element.open))) await fold.locator("summary").click();
  return fold.locator("form");
}

/** Does one act: fills in what is given, presses the button and waits to be told. */
export async function act(page, key, title, given = {}) {
  const form = await formOf(page, key);
  if (given.units) await form.locator('input[name="units"]').fill(given.units);
  if (given.stance) await form.getByLabel(given.stance, { exact: true }).check();
  if (given.step) {
    const steps = form.locator('[name="step"]');
    const label = (await steps.locator("option").allInnerTexts()).find((option) => option.startsWith(given.step));
    await steps.selectOption({ label });
  }
  if (given.opinion) await form.locator('textarea[name="opinion"]').fill(given.opinion);
  await form.locator('button[type="submit"]').click();
  await told(page, `已${title}`);
}

/** Waits for the line that says what was done. */
export async function told(page, words) {
  await page.locator(".notice", { hasText: words }).first().waitFor();
}

/** The clerk gives a letter to a unit, with or without others assisting. */
export async function dispatch(page, unit, assist = "") {
  const desk = page.locator("section", { has: page.getByRole("heading", { name: "派单", exact: true }) });
  await desk.getByLabel("主办单位").fill(unit);
  if (assist) await desk.getByLabel("协办单位").fill(assist);
  await desk.getByRole("button", { name: "派单", exact: true }).click();
  await told(page, "已派单");
}

/** A citizen asks how the letter stands. */
export async function ask(page, letter) {
  await page.goto("/letters/query");
  await page.getByLabel("来信编号").fill(letter.number);
  await page.getByLabel("查询码").fill(letter.code);
  await page.getByRole("button", { name: "查询", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "来信办理情况" }).waitFor();
}

/** Whether the page is wider than the window, and by what. */
export async function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return Array.from(document.querySelectorAll("body *"))
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .slice(0, 5)
      .map((element) => `${element.tagName.toLowerCase()}.${element.className} ${Math.round(element.getBoundingClientRect().right)}`);
  });
}

/** Presses Tab until the wanted element has the focus, as eyes follow the ring. */
export async function tabTo(page, selector, most = 80) {
  for (let presses = 0; presses < most; presses += 1) {
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) {
      assert.ok(await ringed(page), `${selector} shows that it has the focus`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not come to ${selector}`);
}

/** Whether the element with the focus looks different from one without. */
function ringed(page) {
  return page.evaluate(() => {
    const places = [document.activeElement, document.activeElement.closest("label")].filter(Boolean);
    return places.some((place) => {
      const style = getComputedStyle(place);
      return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
    });
  });
}
