// Writing into a field as a keyboard does: where the caret stands, not beyond its longest value, and whoever listens is told.
export type Field = HTMLInputElement | HTMLTextAreaElement;

const TEXT = ["text", "search", "tel", "number", "email", "password", "url"];

export function isField(target: EventTarget | null): target is Field {
  const written = target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && TEXT.includes(target.type));
  return written && !target.readOnly && !target.disabled;
}

/** Whether Chinese may be written there: never where a password, a number or an address is asked for. */
export function takesChinese(field: Field): boolean {
  const kind = field instanceof HTMLInputElement ? field.type : "text";
  return (kind === "text" || kind === "search") && !takesDigits(field);
}

export function takesDigits(field: Field): boolean {
  const kind = field instanceof HTMLInputElement ? field.type : "text";
  return kind === "tel" || kind === "number" || ["numeric", "decimal", "tel"].includes(field.inputMode);
}

/** Numbers and mail addresses know no caret: there one writes at the end. */
function selection(field: Field): [number, number] {
  return [field.selectionStart ?? field.value.length, field.selectionEnd ?? field.value.length];
}

function replace(field: Field, text: string, from: number, to: number): void {
  if (field.selectionStart === null) field.value = field.value.slice(0, from) + text + field.value.slice(to);
  else field.setRangeText(text, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, data: text }));
}

export function write(field: Field, text: string): void {
  const [from, to] = selection(field);
  const room = field.maxLength < 0 ? Infinity : field.maxLength - field.value.length + (to - from);
  const fits = [...text].reduce((kept, char) => (kept.length + char.length <= room ? kept + char : kept), "");
  if (fits) replace(field, fits, from, to);
}

export function erase(field: Field): void {
  const [from, to] = selection(field);
  if (from !== to) return replace(field, "", from, to);
  const last = [...field.value.slice(0, from)].pop() ?? "";
  if (last) replace(field, "", from - last.length, from);
}

/** The next field or button of the form. */
export function next(field: Field): HTMLElement | null {
  const seen = (one: Element): one is HTMLElement => one instanceof HTMLElement && one.offsetParent !== null && one.tabIndex >= 0 && one.tagName !== "FIELDSET";
  const all = [...(field.form?.elements ?? [])].filter(seen);
  return all[all.indexOf(field) + 1] ?? null;
}
