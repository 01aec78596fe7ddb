// A terminal of a 查阅点: it begins anew when nobody touches it and says so before, wipes who was signed in and what was typed, goes
// back only within one visitor's pages, brings a keyboard for fields, shows outside addresses as codes, and counts what it prints.
import { button, Keys } from "./keys";
import { fetchStrokes } from "./strokes";
import { fetchWords } from "./words";

const HOME = "/kiosk";
/** Seconds before the end in which it asks. */
const SOON = 15;
/** Pages of this visitor, and that a visitor's sign-in could not be ended because there was no network. */
const TRAIL = "kiosk-trail";
const OWED = "kiosk-logout";
const VISITOR = "kiosk-visitor";
const TRAIL_MAX = 100;
/** Addresses that answer with a file. */
const FILES = /\/(files|given|letter-files)\/|\/(word|pdf|epub|excel|export|template)$|\.(pdf|ofd|docx?|wps|xlsx?|et|pptx?|zip|rar|txt|csv|xml|ics|mp3|mp4)$/;

export function runTerminal(): void {
  settleDebt();
  window.addEventListener("online", settleDebt);
  // Pages of the visitor before are not shown again, whatever the browser still holds of them.
  if (isOfAnother()) return location.replace(HOME);
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
  follow();
  forget();
  const bar = document.createElement("nav");
  bar.className = "kiosk-bar no-print";
  bar.setAttribute("aria-label", "终端");
  const clock = document.createElement("span");
  clock.className = "kiosk-clock";
  bar.append(tool("⌂ 首页", () => location.assign(HOME)), tool("← 返回", back), clock, tool("打印本页", print), tool("结束使用", reset, true));
  document.body.append(bar);
  const tell = (): void => void (clock.textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" }));
  tell();
  new Keys();
  codes();
  files();
  watch(tell);
  // Words and strokes are fetched before somebody wants to write, and are there without a network from then on.
  window.addEventListener("load", () => setTimeout(() => [fetchWords(), fetchStrokes()].forEach((one) => one.catch(() => undefined)), 500));
}

function tool(title: string, run: () => void, main = false): HTMLButtonElement {
  const made = button(title, run);
  made.className = main ? "btn main" : "btn";
  return made;
}

/** Counts down while nobody touches the screen; in the last seconds it asks. */
function watch(tell: () => void): void {
  const idle = Number(document.querySelector<HTMLMetaElement>('meta[name="kiosk-idle"]')?.content) || 60;
  const ask = document.createElement("dialog");
  ask.className = "kiosk-ask no-print";
  ask.setAttribute("aria-labelledby", "kiosk-ask");
  ask.setAttribute("role", "alertdialog");
  const title = document.createElement("h2");
  title.id = "kiosk-ask";
  title.textContent = "您还在使用吗？";
  const left = document.createElement("p");
  left.className = "kiosk-left";
  left.setAttribute("role", "timer");
  const note = document.createElement("p");
  note.textContent = "时间到后回到首页，填写的内容和登录都会清除";
  const tools = document.createElement("p");
  tools.className = "kiosk-tools";
  let until = Date.now() + idle * 1000;
  const stay = (): void => {
    until = Date.now() + idle * 1000;
    if (ask.open) ask.close();
  };
  tools.append(tool("继续使用", stay, true), tool("结束使用", reset));
  ask.append(title, left, note, tools);
  document.body.append(ask);
  for (const name of ["pointerdown", "keydown", "scroll", "input"]) {
    // A touch on “结束使用” is no wish to stay: its click comes after this.
    document.addEventListener(name, (event) => {
      if (!(event.target instanceof Node && ask.contains(event.target))) stay();
    }, { passive: true, capture: true });
  }
  setInterval(() => {
    tell();
    const seconds = Math.ceil((until - Date.now()) / 1000);
    if (isFresh()) return stay();
    if (seconds <= 0) return void reset();
    if (seconds > SOON) return;
    left.textContent = `${seconds} 秒`;
    if (!ask.open) ask.showModal();
  }, 1000);
}

/** The start page with nothing done yet need not begin anew. */
function isFresh(): boolean {
  const typed = [...document.querySelectorAll<HTMLInputElement>("input[type=search], input[type=text]")].some((field) => field.value);
  return location.pathname === HOME && !typed && window.scrollY === 0 && !document.querySelector("form[action='/logout'], dialog[open]:not(.kiosk-ask)");
}

let ending = false;

async function reset(): Promise<void> {
  if (ending) return;
  ending = true;
  for (const form of document.forms) form.reset();
  for (const store of [sessionStorage, localStorage]) store.clear();
  if (!(await signOut())) localStorage.setItem(OWED, "1");
  location.replace(HOME);
}

async function signOut(): Promise<boolean> {
  const answer = await fetch("/logout", { method: "POST", redirect: "manual" }).catch(() => undefined);
  return answer !== undefined && answer.status < 500;
}

/** Ends the sign-in that could not be ended without a network, before anything else is shown. */
async function settleDebt(): Promise<void> {
  if (!localStorage.getItem(OWED) || !(await signOut())) return;
  localStorage.removeItem(OWED);
  location.replace(HOME);
}

function trail(): string[] {
  return JSON.parse(sessionStorage.getItem(TRAIL) ?? "[]") as string[];
}

/** Whether an older visitor was on this page of the browser's history; a new page is marked as this one's. */
function isOfAnother(): boolean {
  const visitor = sessionStorage.getItem(VISITOR) ?? String(Math.random());
  sessionStorage.setItem(VISITOR, visitor);
  const marked = (history.state as { visitor?: string } | null)?.visitor;
  if (!marked) history.replaceState({ visitor }, "");
  return marked !== undefined && marked !== visitor && location.pathname !== HOME;
}

const here = (): string => location.pathname + location.search;

/** Notes this page as the last one of the visitor. */
function follow(): void {
  const before = here() === HOME ? [] : trail();
  if (before[before.length - 1] !== here()) before.push(here());
  sessionStorage.setItem(TRAIL, JSON.stringify(before.slice(-TRAIL_MAX)));
}

function back(): void {
  const before = trail().slice(0, -1);
  sessionStorage.setItem(TRAIL, JSON.stringify(before));
  location.assign(before[before.length - 1] ?? HOME);
}

/** The browser neither remembers nor offers what somebody typed here. */
function forget(): void {
  for (const form of document.forms) {
    form.setAttribute("autocomplete", "off");
    for (const field of form.elements) if (field.hasAttribute("autocomplete")) field.setAttribute("autocomplete", "off");
  }
}

/** Addresses of other hosts stay words; touched, they show a code that a phone can read. */
function codes(): void {
  for (const place of document.querySelectorAll<HTMLElement>(".outside[data-to]")) {
    place.tabIndex = 0;
    place.setAttribute("role", "button");
    place.setAttribute("aria-haspopup", "dialog");
    const show = (): void => showCode(place.textContent ?? "", place.dataset.to ?? "", "外部链接", "这是其他网站的链接，本机不打开。请用手机扫码查看：");
    place.addEventListener("click", show);
    place.addEventListener("keydown", (event) => event.key === "Enter" && show());
  }
}

/** Files are for phones: shown here, one could not come back from them. Nothing is handed in from the disk of a terminal. */
function files(): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    if (!link || !(link.hasAttribute("download") || FILES.test(link.pathname))) return;
    event.preventDefault();
    showCode(link.textContent ?? "", link.href, "文件", "本机不保存文件。请用手机扫码下载：");
  });
  for (const link of document.querySelectorAll("a[target]")) link.removeAttribute("target");
  for (const field of document.querySelectorAll<HTMLInputElement>("input[type=file]")) {
    const note = document.createElement("p");
    note.className = "hint";
    note.textContent = "本机不能上传文件。需要附材料的，请用手机打开本网站，或到窗口提交。";
    const place = field.closest(".drop") ?? field;
    field.disabled = true;
    place.replaceWith(note);
  }
}

function showCode(name: string, to: string, kind: string, words: string): void {
  const box = document.createElement("dialog");
  box.className = "kiosk-ask no-print";
  box.setAttribute("aria-label", kind);
  const title = document.createElement("h2");
  title.textContent = name.trim() || kind;
  const note = document.createElement("p");
  note.textContent = words;
  const code = document.createElement("img");
  code.src = `/kiosk/code.svg?to=${encodeURIComponent(to)}`;
  code.alt = "链接的二维码";
  const address = document.createElement("p");
  address.className = "kiosk-address";
  address.textContent = to;
  const close = tool("关闭", () => box.close(), true);
  box.append(title, note, code, address, close);
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}

async function print(): Promise<void> {
  const answer = await fetch("/kiosk/printed", { method: "POST" }).catch(() => undefined);
  if (answer?.ok) return window.print();
  const words = "现在不能打印：本机没有登记为查阅终端，今天的打印张数已用完，或网络不通。请到窗口办理。";
  const box = document.createElement("dialog");
  box.className = "kiosk-ask no-print";
  box.setAttribute("aria-label", "不能打印");
  const said = document.createElement("p");
  said.textContent = words;
  box.append(said, tool("知道了", () => box.close(), true));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
}
