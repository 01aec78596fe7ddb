// Elements in few words, and the one dialog that all questions of the editor are asked in.

type Child = globalThis.Node | string | null | undefined | false;

/** An element with attributes (true sets an empty one, false and null leave it out) and what stands in it. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number | boolean | null | undefined> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(...children.filter((child): child is globalThis.Node | string => Boolean(child)));
  return element;
}

/** One thing that is asked. */
export interface Field {
  name: string;
  label: string;
  hint?: string;
  value?: string;
  must?: boolean;
  mode?: "numeric" | "url";
  /** Choices instead of a line to type in. */
  choices?: { value: string; title: string; picture?: string }[];
}

/** What is asked, and what is done with the answers. */
export interface Question {
  title: string;
  done: string;
  fields: Field[];
  /** What is wrong with the answers, by field. */
  check?: (answers: Record<string, string>) => Record<string, string>;
  /** A second way out, such as taking a link away. */
  other?: string;
  /** Put before the fields. */
  before?: (close: () => void) => HTMLElement;
}

let asked = 0;

/** Asks; gives the answers, "other", or nothing when it was closed. */
export function ask(question: Question): Promise<Record<string, string> | "other" | null> {
  const id = `ask${++asked}`;
  const dialog = make("dialog", { class: "dialog ed-ask", "aria-labelledby": id });
  const form = make("form", { method: "dialog", novalidate: true, class: "stack tight" });
  const boxes = question.fields.map((field) => ({ field, box: box(field, `${id}-${field.name}`) }));
  return new Promise((resolve) => {
    let result: Record<string, string> | "other" | null = null;
    // Told at once: the browser tells of the closing only later, and what is typed meanwhile would go to the wrong place.
    const told = () => {
      dialog.remove();
      resolve(result);
    };
    const close = () => {
      dialog.close();
      told();
    };
    const cancel = make("button", { type: "button", class: "btn quiet" }, "取消");
    cancel.addEventListener("click", close);
    const other = question.other ? make("button", { type: "button", class: "btn danger" }, question.other) : null;
    other?.addEventListener("click", () => {
      result = "other";
      close();
    });
    const done = make("button", { type: "submit", class: "btn main" }, question.done);
    form.append(...boxes.map(({ box }) => box), make("div", { class: "actions" }, question.fields.length ? done : null, other, cancel));
    dialog.append(make("div", { class: "dialog-head" }, make("h2", { id }, question.title)), ...(question.before ? [question.before(close)] : []), form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const answers: Record<string, string> = {};
      for (const { field } of boxes) answers[field.name] = String(new FormData(form).get(field.name) ?? "").trim();
      const faults = question.check?.(answers) ?? {};
      for (const { field, box } of boxes) mark(box, faults[field.name] ?? "");
      const wrong = boxes.find(({ field }) => faults[field.name]);
      if (wrong) {
        wrong.box.querySelector<HTMLElement>("input,select")?.focus();
        return;
      }
      result = answers;
      close();
    });
    dialog.addEventListener("close", told);
    document.body.append(dialog);
    dialog.showModal();
    form.querySelector<HTMLElement>("input:not([type=hidden]),select")?.focus();
  });
}

function box(field: Field, id: string): HTMLElement {
  const hint = field.hint ? make("p", { class: "hint", id: `${id}-h` }, field.hint) : null;
  const fault = make("p", { class: "field-error", id: `${id}-e`, hidden: true });
  const wires = { id, name: field.name, class: "input", "aria-describedby": `${hint ? `${id}-h ` : ""}${id}-e` };
  if (field.choices?.some((choice) => choice.picture)) return cards(field, hint, fault);
  const input = field.choices
    ? make("select", wires, ...field.choices.map((choice) => make("option", { value: choice.value, selected: choice.value === field.value }, choice.title)))
    : make("input", { ...wires, value: field.value ?? "", inputmode: field.mode, autocomplete: "off", "aria-required": field.must ? "true" : null });
  const label = make("label", { for: id }, field.label, field.must ? make("span", { class: "must" }, "*", make("span", { class: "only-read" }, "必填")) : null);
  return make("div", { class: "field" }, label, hint, fault, input);
}

/** Choices that are seen: one picture a card. */
function cards(field: Field, hint: HTMLElement | null, fault: HTMLElement): HTMLElement {
  const choice = (one: { value: string; title: string; picture?: string }) =>
    make(
      "label",
      { class: "ed-card" },
      make("input", { type: "radio", name: field.name, value: one.value, checked: one.value === field.value }),
      make("img", { src: one.picture ?? "", alt: "" }),
      make("span", {}, one.title),
    );
  return make("fieldset", { class: "field" }, make("legend", {}, field.label), hint, fault, make("div", { class: "ed-cards" }, ...(field.choices ?? []).map(choice)));
}

function mark(box: HTMLElement, words: string): void {
  const fault = box.querySelector<HTMLElement>(".field-error");
  if (!fault) return;
  fault.textContent = words;
  fault.hidden = !words;
  box.classList.toggle("wrong", Boolean(words));
  const input = box.querySelector("input,select");
  if (words) input?.setAttribute("aria-invalid", "true");
  else input?.removeAttribute("aria-invalid");
}
