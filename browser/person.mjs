// A person at a browser of their own: whatever their browser complains about fails the journey.
import { mkdirSync } from "node:fs";
import { join } from "node:path";

/** The window, where a journey asks for no other. */
const SIZES = { width: 1366, height: 900 };

/** Answers the bot question as somebody does who reads it. */
export function answerTo(question) {
  const numerals = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十"];
  const families = [
    [/(.+)加(.+)等于几/, (a, b) => String(numerals.indexOf(a) + numerals.indexOf(b))],
    [/(.+)减(.+)等于几/, (a, b) => String(numerals.indexOf(a) - numerals.indexOf(b))],
    [/(.+)和(.+)，哪个数大/, (a, b) => String(Math.max(numerals.indexOf(a), numerals.indexOf(b)))],
    [/“(.+)”的第(.)个字/, (words, place) => words[numerals.indexOf(place) - 1]],
    [/“(.+)”里面，(.+)的后面是什么/, (row, from) => row.split("、")[row.split("、").indexOf(from) + 1]],
    [/(.+)，哪一个是(.+?)？/, (row, kind) => row.split("、").find((word) => KINDS[kind].includes(word))],
  ];
  for (const [pattern, answer] of families) {
    const found = pattern.exec(question.replace(/^.*?：/, ""));
    if (found) return answer(...found.slice(1));
  }
  throw new Error(`nobody knows the answer to ${question}`);
}

const KINDS = {
  水果: "苹果 香蕉 葡萄 西瓜 梨 桃子",
  动物: "老虎 兔子 水牛 山羊 骆驼 松鼠",
  家具: "桌子 椅子 沙发 衣柜 书架 板凳",
  颜色: "红色 绿色 蓝色 黄色 白色 紫色",
  文具: "铅笔 橡皮 毛笔 圆规 墨水 尺子",
  交通工具: "火车 飞机 轮船 公共汽车 自行车 地铁",
};

/** The people of one journey: each has cookies, storage and a window of their own. */
export class People {
  constructor(browser, base) {
    this.browser = browser;
    this.base = base;
    this.contexts = [];
    this.complaints = [];
    this.log = [];
  }

  /** Somebody who opens a browser; `expects` are the statuses that their own pages may be refused with. */
  async comes(name, options = {}) {
    const { expects = [], ...rest } = options;
    const context = await this.browser.newContext({
      baseURL: this.base,
      locale: "zh-CN",
      timezoneId: "Asia/Shanghai",
      viewport: SIZES,
      ...rest,
    });
    context.setDefaultTimeout(15_000);
    this.contexts.push([name, context]);
    context.on("page", (page) => this.#watch(name, page, expects));
    return context.newPage();
  }

  #watch(name, page, expects) {
    page.on("dialog", (dialog) => dialog.accept());
    page.on("pageerror", (error) => this.complaints.push(`${name}: ${error}`));
    page.on("console", (message) => {
      const text = `${name}: ${message.type()} ${message.text()} ${message.location().url ?? ""}`;
      this.log.push(text);
      const status = /status of (\d+)/.exec(message.text())?.[1];
      if (status && expects.includes(Number(status))) return;
      if (["error", "warning"].includes(message.type())) this.complaints.push(text);
    });
    page.on("response", (response) => {
      if (response.status() >= 500) this.complaints.push(`${name}: ${response.status()} ${response.url()}`);
    });
  }

  /** Pictures of every open page, for whoever looks into a failure. */
  async pictures(folder, journey) {
    mkdirSync(folder, { recursive: true });
    const paths = [];
    for (const [name, context] of this.contexts) {
      for (const [at, page] of context.pages().entries()) {
        const path = join(folder, `${journey}-${name}-${at + 1}.png`);
        await page.screenshot({ path, fullPage: true }).then(() => paths.push(`${path} ${page.url()}`), () => {});
      }
    }
    return paths;
  }

  async leave() {
    for (const [, context] of this.contexts) await context.close();
  }
}
