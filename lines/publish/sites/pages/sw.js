// Service worker: the network first; without it, public pages that were seen before, else the offline page.
// Only what the server keeps for everybody is stored: nothing personal, nothing of the workbench.
const FILES = [/* files */];
const SHELF = "renhe-" + FILES.map((name) => name.split("-").pop()).join("-");
const OFFLINE = "/offline";
// The open catalogue and the start page of a terminal are there from the beginning.
const FIRST = [OFFLINE, "/", "/map", "/kiosk", "/xxgk", "/guide"];
// What a terminal keeps in its own shape, once it is one: the start page, the catalogue of disclosure, guides, services.
const TERMINAL = [OFFLINE, "/", "/kiosk", "/xxgk", "/xxgk/guide", "/xxgk/rules", "/xxgk/organs", "/xxgk/five", "/guide", "/requests", "/map"];
const PAGES_MAX = 80;

self.addEventListener("install", (event) => {
  const store = async () => {
    const shelf = await caches.open(SHELF);
    await Promise.all([...FILES, ...FIRST].map((path) => shelf.add(new Request(path, { credentials: "omit" })).catch(() => undefined)));
    await self.skipWaiting();
  };
  event.waitUntil(store());
});

self.addEventListener("activate", (event) => {
  const sweep = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter((name) => name !== SHELF).map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(sweep());
});

// A page of a terminal says so: what was kept before had the shape of other browsers. With it come the files that the page took.
self.addEventListener("message", (event) => {
  const files = event.data && event.data.terminal;
  if (!Array.isArray(files)) return;
  const store = async () => {
    const shelf = await caches.open(SHELF);
    const known = await Promise.all(files.map((path) => shelf.match(path)));
    await Promise.all(files.filter((path, at) => !known[at]).map((path) => shelf.add(path).catch(() => undefined)));
    await Promise.all(TERMINAL.map(async (path) => {
      const request = new Request(path, { credentials: "same-origin" });
      const response = await fetch(request).catch(() => undefined);
      if (response && isForEverybody(response)) await shelf.put(request, response);
    }));
  };
  event.waitUntil(store());
});

// «no-store» is on every answer that belongs to one person.
function isForEverybody(response) {
  const kept = response.headers.get("cache-control") || "";
  return response.ok && response.type === "basic" && !/no-store|private/.test(kept) && !response.redirected;
}

async function trim(shelf) {
  const pages = (await shelf.keys()).filter((request) => !new URL(request.url).pathname.startsWith("/assets/"));
  await Promise.all(pages.slice(0, Math.max(0, pages.length - PAGES_MAX)).map((request) => shelf.delete(request)));
}

// A page that was kept says so above everything else, with the time at which it was right.
async function kept(response) {
  const at = new Date(response.headers.get("date") || NaN);
  const when = Number.isNaN(at.getTime()) ? "先前" : at.toLocaleString("zh-CN", { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" });
  const note = `<p class="kept-note" role="status"><b>网络已断开</b>现在显示的是 ${when} 保存的页面；提交和查询暂时不能用。</p>`;
  const html = (await response.text()).replace(/<body[^>]*>/, (body) => body + note);
  return new Response(html, { status: response.status, headers: response.headers });
}

async function answer(request, isPage) {
  const shelf = await caches.open(SHELF);
  try {
    const response = await fetch(request);
    if (isForEverybody(response)) {
      await shelf.put(request, response.clone());
      if (isPage) await trim(shelf);
    } else if (response.status === 404 || response.status === 410) {
      // What was withdrawn is not shown from the shelf either.
      await shelf.delete(request, { ignoreVary: true });
    }
    return response;
  } catch (error) {
    const known = await shelf.match(request, { ignoreVary: true });
    if (known) return isPage ? kept(known) : known;
    if (isPage) return (await shelf.match(OFFLINE, { ignoreVary: true })) || Response.error();
    throw error;
  }
}

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const url = new URL(request.url);
  const mine = request.method === "GET" && url.origin === self.location.origin;
  const closed = ["/work", "/my", "/api", "/login", "/logout", "/mode", "/parked", "/letters/query", "/letters/receipt", "/letters/write"];
  if (!mine || closed.some((path) => url.pathname === path || url.pathname.startsWith(path + "/"))) return;
  if (url.pathname.startsWith("/assets/")) {
    event.respondWith(caches.match(request).then((known) => known || answer(request, false)));
  } else if (request.mode === "navigate") {
    event.respondWith(answer(request, true));
  }
});
