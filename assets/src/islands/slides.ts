// A carousel over a row that scrolls by itself without a script: it goes on every six seconds while nobody touches it, pauses
// at a button, at a pointer, at the keyboard, and never starts for who wants less motion.
const EVERY = 6000;

export function runSlides(): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-slides]")) run(box);
}

function run(box: HTMLElement): void {
  const row = box.querySelector<HTMLElement>(".slides-row");
  const marks = [...box.querySelectorAll<HTMLAnchorElement>("ol a")];
  const button = box.querySelector<HTMLButtonElement>("[data-pause]");
  if (!row || !button || marks.length < 2) return button?.remove();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let paused = still;
  let touched = false;
  const at = () => Math.round(row.scrollLeft / Math.max(1, row.clientWidth));
  const go = (to: number) => row.scrollTo({ left: to * row.clientWidth, behavior: still ? "auto" : "smooth" });
  const show = () => marks.forEach((mark, i) => (i === at() ? mark.setAttribute("aria-current", "true") : mark.removeAttribute("aria-current")));
  const press = () => button.setAttribute("aria-pressed", String(paused));
  press();
  marks.forEach((mark, i) =>
    mark.addEventListener("click", (event) => {
      event.preventDefault();
      go(i);
    }),
  );
  button.addEventListener("click", () => {
    paused = !paused;
    press();
  });
  row.addEventListener("scroll", show, { passive: true });
  for (const name of ["pointerenter", "focusin"]) box.addEventListener(name, () => (touched = true));
  for (const name of ["pointerleave", "focusout"]) box.addEventListener(name, () => (touched = false));
  setInterval(() => {
    if (!paused && !touched && !document.hidden) go((at() + 1) % marks.length);
  }, EVERY);
}
