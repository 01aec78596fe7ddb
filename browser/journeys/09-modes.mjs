// Elder mode is larger and simpler and stays; 繁體 pages are in 繁體; both work without a script.
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
  await hant(await people.comes("overseas"));
}
