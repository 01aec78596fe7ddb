// What a first visit to the home page costs: every request that it makes, as many bytes as travel, fonts left out.

/** Bytes at most, as the county's promise to slow networks says. */
const MOST = 150_000;
const WINDOWS = [{ width: 1440, height: 900 }, { width: 390, height: 844 }];

async function visit(browser, base, viewport) {
  const context = await browser.newContext({ locale: "zh-CN", viewport, serviceWorkers: "block" });
  const page = await context.newPage();
  const requests = [];
  page.on("requestfinished", (request) => requests.push(request));
  await page.goto(base, { waitUntil: "networkidle" });
  const counted = requests.filter((request) => request.resourceType() !== "font");
  const sizes = await Promise.all(counted.map((request) => request.sizes()));
  await context.close();
  const bytes = sizes.reduce((sum, size) => sum + size.responseHeadersSize + size.responseBodySize, 0);
  return { width: viewport.width, files: counted.length, bytes };
}

export async function weight({ browser, place }) {
  const visits = [];
  for (const window of WINDOWS) visits.push(await visit(browser, `${place.base}/`, window));
  const say = ({ width, files, bytes }) => `${(bytes / 1000).toFixed(1)} kB in ${files} files at ${width} px`;
  const found = visits.filter(({ bytes }) => bytes > MOST).map((visit) => `home: ${say(visit)}, more than ${MOST / 1000} kB`);
  return { said: `home ${visits.map(say).join(", ")}, without fonts`, found };
}
