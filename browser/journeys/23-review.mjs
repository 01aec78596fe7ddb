// An officer of a unit writes a text with a telephone in it; the gate tells him, he mends it, and it passes three reviews and the
// secrecy review by five people. It is on the portal at once, on every surface; one act withdraws it everywhere.
import assert from "node:assert/strict";

import { faults } from "../axe.mjs";
import { overflow, signIn } from "../steps.mjs";

export const title = "a text passes the gate, three reviews and the secrecy review, is read everywhere and withdrawn everywhere";

const UNIT = "县教育局";
const TITLE = "城区小学秋季入学报名时间";
const PHONE = "13900004323";

/** Opens the submission from the list of open work and does one act on it. */
async function review(person, number, act, fields = {}) {
  await person.goto(`/work?q=${encodeURIComponent(number)}`);
  await person.locator("tr[data-row]", { hasText: number }).getByRole("link").first().click();
  await person.waitForURL(/\/work\/submissions\/\d+/);
  const form = person.locator(`form[action$="/${act}"]`);
  const closed = form.locator("xpath=ancestor::details[not(@open)]");
  if (await closed.count()) await closed.first().locator("summary").click();
  for (const [name, value] of Object.entries(fields)) await set(form, name, value);
  await form.locator("button[type=submit]").first().click();
}

/** Fills a field of a form in, whatever it is. */
async function set(form, name, value) {
  const field = form.locator(`[name="${name}"]`).first();
  if ((await field.getAttribute("type")) === "radio") await form.locator(`[name="${name}"][value="${value}"]`).check();
  else if (await field.evaluate((node) => node.tagName === "SELECT")) await field.selectOption(value);
  else if ((await field.getAttribute("type")) === "checkbox") await field.check();
  else await field.fill(value);
}

export async function travel({ people, county }) {
  const of = (prefix) => county.account(county.of(UNIT).login.replace("cb", prefix));
  const officer = await people.comes("officer");
  await signIn(officer, of("xx"), "/work/content/new");
  await officer.locator(".ed-text").waitFor();
  const form = officer.locator("form", { has: officer.locator("#f-title") });
  await form.locator("#f-title").fill(TITLE);
  await form.locator("#f-column").selectOption({ label: "青禾县人民政府 › 要闻动态 › 部门动态" });
  await officer.locator(".ed-text").click();
  await officer.keyboard.type(`城区小学八月二十日起网上报名，由家长填写。联系人王禾，电话${PHONE}。`);
  await form.locator("#f-attribute").selectOption("active");
  if (await form.locator("#f-node").count()) await form.locator("#f-node").selectOption("welfare");
  await form.getByRole("button", { name: "保存", exact: true }).click();
  await officer.waitForURL(/\/work\/content\/\d+/);
  await officer.getByRole("link", { name: "送审" }).first().click();
  await officer.waitForURL(/\/work\/submissions\/new/);
  const checked = officer.locator("section", { has: officer.getByRole("heading", { name: "发布前检查" }) });
  assert.ok((await checked.innerText()).includes("个人信息"), "the gate finds the telephone");
  assert.ok(!(await checked.innerText()).includes(PHONE), "and does not repeat it");
  assert.deepEqual(await faults(officer), []);
  await officer.getByRole("link", { name: "返回修改" }).first().click();
  await officer.locator(".ed-text p").first().click();
  await officer.keyboard.press("Control+a");
  await officer.keyboard.type("城区小学八月二十日起网上报名，由家长填写，九月一日开学。");
  await form.getByRole("button", { name: "保存", exact: true }).click();
  await officer.getByText("已保存").first().waitFor();
  await officer.getByRole("link", { name: "送审" }).first().click();
  await officer.getByText("没有发现问题").waitFor();
  await officer.getByRole("button", { name: "报送审核" }).click();
  await officer.waitForURL(/\/work\/(submissions|content)\/\d+/);
  const number = /青审〔\d{4}〕\d+号/.exec(await officer.locator("main").innerText())[0];
  assert.equal(await officer.locator('form[action$="/pass_first"]').count(), 0, "nobody passes his own text");

  const reader = await people.comes("reader");
  const editor = county.account("bianji");
  const steps = [
    [of("bg"), "pass_first", { found: "0" }],
    [of("bm"), "pass_secrecy", { attribute: "active", conclusion: "open" }],
    [of("fz"), "pass_second", {}],
    [editor, "pass_third", { then: "now" }],
  ];
  for (const [account, act, fields] of steps) {
    const person = await people.comes(act);
    await signIn(person, account);
    await review(person, number, act, fields);
    await person.getByRole("status").first().waitFor();
  }
  await reader.goto(`/search?q=${encodeURIComponent(TITLE)}`);
  const hit = reader.locator("main").getByRole("link", { name: TITLE }).first();
  // The index follows within a second; on a busy machine later.
  for (let tries = 0; tries < 30 && !(await hit.count()); tries += 1) {
    await reader.waitForTimeout(500);
    await reader.reload();
  }
  await hit.click();
  await reader.getByRole("heading", { level: 1, name: TITLE }).waitFor();
  const address = new URL(reader.url()).pathname;
  assert.match(address, /^\/a\/\d+$/);
  assert.deepEqual(await overflow(reader), [], "nothing sticks out");
  assert.deepEqual(await faults(reader), []);
  await reader.locator("details.share > summary").click();
  await reader.locator("details.share img").evaluate((image) => image.decode());
  const surfaces = ["/c/bumen", "/c/bumen/atom.xml", "/xxgk?node=welfare", `/hant${address}`];
  for (const path of surfaces) assert.ok((await (await reader.request.get(path)).text()).includes(path.startsWith("/hant") ? "城區小學" : TITLE), path);

  const paper = await people.comes("sheet");
  await signIn(paper, of("xx"), officer.url().replace(/^https?:\/\/[^/]+/, ""));
  await paper.getByRole("link", { name: "审核表" }).click();
  for (const name of ["一审", "二审", "三审", "保密"]) assert.ok((await paper.locator("body").innerText()).includes(name), name);

  const chief = await people.comes("chief");
  await signIn(chief, editor, `/work/content/${/\d+$/.exec(address)[0]}`);
  const withdraw = chief.locator('form[action$="/withdraw"]');
  const fold = withdraw.locator("xpath=ancestor::details[not(@open)]");
  if (await fold.count()) await fold.first().locator("summary").click();
  await withdraw.locator("#f-why-withdraw").fill("报名时间有调整，以新通知为准。");
  await withdraw.locator("button[type=submit]").click();
  await chief.getByRole("status").first().waitFor();
  const gone = await reader.request.get(address);
  assert.equal(gone.status(), 410, "whoever comes is told that it was withdrawn");
  assert.ok((await gone.text()).includes("撤"), "and told so in words");
  for (const path of [...surfaces.slice(0, -1), `/search?q=${encodeURIComponent(TITLE)}`]) {
    const text = await (await reader.request.get(path)).text();
    assert.ok(!text.includes(`href="${address}"`) && !text.includes(`${address}<`), `${path} has it still`);
  }
  assert.equal((await reader.request.get(`/hant${address}`)).status(), 410);
}
