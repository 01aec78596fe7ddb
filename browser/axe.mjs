// WCAG 2.1 AA as axe tests it: what it finds wrong with pages.
import axe from "axe-core";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

/** What axe is told: violations in full and nothing else; no rule of these needs style sheets read a second time. */
const OPTIONS = { runOnly: { type: "tag", values: RULES }, resultTypes: ["violations"], preload: { assets: ["media"] } };

/** What is wrong with the page as it stands, each fault after `name`; what `excuses` says is meant so is left out. */
export async function faults(page, name, excuses = () => false) {
  // No page of ours frames another, so axe runs once, in the page itself.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(`${axe.source};0`);
  const violations = await page.evaluate(async (options) => {
    const told = await window.axe.run(document, options);
    return told.violations.map(({ id, nodes }) => ({ id, many: nodes.length, first: nodes[0] }));
  }, OPTIONS);
  const short = (text, most) => text.replace(/\s+/g, " ").slice(0, most);
  return violations
    .filter(({ id }) => !excuses(id))
    .map(({ id, many, first }) => `${name}: ${id} ${many} × ${first.target.join(" ")} ${short(first.html, 160)} ${short(first.failureSummary, 200)}`);
}

/** What is wrong with each of these pages; in `modes` one after the other when there are any. */
export async function faultsOf(page, paths, modes = [""]) {
  const found = [];
  for (const mode of modes) {
    if (mode) await page.goto(`/mode?set=${mode}&back=/`);
    for (const path of paths) {
      await page.goto(path);
      found.push(...(await faults(page, `${mode} ${path}`.trim())));
    }
  }
  return found;
}
