// WCAG 2.1 AA as axe tests it: what it finds wrong with pages.
import { AxeBuilder } from "@axe-core/playwright";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

/** What is wrong with the page as it stands, each fault after `name`. */
export async function faults(page, name) {
  // No page of ours frames another: the way without a second tab for the results sees the same and is faster.
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).setLegacyMode().analyze();
  const short = (text, most) => text.replace(/\s+/g, " ").slice(0, most);
  return violations.map(({ id, nodes }) => `${name}: ${id} ${nodes.length} × ${nodes[0].target.join(" ")} ${short(nodes[0].html, 160)} ${short(nodes[0].failureSummary, 200)}`);
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
