// Find and replace: hits are marked in the text, and a bar below the tools goes from one to the next.
import { type Editor, Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin, PluginKey, TextSelection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { icon } from "./icons";
import { make } from "./make";

interface Hit {
  from: number;
  to: number;
}

interface Found {
  words: string;
  hits: Hit[];
  at: number;
}

const NOTHING: Found = { words: "", hits: [], at: -1 };
const KEY = new PluginKey<Found>("find");
/** Hits that are marked at most; more are not looked at one by one. */
const MOST = 2000;

/** Every place where `words` stand in one block, in upper or lower case. */
export function search(doc: Node, words: string): Hit[] {
  const hits: Hit[] = [];
  const wanted = lower(words);
  if (!wanted) return hits;
  doc.descendants((block, at) => {
    if (!block.isTextblock) return hits.length < MOST;
    // A picture or a line break takes one place and is no text.
    const whole = block.textBetween(0, block.content.size, undefined, "\ufffc");
    const text = lower(whole);
    for (let found = text.indexOf(wanted); found >= 0 && hits.length < MOST; found = text.indexOf(wanted, found + wanted.length)) {
      hits.push({ from: at + 1 + found, to: at + 1 + found + wanted.length });
    }
    return false;
  });
  return hits;
}

/** Latin letters made small; the length stays, so that places stay. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** Marks the hits; they follow the text while it changes. */
export const Find = Extension.create({
  name: "find",
  addProseMirrorPlugins: () => [
    new Plugin<Found>({
      key: KEY,
      state: {
        init: () => NOTHING,
        apply(tr, before) {
          const told = tr.getMeta(KEY) as Partial<Found> | undefined;
          if (!told && (!tr.docChanged || !before.words)) return before;
          const words = told?.words ?? before.words;
          const hits = told?.words !== undefined || tr.docChanged ? search(tr.doc, words) : before.hits;
          return { words, hits, at: Math.min(told?.at ?? before.at, hits.length - 1) };
        },
      },
      props: {
        decorations(state) {
          const { hits, at } = KEY.getState(state) ?? NOTHING;
          return DecorationSet.create(state.doc, hits.map((hit, place) => Decoration.inline(hit.from, hit.to, { class: place === at ? "ed-hit now" : "ed-hit" })));
        },
      },
    }),
  ],
});

/** The bar: opened by the tool, by Ctrl+F and Ctrl+H, and by a finding of the proofreader. */
export class FindBar {
  readonly bar: HTMLElement;
  #words = make("input", { class: "input", type: "text", "aria-label": "查找", placeholder: "查找", autocomplete: "off" });
  #instead = make("input", { class: "input", type: "text", "aria-label": "替换为", placeholder: "替换为", autocomplete: "off" });
  #count = make("span", { class: "ed-count", role: "status" });

  constructor(private editor: Editor) {
    const small = (title: string, run: () => void) => this.#button({ class: "btn small" }, title, run);
    const mini = (name: string, label: string, run: () => void) => this.#button({ class: "ed-tool", "aria-label": label, title: label }, icon(name), run);
    this.bar = make(
      "div",
      { class: "ed-find", role: "search", "aria-label": "在正文中查找和替换", hidden: true },
      make("div", { class: "ed-find-row" }, this.#words, this.#count, mini("up", "上一处（Shift+Enter）", () => this.#step(-1)), mini("down", "下一处（Enter）", () => this.#step(1)), mini("close", "关闭查找（Esc）", () => this.close())),
      make("div", { class: "ed-find-row" }, this.#instead, small("替换", () => this.#replace()), small("全部替换", () => this.#replaceAll())),
    );
    this.#words.addEventListener("input", (event) => {
      event.stopPropagation();
      this.#look(this.#words.value);
    });
    this.#instead.addEventListener("input", (event) => event.stopPropagation());
    this.bar.addEventListener("keydown", (event) => this.#key(event));
    editor.on("transaction", () => this.#show());
  }

  /** Opens the bar, with the words that are selected when nothing is said. */
  open(words?: string, instead?: string, nth = 0): void {
    const { from, to } = this.editor.state.selection;
    const selected = this.editor.state.doc.textBetween(from, to, "\n");
    this.bar.hidden = false;
    this.#words.value = words ?? (selected && !selected.includes("\n") && selected.length <= 50 ? selected : this.#words.value);
    if (instead !== undefined) this.#instead.value = instead;
    this.#look(this.#words.value, words === undefined ? this.#near() : nth);
    if (words === undefined) {
      this.#words.focus();
      this.#words.select();
    }
  }

  close(): void {
    this.bar.hidden = true;
    this.#tell({ words: "", at: -1 });
    this.editor.view.focus();
  }

  get isOpen(): boolean {
    return !this.bar.hidden;
  }

  #found(): Found {
    return KEY.getState(this.editor.state) ?? NOTHING;
  }

  #tell(found: Partial<Found>): void {
    this.editor.view.dispatch(this.editor.state.tr.setMeta(KEY, found));
  }

  #look(words: string, at = 0): void {
    this.#tell({ words, at });
    this.#reveal();
  }

  /** The first hit at or behind the cursor. */
  #near(): number {
    const hits = search(this.editor.state.doc, this.#words.value);
    return Math.max(0, hits.findIndex((hit) => hit.from >= this.editor.state.selection.from));
  }

  #step(by: number): void {
    const { hits, at } = this.#found();
    if (!hits.length) return;
    this.#tell({ at: (at + by + hits.length) % hits.length });
    this.#reveal();
  }

  /** Brings the hit into sight below the tools, and selects it for whoever goes on typing. */
  #reveal(): void {
    const { hits, at } = this.#found();
    const hit = hits[at];
    if (!hit) return;
    const { view, state } = this.editor;
    view.dispatch(state.tr.setSelection(TextSelection.create(state.doc, hit.from, hit.to)));
    view.dom.querySelector(".ed-hit.now")?.scrollIntoView({ block: "center" });
  }

  #replace(): void {
    const { hits, at } = this.#found();
    const hit = hits[at];
    if (!hit) return;
    this.editor.view.dispatch(this.editor.state.tr.insertText(this.#instead.value, hit.from, hit.to));
    const next = this.#found().hits.findIndex((one) => one.from >= hit.from + this.#instead.value.length);
    this.#tell({ at: Math.max(0, next) });
    this.#reveal();
  }

  #replaceAll(): void {
    const { hits } = this.#found();
    if (!hits.length) return;
    const tr = this.editor.state.tr;
    for (const hit of [...hits].reverse()) tr.insertText(this.#instead.value, hit.from, hit.to);
    this.editor.view.dispatch(tr);
    this.#count.textContent = `已替换 ${hits.length} 处`;
  }

  #show(): void {
    if (this.bar.hidden) return;
    const { words, hits, at } = this.#found();
    const said = !words ? "" : hits.length ? `第 ${at + 1} 处，共 ${hits.length}${hits.length === MOST ? "+" : ""} 处` : "没有找到";
    if (this.#count.textContent !== said) this.#count.textContent = said;
  }

  #key(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Enter" && !(event.target as Element).closest("button") && !event.ctrlKey && !event.metaKey) {
      // Enter in a field must not send the page's form.
      event.preventDefault();
      if (event.target === this.#instead) this.#replace();
      else this.#step(event.shiftKey ? -1 : 1);
    }
  }

  #button(attributes: Record<string, string>, inside: string | SVGElement, run: () => void): HTMLButtonElement {
    const button = make("button", { type: "button", ...attributes }, inside);
    button.addEventListener("click", run);
    return button;
  }
}
