// Brings the error summary into focus when a form comes back, so that nobody has to look for it.
import { onPage } from "./page";

export function focusProblems(): void {
  onPage(() => document.querySelector<HTMLElement>("[data-focus]")?.focus());
}
