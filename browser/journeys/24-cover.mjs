// A list of names as PDF is covered on the file: personal data are marked beforehand, a word is written, a rectangle is drawn with the mouse and
// one is placed with the keys; the file that goes out has black places and no text. Without a script the same is typed.
import assert from "node:assert/strict";

import { faults } from "../axe.mjs";
import { overflow, signIn } from "../steps.mjs";

export const title = "a PDF is covered by words, mouse and keys, and no text is left in what goes out";

const LIST = `<meta charset="utf-8"><body style="font: 20px sans-serif"><h1>补贴发放名单</h1><p>王小禾，电话13800001234，补贴三千元。</p>
  <p>李青，住禾丰镇青溪村。</p><p style="break-before: page">第二页没有别的。</p></body>`;

/** A request taken down at the counter, with an original. */
async function original(clerk, bytes) {
  await clerk.goto("/work/requests/enter");
  const form = clerk.locator('form[action="/work/requests/enter"]');
  await form.locator('[name="channel"]').first().waitFor();
  const channel = form.locator('select[name="channel"]');
  if (await channel.count()) await channel.selectOption("counter");
  else await form.locator('[name="channel"][value="counter"]').check();
  await form.locator('[name="arrived_on"]').fill(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10));
  for (const [name, value] of [["kind", "access"], ["applicant", "natural"]]) await form.locator(`[name="${name}"][value="${value}"]`).first().check();
  for (const [name, value] of [["way", "web"], ["carrier", "data"], ["id_kind", "id"]]) {
    const select = form.locator(`select[name="${name}"]`);
    if (await select.count()) await select.selectOption(value);
    else await form.locator(`[name="${name}"][value="${value}"]`).first().check();
  }
  for (const [name, value] of [["title", "禾丰镇补贴发放名单"], ["content", "请公开禾丰镇补贴发放名单。"], ["name", "林小满"], ["id_number", "110000199001011234"], ["phone", "13900001234"]]) {
    await form.locator(`[name="${name}"]`).fill(value);
  }
  await form.locator('button[type="submit"]').last().click();
  await clerk.waitForLoadState();
  const href = await clerk.evaluate(() => [...document.querySelectorAll("a")].map((a) => a.getAttribute("href")).find((to) => /^\/work\/requests\/\d+$/.test(to ?? "")) ?? location.pathname);
  assert.match(href, /^\/work\/requests\/\d+$/, "a request");
  await clerk.goto(`${href}/more/file`);
  await clerk.locator('[name="kind"][value="original"]').check();
  await clerk.locator('input[type="file"]').setInputFiles({ name: "名单.pdf", mimeType: "application/pdf", buffer: bytes });
  await clerk.getByRole("button", { name: "保存" }).click();
  await clerk.getByText("已完成：上传文件。").waitFor();
  return href;
}

export async function travel({ people, county }) {
  const clerk = await people.comes("clerk", { viewport: { width: 1366, height: 768 } });
  await signIn(clerk, county.account("shenqing"));
  const printer = await clerk.context().newPage();
  await printer.setContent(LIST);
  const href = await original(clerk, await printer.pdf({ format: "A4" }));
  await printer.close();

  await clerk.getByRole("link", { name: "遮盖", exact: true }).click();
  await clerk.getByText("会遮盖 1 处文字").waitFor();
  const sheet = clerk.locator('svg[data-cover-page="1"]');
  assert.equal(await sheet.locator(".cover-found").count(), 1, "the telephone is marked beforehand");
  const field = clerk.locator("#f-boxes");
  const box = await sheet.boundingBox();
  const at = (x, y) => [box.x + box.width * x, box.y + box.height * y];
  await clerk.mouse.move(...at(0.2, 0.2));
  await clerk.mouse.down();
  await clerk.mouse.move(...at(0.4, 0.25), { steps: 4 });
  await clerk.mouse.up();
  assert.match(await field.inputValue(), /^1 (19\.9|20|20\.1) (19\.9|20|20\.1) (19\.9|20|20\.1) (4\.9|5|5\.1)$/, "drawn with the mouse");
  await clerk.keyboard.press("ArrowRight");
  await clerk.keyboard.press("Shift+ArrowDown");
  assert.match(await field.inputValue(), /^1 (20\.9|21|21\.1) \S+ \S+ (5\.9|6|6\.1)$/, "moved and made larger with the keys");
  await clerk.locator('[data-cover-add="2"]').click();
  assert.equal((await field.inputValue()).split("\n").length, 2, "one more on the second page");
  await clerk.keyboard.press("Delete");
  assert.equal((await field.inputValue()).split("\n").length, 1, "and gone again");
  await clerk.getByLabel("要遮盖的文字").fill("王小禾\n李青");
  await clerk.getByRole("button", { name: "看看会遮盖什么" }).click();
  await clerk.getByText("会遮盖 3 处文字、1 个矩形").waitFor();
  assert.equal(await clerk.locator("g.cover-box").count(), 1, "the rectangle is still there");
  assert.deepEqual(await faults(clerk), []);
  assert.deepEqual(await overflow(clerk), []);
  await clerk.getByRole("button", { name: "遮盖并生成文件" }).click();
  await clerk.getByText("已遮盖 3 处文字、1 个矩形").waitFor();
  const made = clerk.getByRole("link", { name: "名单（遮盖）.pdf" });
  const file = await (await clerk.request.get(await made.getAttribute("href"))).body();
  const text = file.toString("latin1");
  assert.ok(text.startsWith("%PDF-") && text.includes("/DCTDecode") && !text.includes("/Font") && !text.includes("/Info"), "pictures and nothing else");

  const plain = await people.comes("without a script", { expects: [422], javaScriptEnabled: false, viewport: { width: 390, height: 844 } });
  await signIn(plain, county.account("shenqing"));
  await plain.goto(href);
  await plain.getByRole("link", { name: "遮盖", exact: true }).click();
  await plain.getByLabel("要遮盖的矩形").fill("2 10 10");
  await plain.getByRole("button", { name: "看看会遮盖什么" }).click();
  await plain.getByText("第 1 行不是矩形").first().waitFor();
  await plain.getByLabel("要遮盖的矩形").fill("2 10 10 20 5");
  await plain.getByRole("button", { name: "看看会遮盖什么" }).click();
  await plain.getByText("会遮盖 1 处文字、1 个矩形").waitFor();
  assert.equal(await plain.locator("rect.cover-box").count(), 1, "drawn by the server");
}
