// Closes an open panel (<details data-pop>) on Escape or a click elsewhere, as menus do.
export function closePops(): void {
  document.addEventListener("click", (event) => {
    for (const pop of open()) if (!pop.contains(event.target as Node)) pop.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const pop of open()) {
      pop.open = false;
      pop.querySelector("summary")?.focus();
    }
  });
}

function open(): NodeListOf<HTMLDetailsElement> {
  return document.querySelectorAll<HTMLDetailsElement>("details[data-pop][open]");
}
