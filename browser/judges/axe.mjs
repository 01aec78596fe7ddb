// axe (WCAG 2.1 AA): no violation on any kind of public page, in normal and elder mode and in 繁體, nor inside.
import { faults } from "../axe.mjs";
import { signIn } from "../steps.mjs";

async function look(page, base, path, name, found) {
  await page.goto(base + path, { waitUntil: "load" });
  found.push(...(await faults(page, `${name} ${path}`)));
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
