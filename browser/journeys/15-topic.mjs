// A topic is composed while its preview is open in another tab: the preview follows, nothing is saved before 保存, and the form
// can still be sent afterwards. axe finds nothing on the topic's pages.
import assert from "node:assert/strict";

import { faultsOf } from "../axe.mjs";
import { signIn } from "../steps.mjs";

export const title = "a topic is composed with a live preview, saved, and read";

const HEADING = "写给种粮户";

export async function travel({ people, county }) {
  const keeper = await people.comes("keeper");
  await signIn(keeper, county.account("dianzi"));
  await keeper.goto("/work/topics");
  await keeper.getByRole("link", { name: "春耕备耕在行动" }).click();
  await keeper.getByRole("link", { name: "版块", exact: true }).click();
  const [preview] = await Promise.all([keeper.context().waitForEvent("page"), keeper.getByRole("button", { name: "预览" }).click()]);
  await preview.getByRole("heading", { name: "写在前面" }).waitFor();
  await keeper.locator("details.panel-body > summary").nth(2).click();
  await keeper.locator("#f-block_2_title").fill(HEADING);
  await preview.getByRole("heading", { name: HEADING }).waitFor();
  const reader = await people.comes("reader");
  await reader.goto("/topics/spring/");
  assert.equal(await reader.getByRole("heading", { name: HEADING }).count(), 0, "nothing is saved yet");
  await keeper.locator("details.panel-body > summary").nth(0).click();
  await keeper.locator("#f-block_0_find").fill("春耕");
  await keeper.getByRole("button", { name: "查找" }).first().click();
  await keeper.locator("input[name=block_0_items]").first().check();
  await keeper.locator(".actions").getByRole("button", { name: "保存" }).click();
  await keeper.getByText("版块已保存").waitFor();
  await reader.reload();
  await reader.getByRole("heading", { name: HEADING }).waitFor();

  const found = await faultsOf(reader, ["/topics/", "/topics/spring/", "/topics/river/", "/topics/spring/tongzhi/", "/topics/lantern/"], ["normal", "elder"]);
  found.push(...(await faultsOf(keeper, ["/work/topics", "/work/topics/new", "/work/topics/1", "/work/topics/1/blocks"])));
  assert.deepEqual(found, []);
}
