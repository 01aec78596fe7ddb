// WCAG 2.1 AA as axe tests it, in the normal and the elder mode: no violation on any page that matters.
import assert from "node:assert/strict";

import { faults } from "../axe.mjs";
import { ask, letter, openFromTodo, send, fill, signIn, toTheForm } from "../steps.mjs";

export const title = "axe finds nothing (WCAG 2.1 AA), in normal and elder mode";

const PUBLIC = ["/", "/letters/notice", "/letters/query", "/letters", "/letters/stats", "/letters/similar?q=路灯", "/work/login", "/login",
  "/due?from=2026-09-21&unit=working_days&n=15", "/calendar/2026", "/verify", "/ledger", "/search?q=路灯"];
const INSIDE = ["/work", "/work/doing", "/work/done", "/work/overdue", "/work/letters", "/work/letters/warnings", "/work/letters/league", "/work/reports", "/work/phrases"];

export async function travel({ people, county, world }) {
  const found = [];
  const look = async (page, name) => found.push(...(await faults(page, name)));
  const walk = async (mode) => {
    const citizen = await people.comes(`citizen-${mode}`, { expects: [422] });
    await citizen.goto(`/mode?set=${mode}&back=/`);
    for (const path of [...PUBLIC, world.published]) {
      await citizen.goto(path);
      await look(citizen, `${mode} ${path}`);
    }
    await toTheForm(citizen);
    await look(citizen, `${mode} form`);
    await citizen.getByRole("button", { name: "提交来信" }).click();
    await citizen.locator("#problems").waitFor();
    await look(citizen, `${mode} form with errors`);
    const sent = await send(citizen, await fill(citizen, letter(`体育场夜间照明时间能否延长${mode === "elder" ? "一小时" : ""}`)));
    await look(citizen, `${mode} receipt`);
    await ask(citizen, sent);
    await look(citizen, `${mode} status`);

    const clerk = await people.comes(`clerk-${mode}`);
    await clerk.goto(`/mode?set=${mode}&back=/`);
    await signIn(clerk, county.account("xinxiang"));
    for (const path of [...INSIDE, world.page, world.thirdPage, `${world.page}/publish`]) {
      await clerk.goto(path);
      await look(clerk, `${mode} ${path}`);
    }
    await openFromTodo(clerk, sent.number);
    await look(clerk, `${mode} a new letter`);
  };
  // Both at once: each has its own browser profile, and axe keeps a core busy.
  await Promise.all(["normal", "elder"].map(walk));
  assert.deepEqual(found, []);
}
