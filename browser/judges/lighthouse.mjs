// Lighthouse: performance at least 95 and 100 for the rest on home, column, article, disclosure and search.
import lighthouse from "lighthouse";
import { launch } from "chrome-launcher";

const LEAST = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };

/** The first page of a pattern; a county without one is a fault. */
function first(pages, pattern, not) {
  return pages.public.find((path) => pattern.test(path) && !(not?.test(path) ?? false));
}

export async function lighthouse5({ place, pages }) {
  const wanted = {
    home: "/",
    column: first(pages, /^\/columns?\/|^\/c\/[^/]+\/?$/),
    article: first(pages, /^\/a\/|\/articles?\//),
    disclosure: first(pages, /^\/disclosure/),
    search: first(pages, /^\/search\?/),
  };
  const chrome = await launch({
    chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--lang=zh-CN"],
  });
  const found = [];
  const said = [];
  try {
    for (const [name, path] of Object.entries(wanted)) {
      if (!path) {
        found.push(`${name}: there is no such page`);
        continue;
      }
      const result = await lighthouse(place.base + path, { port: chrome.port, output: "json", logLevel: "error", onlyCategories: Object.keys(LEAST) });
      const scores = Object.fromEntries(Object.entries(result.lhr.categories).map(([key, { score }]) => [key, Math.round(score * 100)]));
      said.push(`${name} ${Object.values(scores).join("/")}`);
      for (const [key, least] of Object.entries(LEAST)) {
        if (scores[key] >= least) continue;
        const refs = result.lhr.categories[key].auditRefs;
        const audits = refs.map((ref) => result.lhr.audits[ref.id]).filter((audit) => audit.score !== null && audit.score < 1);
        found.push(`${name} ${path}: ${key} ${scores[key]} < ${least} (${audits.map((audit) => `${audit.id} ${audit.displayValue ?? ""}`.trim()).join("; ")})`);
      }
    }
  } finally {
    await chrome.kill();
  }
  return { said: said.join(", "), found };
}

export { lighthouse5 as lighthouse };
