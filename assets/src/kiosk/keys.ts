// The keyboard on the screen: pinyin with candidates (拼音), strokes with candidates (笔画), letters (英), digits and marks (123). It
// comes with a field, keeps the field's focus while it is touched, and can itself be walked with the keys.
import { erase, isField, next, takesChinese, takesDigits, write, type Field } from "./field";
import { candidates, divided, type Candidate } from "./pinyin";
import { byStrokes, drawn, fetchStrokes, STROKES, STROKES_MAX, type Orders } from "./strokes";
import { fetchWords, type Words } from "./words";

type Layout = "chinese" | "strokes" | "latin" | "digits";

const LETTERS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];
const DIGITS = ["1234567890", "-/:;()@%&", ".,?!'\"+"];
const MARKS: Record<Layout, [string, string]> = { chinese: ["，", "。"], strokes: ["，", "。"], latin: [",", "."], digits: ["、", "·"] };
const TYPED_MAX = 40;
const HINT = "输入拼音，再点选汉字；也可以只打每个字的声母，例如 zf 是“政府”";
const STROKES_HINT = "按笔顺点前几笔，再点选汉字；提算横，点算捺，带弯的算折";
/** Where a terminal keeps how this visitor writes Chinese. */
const WAY = "kiosk-way";

export function button(title: string, run: () => void, label = ""): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = title;
  if (label) made.setAttribute("aria-label", label);
  made.addEventListener("click", run);
  return made;
}

function element(name: string, className: string, role = "", label = ""): HTMLElement {
  const made = document.createElement(name);
  made.className = className;
  if (role) made.setAttribute("role", role);
  if (label) made.setAttribute("aria-label", label);
  return made;
}

export class Keys {
  private readonly board = element("div", "kiosk-keys no-print", "group", "屏幕键盘");
  private readonly typedLine = element("p", "kiosk-typed");
  private readonly found = element("div", "kiosk-found", "group", "候选字词");
  private readonly said = element("p", "only-read");
  private readonly rows = element("div", "kiosk-rows");
  private readonly back = button("‹", () => this.turn(-1), "上一页候选");
  private readonly forth = button("›", () => this.turn(1), "下一页候选");
  private field: Field | null = null;
  private layout: Layout = "chinese";
  private upper = false;
  private typed = "";
  private words: Words | null = null;
  private orders: Orders | null = null;
  private all: Candidate[] = [];
  /** Where the pages of candidates begin that were turned so far. */
  private pages = [0];
  private shown = 0;

  constructor() {
    this.said.setAttribute("aria-live", "polite");
    const line = element("div", "kiosk-line");
    line.append(this.found, this.back, this.forth);
    this.board.append(this.typedLine, line, this.rows, this.said);
    this.board.hidden = true;
    // The field keeps the focus while keys are touched.
    this.board.addEventListener("pointerdown", (event) => event.preventDefault());
    document.body.append(this.board);
    document.addEventListener("focusin", (event) => this.follow(event.target));
    document.addEventListener("focusout", () => setTimeout(() => this.follow(document.activeElement), 0));
    if (isField(document.activeElement)) this.follow(document.activeElement);
    window.addEventListener("resize", () => this.field && this.list());
  }

  /** The board comes with a field and stays while the focus is in it or on the board. */
  private follow(target: EventTarget | null): void {
    if (target instanceof Node && this.board.contains(target)) return;
    if (!isField(target)) return this.leave();
    if (target === this.field) return;
    this.field = target;
    this.typed = "";
    const way: Layout = sessionStorage.getItem(WAY) === "strokes" ? "strokes" : "chinese";
    this.layout = takesDigits(target) ? "digits" : takesChinese(target) ? way : "latin";
    const ready = (): void => this.list();
    fetchWords().then((words) => (this.words = words)).then(ready, ready);
    fetchStrokes().then((orders) => (this.orders = orders)).then(ready, ready);
    this.draw();
    this.board.hidden = false;
    document.documentElement.classList.add("kiosk-typing");
    this.list();
    target.scrollIntoView({ block: "center" });
  }

  private leave(): void {
    this.field = null;
    this.board.hidden = true;
    document.documentElement.classList.remove("kiosk-typing");
  }

  private draw(): void {
    const field = this.field;
    if (!field) return;
    const lines = this.lines();
    lines[lines.length - 1]?.push(this.wide(button("删除", () => this.rub())));
    const [comma, stop] = MARKS[this.layout];
    const layouts: [Layout, string, string][] = [["chinese", "拼音", "中文拼音"], ["strokes", "笔画", "中文笔画"], ["latin", "英", "英文字母"], ["digits", "123", "123，数字和符号"]];
    const last = layouts.filter(([layout]) => layout === "latin" || layout === "digits" || takesChinese(field)).map(([layout, title, label]) => {
      const made = button(title, () => this.change(layout), label);
      made.setAttribute("aria-pressed", String(layout === this.layout));
      return made;
    });
    last.push(this.key(comma), this.space(), this.key(stop), this.enter(field), this.wide(button("收起", () => field.blur(), "收起键盘")));
    this.rows.replaceChildren(...[...lines, last].map((keys) => {
      const row = element("div", "kiosk-row");
      row.append(...keys);
      return row;
    }));
    this.board.dataset.layout = this.layout;
  }

  /** The keys of the layout above the last line. */
  private lines(): HTMLButtonElement[][] {
    if (this.layout === "strokes") {
      return [STROKES.map(([shape, name], at) => {
        const made = button("", () => this.press(String(at + 1)), name);
        made.append(element("span", "kiosk-stroke"), name);
        made.firstElementChild!.textContent = shape;
        made.classList.add("stroke");
        return made;
      })];
    }
    const source = this.layout === "digits" ? DIGITS : LETTERS;
    const lines = source.map((row) => [...row].map((key) => this.key(this.upper && this.layout === "latin" ? key.toUpperCase() : key)));
    const shift = this.wide(button(this.upper ? "小写" : "大写", () => this.shift()));
    const part = this.wide(button("分词", () => this.press("'"), "分词，分开两个音节"));
    if (this.layout !== "digits") lines[2]?.unshift(this.layout === "latin" ? shift : part);
    return lines;
  }

  private key(text: string): HTMLButtonElement {
    return button(text, () => this.press(text));
  }

  private wide(made: HTMLButtonElement): HTMLButtonElement {
    made.classList.add("wide");
    return made;
  }

  private space(): HTMLButtonElement {
    const made = button("空格", () => (this.typed ? this.take(0) : this.press(" ")));
    made.classList.add("space");
    return made;
  }

  /** What the last key does: look for it, go on to the next field, or begin a new line. */
  private enter(field: Field): HTMLButtonElement {
    const search = field instanceof HTMLInputElement && field.type === "search";
    const title = field instanceof HTMLTextAreaElement ? "换行" : search ? "搜索" : "下一项";
    const made = this.wide(button(title, () => {
      if (this.typed) return this.take(0);
      if (field instanceof HTMLTextAreaElement) return write(field, "\n");
      if (search) return field.form?.requestSubmit();
      const after = next(field);
      if (after) after.focus();
      else field.blur();
    }));
    made.classList.add("main");
    return made;
  }

  private change(layout: Layout): void {
    this.settle();
    this.layout = layout;
    if (layout === "chinese" || layout === "strokes") sessionStorage.setItem(WAY, layout);
    this.draw();
    this.list();
    this.rows.querySelector<HTMLElement>('[aria-pressed="true"]')?.scrollIntoView({ block: "nearest" });
  }

  private shift(): void {
    this.upper = !this.upper;
    this.draw();
  }

  private press(key: string): void {
    if (!this.field) return;
    if (this.layout === "chinese" && this.words && (/^[a-z]$/.test(key) || (key === "'" && this.typed))) {
      if (this.typed.length < TYPED_MAX) this.typed += key;
      return this.list();
    }
    if (this.layout === "strokes" && /^[1-5]$/.test(key)) {
      if (this.typed.length < STROKES_MAX) this.typed += key;
      return this.list();
    }
    if (key === "'" && this.layout === "chinese") return;
    // A mark after letters takes the first candidate, as input methods do.
    if (this.typed) this.settle();
    write(this.field, key);
  }

  private rub(): void {
    if (this.typed) {
      this.typed = this.typed.slice(0, -1);
      this.list();
    } else if (this.field) erase(this.field);
  }

  /** Writes what was meant, as far as it can be told. */
  private settle(): void {
    while (this.typed && this.all.length) this.take(0);
    // Strokes that are no character are nothing.
    if (this.typed && this.field && this.layout !== "strokes") write(this.field, this.typed);
    this.typed = "";
    this.list();
  }

  private take(at: number): void {
    const chosen = this.all[at];
    if (!this.field || (!chosen && this.layout === "strokes")) return;
    write(this.field, chosen?.text ?? this.typed);
    this.typed = chosen ? this.typed.slice(chosen.taken).replace(/^'/, "") : "";
    this.list();
  }

  private list(): void {
    this.all = this.typed ? this.meant() : [];
    this.pages = [0];
    this.typedLine.textContent = this.typed ? this.asRead() : this.hint();
    this.typedLine.classList.toggle("now", this.typed !== "");
    this.show();
    const first = this.all.slice(0, 3).map((one) => one.text);
    this.said.textContent = this.typed ? (first.length ? `候选：${first.join("、")}` : "没有候选字词") : "";
  }

  /** What the typed letters or strokes may mean. */
  private meant(): Candidate[] {
    if (this.layout === "strokes") return this.orders ? byStrokes(this.typed, this.orders, this.words) : [];
    return this.words ? candidates(this.typed, this.words) : [];
  }

  private asRead(): string {
    if (this.layout === "strokes") return drawn(this.typed);
    return this.words ? divided(this.typed, this.words) : this.hint();
  }

  private hint(): string {
    if (this.layout === "strokes") return this.orders ? STROKES_HINT : "正在准备笔画输入";
    if (this.layout !== "chinese") return "";
    return this.words ? HINT : "正在准备拼音输入；没有准备好时只能输入字母";
  }

  private turn(by: 1 | -1): void {
    if (by < 0 && this.pages.length > 1) this.pages.pop();
    else if (by > 0) this.pages.push((this.pages[this.pages.length - 1] ?? 0) + this.shown);
    this.show();
  }

  /** As many candidates as there is room for. */
  private show(): void {
    const from = this.pages[this.pages.length - 1] ?? 0;
    this.found.replaceChildren();
    this.shown = 0;
    for (const one of this.all.slice(from)) {
      const at = from + this.shown;
      this.found.append(button(one.text, () => this.take(at)));
      if (this.shown > 0 && this.found.scrollWidth > this.found.clientWidth) {
        this.found.lastElementChild?.remove();
        break;
      }
      this.shown += 1;
    }
    this.back.disabled = this.pages.length < 2;
    this.forth.disabled = from + this.shown >= this.all.length;
  }
}
