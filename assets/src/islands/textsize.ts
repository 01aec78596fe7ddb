// Text size 标准 → 大 → 特大, kept on this device.
import { onPage } from "./page";

const SIZES = ["", "large", "huge"];
const NAMES = ["标准", "大", "特大"];

export function switchTextSize(): void {
  let at = 0;
  try {
    at = Math.max(0, SIZES.indexOf(localStorage.getItem("text") ?? ""));
  } catch {
    at = 0;
  }
  onPage(() => apply(at));
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-text-size]")) return;
    at = (at + 1) % SIZES.length;
    apply(at);
    try {
      localStorage.setItem("text", SIZES[at] ?? "");
    } catch {
      return;
    }
  });
}

function apply(at: number): void {
  const size = SIZES[at];
  if (size) document.documentElement.dataset.text = size;
  else delete document.documentElement.dataset.text;
  for (const button of document.querySelectorAll("[data-text-size]")) button.textContent = at ? `字号：${NAMES[at]}` : "字号";
}
