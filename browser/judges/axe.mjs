// axe (WCAG 2.1 AA): no violation on any kind of page, on the public ones in the normal and elder mode and in 繁體. The
// workbench is made of the same parts in every mode: `journeys/13-axe.mjs` looks at it as the elderly see it.
import { faults } from "../axe.mjs";

/** Tabs that are looked at at the same time: what two cores take beside the county. */
const AT_ONCE = 3;
/** Pages that break a rule on purpose: which, the rule, and why. */
const EXCUSED = [
  ["/work/hotline/screen", "meta-refresh", "hangs on the wall of the hall: nobody reads it with a keyboard, and it must stay current without a hand and without a script"],
];

const excuses = (path) => (rule) => EXCUSED.some(([of, excused]) => path.startsWith(of) && rule === excused);

export async function axe({ place, pages }) {
  const found = pages.flatMap((page) => page.faults ?? []);
  // Those of one person come together, so that one tab serves them all.
  const contexts = [...new Set(pages.map((page) => page.context))];
  const waiting = contexts.filter(Boolean).flatMap((context) => pages.filter((page) => page.context === context));
  const many = waiting.length;
  const look = async () => {
    let tab = null;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { name, path, context } = next;
      if (tab?.context() !== context) {
        await tab?.close();
        tab = await context.newPage();
      }
      await tab.goto(place.base + path, { waitUntil: "load" });
      found.push(...(await faults(tab, `${name} ${path}`, excuses(path))));
    }
    await tab?.close();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  return { said: `${many} pages, and ${pages.filter((page) => page.faults).length} on the way`, found };
}
