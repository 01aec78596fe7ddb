// Rows of a form that one adds, moves and takes out (parts/rows.html). The buttons send the form without this; here the rows change
// where they stand, keep what is typed, and whoever follows the form (its preview) is told.
import { onPage } from "./page";

document.addEventListener("draft-names", (event) => growRows(event.target as Element, (event as CustomEvent<string[]>).detail));

export function editRows(): void {
  onPage(() => {
    for (const list of document.querySelectorAll<HTMLElement>("[data-rows]:not([data-ready])")) {
      list.dataset.ready = "";
      list.addEventListener("click", (event) => press(list, event));
      mark(list);
    }
  });
}

const lines = (list: HTMLElement): HTMLElement[] => [...list.querySelectorAll<HTMLElement>(":scope > .row-lines > .row-line")];

function press(list: HTMLElement, event: Event): void {
  const tool = (event.target as Element).closest<HTMLButtonElement>("button[data-row]");
  if (!tool) return;
  event.preventDefault();
  const line = tool.closest<HTMLElement>(".row-line");
  const what = tool.dataset.row ?? "";
  if (what === "add") add(list);
  else if (line) move(list, line, what, tool);
  number(list);
  mark(list);
  list.dispatchEvent(new Event("input", { bubbles: true }));
}

function add(list: HTMLElement): void {
  grow(list)?.querySelector<HTMLElement>("input")?.focus();
}

/** Lets a form have as many rows as names of fields say, before what was typed comes back into them (draft.ts). */
function growRows(form: Element, names: string[]): void {
  for (const list of form.querySelectorAll<HTMLElement>("[data-rows]")) {
    const start = `${list.dataset.rows ?? ""}_`;
    const places = names.filter((name) => name.startsWith(start)).map((name) => Number.parseInt(name.slice(start.length), 10));
    const wanted = Math.max(-1, ...places.filter(Number.isInteger)) + 1;
    for (let have = lines(list).length; have < wanted; have += 1) grow(list);
    number(list);
    mark(list);
  }
}

/** Adds a blank row, unless there are as many as there may be. */
function grow(list: HTMLElement): HTMLElement | undefined {
  const fresh = list.querySelector("template")?.content.firstElementChild?.cloneNode(true);
  if (!(fresh instanceof HTMLElement) || lines(list).length >= Number(list.dataset.most)) return undefined;
  list.querySelector(":scope > .row-lines")?.append(fresh);
  return fresh;
}

function move(list: HTMLElement, line: HTMLElement, what: string, tool: HTMLElement): void {
  if (what === "up") line.previousElementSibling?.before(line);
  if (what === "down") line.nextElementSibling?.after(line);
  if (what !== "drop") return tool.focus();
  const next = (line.nextElementSibling ?? line.previousElementSibling)?.querySelector<HTMLElement>("[data-row=drop]");
  line.remove();
  (next ?? list.querySelector<HTMLElement>("[data-row=add]"))?.focus();
}

/** Names, keys and what refers to them follow the place of the row. */
function number(list: HTMLElement): void {
  const name = list.dataset.rows ?? "";
  const place = new RegExp(`(^|[- ])${name}_(\\d+|N)_`, "g");
  const rows = lines(list);
  rows.forEach((line, at) => {
    for (const one of line.querySelectorAll<HTMLElement>("[name], [id], [for], [aria-describedby]")) {
      for (const key of ["name", "id", "for", "aria-describedby"]) {
        const value = one.getAttribute(key);
        if (value) one.setAttribute(key, value.replace(place, `$1${name}_${at}_`));
      }
      if (one instanceof HTMLButtonElement) one.value = `row-${one.dataset.row}:${name}:${at}`;
    }
  });
  const count = list.querySelector<HTMLInputElement>(`:scope > input[name="${name}_rows"]`);
  if (count) count.value = String(rows.length);
}

function mark(list: HTMLElement): void {
  const rows = lines(list);
  rows.forEach((line, at) => {
    const tool = (what: string): HTMLButtonElement | null => line.querySelector(`[data-row=${what}]`);
    tool("up")?.setAttribute("aria-disabled", String(at === 0));
    tool("down")?.setAttribute("aria-disabled", String(at === rows.length - 1));
  });
  const more = list.querySelector<HTMLButtonElement>(":scope > [data-row=add]");
  if (more) more.disabled = rows.length >= Number(list.dataset.most);
}
