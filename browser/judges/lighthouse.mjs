// Lighthouse: performance at least 95 and 100 for the rest on home, column, article, disclosure and search; results of a
// search for all but being listed. Performance depends on what else the machine does: the best of three counts.
import look from "lighthouse";
import { launch } from "chrome-launcher";

const LEAST = { performance: 95, accessibility: 100, "best-practices": 100, seo: 100 };

/** Pages of results are kept from search engines on purpose. */
const UNLISTED = { performance: 95, accessibility: 100, "best-practices": 100 };

async function best(url, port, least) {
  let kept = null;
  for (let turn = 0; turn < 3 && !(kept?.scores.performance >= least.performance); turn++) {
    const result = await look(url, { port, output: "json", logLevel: "error", onlyCategories: Object.keys(least) });
    const scores = Object.fromEntries(Object.entries(result.lhr.categories).map(([key, { score }]) => [key, Math.round(score * 100)]));
    if (!kept || scores.performance > kept.scores.performance) kept = { result, scores };
  }
  return kept;
}

export async function lighthouse({ place, pages }) {
  const first = (pattern) => pages.public.find((path) => pattern.test(path));
  const wanted = [
    ["home", "/", LEAST],
    ["column", first(/^\/c\/[^/]+\/$/), LEAST],
    ["article", first(/^\/a\/\d+$/), LEAST],
    ["disclosure", first(/^\/xxgk$/), LEAST],
    ["search", "/search", LEAST],
    ["results", "/search?q=通知", UNLISTED],
  ];
  const chrome = await launch({
    chromePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    chromeFlags: ["--headless=new", "--no-sandbox", "--disable-gpu", "--lang=zh-CN"],
  });
  const found = [];
  const said = [];
  try {
    for (const [name, path, least] of wanted) {
      if (!path) {
        found.push(`${name}: there is no such page`);
        continue;
      }
      const { result, scores } = await best(place.base + path, chrome.port, least);
      said.push(`${name} ${Object.values(scores).join("/")}`);
      for (const [key, wants] of Object.entries(least)) {
        if (scores[key] >= wants) continue;
        const refs = result.lhr.categories[key].auditRefs;
        const audits = refs.map((ref) => result.lhr.audits[ref.id]).filter((audit) => audit.score !== null && audit.score < 1);
        found.push(`${name} ${path}: ${key} ${scores[key]} < ${wants} (${audits.map((audit) => `${audit.id} ${audit.displayValue ?? ""}`.trim()).join("; ")})`);
      }
    }
  } finally {
    await chrome.kill();
  }
  return { said: said.join(", "), found };
}
