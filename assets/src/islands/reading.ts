// Aids of elder mode: the main text is read aloud by the browser's own voice, piece by piece or where one points; a large pointer;
// a line that follows pointer and focus. What was chosen is kept on this device. Nothing is sent anywhere.
import { onPage } from "./page";

const PIECES = "h1, h2, h3, h4, p, li, dt, dd, th, td, caption, figcaption, summary, label, legend, a.entrance, a.tile, .stat";
/** As the words of its button say: 中, 快, 慢. */
const RATES = [1, 1.3, 0.75];
/** Places of the words on the button that reads: 朗读正文, 暂停, 继续. */
const [READ, PAUSE, ON] = [0, 1, 2];
/** Longer utterances stop by themselves in some browsers. */
const PIECE_MAX = 160;

type Way = "pointer" | "line" | "point";

/** Pieces still to be read, and the one that is. */
let queue: HTMLElement[] = [];
let spoken: HTMLElement | null = null;
/** Counts readings, so that what an older one still tells is not listened to. */
let turn = 0;
let rate = 0;
let line: HTMLElement | null = null;

const kept = (key: string): string => {
  try {
    return localStorage.getItem(`aid-${key}`) ?? "";
  } catch {
    return "";
  }
};

function keep(key: string, value: string): void {
  try {
    localStorage.setItem(`aid-${key}`, value);
  } catch {
    return;
  }
}

const bar = (): HTMLElement | null => document.querySelector("[data-reading]");
const button = (aid: string): HTMLButtonElement | null => bar()?.querySelector(`[data-aid="${aid}"]`) ?? null;
const on = (way: Way): boolean => kept(way) === "1" && bar() !== null;

/** Shows one of the words that the server wrote on a button, so that they are in the script of the page. */
function words(aid: string, at: number): void {
  [...(button(aid)?.children ?? [])].forEach((one, place) => one.toggleAttribute("hidden", place !== at));
}

/** Says that this device has no voice. */
function mute(silent: boolean): void {
  bar()?.querySelector("[role=status] > span")?.toggleAttribute("hidden", !silent);
}

export function readAloud(): void {
  onPage(begin);
  document.addEventListener("click", (event) => {
    const aid = (event.target as Element).closest<HTMLElement>("[data-reading] [data-aid]")?.dataset.aid;
    if (aid === "read") toggleReading();
    else if (aid === "stop") stop();
    else if (aid === "rate") nextRate();
    else if (aid === "pointer" || aid === "line" || aid === "point") {
      keep(aid, kept(aid) === "1" ? "" : "1");
      if (aid === "point") stop();
      show();
    }
  });
  document.addEventListener("pointermove", (event) => place(event.clientY), { passive: true });
  document.addEventListener("focusin", (event) => {
    const target = event.target as HTMLElement;
    place(target.getBoundingClientRect().top);
    point(target);
  });
  document.addEventListener("pointerover", (event) => point(event.target as Element));
  addEventListener("pagehide", stop);
}

function begin(): void {
  stop();
  const here = bar();
  if (!here) {
    delete document.documentElement.dataset.pointer;
    line?.remove();
    line = null;
    return;
  }
  rate = Number(kept("rate")) % RATES.length || 0;
  if (!("speechSynthesis" in window)) {
    for (const aid of ["read", "stop", "rate", "point"]) button(aid)?.remove();
  }
  show();
}

/** Buttons and page as was chosen. */
function show(): void {
  for (const way of ["pointer", "line", "point"] as const) button(way)?.setAttribute("aria-pressed", String(on(way)));
  if (on("pointer")) document.documentElement.dataset.pointer = "large";
  else delete document.documentElement.dataset.pointer;
  if (on("line") && !line) {
    line = document.createElement("div");
    line.className = "guide-line no-print";
    line.setAttribute("aria-hidden", "true");
  }
  if (!on("line")) {
    line?.remove();
    line = null;
  } else if (line && !line.isConnected) document.body.append(line);
  words("rate", rate);
}

function place(y: number): void {
  if (line) line.style.transform = `translateY(${Math.max(0, Math.round(y))}px)`;
}

/** Visible texts of the page in their order, each once. */
function pieces(): HTMLElement[] {
  const all = [...document.querySelectorAll<HTMLElement>(`#main :is(${PIECES})`)];
  return all.filter((one) => one.offsetParent !== null && !one.querySelector(PIECES) && text(one) !== "");
}

const text = (one: HTMLElement): string => one.innerText.replace(/\s+/g, " ").trim();

/** Sentences short enough to be read in one go. */
function sentences(whole: string): string[] {
  const found: string[] = [];
  for (const sentence of whole.match(/[^。！？；!?;]+[。！？；!?;]?/g) ?? [whole]) {
    for (let from = 0; from < sentence.length; from += PIECE_MAX) found.push(sentence.slice(from, from + PIECE_MAX));
  }
  return found;
}

function toggleReading(): void {
  const voice = speechSynthesis;
  if (spoken === null) {
    queue = pieces();
    next(++turn);
  } else if (voice.paused) {
    voice.resume();
    words("read", PAUSE);
  } else {
    voice.pause();
    words("read", ON);
  }
}

function next(of: number): void {
  if (of !== turn) return;
  spoken?.classList.remove("spoken");
  spoken = queue.shift() ?? null;
  if (!spoken) {
    stop();
    return;
  }
  spoken.classList.add("spoken");
  spoken.scrollIntoView({ block: "center" });
  words("read", PAUSE);
  utter(text(spoken), () => next(of), of);
}

function utter(whole: string, done: () => void, of: number): void {
  const parts = sentences(whole);
  const one = (at: number): void => {
    const part = parts[at];
    if (of !== turn) return;
    if (part === undefined) {
      done();
      return;
    }
    const utterance = new SpeechSynthesisUtterance(part);
    utterance.lang = document.documentElement.lang || "zh-CN";
    utterance.rate = RATES[rate] ?? 1;
    utterance.onend = () => one(at + 1);
    utterance.onerror = (event) => {
      if (of !== turn || event.error === "interrupted" || event.error === "canceled") return;
      stop();
      mute(true);
    };
    speechSynthesis.speak(utterance);
  };
  one(0);
}

/** 指读: what the pointer or the focus is on. */
function point(target: Element): void {
  if (!on("point") || !("speechSynthesis" in window)) return;
  const one = target.closest<HTMLElement>(`a, button, ${PIECES}`);
  if (!one || one === spoken || one.closest("[data-reading]") || text(one) === "") return;
  stop();
  spoken = one;
  one.classList.add("spoken");
  const of = ++turn;
  utter(text(one), () => of === turn && stop(), of);
}

function nextRate(): void {
  rate = (rate + 1) % RATES.length;
  keep("rate", String(rate));
  show();
  if (!spoken || on("point")) return;
  // What is being read begins anew at the new speed.
  queue.unshift(spoken);
  speechSynthesis.cancel();
  next(++turn);
}

function stop(): void {
  turn += 1;
  queue = [];
  spoken?.classList.remove("spoken");
  spoken = null;
  mute(false);
  if (!("speechSynthesis" in window)) return;
  speechSynthesis.cancel();
  words("read", READ);
}
