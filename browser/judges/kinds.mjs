// Pages of every kind: the site is walked from its home page, the workbench from its menu as several people see it. Of each
// route those pages are kept that show what no page of it showed before; the one that shows most is looked at in every mode.
import { done } from "./done.mjs";
import { Hand, links } from "./hand.mjs";
import { ROUTES, noPage, routeOf, uncovered } from "./routes.mjs";
import { sent } from "./sent.mjs";

/** Pages of a route that are asked for: as the program links to them, and with the same words in the query. */
const ASKED = { public: [4, 2], inside: [3, 1] };
/** Routes of which the public sees pages of many kinds: columns, articles, topics. */
const MANY = { route: /^(\/s\/\{site\})?\/(c|a|topics)\/\{/, asked: 14 };
/** Pages that are asked for at the same time. */
const AT_ONCE = 8;
/** Whom the workbench is walked as. */
const PEOPLE = ["xinxiang", "rexian", "shenqing", "dianzi", "zhuren", "bianji", "xx001", "bg003", "bm003", "cb003", "fz003", "wz003", "xianzhang", "sysadmin", "secadmin", "auditor"];
/** Where walks begin: what no page links to, or what only a phone, a terminal or a lost network shows. */
const STARTS = ["/", "/kiosk", "/offline", "/letters/write?read=1", "/search?q=通知", "/search?q=没有这样的词语", "/xxgk/search?q=通知", "/xxgk/search?q=没有这样的词语", "/work/login", "/consult/thanks", "/login",
  `/calendar/${new Date().getFullYear()}`, "/s/nyj/topics/"];
/** Where the walks of officials begin besides the menu. */
const INSIDE = { xinxiang: ["/work/search?q=路灯"], sysadmin: [`/work/calendar/${new Date().getFullYear()}`] };
/** Pages that only matters of a certain state have: whoever may see them tries the matters of the county from the first on. */
const SOUGHT = { xinxiang: ["/work/letters/{id}/identity", "/work/letters/{id}/publish"], cb003: ["/work/surveys/{id}/files"] };
const SOUGHT_MOST = 60;
/** What ends a session or leaves for another variant. */
const NOT = /^\/(hant|mode|work\/logout|work\/export|work\/live|assets)(\/|\?|$)/;

/** How an address asks: its route, and the names in its query. */
function kindOf(path, route) {
  const keys = [...new URL(path, "http://x").searchParams.keys()];
  return keys.length ? `${route.path}?${[...new Set(keys)].sort().join("&")}` : route.path;
}

/** How many pages of such a kind are asked for. */
function most(kind, route, inside) {
  const [plain, queried] = inside ? ASKED.inside : ASKED.public;
  if (kind !== route.path) return queried;
  return MANY.route.test(route.path) ? MANY.asked : plain;
}

/** What a page is made of: its elements by their classes. */
function marks(html) {
  return new Set([...html.matchAll(/<(\w+)\s[^>]*?class="([^"]*)"/g)].flatMap(([, tag, names]) => names.split(/\s+/).map((name) => `${tag}.${name}`)));
}

/** Walks from `starts` through the site, or `inside`, and gives the pages kept; `known` holds per route what pages of it showed. */
async function walk(hand, base, starts, known, inside) {
  const [seen, asked, kept] = [new Set(starts), new Map(), []];
  const fresh = (path, shows) => {
    const route = routeOf(path).path;
    const shown = known.get(route);
    known.set(route, new Set([...(shown ?? []), ...shows]));
    return !shown || [...shows].some((mark) => !shown.has(mark));
  };
  const wanted = (path) => {
    const route = routeOf(path);
    if (!route || noPage(route) || NOT.test(path) || (inside && !route.inside)) return false;
    const kind = kindOf(path, route);
    asked.set(kind, (asked.get(kind) ?? 0) + 1);
    return starts.includes(path) || asked.get(kind) <= most(kind, route, inside);
  };
  for (let waiting = [...seen]; waiting.length; ) {
    const batch = waiting.splice(0, AT_ONCE).filter(wanted);
    const pages = await Promise.all(batch.map(async (path) => [path, await hand.page(path)]));
    for (const [path, html] of pages.filter(([, html]) => html)) {
      const shows = marks(html);
      if (fresh(path, shows)) kept.push({ path, html, shows: shows.size });
      for (const next of links(html, base, path)) {
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  return kept;
}

/** The first page of a route with a number in it that answers. */
async function seek(hand, route) {
  for (let id = 1; id <= SOUGHT_MOST; id++) {
    const path = route.replace("{id}", id);
    if (await hand.page(path)) return path;
  }
  return "/work";
}

/** Of each route the page that shows most. */
function fullest(pages) {
  const best = new Map();
  for (const page of pages) {
    const route = routeOf(page.path).path;
    if (!best.has(route) || best.get(route).shows < page.shows) best.set(route, page);
  }
  return [...best.values()];
}

/** The same pages for the elderly and in 繁體. */
async function modes(open, anyone, elder) {
  const looks = open.flatMap(({ path }) => [["elder", path, elder], ["繁體", `/hant${path}`, anyone]]);
  const pages = [];
  while (looks.length) {
    const batch = looks.splice(0, AT_ONCE);
    pages.push(...(await Promise.all(batch.map(async ([name, path, hand]) => ({ name, path, context: hand.context, html: await hand.page(path) })))));
  }
  return pages;
}

/** Pages of every kind, with the browser in which they are seen: `{ name, path, html, context, inside }`; and what is wrong. */
export async function kinds(browser, place) {
  const come = async (login) => {
    const account = login && place.account(login);
    if (login && !account) throw new Error(`the demonstration has no account ${login}`);
    const context = await browser.newContext({ locale: "zh-CN", baseURL: place.base, serviceWorkers: "block", reducedMotion: "reduce" });
    return Hand.in(context, place.base, account);
  };
  const anyone = await come();
  const hands = new Map(await Promise.all(PEOPLE.map(async (login) => [login, await come(login)])));
  const [passers, officials] = await Promise.all([sent(anyone.context, place, hands.get("xinxiang")), done(hands, place)]);
  const [pages, found, known] = [passers.pages, [...passers.found, ...officials.found], new Map()];

  const more = pages.map((page) => page.path).filter((path) => routeOf(path));
  const open = await walk(anyone, place.base, [...STARTS, ...more], known, false);
  const looked = fullest(open);
  const elder = await come();
  await elder.context.addCookies(await anyone.context.cookies());
  await elder.context.request.get(`${place.base}/mode?set=elder&back=/`);
  pages.push(...open.map((page) => ({ ...page, name: "normal", context: looked.includes(page) ? anyone.context : null })));
  pages.push(...(await modes(looked, anyone, elder)));

  const within = [];
  for (const [login, hand] of hands) {
    const sought = await Promise.all((SOUGHT[login] ?? []).map((route) => seek(hand, route)));
    const starts = ["/work", ...(INSIDE[login] ?? []), ...(officials.starts[login] ?? []), ...sought];
    within.push(...(await walk(hand, place.base, starts, known, true)).map((page) => ({ ...page, name: login, context: hand.context })));
  }
  const desks = fullest(within);
  pages.push(...within.map((page) => ({ ...page, context: desks.includes(page) ? page.context : null })));
  for (const hand of [anyone, elder, ...hands.values()]) await hand.leave();

  const reached = new Set([...known.keys(), ...pages.map((page) => routeOf(page.path)?.path)]);
  found.push(...pages.filter(({ html }) => !html).map(({ name, path }) => `${name} ${path} shows no page`));
  found.push(...uncovered(reached));
  return { pages: pages.filter(({ html }) => html), found, routes: ROUTES.filter((route) => reached.has(route.path)).length };
}
