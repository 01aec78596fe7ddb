// feedparser: every feed that a page names is well formed (bozo 0), has entries with title, link and date; every kind of feed
// that the program has is named.
import { execFileSync, spawnSync } from "node:child_process";

import { ROUTES, routeOf } from "./routes.mjs";

const READ = `
import json, sys, feedparser
for address, text in json.load(sys.stdin):
    feed, found = feedparser.parse(text.encode()), []
    if feed.bozo: found.append(f"not well formed: {feed.bozo_exception}")
    if not feed.version: found.append("no known kind of feed")
    if not feed.feed.get("title"): found.append("no title")
    if not feed.entries: found.append("no entries")
    for entry in feed.entries:
        found += [f"an entry without {key}" for key in ("title", "link", "id") if not entry.get(key)]
        if not (entry.get("published_parsed") or entry.get("updated_parsed")): found.append("an entry without a date that can be read")
    for fault in dict.fromkeys(found): print(f"{address}: {fault}")
`;

/** The first Python that has feedparser: Debian's package is only seen by Debian's own. */
function python() {
  const has = (one) => spawnSync(one, ["-c", "import feedparser"]).status === 0;
  return ["python3", "/usr/bin/python3"].find(has) ?? "python3";
}

const FEED = /\/(rss|atom)\.xml$/;

/** Addresses of feeds on a page: those for programs in its head, those for people in its text. */
function named({ html, path }, base) {
  const addresses = [];
  for (const [, href] of html.matchAll(/<(?:link|a)\s[^>]*?href="([^"]+)"/g)) {
    const url = URL.canParse(href, base + path) && new URL(href.replaceAll("&amp;", "&"), base + path);
    if (url && FEED.test(url.pathname)) addresses.push(base + url.pathname + url.search);
  }
  return addresses;
}

export async function feeds({ place, pages }) {
  const addresses = new Set(pages.flatMap((page) => named(page, place.base)));
  const reached = new Set([...addresses].map((address) => routeOf(address.slice(place.base.length))?.path));
  const missing = ROUTES.filter(({ path }) => FEED.test(path) && !reached.has(path));
  const found = missing.map(({ path }) => `${path} is named by no page`);
  const read = [];
  for (const address of addresses) {
    const answer = await fetch(address);
    if (answer.status === 200) read.push([address, await answer.text()]);
    else found.push(`${address}: ${answer.status}`);
  }
  const said = execFileSync(python(), ["-c", READ], { input: JSON.stringify(read), encoding: "utf8" });
  found.push(...said.split("\n").filter(Boolean));
  return { said: `${addresses.size} feeds`, found };
}
