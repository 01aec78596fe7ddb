// The clerk of the mailbox is told of a new letter, checks for others like it and gives it to two units.
import assert from "node:assert/strict";

import { dispatch, letter, openFromTodo, signIn, write } from "../steps.mjs";

export const title = "the mailbox clerk sees it arrive, checks similar letters and dispatches it";

export async function travel({ people, county, world }) {
  const clerk = await people.comes("clerk");
  await signIn(clerk, county.account("xinxiang"));
  const badge = clerk.locator('header .count[data-live="todo"]');
  const before = Number(await badge.innerText());
  assert.ok(before > 0, "there is open work");

  const citizen = await people.comes("citizen");
  world.third = await write(citizen, letter("城关镇菜市场门口占道经营堵路"));
  await clerk.waitForFunction(
    (count) => Number(document.querySelector('header .count[data-live="todo"]').textContent) === count,
    before + 1,
  );

  await openFromTodo(clerk, world.letter.number);
  const like = clerk.locator("section", { has: clerk.getByRole("heading", { name: "近似来信" }) });
  await like.getByText(world.second.number).waitFor();
  await dispatch(clerk, "县城管局", "县教育局");
  world.page = new URL(clerk.url()).pathname;
  await clerk.getByText("待签收").first().waitFor();
}
