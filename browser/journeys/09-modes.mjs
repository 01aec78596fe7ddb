// Elder mode is larger and simpler and stays, reads aloud, has a large pointer and a guide line; 繁體 pages are in 繁體; both work without a script.
import assert from "node:assert/strict";

import { overflow } from "../steps.mjs";

export const title = "elder mode and pages in 繁體";

async function elder(page) {
  await page.goto("/letters");
  const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.querySelector("main")).fontSize));
  const normal = await size();
  await page.getByRole("link", { name: "长者模式" }).click();
  await page.getByRole("link", { name: "退出长者模式" }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/letters", "the same page");
  assert.ok((await size()) > normal, "larger letters");
  for (const path of ["/", "/letters/notice", "/letters/query", "/letters/stats"]) {
    await page.goto(path);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.mode), "elder", path);
    assert.deepEqual(await overflow(page), [], path);
    await page.locator(".elder-phone").waitFor();
  }
  await page.getByRole("link", { name: "退出长者模式" }).click();
  await page.getByRole("link", { name: "长者模式", exact: true }).waitFor();
}

// A voice that tells what it was asked to say; the machine that runs this has none.
function voice() {
  window.told = [];
  window.SpeechSynthesisUtterance = class {
    constructor(text) {
      this.text = text;
    }
  };
  const synthesis = { paused: false, speaking: null };
  synthesis.speak = (one) => {
    window.told.push([one.text, one.rate, one.lang]);
    synthesis.speaking = one;
  };
  synthesis.pause = () => (synthesis.paused = true);
  synthesis.resume = () => (synthesis.paused = false);
  synthesis.cancel = () => Object.assign(synthesis, { paused: false, speaking: null });
  Object.defineProperty(window, "speechSynthesis", { value: synthesis, configurable: true });
}

async function aids(page) {
  await page.addInitScript(voice);
  await page.goto("/mode?set=elder&back=/letters/notice");
  const aid = (name) => page.locator(`[data-aid="${name}"]`);
  await aid("read").click();
  const told = () => page.evaluate(() => window.told);
  const first = (await told())[0];
  assert.equal(first[1], 1);
  assert.ok((await page.locator("#main").innerText()).replace(/\s/g, "").includes(first[0].replace(/\s/g, "")), "what is read stands there");
  assert.equal(await page.locator(".spoken").count(), 1, "and is shown");
  assert.match(await aid("read").innerText(), /暂停/);
  await aid("read").click();
  assert.ok(await page.evaluate(() => speechSynthesis.paused));
  await aid("read").click();
  await page.evaluate(() => speechSynthesis.speaking.onend());
  assert.notDeepEqual((await told()).at(-1)[0], first[0], "and goes on with the next");
  await aid("rate").click();
  assert.equal((await told()).at(-1)[1], 1.3, "faster, from where it is");
  await aid("stop").click();
  assert.equal(await page.locator(".spoken").count(), 0);
  await aid("pointer").click();
  assert.match(await page.evaluate(() => getComputedStyle(document.querySelector("#main")).cursor), /pointer.*svg/);
  await aid("line").click();
  await page.mouse.move(200, 300);
  assert.ok(Math.abs((await page.locator(".guide-line").boundingBox()).y - 300) < 40, "the line follows the pointer");
  await page.goto("/letters");
  assert.equal(await aid("line").getAttribute("aria-pressed"), "true", "what was chosen stays");
  await page.goto("/mode?set=normal&back=/letters");
  assert.equal(await page.locator("[data-reading], .guide-line").count(), 0);
  assert.equal(await page.evaluate(() => document.documentElement.dataset.pointer), undefined);
}

async function hant(page) {
  await page.goto("/letters/notice");
  await page.getByRole("link", { name: "繁體" }).click();
  const back = page.getByRole("link", { name: /^(简体|簡體)$/ });
  await back.waitFor();
  const text = await page.locator("body").innerText();
  assert.match(text, /縣長信箱|來信/, "traditional characters");
  assert.doesNotMatch(text.replace("简体", ""), /来信|办理|县/, "no simplified character is left");
  assert.equal(await page.evaluate(() => document.documentElement.lang), "zh-Hant");
  await page.getByRole("link", { name: /繼續寫信/ }).click();
  await page.getByRole("heading", { level: 1, name: "我要寫信" }).waitFor();
  await back.click();
  await page.getByRole("heading", { level: 1, name: /写信/ }).first().waitFor();
}

export async function travel({ people }) {
  await elder(await people.comes("elder"));
  await elder(await people.comes("elder-without-script", { javaScriptEnabled: false }));
  await aids(await people.comes("aids"));
  await hant(await people.comes("overseas"));
}
