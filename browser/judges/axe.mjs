// axe (WCAG 2.1 AA): no violation on any kind of public page, in normal and elder mode and in 繁體, nor inside.
import { AxeBuilder } from "@axe-core/playwright";

import { signIn } from "../steps.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

async function look(page, base, path, name, found) {
  await page.goto(base + path, { waitUntil: "load" });
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  for (const { id, nodes } of violations) {
    found.push(`${name} ${path}: ${id} ${nodes.length} × ${nodes[0].html.replace(/\s+/g, " ").slice(0, 200)}`);
  }
}

export async function axe({ browser, place, pages }) {
  const found = [];
  let looked = 0;
  const visit = async (name, mode, login, paths) => {
    const context = await browser.newContext({ locale: "zh-CN", baseURL: place.base });
    const page = await context.newPage();
    await page.goto(`${place.base}/mode?set=${mode}&back=/`);
    if (login) await signIn(page, place.account(login));
    for (const path of paths) {
      await look(page, place.base, path, name, found);
      looked += 1;
    }
    await context.close();
  };
  const plain = pages.public.filter((path) => !path.startsWith("/hant"));
  await visit("normal", "normal", null, pages.public);
  await visit("elder", "elder", null, plain);
  for (const login of new Set(pages.inside.map((page) => page.login))) {
    await visit(login, "normal", login, pages.inside.filter((page) => page.login === login).map((page) => page.path));
  }
  return { said: `${looked} pages`, found };
}
