// Somebody whose browser sends forms without drawing them: through the same addresses as everybody, and as fast as the county answers.

/** Runs in the page: reads `from`, fills in its form to `to`, sends it, and tells what came back. */
async function sending({ from, to, fields, at }) {
  const read = new DOMParser().parseFromString(await (await fetch(from)).text(), "text/html");
  const form = [...read.forms].find((one) => one.getAttribute("action") === to);
  if (!form) return { missing: [...read.forms].map((one) => one.getAttribute("action")).join(" ") };
  const data = new FormData(form);
  for (const [name, values] of Object.entries(fields)) {
    data.delete(name);
    for (const value of [values].flat()) data.append(name, value.called ? new File([value.holds], value.called, { type: value.type }) : value);
  }
  const body = form.enctype === "multipart/form-data" ? data : new URLSearchParams([...data]);
  const answer = await fetch(at, { method: "POST", body });
  const { pathname, search } = new URL(answer.url);
  const html = await answer.text();
  const told = new DOMParser().parseFromString(html, "text/html").querySelectorAll("#problems, .field-error");
  return { status: answer.status, path: pathname + search, html, told: [...told].map((one) => one.textContent.trim()).join(" ") };
}

/** The address of every link on a page of `base` at `path`. */
export function links(html, base, path) {
  const found = [];
  for (const [, href] of html.matchAll(/<a\s[^>]*?href="([^"#]+)[^"]*"/g)) {
    const to = href.replaceAll("&amp;", "&");
    if (!URL.canParse(to, base + path)) continue;
    const url = new URL(to, base + path);
    if (url.origin === base) found.push(url.pathname + url.search);
  }
  return found;
}

export class Hand {
  #page;
  #base;

  constructor(context, page, base) {
    this.context = context;
    this.#page = page;
    this.#base = base;
  }

  /** A hand in `context`; an official's when there is an account. */
  static async in(context, base, account) {
    const page = await context.newPage();
    await page.goto(`${base}/healthz`);
    const hand = new Hand(context, page, base);
    if (account) {
      const { path } = await hand.send("/work/login", "/work/login", { login: account.login, password: account.password });
      if (!path.startsWith("/work") || path.startsWith("/work/login")) throw new Error(`${account.login} does not come in: ${path}`);
    }
    return hand;
  }

  /** The whole page at an address; nothing when something else answers. */
  async page(path) {
    const answer = await this.context.request.get(this.#base + encodeURI(decodeURI(path)), { maxRedirects: 0 });
    if (answer.status() !== 200 || !(answer.headers()["content-type"] ?? "").startsWith("text/html")) return null;
    const html = await answer.text();
    return html.includes("<html") ? html : null;
  }

  /** Sends the form to `to` that stands on `from`; gives the address and the page that came back, or says why it could not. */
  async send(from, to, fields = {}, at = to) {
    const answer = await this.#page.evaluate(sending, { from, to, fields, at });
    if (answer.missing !== undefined) throw new Error(`${from} has no form to ${to}, only to: ${answer.missing}`);
    if (answer.status !== 200) throw new Error(`${at} answers ${answer.status}: ${answer.told}`);
    return answer;
  }

  /** The links on a page that `wanted` takes, each once. */
  async links(path, wanted) {
    const found = links((await this.page(path)) ?? "", this.#base, path).filter((to) => wanted.test(to));
    if (!found.length) throw new Error(`${path} leads nowhere like ${wanted}`);
    return [...new Set(found)];
  }

  /** The first of them. */
  async link(path, wanted) {
    return (await this.links(path, wanted))[0];
  }

  async leave() {
    await this.#page.close();
  }
}
