// A call from the ring to the callback: the agent takes it down with the keys alone, the unit answers, the desk reviews and calls back, the
// caller asks with the number. axe finds nothing on the line's pages; the big screen is left out, as it draws itself anew every half minute.
import assert from "node:assert/strict";

import { faultsOf } from "../axe.mjs";
import { act, factsOf, listening, signIn, tabTo, told } from "../steps.mjs";

export const title = "a call is taken down with the keyboard, dispatched, handled, called back for and asked for by number";

const TITLE = "老城街路灯夜间不亮";
const BODY = "老城街从粮站到小学的路灯两天不亮，晚上路口看不清，希望尽快修好。";

/** Presses an arrow until the select shows the option. */
async function arrowTo(page, selector, option) {
  await tabTo(page, selector);
  for (let presses = 0; presses < 80; presses += 1) {
    const shown = await page.locator(selector).evaluate((select) => select.selectedOptions[0]?.textContent ?? "");
    if (shown.includes(option)) return;
    await page.keyboard.press("ArrowDown");
  }
  throw new Error(`${selector} does not come to ${option}`);
}

async function takes(agent) {
  await agent.goto("/work/hotline/duty");
  await listening(agent);
  await tabTo(agent, 'button[name="state"][value="away"]', 120);
  await agent.keyboard.press("Enter");
  await told(agent, "离席");
  await listening(agent);
  await tabTo(agent, 'button[name="state"][value="online"]', 120);
  await agent.keyboard.press("Enter");
  await told(agent, "在线");
  await listening(agent);
  await tabTo(agent, '[name="ring_phone"]', 120);
  await agent.keyboard.type("13900005678");
  await agent.keyboard.press("Enter");
  await told(agent, "正在振铃");
  await listening(agent);
  await tabTo(agent, 'button[name="event"][value="answer"]', 120);
  await agent.keyboard.press("Enter");
  await agent.waitForURL(/\/work\/hotline\/new\?call=\d+$/);
  await listening(agent);
  assert.equal(await agent.locator('[name="phone"]').inputValue(), "13900005678", "the number stands in the form alone");
  await tabTo(agent, '[name="name"]', 120);
  await agent.keyboard.type("周晓禾");
  await tabTo(agent, '[name="title"]');
  await agent.keyboard.type(TITLE);
  await tabTo(agent, '[name="body"]');
  await agent.keyboard.type(BODY);
  await arrowTo(agent, '[name="class"]', "路灯照明");
  await tabTo(agent, '[name="place"]');
  await agent.keyboard.type("老城街粮站门口");
  await agent.keyboard.press("Control+Enter");
  await agent.getByRole("heading", { level: 1, name: "已登记" }).waitFor();
  const facts = await factsOf(agent);
  assert.match(facts.编号, /^青热〔\d{4}〕\d+号$/, "a number");
  const here = new URL(await agent.getByRole("link", { name: "去派单" }).getAttribute("href"), agent.url()).pathname;
  await agent.goto("/work/hotline/duty");
  await agent.getByRole("button", { name: "挂断" }).click();
  await told(agent, "通话已结束");
  await agent.getByText("后处理").first().waitFor();
  return { number: facts.编号, code: facts.查询码.replace(/\s/g, ""), here };
}

export async function travel({ people, county }) {
  const agent = await people.comes("agent");
  await signIn(agent, county.account("rexian"));
  const { number, code, here } = await takes(agent);
  await agent.goto(here);
  await agent.getByRole("button", { name: "派给县城管局" }).first().click();
  await told(agent, "已派单");

  const unit = await people.comes("unit", { viewport: { width: 390, height: 844 } });
  await signIn(unit, county.of("县城管局"));
  await unit.goto(here);
  await act(unit, "sign", "签收");
  await act(unit, "contact", "联系", { opinion: "已电话联系，约定今晚到现场。" });
  await act(unit, "submit", "提交", { opinion: "更换控制器一个，路灯当晚全部恢复照明。" });

  await agent.goto(here);
  await act(agent, "approve", "审核");
  const call = agent.locator(`form[action="${here}/callback"]`);
  for (const [group, choice] of [["是否联系上", "联系上"], ["承办单位是否联系过诉求人", "联系过"], ["诉求是否解决", "已解决"], ["是否满意", "满意"]]) {
    await call.getByRole("group", { name: group }).getByLabel(choice, { exact: true }).check();
  }
  await call.getByRole("button", { name: "提交回访" }).click();
  await agent.locator(".notice.good").first().waitFor();

  const caller = await people.comes("caller", { javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await caller.goto("/hotline/query");
  await caller.getByLabel("编号").fill(number);
  await caller.getByLabel("查询码").fill(code);
  await caller.getByRole("button", { name: "查询", exact: true }).click();
  await caller.getByText("路灯当晚全部恢复照明").waitFor();
  await caller.getByText("已办结").first().waitFor();

  // The same number rings once more: what was before stands there while it rings.
  await agent.goto("/work/hotline/duty");
  await agent.locator('[name="ring_phone"]').fill("13900005678");
  await agent.getByRole("button", { name: "登记来电" }).click();
  await told(agent, "正在振铃");
  await agent.getByRole("heading", { name: "这个号码以前的工单" }).waitFor();
  await agent.getByRole("link", { name: TITLE }).first().waitFor();
  await agent.getByRole("button", { name: "没有接到" }).click();
  await told(agent, "通话已结束");

  // While a call is typed, what is known stands beside it; neither number nor words stand in an address.
  const asked = agent.waitForRequest((request) => request.url().includes("/work/hotline/beside"));
  await agent.goto("/work/hotline/new");
  await listening(agent);
  await agent.locator('[name="phone"]').fill("13900005678");
  const request = await asked;
  assert.equal(`${request.method()} ${new URL(request.url()).search}`, "POST ", "posted");
  await agent.locator("#beside").getByRole("link", { name: TITLE }).first().waitFor();

  await agent.goto("/work/hotline/rings?count=answered");
  await agent.getByText("坐席登记").first().waitFor();
  // axe needs the scripts that the caller does without.
  const reader = await people.comes("reader");
  const found = await faultsOf(reader, ["/hotline", "/hotline/query", "/hotline/stats"], ["normal", "elder"]);
  const inside = ["", "/new", "/duty", "/roster", "/rings", "/kpi", "/sheets?span=month", "/hot"];
  found.push(...(await faultsOf(agent, [...inside.map((path) => `/work/hotline${path}`), here])));
  assert.deepEqual(found, []);
}
