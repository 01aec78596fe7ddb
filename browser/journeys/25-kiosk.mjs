// A terminal of a 查阅点, upright and lying: Chinese is written with the keyboard on the screen, nothing leads to other hosts, what was
// typed and who was signed in is gone when nobody touches it, and without a network the pages that it kept are shown, and it says so.
import assert from "node:assert/strict";
import { connect, createServer } from "node:net";

import { faults } from "../axe.mjs";
import { overflow } from "../steps.mjs";

export const title = "a terminal writes Chinese, keeps people on it, begins anew and works without a network";

const UPRIGHT = { width: 1080, height: 1920 };
const LYING = { width: 1920, height: 1080 };
const TARGET = 64;

/** A wire between terminal and county that can be cut: whoever asks then finds nobody, service workers too. */
async function wire(base) {
  const { hostname, port } = new URL(base);
  const ends = new Set();
  const server = createServer((near) => {
    const far = connect(Number(port), hostname);
    for (const [one, other] of [[near, far], [far, near]]) {
      ends.add(one);
      one.pipe(other);
      one.on("error", () => other.destroy()).on("close", () => ends.delete(one) && other.destroy());
    }
  });
  const listen = (at) => new Promise((resolve) => server.listen(at, "127.0.0.1", resolve));
  await listen(0);
  const own = server.address().port;
  const cut = () => new Promise((resolve) => {
    server.close(resolve);
    for (const end of ends) end.destroy();
  });
  return { base: `http://127.0.0.1:${own}`, cut, mend: () => listen(own) };
}

const keyboard = (page) => page.getByRole("group", { name: "屏幕键盘" });
const key = (page, name) => keyboard(page).getByRole("button", { name, exact: true });
const found = (page) => page.getByRole("group", { name: "候选字词" }).getByRole("button");

async function types(page, letters) {
  for (const letter of letters) await key(page, letter).tap();
}

/** Types pinyin and touches a candidate, turning the pages of candidates until it comes. */
async function writes(page, letters, wanted) {
  await types(page, letters);
  for (let turns = 0; turns < 30; turns += 1) {
    const one = found(page).getByText(wanted, { exact: true });
    if (await one.count()) return one.first().tap();
    await key(page, "下一页候选").tap();
  }
  throw new Error(`${letters} does not give ${wanted}`);
}

/** The names of strokes by what one writes: 一 丨 丿 丶 乛. */
const STROKES = { 一: "横", 丨: "竖", 丿: "撇", 丶: "捺", 乛: "折" };

/** Draws strokes and touches a candidate, turning the pages of candidates until it comes. */
async function draws(page, shapes, wanted) {
  for (const shape of shapes) await key(page, STROKES[shape]).tap();
  for (let turns = 0; turns < 30; turns += 1) {
    const one = found(page).getByText(wanted, { exact: true });
    if (await one.count()) return one.first().tap();
    await key(page, "下一页候选").tap();
  }
  throw new Error(`${shapes} does not give ${wanted}`);
}

/** Who writes by hand and not by sound: five keys, what is whole first, then what is frequent; the way is kept for the next field. */
async function writesByStrokes(page) {
  await page.goto("/kiosk");
  const field = page.locator("#kq");
  await field.tap();
  await key(page, "中文笔画").tap();
  await page.getByText("按笔顺点前几笔").waitFor();
  await key(page, "捺").tap();
  assert.equal(await field.inputValue(), "", "a stroke is begun, not written");
  await key(page, "删除").tap();
  await draws(page, "一丨", "十");
  assert.equal(await found(page).count(), 0, "nothing is left over");
  await key(page, "删除").tap();
  // 电: 丨 乛 一 一 乛; 话: its first strokes, then what is frequent among what begins so.
  await draws(page, "丨乛一一乛", "电");
  await draws(page, "丶乛丿一", "话");
  assert.equal(await field.inputValue(), "电话");
  for (const shape of "丿丨乛") await key(page, STROKES[shape]).tap();
  assert.equal(await page.locator(".kiosk-typed").innerText(), "丿 丨 乛");
  await key(page, "删除").tap();
  assert.equal(await page.locator(".kiosk-typed").innerText(), "丿 丨");
  for (let times = 0; times < 2; times += 1) await key(page, "删除").tap();
  assert.equal(await field.inputValue(), "电话", "strokes are taken back before what is written");
  for (const shape of "乛乛乛乛乛乛乛乛") await key(page, STROKES[shape]).tap();
  assert.equal(await found(page).count(), 0);
  await key(page, "空格").tap();
  assert.equal(await field.inputValue(), "电话", "strokes that are no character write nothing");
  for (let times = 0; times < 8; times += 1) await key(page, "删除").tap();
  assert.deepEqual(await small(page), []);
  assert.deepEqual(await faults(page, "strokes"), []);
  await page.goto("/letters/write?read=1");
  await page.locator("#f-body").tap();
  assert.equal(await key(page, "中文笔画").getAttribute("aria-pressed"), "true", "the way of writing stays");
  await page.locator("#f-phone").tap();
  assert.equal(await key(page, "中文笔画").count(), 0, "a telephone has no strokes");
  await page.locator("#f-body").tap();
  await key(page, "中文拼音").tap();
}

/** Whatever can be touched and is smaller than it may be. */
const small = (page) => page.evaluate((least) => {
  const all = [...document.querySelectorAll("main a[href], .kiosk-bar button, .kiosk-keys button, main button, main .input")];
  const seen = all.filter((one) => one.offsetParent !== null || getComputedStyle(one).position === "fixed");
  return seen.map((one) => [one.textContent.trim().slice(0, 12) || one.id, Math.round(one.getBoundingClientRect().height)])
    .filter(([, height]) => height > 0 && height < least).map(([name, height]) => `${name}: ${height}`);
}, TARGET);

async function searches(page) {
  const field = page.locator("#kq");
  await field.tap();
  await keyboard(page).waitFor();
  await page.getByText("输入拼音，再点选汉字").waitFor();
  await writes(page, "zhengfu", "政府");
  await writes(page, "xinxi", "信息");
  assert.equal(await field.inputValue(), "政府信息");
  // Letters of first sounds alone, a sentence at once, a letter taken back, a character from a later page.
  await writes(page, "gk", "公开");
  await types(page, "zhid");
  await key(page, "删除").tap();
  assert.equal(await page.locator(".kiosk-typed").innerText(), "zhi");
  for (let times = 0; times < 3; times += 1) await key(page, "删除").tap();
  assert.equal(await field.inputValue(), "政府信息公开", "letters are taken back before what is written");
  await key(page, "删除").tap();
  await key(page, "删除").tap();
  await types(page, "gongkai");
  await key(page, "空格").tap();
  assert.equal(await field.inputValue(), "政府信息公开", "the blank takes the first candidate");
  await writes(page, "zhi", "芷");
  await key(page, "删除").tap();
  await key(page, "英文字母").tap();
  await types(page, "ab");
  await key(page, "123，数字和符号").tap();
  await types(page, "12");
  assert.equal(await field.inputValue(), "政府信息公开ab12");
  for (let times = 0; times < 4; times += 1) await key(page, "删除").tap();
  await key(page, "中文拼音").tap();
  assert.deepEqual(await small(page), []);
  assert.deepEqual(await faults(page, "keyboard"), []);
  await key(page, "搜索").tap();
  await page.waitForURL(/\/search\?q=/);
  assert.equal(new URL(page.url()).searchParams.get("q"), "政府信息公开");
}

/** A letter: text of several lines in a textarea, figures where a telephone is asked for. */
async function fillsIn(page) {
  await page.goto("/letters/write?read=1");
  await page.locator("#f-body").tap();
  await writes(page, "ludeng", "路灯");
  await writes(page, "bu", "不");
  await writes(page, "liang", "亮");
  await key(page, "。").tap();
  await key(page, "换行").tap();
  await writes(page, "xiexie", "谢谢");
  assert.equal((await page.locator("#f-body").inputValue()).trim(), "路灯不亮。\n谢谢");
  await page.locator("#f-phone").tap();
  assert.ok(await key(page, "1").isVisible(), "figures come for a telephone");
  assert.equal(await key(page, "中文拼音").count(), 0, "and no Chinese");
  await types(page, "135");
  assert.equal(await page.locator("#f-phone").inputValue(), "135");
}

async function beginsAnew(page) {
  await page.clock.install();
  await page.goto("/xxgk");
  await fillsIn(page);
  await page.clock.runFor(46_000);
  const ask = page.getByRole("alertdialog", { name: "您还在使用吗？" });
  await ask.waitFor();
  assert.match(await ask.getByRole("timer").innerText(), /^1[345] 秒$/);
  assert.deepEqual(await faults(page, "asking"), []);
  await ask.getByRole("button", { name: "继续使用" }).tap();
  await ask.waitFor({ state: "hidden" });
  assert.notEqual((await page.locator("#f-body").inputValue()).trim(), "", "who goes on loses nothing");
  await page.clock.runFor(61_000);
  await page.waitForURL(/\/kiosk$/);
  const kept = await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage).filter((name) => !name.startsWith("kiosk-"))]);
  assert.deepEqual(kept, [[], []]);
  const went = page.waitForEvent("framenavigated", (frame) => frame.url().includes("/xxgk"));
  await page.evaluate(() => history.back());
  await went;
  await page.waitForURL(/\/kiosk$/);
  await page.getByRole("heading", { name: "信息公开查阅点" }).waitFor();
  await page.goto("/letters/write?read=1");
  assert.equal((await page.locator("#f-body").inputValue()).trim(), "", "nothing of the visitor before is there");
}

async function keepsPeople(page) {
  await page.goto("/statement");
  const outside = await page.locator('a[href^="http"], a[href^="//"], a[target]').count();
  assert.equal(outside, 0, "no link leads to another host");
  const place = page.locator(".outside[data-to]:visible").first();
  await place.tap();
  const box = page.getByRole("dialog", { name: "外部链接" });
  await box.getByRole("img", { name: "链接的二维码" }).waitFor();
  assert.ok(await box.locator("img").evaluate((image) => image.decode().then(() => image.naturalWidth > 100)), "the code is drawn");
  await box.getByRole("button", { name: "关闭" }).tap();
  assert.equal(page.context().pages().length, 1);
}

async function worksAlone(people, page, line) {
  await page.goto("/kiosk");
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.waitForFunction(async () => {
    const names = await caches.keys();
    const shelf = names.length ? await caches.open(names[0]) : null;
    const kept = shelf ? (await shelf.keys()).map((request) => new URL(request.url).pathname) : [];
    const page = await shelf?.match("/guide", { ignoreVary: true });
    return ["words", "strokes"].every((name) => kept.some((path) => path.includes(`/${name}-`))) && kept.includes("/xxgk") && (await page?.text())?.includes('data-mode="kiosk"');
  });
  // A page that was seen and is withdrawn: the answer without it takes it from the shelf.
  await page.evaluate(async () => {
    const shelf = await caches.open((await caches.keys())[0]);
    const page = new Response("<body>withdrawn</body>", { headers: { "content-type": "text/html" } });
    await shelf.put("/a/999999999", page);
  });
  await page.goto("/a/999999999");
  await line.cut();
  for (const [path, words] of [["/xxgk", "政府信息公开"], ["/guide", "办事"], ["/kiosk", "信息公开查阅点"]]) {
    await page.goto(path);
    await page.getByText("网络已断开").waitFor();
    assert.ok((await page.locator("main").innerText()).includes(words), `${path} is shown without a network`);
    await page.getByRole("button", { name: "结束使用" }).waitFor();
  }
  await page.locator("#kq").tap();
  await writes(page, "yibao", "医保");
  assert.equal(await page.locator("#kq").inputValue(), "医保", "Chinese is written without a network");
  await key(page, "中文笔画").tap();
  await draws(page, "丿丶", "人");
  assert.equal(await page.locator("#kq").inputValue(), "医保人", "by strokes too");
  await key(page, "中文拼音").tap();
  await page.goto("/a/999999999");
  await page.getByText("没有连上网络").waitFor();
  await page.getByRole("button", { name: /首页/ }).tap();
  await page.waitForURL(/\/kiosk$/);
  await line.mend();
  // What the browser says of the network that was cut.
  people.complaints = people.complaints.filter((words) => !/net::ERR_|Failed to fetch|status of 404/.test(words));
  await page.goto("/kiosk");
  assert.equal(await page.getByText("网络已断开").count(), 0);
}

export async function travel({ people, county }) {
  const line = await wire(county.base);
  for (const [name, viewport] of [["upright", UPRIGHT], ["lying", LYING]]) {
    const page = await people.comes(name, { viewport, hasTouch: true, baseURL: line.base });
    await page.goto("/mode?set=kiosk&back=/kiosk");
    await page.getByRole("heading", { name: "信息公开查阅点" }).waitFor();
    await page.getByRole("button", { name: "结束使用" }).waitFor();
    assert.equal(await page.getByRole("navigation", { name: "查阅入口" }).getByRole("link").count(), 6);
    assert.deepEqual(await small(page), []);
    assert.deepEqual(await overflow(page), []);
    assert.deepEqual(await faults(page, name), []);
    await searches(page);
    await writesByStrokes(page);
    await keepsPeople(page);
    await worksAlone(people, page, line);
    await beginsAnew(page);
  }
  await people.leave();
  await line.cut();
}
