// Two people of one unit answer the same letter at once: the second is told who did what, and keeps the text; the first answer stands.
import assert from "node:assert/strict";

import { act, formOf, signIn, dispatch, letter, openFromTodo, write } from "../steps.mjs";

export const title = "two clerks at once: the second is told who and what, and keeps the text";

export async function travel({ people, county }) {
  const sent = await write(await people.comes("citizen"), letter("滨河公园健身器材断裂伤人"));
  const desk = await people.comes("desk");
  await signIn(desk, county.account("xinxiang"));
  await openFromTodo(desk, sent.number);
  await dispatch(desk, "县城管局");

  const [one, other] = [county.of("县城管局"), county.headOf("县城管局")];
  const [first, second] = [await people.comes("first"), await people.comes("second", { expects: [409] })];
  await signIn(first, one);
  const page = await openFromTodo(first, sent.number);
  await act(first, "sign", "签收");
  await signIn(second, other, new URL(page).pathname);

  const typed = "已将断裂的器材拆除并围挡，新器材本周内安装完毕。";
  const answer = "断裂器材已经拆除，近日更换。";
  const form = await formOf(second, "submit");
  await form.locator('textarea[name="opinion"]').fill(typed);
  await act(first, "submit", "提交答复", { opinion: answer });
  const sending = second.waitForResponse((response) => response.request().method() === "POST" && response.url().endsWith("/submit"));
  await form.locator('button[type="submit"]').click();
  assert.equal((await sending).status(), 409, "the second answer is not taken");
  const told = second.getByText("您打开之后，").first();
  await told.waitFor();
  const words = await told.innerText();
  assert.ok(words.includes(one.name) && words.includes("对本件“提交答复”"), words);
  await second.getByText(typed).first().waitFor();

  const head = await people.comes("head");
  await signIn(head, county.account("zhuren"));
  await openFromTodo(head, sent.number);
  const draft = head.locator("section", { has: head.getByRole("heading", { name: "待审核的答复" }) });
  assert.match(await draft.innerText(), new RegExp(answer), "the first answer stands");
  assert.equal(await head.getByText(typed).count(), 0, "nothing of the second went in");
}
