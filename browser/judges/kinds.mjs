// One page of each kind: the site is walked from its home page, the workbench from its menu as several people see it.
import { signIn } from "../steps.mjs";

/** Pages of one kind that are looked at. */
const EACH = 2;
/** Pages of a walk at most. */
const MOST = 400;
/** Whom the workbench is walked as. */
const PEOPLE = ["xinxiang", "bianji", "xx001", "cb001", "cb003", "bm001", "zhuren", "xianzhang", "shenqing", "dianzi", "sysadmin", "secadmin", "auditor"];
/** What is no page, or leaves. */
const NOT = /^\/(work\/)?(logout|mode)|\.(xml|json|xlsx|docx|csv|ics|zip|pdf|png|jpg|jpeg|webp|svg|txt|pem|atom|rss|webmanifest)($|\?)|^\/(files|assets|dist|media|api)\//;

/** The kind of an address: keys, dates and what was asked are left away. */
export function kindOf(path) {
  const url = new URL(path, "http://x");
  const parts = url.pathname.split("/").map((part) => (/\d|^[0-9a-f]{8,}$/.test(part) ? "#" : part));
  return parts.join("/") + (url.search ? `?${[...url.searchParams.keys()].sort().join("&")}` : "");
}

async function walk(page, base, from) {
  const seen = new Set(from);
  const waiting = [...from];
  const kept = new Map();
  for (let looked = 0; waiting.length && looked < MOST; looked++) {
    const path = waiting.shift();
    const kind = kindOf(path);
    const known = kept.get(kind) ?? [];
    if (known.length >= EACH) continue;
    const answer = await page.context().request.get(base + path, { maxRedirects: 0 }).catch(() => null);
    if (!answer || answer.status() !== 200 || !(answer.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    kept.set(kind, [...known, path]);
    const text = await answer.text();
    for (const [, href] of text.matchAll(/<a\s[^>]*href="([^"#]+)[^"]*"/g)) {
      const to = href.replaceAll("&amp;", "&");
      if (!URL.canParse(to, base + path)) continue;
      const url = new URL(to, base + path);
      if (url.origin !== base) continue;
      const next = url.pathname + url.search;
      if (NOT.test(next) || seen.has(next)) continue;
      seen.add(next);
      waiting.push(next);
    }
  }
  return [...kept.values()].flat();
}

/** Public pages, and inside each page with the person who sees it. */
export async function kinds(browser, place) {
  const anyone = await (await browser.newContext({ locale: "zh-CN" })).newPage();
  const all = await walk(anyone, place.base, ["/", "/hant/", "/kiosk", "/letters/notice", "/letters/write", "/search?q=通知"]);
  await anyone.context().close();
  const inside = [];
  const seen = new Set();
  for (const login of PEOPLE) {
    const account = place.account(login);
    if (!account) continue;
    const context = await browser.newContext({ locale: "zh-CN", baseURL: place.base });
    const page = await context.newPage();
    await signIn(page, account);
    for (const path of await walk(page, place.base, ["/work"])) {
      const kind = kindOf(path);
      if (!path.startsWith("/work") || seen.has(kind)) continue;
      seen.add(kind);
      inside.push({ login, path });
    }
    await context.close();
  }
  return { public: all, inside };
}
