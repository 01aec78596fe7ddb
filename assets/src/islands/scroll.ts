// What is wider than its place scrolls inside of it. Then the keyboard comes there too, and it says what it is by its caption or
// the heading above. What fits is no stop on the way. Without a script newer browsers let the keyboard in by themselves.
import { onPage } from "./page";

export function reachScrolls(): void {
  const seen = new ResizeObserver((entries) => {
    for (const { target } of entries) reach(target.closest<HTMLElement>(".scroll") ?? target);
  });
  const watch = (): void => {
    for (const place of document.querySelectorAll<HTMLElement>(".scroll")) {
      reach(place);
      seen.observe(place);
      if (place.firstElementChild) seen.observe(place.firstElementChild);
    }
  };
  onPage(watch);
  document.addEventListener("htmx:load", watch);
}

// Widths are rounded: one pixel more is none.
function reach(place: Element): void {
  if (place.scrollWidth > place.clientWidth + 1) {
    place.setAttribute("tabindex", "0");
    place.setAttribute("role", "region");
    place.setAttribute("aria-label", nameOf(place));
  } else {
    for (const name of ["tabindex", "role", "aria-label"]) place.removeAttribute(name);
  }
}

function nameOf(place: Element): string {
  const above = place.closest("section, article, main") ?? document;
  const said = place.querySelector("caption") ?? above.querySelector("h2, h3") ?? document.querySelector("h1");
  return said?.textContent?.trim() || document.title;
}
