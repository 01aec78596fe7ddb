// The leader's office reads the answer and lets it go out.
import { act, openFromTodo, signIn } from "../steps.mjs";

export const title = "the office head reads the answer and lets it go out";

export async function travel({ people, county, world }) {
  const head = await people.comes("head");
  await signIn(head, county.account("zhuren"));
  await openFromTodo(head, world.letter.number);
  const draft = head.locator("section", { has: head.getByRole("heading", { name: "待审核的答复" }) });
  await draft.getByText(world.answer).waitFor();
  await act(head, "approve", "同意发出", { opinion: "答复清楚，同意。" });
  await head.getByText("已发出的答复").waitFor();
}
