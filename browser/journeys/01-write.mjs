// A citizen writes a letter with a picture, with and without a script, and keeps a receipt that proves itself.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { letter, write } from "../steps.mjs";

export const title = "a citizen writes with an attachment and keeps a receipt that verifies";

async function keeps(page, sent, { binary, kept, county }) {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "下载收件凭证" }).click(),
  ]);
  const path = join(kept, `receipt-${sent.code}.json`);
  await download.saveAs(path);
  const key = join(county.data, "ledger-key.pem");
  writeFileSync(key, await (await fetch(`${county.base}/ledger/key`)).text());
  for (const more of [[], ["--key", key]]) {
    execFileSync(binary, ["receipt", "verify", path, ...more]);
  }
  const forged = join(kept, `receipt-${sent.code}-forged.json`);
  const whole = readFileSync(path, "utf8");
  const changed = whole.replace(sent.due, "2099-12-31");
  assert.notEqual(changed, whole, "the receipt has something to forge");
  writeFileSync(forged, changed);
  assert.notEqual(spawnSync(binary, ["receipt", "verify", forged]).status, 0, "a forged receipt does not verify");
}

export async function travel(at) {
  const { people, world } = at;
  for (const [name, javaScriptEnabled] of [["citizen", true], ["citizen-without-script", false]]) {
    const page = await people.comes(name, { javaScriptEnabled });
    await page.goto("/");
    const picture = { name: "学校门口 夜间.png", mimeType: "image/png", buffer: await page.screenshot() };
    const text = letter(`人民路学校门口路灯不亮${javaScriptEnabled ? "" : "又没人修"}`, { files: [picture] });
    const sent = await write(page, text);
    await keeps(page, sent, at);
    await page.getByRole("link", { name: "最迟答复日是怎样算的" }).click();
    await page.getByText(sent.due).first().waitFor();
    if (javaScriptEnabled) world.letter = sent;
    else world.second = sent;
  }
}
