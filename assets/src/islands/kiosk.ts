// A terminal of a 查阅点: it begins anew when nobody touches it, shows the seconds that are left, wipes who was signed in and what
// was typed, brings a keyboard for fields, and counts what it prints.
const HOME = "/kiosk";
const SOON = 15;

export function runKiosk(): void {
  if (document.documentElement.dataset.mode !== "kiosk") return;
  const bar = document.createElement("div");
  bar.className = "kiosk-bar no-print";
  const left = document.createElement("span");
  left.className = "kiosk-left";
  left.setAttribute("role", "timer");
  bar.append(button("首页", () => location.assign(HOME)), button("返回", () => history.back()), left, button("打印", print), button("结束", reset));
  document.body.append(bar);
  keys();
  const idle = Number(document.querySelector<HTMLMetaElement>('meta[name="kiosk-idle"]')?.content) || 60;
  let seconds = idle;
  for (const name of ["pointerdown", "keydown", "scroll", "input"]) {
    document.addEventListener(name, () => (seconds = idle), { passive: true, capture: true });
  }
  setInterval(() => {
    seconds -= 1;
    const soon = seconds <= SOON && !isFresh();
    bar.classList.toggle("soon", soon);
    left.textContent = soon ? `${Math.max(0, seconds)} 秒后回到首页，触摸屏幕继续` : "";
    if (seconds <= 0) isFresh() ? (seconds = idle) : reset();
  }, 1000);
}

// The start page with nothing done yet need not begin anew.
function isFresh(): boolean {
  return location.pathname === HOME && !document.querySelector("form[action='/logout']");
}

function button(title: string, run: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn";
  made.textContent = title;
  made.addEventListener("click", run);
  return made;
}

async function reset(): Promise<void> {
  sessionStorage.clear();
  const mine = Object.keys(localStorage);
  mine.forEach((key) => localStorage.removeItem(key));
  await fetch("/logout", { method: "POST", redirect: "manual" }).catch(() => undefined);
  location.replace(HOME);
}

async function print(): Promise<void> {
  const answer = await fetch("/kiosk/printed", { method: "POST" }).catch(() => undefined);
  if (answer?.ok) window.print();
  else alert("现在不能打印：本机没有登记为查阅终端，今天的打印张数已用完，或网络不通。请到窗口办理。");
}

const ROWS = ["1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm"];

function keys(): void {
  let field: HTMLInputElement | HTMLTextAreaElement | null = null;
  const board = document.createElement("div");
  board.className = "kiosk-keys no-print";
  board.hidden = true;
  board.setAttribute("role", "group");
  board.setAttribute("aria-label", "屏幕键盘");
  // The field keeps the focus while keys are touched.
  board.addEventListener("pointerdown", (event) => event.preventDefault());
  const type = (text: string) => {
    if (!field) return;
    const [from, to] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
    field.setRangeText(text, from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const erase = () => {
    if (!field) return;
    const [from, to] = [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
    field.setRangeText("", from === to ? Math.max(0, from - 1) : from, to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const note = document.createElement("p");
  note.textContent = "查找可以只输入拼音首字母，例如 sb 表示“社保”";
  board.append(note);
  for (const row of ROWS) {
    const line = document.createElement("div");
    line.append(...[...row].map((key) => button(key, () => type(key))));
    board.append(line);
  }
  const last = document.createElement("div");
  const broad = [button("空格", () => type(" ")), button("删除", erase), button("确定", () => field?.form?.requestSubmit()), button("收起", () => field?.blur())];
  broad.forEach((key) => key.classList.add("broad"));
  last.append(...broad);
  board.append(last);
  document.body.append(board);
  document.addEventListener("focusin", (event) => {
    const target = event.target;
    const isText = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && ["text", "search", "tel", "number", "email", "password"].includes(target.type));
    if (isText) field = target as HTMLInputElement;
    board.hidden = !isText;
    if (isText) (target as HTMLElement).scrollIntoView({ block: "center" });
  });
  document.addEventListener("focusout", () => setTimeout(() => (board.hidden = !(document.activeElement === field)), 0));
}
