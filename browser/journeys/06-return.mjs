// A unit that is not the right one returns the letter with its reasons; the clerk gives it to another.
import { act, dispatch, openFromTodo, signIn } from "../steps.mjs";

export const title = "a unit returns it with reasons and the clerk dispatches it again";

export async function travel({ people, county, world }) {
  const clerk = await people.comes("clerk");
  await signIn(clerk, county.account("xinxiang"));
  await openFromTodo(clerk, world.third.number);
  await dispatch(clerk, "县商务局");

  const unit = await people.comes("unit");
  await signIn(unit, county.of("县商务局"));
  await openFromTodo(unit, world.third.number);
  const reason = "占道经营由城市管理部门执法，依据县政府三定方案不属于我局职责。";
  await act(unit, "return", "退回", { step: "待受理", opinion: reason });

  await openFromTodo(clerk, world.third.number);
  await clerk.getByText(reason).first().waitFor();
  await dispatch(clerk, "县城管局");
  const right = await people.comes("right-unit");
  await signIn(right, county.of("县城管局"));
  world.thirdPage = new URL(await openFromTodo(right, world.third.number)).pathname;
  await act(right, "sign", "签收");
}
