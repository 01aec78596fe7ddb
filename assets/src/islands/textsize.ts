// Text size 标准 → 大 → 特大, kept on this device.
import { onPage } from "./page";

const SIZES = ["", "large", "huge"];
// The script writes over what the server drew, in 繁體 too.
const HANT = document.documentElement.lang === "zh-Hant";
const SIZE = HANT ? "字號" : "字号";
const NAMES = HANT ? ["標準", "大", "特大"] : ["标准", "大", "特大"];

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
  for (const button of document.querySelectorAll("[data-text-size]")) button.textContent = at ? `${SIZE}：${NAMES[at]}` : SIZE;
}
