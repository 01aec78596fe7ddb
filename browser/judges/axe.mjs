// axe (WCAG 2.1 AA): no violation on any kind of page, on the public ones in the normal and elder mode and in 繁體.
import { faults } from "../axe.mjs";

/** Tabs that are looked at at the same time. */
const AT_ONCE = 3;

export async function axe({ place, pages }) {
  const found = pages.flatMap((page) => page.faults ?? []);
  const waiting = pages.filter((page) => page.context);
  const look = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { name, path, context } = next;
      const page = await context.newPage();
      await page.goto(place.base + path, { waitUntil: "load" });
      found.push(...(await faults(page, `${name} ${path}`)));
      await page.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, look));
  return { said: `${pages.length} pages`, found };
}
