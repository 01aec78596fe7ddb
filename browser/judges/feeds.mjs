// feedparser: every feed that a page names is well formed (bozo 0), has entries with title, link and date.
import { execFileSync } from "node:child_process";

const READ = `
import sys, feedparser
feed = feedparser.parse(sys.stdin.buffer.read())
if feed.bozo: print("not well formed:", feed.bozo_exception)
if not feed.version: print("no known kind of feed")
if not feed.feed.get("title"): print("no title")
if not feed.entries: print("no entries")
for entry in feed.entries:
    for key in ("title", "link", "id"):
        if not entry.get(key): print("an entry without", key)
    if not (entry.get("published_parsed") or entry.get("updated_parsed")): print("an entry without a date that can be read")
`;

export async function feeds({ browser, place, pages }) {
  const context = await browser.newContext({ locale: "zh-CN" });
  const addresses = new Set();
  for (const path of pages.public) {
    const text = await (await context.request.get(place.base + path)).text();
    for (const [tag] of text.matchAll(/<link\s[^>]*type="application\/(?:rss|atom)\+xml"[^>]*>/g)) {
      const href = /href="([^"]+)"/.exec(tag)?.[1];
      if (href) addresses.add(new URL(href.replaceAll("&amp;", "&"), place.base + path).href);
    }
    for (const [, href] of text.matchAll(/href="([^"]+\.(?:rss|atom|xml)[^"]*)"/g)) {
      const url = new URL(href.replaceAll("&amp;", "&"), place.base + path);
      if (url.origin === place.base && /feed|rss|atom/.test(url.pathname)) addresses.add(url.href);
    }
  }
  const found = addresses.size ? [] : ["no page names a feed"];
  for (const address of addresses) {
    const answer = await context.request.get(address);
    if (answer.status() !== 200) found.push(`${address}: ${answer.status()}`);
    const out = execFileSync("python3", ["-c", READ], { input: await answer.body(), encoding: "utf8" });
    for (const line of new Set(out.split("\n").filter(Boolean))) found.push(`${address}: ${line}`);
  }
  await context.close();
  return { said: `${addresses.size} feeds`, found };
}
