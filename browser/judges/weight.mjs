// What a first visit to the home page costs: every byte that Chromium is sent, headers and packed bodies, as it counts them
// itself (`encodedDataLength` of Network.loadingFinished), fonts left out. First until the page stands; then with every picture
// down to its foot, and with what the service worker fetches so that the site can be read without a network.

/** Bytes at most, as the county's promise to slow networks says. */
const MOST = 150_000;
const WINDOWS = [{ width: 1366, height: 768 }, { width: 390, height: 844 }];

/** Counts what arrives in a context, by who asks for what; what comes out of the browser's own cache weighs nothing. */
function scale(context) {
  const [sent, waiting] = [new Map(), []];
  const weigh = async (request) => {
    const { responseBodySize, responseHeadersSize } = await request.sizes();
    const what = `${request.serviceWorker() ? "worker " : ""}${new URL(request.url()).pathname}`;
    sent.set(what, (sent.get(what) ?? 0) + responseBodySize + responseHeadersSize);
  };
  context.on("requestfinished", (request) => request.resourceType() !== "font" && waiting.push(weigh(request)));
  const read = async (isCounted) => {
    await Promise.all(waiting);
    const files = [...sent].filter(([what, bytes]) => bytes > 0 && isCounted(what)).sort(([, a], [, b]) => b - a);
    return { files, bytes: files.reduce((sum, [, bytes]) => sum + bytes, 0) };
  };
  return read;
}

/** Icon and manifest, which Chromium without a screen does not ask for. */
async function beside(page) {
  await page.evaluate(async () => {
    const links = document.querySelectorAll('link[rel~="icon"], link[rel="manifest"]');
    await Promise.all(Array.from(links, async ({ href }) => (await fetch(href)).blob()));
  });
}

/** Reads on to the foot of the page, as slowly as pictures are asked for. */
async function toTheFoot(page) {
  await page.evaluate(async () => {
    const frame = () => new Promise(requestAnimationFrame);
    for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
      scrollTo(0, y);
      await frame();
      await frame();
    }
    await Promise.all(Array.from(document.images, (image) => image.decode().catch(() => undefined)));
    await navigator.serviceWorker.ready;
  });
  await page.waitForLoadState("networkidle");
}

async function visit(browser, base, viewport) {
  const context = await browser.newContext({ locale: "zh-CN", viewport });
  try {
    const read = scale(context);
    const page = await context.newPage();
    await page.goto(base, { waitUntil: "load" });
    await beside(page);
    const first = await read((what) => !what.startsWith("worker "));
    await toTheFoot(page);
    return { first, whole: await read(() => true) };
  } finally {
    await context.close();
  }
}

export async function weight({ browser, place }) {
  const [said, found] = [[], []];
  const kilo = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;
  for (const window of WINDOWS) {
    const { first, whole } = await visit(browser, `${place.base}/`, window);
    said.push(`${kilo(first.bytes)} in ${first.files.length} files at ${window.width} px (${kilo(whole.bytes)} in ${whole.files.length} to its foot)`);
    if (whole.bytes <= MOST) continue;
    const heavy = whole.files.slice(0, 5).map(([what, bytes]) => `${what} ${kilo(bytes)}`);
    found.push(`home at ${window.width} px: ${whole.bytes} bytes, more than ${MOST}: ${heavy.join(", ")}`);
  }
  return { said: `home ${said.join(", ")}, without fonts`, found };
}
