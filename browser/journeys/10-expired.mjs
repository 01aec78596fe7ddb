// The session ends while an answer is being typed: after sign-in the text is still there.
import { enter, formOf, signIn } from "../steps.mjs";

export const title = "the session ends while an answer is typed, and the text is still there";

export async function travel({ people, county, world }) {
  const account = county.of("县城管局");
  const unit = await people.comes("unit");
  await signIn(unit, account, world.thirdPage);
  const form = await formOf(unit, "submit");
  const answer = "已组织三名执法人员每天早晚定点值守，占道摊位全部引导至市场内经营，道路恢复通行。";
  await form.locator('textarea[name="opinion"]').fill(answer);

  const other = await people.comes("other-device");
  await signIn(other, account);
  await other.goto("/work/sessions");
  while (await other.getByRole("button", { name: "下线" }).count()) {
    const before = await other.getByRole("button", { name: "下线" }).count();
    await other.getByRole("button", { name: "下线" }).first().click();
    await other.waitForFunction((many) => document.querySelectorAll('form[action="/work/sessions/end"]').length < many, before);
  }

  await form.locator('button[type="submit"]').click();
  await unit.getByText("您刚才填写的内容还在").waitFor();
  await enter(unit, account);
  await unit.getByText(answer).waitFor();
  await unit.getByRole("button", { name: "接着提交" }).click();
  await unit.getByText("已提交答复").waitFor();
}
