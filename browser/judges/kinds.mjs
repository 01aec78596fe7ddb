// Pages of every kind: the site is walked from its home page, the workbench from its menu as several people see it. Of each
// route those pages are kept that show what no page of it showed before.
import { signIn } from "../steps.mjs";
import { ROUTES, noPage, routeOf, uncovered } from "./routes.mjs";
import { sent } from "./sent.mjs";

/** Pages of a route that are asked for: as the program links to them, and with the same words in the query. */
const ASKED = { public: [14, 3], inside: [3, 1] };
/** Pages that are asked for at the same time. */
const AT_ONCE = 8;
/** Whom the workbench is walked as. */
const PEOPLE = ["xinxiang", "rexian", "shenqing", "dianzi", "zhuren", "bianji", "xx001", "bg003", "bm003", "cb003", "fz003", "wz003", "xianzhang", "sysadmin", "secadmin", "auditor"];
/** Where walks begin: what no page links to, or what only a phone, a terminal or a lost network shows. */
const STARTS = ["/", "/kiosk", "/offline", "/letters/write?read=1", "/search?q=通知", "/search?q=没有这样的词语", "/work/login", "/consult/thanks", "/login"];
/** Routes of pages that no walk comes to, each for a reason. */
const UNREACHED = [];
/** What ends a session or leaves for another variant. */
const NOT = /^\/(hant|mode|work\/logout|work\/export|work\/live|assets)(\/|\?|$)/;

/** How an address asks: its route, and the names in its query. */
function kindOf(path, route) {
  const keys = [...new URL(path, "http://x").searchParams.keys()];
  return keys.length ? `${route.path}?${[...new Set(keys)].sort().join("&")}` : route.path;
}

/** What a page is made of: its elements by their classes. */
function marks(html) {
  return new Set([...html.matchAll(/<(\w+)\s[^>]*?class="([^"]*)"/g)].flatMap(([, tag, names]) => names.split(/\s+/).map((name) => `${tag}.${name}`)));
}

function links(html, base, path) {
  const found = [];
  for (const [, href] of html.matchAll(/<a\s[^>]*?href="([^"#]+)[^"]*"/g)) {
    const to = href.replaceAll("&amp;", "&");
    if (!URL.canParse(to, base + path)) continue;
    const url = new URL(to, base + path);
    if (url.origin === base) found.push(url.pathname + url.search);
  }
  return found;
}

/** Walks from `starts` through the site, or `inside`, and gives the pages kept; `known` holds per route what pages of it showed. */
async function walk(context, base, starts, known, inside) {
  const most = inside ? ASKED.inside : ASKED.public;
  const [seen, asked, kept] = [new Set(starts), new Map(), []];
  const isNew = (path, html) => {
    const route = routeOf(path).path;
    const shown = known.get(route);
    const fresh = [...marks(html)].filter((mark) => !shown?.has(mark));
    known.set(route, new Set([...(shown ?? []), ...fresh]));
    return !shown || fresh.length > 0;
  };
  const wanted = (path) => {
    const route = routeOf(path);
    if (!route || noPage(route) || NOT.test(path) || (inside && !route.inside)) return false;
    const kind = kindOf(path, route);
    asked.set(kind, (asked.get(kind) ?? 0) + 1);
    return asked.get(kind) <= most[kind === route.path ? 0 : 1];
  };
  for (let waiting = [...starts]; waiting.length; ) {
    const batch = waiting.splice(0, AT_ONCE).filter(wanted);
    const pages = await Promise.all(batch.map(async (path) => [path, await pageAt(context, base, path)]));
    for (const [path, html] of pages.filter(([, html]) => html)) {
      if (isNew(path, html)) kept.push({ path, html });
      for (const next of links(html, base, path)) {
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  return kept;
}

/** The whole page at an address; nothing when something else answers. */
export async function pageAt(context, base, path) {
  const answer = await context.request.get(base + encodeURI(decodeURI(path)), { maxRedirects: 0 });
  if (answer.status() !== 200 || !(answer.headers()["content-type"] ?? "").startsWith("text/html")) return null;
  const html = await answer.text();
  return html.includes("<html") ? html : null;
}

/** Pages of every kind, with the browser in which they are seen: `{ name, path, html, context, inside }`; and what is wrong. */
export async function kinds(browser, place) {
  const known = new Map();
  const come = (storageState) => browser.newContext({ locale: "zh-CN", baseURL: place.base, serviceWorkers: "block", storageState });
  const anyone = await come();
  const { pages, found } = await sent(anyone, place);
  const more = pages.map((page) => page.path).filter((path) => routeOf(path));
  const open = await walk(anyone, place.base, [...STARTS, ...more], known, false);
  pages.push(...open.map((page) => ({ ...page, name: "normal", context: anyone })));
  const elder = await come(await anyone.storageState());
  await elder.request.get(`${place.base}/mode?set=elder&back=/`);
  for (const { path } of open) {
    pages.push({ name: "elder", path, context: elder, html: await pageAt(elder, place.base, path) });
    const hant = `/hant${path}`;
    pages.push({ name: "繁體", path: hant, context: anyone, html: await pageAt(anyone, place.base, hant) });
  }
  for (const login of PEOPLE) {
    const account = place.account(login);
    if (!account) throw new Error(`the demonstration has no account ${login}`);
    const context = await come();
    const page = await context.newPage();
    await signIn(page, account);
    await page.close();
    for (const page of await walk(context, place.base, ["/work"], known, true)) pages.push({ ...page, name: login, context });
  }
  const reached = new Set([...known.keys(), ...pages.map((page) => routeOf(page.path)?.path)]);
  found.push(...pages.filter(({ html }) => !html).map(({ name, path }) => `${name} ${path} shows no page`));
  found.push(...uncovered(reached, UNREACHED));
  return { pages: pages.filter(({ html }) => html), found, routes: ROUTES.filter((route) => reached.has(route.path)).length };
}
