// The addresses that the program answers, as docs/permissions.md lists them: printed from the declarations of the routes,
// and a test keeps it current. A route that is added without a page that shows it is told by the judges.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const TABLE = join(dirname(fileURLToPath(import.meta.url)), "../../docs/permissions.md");

/** Routes that answer with no whole page: why, and their addresses as they are declared. */
const NO_PAGE = [
  ["programs ask", /^\/(api\/|open311\/|healthz$|readyz$|metrics$|ledger\/(head|heads|key|consistency|tile)(\/|$)|search\/suggest$)/],
  ["a part of a page", /^\/(letters\/similar|consult\/match|work\/units|work\/live)$/],
  ["a feed, a map, a script", /\.(xml|txt|js|ics|svg|webmanifest)$|^\/sitemaps\/|^\/calendar\/due\//],
  ["a file", /\/(files|given|letter-files|edition)\/\{file\}$|\/cover\/\{file\}\/\{page\}$|^\/sites\/pictures\/|\/(cover|art|proof|receipt)$/],
  ["a download", /\.xlsx$|\/(export|template|word|pdf|epub)$|\/results\/excel$|\/(standard|lists|overview)\/excel$|\/transfer\/\{id\}\/excel$|\/annual\/excel$|\/pushes\/\{id\}\/raw$|\/identity\/\{file\}$|\/surveys\/(quizzes\/)?\{id\}\/excel$|\/export\/\{list\}$/],
  ["leads to the address with a stroke", /^(\/s\/\{site\})?\/(c\/\{slug\}|topics(\/\{slug\}(\/\{board\})?)?)$|^\/s\/\{site\}$/],
  ["leads on", /^\/(mode|calendar|work\/calendar|work\/posts|work\/matters\/\{id\})$/],
];

/** What says more than one word comes before what takes any. */
const order = ({ path }) => path.split("/").map((part) => (part.startsWith("{") ? "1" : "0")).join("");

const escape = (part) => part.replace(/[.*+?^$()[\]\\|]/g, "\\$&");

function pattern(path) {
  const parts = path.split("/").map((part) => (/^\{\*/.test(part) ? ".+" : part.startsWith("{") ? "[^/]+" : escape(part)));
  return new RegExp(`^${parts.join("/")}$`);
}

/** The routes asked with GET, the most particular first. */
export const ROUTES = [...readFileSync(TABLE, "utf8").matchAll(/^\| GET \| `([^`]+)` \| (.+?) \|$/gm)]
  .map(([, path, audience]) => ({ path, audience, inside: /^\/work(\/|$)/.test(path), pattern: pattern(path) }))
  .sort((a, b) => (order(a) < order(b) ? -1 : 1));

if (ROUTES.length < 100) throw new Error(`${TABLE} lists ${ROUTES.length} routes only: its form has changed`);

/** Why a route answers with no page; nothing when it does. */
export const noPage = (route) => NO_PAGE.find(([, pattern]) => pattern.test(route.path))?.[0];

/** The route that answers an address. */
export function routeOf(path) {
  const { pathname } = new URL(path, "http://x");
  const plain = decodeURI(pathname).replace(/^\/hant(?=\/|$)/, "") || "/";
  return ROUTES.find(({ pattern }) => pattern.test(plain));
}

/** What is wrong with the lists: routes of pages that nobody came to, and pages where none was said to be. */
export function uncovered(reached) {
  const found = [];
  for (const route of ROUTES) {
    const [came, none] = [reached.has(route.path), noPage(route)];
    if (came && none) found.push(`${route.path} shows a page, and is said to be none: ${none}`);
    if (!came && !none) found.push(`${route.path} (${route.audience}) is shown by no page that is looked at`);
  }
  return found;
}
