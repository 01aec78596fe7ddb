// Keeps what is being typed in <form data-draft="id"> on this device until it was sent.
// Never passwords, hidden fields or files; never on a public terminal; seven days at most.
import { onPage } from "./page";

const KEEP = 7 * 24 * 3600 * 1000;
const SENT = "draft-sent";

interface Draft {
  at: number;
  fields: Record<string, string[]>;
}

export function keepDrafts(): void {
  if (document.documentElement.dataset.mode === "kiosk") return;
  onPage(() => {
    forgetSent();
    document.querySelectorAll<HTMLFormElement>("form[data-draft]").forEach(restore);
  });
  const waiting = new Map<HTMLFormElement, number>();
  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-draft]");
    if (!form) return;
    clearTimeout(waiting.get(form));
    waiting.set(form, window.setTimeout(() => save(form), 400));
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.action.endsWith("/logout")) forgetAll();
    if (!form.dataset.draft) return;
    clearTimeout(waiting.get(form));
    save(form);
    write(sessionStorage, SENT, key(form.dataset.draft));
  });
}

// A form that was sent and did not come back with errors has arrived. A sign-in page between the two decides nothing.
function forgetSent(): void {
  const sent = read(sessionStorage, SENT);
  if (!sent || document.body.classList.contains("plain-page")) return;
  if (!document.getElementById("problems")) localStorage.removeItem(sent);
  sessionStorage.removeItem(SENT);
}

// Signing out leaves nothing for the next person at a shared computer.
function forgetAll(): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith("draft:")) localStorage.removeItem(name);
  } catch {
    return;
  }
}

function fields(form: HTMLFormElement): (HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement)[] {
  const all = Array.from(form.elements) as HTMLInputElement[];
  return all.filter((field) => field.name && !["hidden", "password", "file", "submit", "button", "fieldset"].includes(field.type));
}

function save(form: HTMLFormElement): void {
  const draft: Draft = { at: Date.now(), fields: {} };
  for (const field of fields(form)) {
    const kept = (draft.fields[field.name] ??= []);
    if (!(field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type) && !field.checked)) kept.push(field.value);
  }
  write(localStorage, key(form.dataset.draft ?? ""), JSON.stringify(draft));
}

function restore(form: HTMLFormElement): void {
  const id = key(form.dataset.draft ?? "");
  const draft = parse(read(localStorage, id));
  // What the server sent back with its errors is newer than what was kept here.
  if (!draft || document.getElementById("problems")) return;
  if (Date.now() - draft.at > KEEP) {
    localStorage.removeItem(id);
    return;
  }
  let changed = false;
  form.dispatchEvent(new CustomEvent("draft-names", { detail: Object.keys(draft.fields), bubbles: true }));
  for (const field of fields(form)) {
    const kept = draft.fields[field.name];
    if (!kept) continue;
    if (field instanceof HTMLInputElement && ["checkbox", "radio"].includes(field.type)) {
      const on = kept.includes(field.value);
      changed ||= on !== field.checked;
      field.checked = on;
    } else if (kept[0] !== undefined && kept[0] !== field.value) {
      field.value = kept[0];
      changed = true;
    }
  }
  if (changed) tell(form, id, draft.at);
}

function tell(form: HTMLFormElement, id: string, at: number): void {
  const line = document.createElement("p");
  line.className = "notice";
  line.setAttribute("role", "status");
  const body = document.createElement("span");
  body.className = "notice-body";
  body.textContent = `已恢复 ${new Date(at).toLocaleString("zh-CN", { hour12: false })} 未提交的内容。`;
  const drop = document.createElement("button");
  drop.type = "button";
  drop.className = "btn small quiet";
  drop.textContent = "清空重填";
  drop.addEventListener("click", () => {
    localStorage.removeItem(id);
    form.reset();
    line.remove();
  });
  line.append(body, drop);
  form.prepend(line);
}

function key(id: string): string {
  return `draft:${id}`;
}

function parse(text: string | null): Draft | null {
  try {
    return text ? (JSON.parse(text) as Draft) : null;
  } catch {
    return null;
  }
}

// Storage may be switched off or full; then there is simply no draft.
function read(store: Storage, name: string): string | null {
  try {
    return store.getItem(name);
  } catch {
    return null;
  }
}

function write(store: Storage, name: string, value: string): void {
  try {
    store.setItem(name, value);
  } catch {
    return;
  }
}
