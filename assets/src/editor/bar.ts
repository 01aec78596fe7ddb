// A bar of tools as assistive technology knows it: one stop for Tab, arrows between the tools, names and states spoken.
import { icon } from "./icons";
import { make } from "./make";
import { type Desk, type Group, STYLES, type Tool, setStyle, styleAt } from "./tools";

type Stop = HTMLButtonElement | HTMLSelectElement;

/** One bar. */
export class Bar {
  readonly bar: HTMLElement;
  #tools: [HTMLButtonElement, Tool][] = [];
  #style: HTMLSelectElement | null = null;
  #here: Stop | null = null;

  constructor(private desk: Desk, title: string, groups: Group[], styles: boolean, id: string) {
    this.bar = make("div", { class: "ed-bar", role: "toolbar", "aria-label": title, "aria-controls": id });
    for (const [at, group] of groups.entries()) {
      if (at === 1 && styles) this.bar.append(this.#styles());
      const box = make("div", { class: group.extra ? "ed-group extra" : "ed-group", role: "group", "aria-label": group.title });
      box.append(...group.tools.map((tool) => this.#button(tool)));
      this.bar.append(box);
    }
    if (groups.some((group) => group.extra)) this.bar.append(this.#more());
    this.bar.addEventListener("keydown", (event) => this.#key(event));
    this.bar.addEventListener("focusin", (event) => this.#stay((event.target as Element).closest<Stop>("button,select")));
    // The text keeps its selection while the mouse presses a tool.
    this.bar.addEventListener("mousedown", (event) => {
      if ((event.target as Element).closest("button")) event.preventDefault();
    });
    this.#stay(this.#stops()[0] ?? null);
  }

  /** Goes to the tool that was used last. */
  focus(): void {
    const stops = this.#stops();
    (this.#here && stops.includes(this.#here) ? this.#here : stops[0])?.focus();
  }

  /** Shows what is on and what can be used at the cursor. */
  refresh(): void {
    for (const [button, tool] of this.#tools) {
      if (tool.on) set(button, "aria-pressed", String(tool.on(this.desk)));
      if (tool.can) set(button, "aria-disabled", String(!tool.can(this.desk.editor)));
    }
    if (!this.#style) return;
    const style = styleAt(this.desk.editor);
    const rare = this.#style.querySelector<HTMLOptionElement>('option[value="4"]');
    if (rare) rare.hidden = rare.disabled = style !== "4";
    if (this.#style.value !== style) this.#style.value = style;
  }

  #button(tool: Tool): HTMLButtonElement {
    const title = tool.keys ? `${tool.title}（${tool.keys}）` : tool.title;
    const keys = tool.keys && !tool.keys.includes("\\") ? tool.keys.replace(/Ctrl/g, "Control") : null;
    const button = make(
      "button",
      { type: "button", class: tool.words ? "ed-tool words" : "ed-tool", tabindex: -1, title, "aria-label": tool.words ? `${tool.words}：${tool.title}` : tool.title, "aria-keyshortcuts": keys, "data-tool": tool.key },
      tool.words ?? icon(tool.key),
    );
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      tool.run(this.desk);
      if (document.activeElement === button) this.#write();
    });
    this.#tools.push([button, tool]);
    return button;
  }

  #styles(): HTMLElement {
    const select = make("select", { class: "input ed-style", "aria-label": "段落样式", title: "段落样式（Ctrl+Alt+0 正文，1 小标题，2 二级小标题）", tabindex: -1 });
    select.append(...STYLES.map(([value, title]) => make("option", { value }, title)));
    // The choice is no field of the page's form.
    for (const kind of ["input", "change"]) select.addEventListener(kind, (event) => event.stopPropagation());
    select.addEventListener("change", () => {
      setStyle(this.desk.editor, select.value);
      this.#write();
    });
    this.#style = select;
    return make("div", { class: "ed-group" }, select);
  }

  #more(): HTMLElement {
    const button = make("button", { type: "button", class: "ed-tool more", tabindex: -1, title: "更多工具", "aria-label": "更多工具", "aria-expanded": "false" }, icon("more"));
    button.addEventListener("click", () => button.setAttribute("aria-expanded", String(this.bar.classList.toggle("open"))));
    return button;
  }

  #stops(): Stop[] {
    return Array.from(this.bar.querySelectorAll<Stop>("button,select")).filter((stop) => stop.offsetParent !== null || !this.bar.isConnected);
  }

  #stay(stop: Stop | null): void {
    if (!stop) return;
    if (this.#here) this.#here.tabIndex = -1;
    this.#here = stop;
    stop.tabIndex = 0;
  }

  /** Back to the text, at once: the command of the same name waits for the next frame, and what is typed until then would be lost. */
  #write(): void {
    this.desk.editor.view.focus();
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.#write();
      return;
    }
    const stops = this.#stops();
    const at = stops.indexOf(event.target as Stop);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    if (to === undefined || at < 0 || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    stops[(to + stops.length) % stops.length]?.focus();
  }
}

function set(button: HTMLElement, name: string, value: string): void {
  if (button.getAttribute(name) !== value) button.setAttribute(name, value);
}
