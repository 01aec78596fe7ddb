// Suggestions under a search field while one types (a listbox that the arrow keys walk). Without it the form works as it is.
import { onPage } from "./page";

interface Item {
  text: string;
  href: string;
}

const PAUSE = 150;
let made = 0;

export function suggestWords(): void {
  onPage(() => {
    for (const field of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) attach(field);
  });
}

function attach(field: HTMLInputElement): void {
  const from = field.dataset.suggest;
  const parent = field.parentElement;
  if (!from || !parent || field.hasAttribute("role")) return;
  const list = document.createElement("ul");
  list.className = "suggest";
  list.id = `suggest-${++made}`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "搜索建议");
  list.hidden = true;
  parent.classList.add("suggest-field");
  field.after(list);
  const roles = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(roles)) field.setAttribute(name, value);

  let timer = 0;
  let asked = 0;
  let at = -1;
  const show = (open: boolean): void => {
    list.hidden = !open;
    at = -1;
    field.setAttribute("aria-expanded", String(open));
    field.removeAttribute("aria-activedescendant");
  };
  const fill = (items: Item[]): void => {
    list.replaceChildren(...items.map((item, n) => entry(item, `${list.id}-${n}`)));
    show(items.length > 0);
  };
  const ask = async (): Promise<void> => {
    const text = field.value.trim();
    const turn = ++asked;
    if (!text) return show(false);
    try {
      const answer = await fetch(`${from}?q=${encodeURIComponent(text)}`, { headers: { accept: "application/json" } });
      if (!answer.ok || turn !== asked) return;
      fill(((await answer.json()) as { items: Item[] }).items);
    } catch {
      show(false);
    }
  };
  field.addEventListener("input", (event) => {
    if ((event as InputEvent).isComposing) return;
    clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  });
  field.addEventListener("compositionend", () => void ask());
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) return;
    const entries = [...list.children] as HTMLElement[];
    if (event.key === "Escape") return show(false);
    if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      return go(entries[at]);
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    entries[at]?.removeAttribute("aria-selected");
    at = (at + (event.key === "ArrowDown" ? 1 : -1) + entries.length + (at < 0 && event.key === "ArrowUp" ? 1 : 0)) % entries.length;
    const entry = entries[at];
    if (!entry) return;
    entry.setAttribute("aria-selected", "true");
    field.setAttribute("aria-activedescendant", entry.id);
  });
  // The list is pressed before the field loses the focus.
  list.addEventListener("mousedown", (event) => {
    const pressed = (event.target as HTMLElement).closest<HTMLElement>("li");
    if (pressed) go(pressed);
  });
  field.addEventListener("blur", () => show(false));
}

function entry(item: Item, id: string): HTMLLIElement {
  const li = document.createElement("li");
  li.id = id;
  li.setAttribute("role", "option");
  li.textContent = item.text;
  li.dataset.href = item.href;
  return li;
}

function go(entry: HTMLElement | undefined): void {
  if (entry?.dataset.href?.startsWith("/")) location.assign(entry.dataset.href);
}
