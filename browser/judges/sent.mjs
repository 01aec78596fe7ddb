// Pages that only a form leads to: its errors, receipts, how a matter stands, papers and results. A passer-by and a few
// officials send what the journeys send.
import { faults } from "../axe.mjs";
import { fill as fillQuestion, query as queryQuestion, receiptOf } from "../journeys/17-consult.mjs";
import { ask as askRequest, query as queryRequest } from "../journeys/16-requests.mjs";
import { objects, tries } from "../journeys/19-surveys.mjs";
import { ask, enter, fill, letter, send, signIn, toTheForm } from "../steps.mjs";

/** Milliseconds after which a step is given up. */
const PATIENCE = 30_000;
/** How many write at the same time. */
const AT_ONCE = 3;

/** A page whose pages are kept by `look`: what the server sent, and what axe finds wrong with it as it stands. */
async function watched(context, kept) {
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("dialog", (dialog) => dialog.accept());
  let last = null;
  page.on("response", (response) => {
    const html = (response.headers()["content-type"] ?? "").startsWith("text/html");
    // A page that is left before its text was read gives none; whoever looks at a page has waited for it.
    if (html && response.request().isNavigationRequest() && response.frame() === page.mainFrame()) last = response.text().catch(() => null);
  });
  const look = async (name) => {
    const { pathname, search } = new URL(page.url());
    const html = await last;
    if (html === null) throw new Error(`the text of ${name} was gone before it was read`);
    kept.push({ name, path: pathname + search, html, faults: await faults(page, `${name} ${pathname}`) });
  };
  return { page, look };
}

const LETTERS = async ({ page, look }) => {
  await toTheForm(page);
  await page.getByRole("button", { name: "提交来信" }).click();
  await page.locator("#problems").waitFor();
  await look("a letter refused");
  const text = letter("体育场夜间照明时间能否延长一小时");
  const sent = { ...text, ...(await send(page, await fill(page, text))) };
  await look("receipt of a letter");
  await ask(page, sent);
  await look("how a letter stands");
};

const REQUESTS = async ({ page, look }) => {
  await page.goto("/requests/ask");
  await page.locator('form[action="/requests/ask"] button[type="submit"]').first().click();
  await page.locator("#problems").waitFor();
  await look("a request refused");
  const sent = await askRequest(page);
  await look("receipt of a request");
  await queryRequest(page, sent);
  await look("how a request stands");
};

const QUESTIONS = async ({ page, look }) => {
  await page.goto("/consult/ask");
  const form = await fillQuestion(page);
  await form.getByRole("button", { name: "下一步" }).click();
  await page.getByRole("heading", { name: "这些答案也许能直接解决您的问题" }).waitFor();
  await look("answers that are known");
  await form.getByRole("button", { name: "没有解决，提交咨询" }).click();
  const sent = await receiptOf(page, "咨询回执");
  await look("receipt of a question");
  await queryQuestion(page, sent);
  await look("how a question stands");
};

const OBJECTIONS = async ({ page, look }) => {
  await objects(page, look);
  await look("how an objection stands");
};

/** The right choices of the quiz that runs, the oldest, by question, as its keeper sees them. */
async function bank(hand) {
  const html = await hand.page((await hand.links("/work/surveys/quizzes", /^\/work\/surveys\/quizzes\/\d+$/)).at(-1));
  const rows = [...html.matchAll(/<td class="wide">([^<]+)<\/td>.*?data-th="答案">([^<]+)</g)];
  const places = (answer) => (/^[A-Z]+$/.test(answer) ? [...answer].map((letter) => letter.charCodeAt(0) - 65) : [answer === "正确" ? 0 : 1]);
  return new Map(rows.map(([, title, answer]) => [title, places(answer)]));
}

const QUIZZES = (keeper) => async ({ page, look }) => {
  await tries(page, look, await bank(keeper));
  await look("result of a quiz");
  await page.locator('a[href$="/certificate"]').first().click();
  await page.waitForURL("**/certificate");
  await look("certificate of a quiz");
};

/** What a message says that the demonstration prints instead of sending it. */
async function message(page, place, words) {
  for (let waited = 0; waited < PATIENCE; waited += 50) {
    const told = words.exec(place.output());
    if (told) return told;
    await page.waitForTimeout(50);
  }
  throw new Error(`no message like ${words}`);
}

/** Signs in with the code of the message that the demonstration prints, and sees what is only for those who signed in. */
const CITIZENS = (place) => async ({ page, look }) => {
  const phone = "13900005678";
  await page.goto("/login?next=/my");
  await page.getByLabel("手机号码").fill(phone);
  await page.getByRole("button", { name: "获取验证码" }).click();
  await page.getByLabel("短信验证码").waitFor();
  await look("the code of a message");
  const [, code] = await message(page, place, new RegExp(`【演示短信】${phone}：\\D*(\\d{6})`));
  await page.getByLabel("短信验证码").fill(code);
  await page.getByRole("button", { name: "登录" }).click();
  await page.waitForURL("**/my");
  await look("what is mine");
  for (const [list, name] of [["/surveys", "a survey for whoever signed in"], ["/surveys/quizzes", "a quiz for whoever signed in"]]) {
    await page.goto(list);
    const paths = await page.locator("main a").evaluateAll((links) => links.map((link) => link.pathname));
    // What has not begun or is over leads on to the page that says so.
    for (const path of paths.filter((path) => /^\/surveys\/(quizzes\/)?\d+$/.test(path))) {
      await page.goto(`${path}/signed`);
      if (page.url().endsWith("/signed")) break;
    }
    await look(name);
  }
};

/** An editor shows a working copy to somebody outside, and another official's session ends over a form. */
const EDITORS = (place) => async ({ page, look }) => {
  await signIn(page, place.account("bianji"), "/work/content");
  await page.locator('tbody a[href^="/work/content/"]').first().click();
  await page.waitForURL(/\/work\/content\/\d+/);
  await page.goto(`${new URL(page.url()).pathname}/preview`);
  await page.getByRole("button", { name: "生成外部预览链接" }).click();
  await page.goto(/\/preview\/\S+/.exec(await page.locator("code").first().innerText())[0]);
  await look("a preview for somebody outside");
  await page.goto("/work/phrases");
  await page.locator('textarea[name="phrases"]').fill("请按时限办理，\n并回复来信人。");
  await page.context().clearCookies({ name: "renhe" });
  await page.locator('form[action="/work/phrases"] button[type="submit"]').first().click();
  await page.getByText("您刚才填写的内容还在").waitFor();
  await look("a session that ended");
  await enter(page, place.account("bianji"));
  await page.getByRole("button", { name: "接着提交" }).waitFor();
  await look("what was typed before");
};

/** A call is taken down, and the caller asks how it stands with what the message says. */
const CALLERS = (place) => async ({ page, look }) => {
  await signIn(page, place.account("rexian"), "/work/hotline/new");
  const form = page.locator('form[action="/work/hotline/new"]');
  const take = form.getByRole("button", { name: "登记", exact: true });
  await take.click();
  await page.locator("#problems").waitFor();
  await look("a call refused");
  await form.locator('[name="phone"]').fill("13900004321");
  await form.locator('[name="title"]').fill("体育场北门路灯不亮");
  await form.locator('[name="body"]').fill("体育场北门的路灯三天不亮，晚上跳广场舞的人看不清路，希望派人来修。");
  await form.locator('[name="place"]').fill("体育场北门");
  await take.click();
  await page.waitForURL(/\/work\/hotline\/taken\//);
  await look("a call taken down");
  const [, number, code] = await message(page, place, /【演示短信】13900004321：.*?(青热〔\d{4}〕\d+号).*?查询码\D*(\d{10})/);
  await page.goto("/hotline/query");
  await page.getByLabel("编号").fill(number);
  await page.getByLabel("查询码").fill(code);
  await page.getByRole("button", { name: "查询", exact: true }).click();
  await page.getByText(number).first().waitFor();
  await look("how a call stands");
};

/** All of them; the pages of the passer-by belong to `context`. What could not be done is a fault, not the end. */
export async function sent(context, place, keeper) {
  const [kept, found] = [[], []];
  const go = async (name, steps, own) => {
    const where = own ? await context.browser().newContext({ locale: "zh-CN", baseURL: place.base, serviceWorkers: "block", reducedMotion: "reduce" }) : context;
    const watching = await watched(where, kept);
    try {
      await steps(watching);
    } catch (error) {
      found.push(`${name} came no further than ${watching.page.url()}: ${String(error).split("\n")[0]}`);
    }
    await (own ? where : watching.page).close();
  };
  // Whoever writes takes as long as people do, so several write at the same time.
  const waiting = [["letters", LETTERS], ["requests", REQUESTS], ["questions", QUESTIONS], ["objections", OBJECTIONS], ["quizzes", QUIZZES(keeper)], ["editors", EDITORS(place), true]];
  // What needs the messages can only be seen of a county that was started here.
  if (place.output) waiting.push(["citizens", CITIZENS(place), true], ["callers", CALLERS(place), true]);
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) await go(...next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { pages: kept, found };
}
