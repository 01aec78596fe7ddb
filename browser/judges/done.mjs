// What officials do so that every page has something to show: drafts, a paper, a message of the city's platform, a year that is
// settled. Their forms are sent without being drawn; the pages that come of it are walked to like all others.
import { createHmac, randomUUID } from "node:crypto";

import { links } from "./hand.mjs";

const day = (days) => new Date(Date.now() + days * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);

/** Questions, notices and quizzes that nobody has approved yet. */
async function drafts(hand) {
  const survey = { title: "城区停车收费标准征求意见", intro: "为规范城区停车收费，现公开征求意见，请看看标准是否合适。", draft: "第一条　白天每小时两元。", closes_on: day(40) };
  const { path } = await hand.send("/work/surveys/new", "/work/surveys/new", survey);
  const question = { kind: "single", title: "标准是否合适", options: "合适\n偏高" };
  await hand.send(`${path}/questions/new`, `${path}/questions/new`, question);
  const notice = { title: "拟表彰名单公示", body: "现将拟表彰名单予以公示，欢迎监督。", how: "向县政府办反映，电话 0000-12345。", closes_on: day(12) };
  const shown = await hand.send("/work/surveys/notices/new", "/work/surveys/notices/new", notice);
  const quiz = { title: "安全用电测一测", intro: "看看您知道多少安全用电的常识。", closes_on: day(12) };
  const tried = await hand.send("/work/surveys/quizzes/new", "/work/surveys/quizzes/new", quiz);
  return [path, shown.path, tried.path];
}

/** Two texts: one with something typed that was not saved, one handed in for review. */
async function texts(hand) {
  const list = /name="column"[\s\S]*?<\/select>/.exec(await hand.page("/work/content/new"))?.[0] ?? "";
  const column = /value="(\d+)"/.exec(list)?.[1];
  const write = (title) => hand.send("/work/content/new", "/work/content/new", { title, column, kind: "article", body: `<p>${title}。</p>`, attribute: "active", node: "service" });
  const typed = await write("社区便民服务点周末开放");
  await hand.send(typed.path, typed.path, { title: "社区便民服务点周末照常开放" }, `${typed.path}/keep`);
  const check = ({ path }) => `/work/submissions/new?item=${/\d+/.exec(path)[0]}`;
  const review = await hand.send(check(await write("社区便民服务点延长开放")), "/work/submissions/new");
  return [typed.path, `${typed.path}/kept`, check(typed), review.path, await guide(hand)];
}

/** The unit's guide with everything that the regulation demands, saved. */
async function guide(hand) {
  const body = "<p>政府信息的分类和编排体系见公开目录；获取方式：网站查阅。</p><p>工作机构名称：县政府办政务公开科。办公地址：人民路1号。办公时间：工作日8:30至17:30。联系电话：0000-1000001。传真：无。网址：https://www.qinghe.example</p>";
  await hand.send("/work/disclosure/page/guide", "/work/disclosure/page/guide", { body });
  return "/work/disclosure/page/guide/1";
}

/** Previews of a site and of a topic, and a platform that is told of orders. */
async function platforms(hand) {
  const [site, topic] = [await hand.link("/work/sites", /^\/work\/sites\/\d+$/), await hand.link("/work/topics", /^\/work\/topics\/\d+$/)];
  const looks = await hand.send(`${site}/theme`, `${site}/theme`, { do: "preview" });
  const blocks = await hand.send(`${topic}/blocks`, `${topic}/blocks`, { do: "preview" });
  const registered = await hand.send("/work/webhooks/new", "/work/webhooks/new", { name: "市平台", url: "https://hooks.example/in", processes: "hotline.order" });
  const endpoint = /action="(\/work\/webhooks\/\d+)\/rotate"/.exec(registered.html)[1];
  await hand.send(endpoint, `${endpoint}/ping`);
  return [looks.path, blocks.path, `${site}/restore/1`, `${topic}/restore/1`, `${endpoint}?all=1`];
}

/** A call that the agent takes down; gives the address of its order. */
async function take(agent, more) {
  const call = { phone: "13900004322", title: "体育场北门路灯不亮", body: "体育场北门的路灯三天不亮，请来修。", place: "体育场北门" };
  const taken = await agent.send("/work/hotline/new", "/work/hotline/new", { ...call, ...more });
  return links(taken.html, "http://x", taken.path).find((to) => /^\/work\/hotline\/\d+$/.test(to));
}

/** A paper to a unit that has an order, and the link to the city's platform, which sends an order that nobody here understands. */
async function papers(hand, place, hands) {
  const agent = hands.get("rexian");
  const lamps = /value="(\d+)"[^>]*>[^<]*路灯照明/.exec(await agent.page("/work/hotline/new"))?.[1];
  const order = await take(agent, { class: lamps, title: "体育场南门路灯不亮" });
  await agent.send(order, `${order}/dispatch`);
  await hand.send(order, `${order}/papers`, { paper_text: "请查明原因，限期整改。", paper_due: day(7) });
  const { html } = await hand.send("/work/hotline/city", "/work/hotline/city", { push: "1" });
  const key = /whsec_([A-Za-z0-9+/=]+)/.exec(html.replaceAll("&#x2f;", "/"))[1];
  const [id, at, body] = [randomUUID(), Math.floor(Date.now() / 1000), JSON.stringify({ type: "order.urged", timestamp: new Date().toISOString(), data: { number: "SZ2026001", version: 1 } })];
  const signature = createHmac("sha256", Buffer.from(key, "base64")).update(`${id}.${at}.${body}`).digest("base64");
  const headers = { "content-type": "application/json", "webhook-id": id, "webhook-timestamp": String(at), "webhook-signature": `v1,${signature}` };
  const answer = await fetch(`${place.base}/api/v1/hotline/orders`, { method: "POST", headers, body });
  if (!answer.ok) throw new Error(`the city's order is answered ${answer.status}: ${await answer.text()}`);
  return [order, "/work/hotline/papers", "/work/hotline/papers/1"];
}

/** A caller who wants to stay unknown, and one who was answered at once. */
async function calls(hand) {
  const unknown = await take(hand, { confidential: "1" });
  const answered = await take(hand, { consent: "1" });
  await hand.send(answered, `${answered}/answer`, { opinion: "报修后当晚处理。" });
  const refused = await take(hand, { phone: "0571-88880000", told_by: "call" });
  await hand.send(refused, `${refused}/refuse`, { outcome: "refused_suit", opinion: "请向人民法院起诉。" });
  const call = links(await hand.page("/work/calls"), "http://x", "/work/calls").find((to) => /^\/work\/calls\/\d+$/.test(to));
  return [unknown, `${unknown}/identity`, answered, `${answered}/publish`, call, "/work/hotline/pushes", "/work/hotline/pushes?all=1"];
}

/** An original of one page, as a program writes it. */
const PDF = [
  "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj",
  "3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>> endobj",
  "4 0 obj <</Length 56>> stream\nBT /F 18 Tf 20 150 Td (Opening hours, 13800001234) Tj ET\nendstream endobj",
  "5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj\ntrailer <</Root 1 0 R>>\n",
].join("\n");

/** Two requests taken down at the counter, one with its answer drafted and one with an original, and the annual report of the county for last year, which is settled. */
async function reports(hand) {
  const enter = async (title) => {
    const asked = { channel: "counter", arrived_on: day(0), kind: "access", title, content: "请公开全县学校体育场地向公众开放的安排。", way: "web", carrier: "data" };
    const person = { applicant: "natural", name: "林小满", id_kind: "id", id_number: "110000199001011234", phone: "13900001234" };
    const receipt = await hand.send("/work/requests/enter", "/work/requests/enter", { ...asked, ...person });
    return links(receipt.html, "http://x", receipt.path).find((to) => /^\/work\/requests\/\d+$/.test(to));
  };
  const [answered, open] = [await enter("学校体育场地开放安排"), await enter("学校图书馆开放安排")];
  const said = { facts: "本机关没有制作或者获取这份文件。", reason: "本机关没有这份文件。" };
  await hand.send(`${answered}/answer?result=c2`, `${answered}/answer`, said);
  await hand.send(`${open}/more/file`, `${open}/more/file`, { kind: "original", files: { called: "开放时间.pdf", holds: PDF, type: "application/pdf" } });
  const annual = `/work/requests/annual?year=${new Date().getFullYear() - 1}&unit=0`;
  return [answered, `${answered}/preview`, open, `${open}/answer?result=c2`, annual];
}

const ACTS = { xinxiang: drafts, xx001: texts, dianzi: platforms, zhuren: papers, rexian: calls, shenqing: reports };

/** Does all of it at once; gives where each official looks afterwards, and what could not be done. */
export async function done(hands, place) {
  const [starts, found] = [{}, []];
  const act = async (login, what) => {
    try {
      starts[login] = await what();
    } catch (error) {
      found.push(`${login} could not do it: ${String(error).split("\n")[0]}`);
    }
  };
  const acts = Object.entries(ACTS).map(([login, does]) => act(login, () => does(hands.get(login), place, hands)));
  await Promise.all(acts);
  return { starts, found };
}
