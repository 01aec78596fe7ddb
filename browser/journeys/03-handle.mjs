// The unit signs for the letter, asks, answers; the assisting unit gives its opinion.
import { act, openFromTodo, signIn } from "../steps.mjs";

export const title = "the unit signs, asks another, both reply, and it submits the answer";

export async function travel({ people, county, world }) {
  const unit = await people.comes("unit");
  await signIn(unit, county.of("县城管局"));
  await openFromTodo(unit, world.letter.number);
  await act(unit, "sign", "签收");
  await act(unit, "ask", "征求意见", { units: "县交通局", opinion: "请说明该路口是否属于在建道路。" });

  const assisting = await people.comes("assisting");
  await signIn(assisting, county.of("县教育局"));
  await openFromTodo(assisting, world.letter.number);
  await act(assisting, "reply", "答复征询", { stance: "同意", opinion: "学校已安排教师晚间护学，支持尽快修复路灯。" });

  const asked = await people.comes("asked");
  await signIn(asked, county.of("县交通局"));
  await openFromTodo(asked, world.letter.number);
  await act(asked, "reply", "答复征询", { stance: "同意", opinion: "该路口不在在建道路范围内。" });

  await unit.reload();
  await unit.getByText("该路口不在在建道路范围内").first().waitFor();
  await unit.getByText("学校已安排教师晚间护学").first().waitFor();
  world.answer = "经查，路口六盏路灯因电缆受潮短路熄灭，已更换电缆并于当晚全部亮灯，今后每周巡查一次。感谢您的来信。";
  await act(unit, "submit", "提交答复", { opinion: world.answer });
}
