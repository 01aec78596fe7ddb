// Live count of characters for <textarea data-count="600">. Counts code points, as the server does.
import { onPage } from "./page";

export function countText(): void {
  onPage(() => {
    for (const area of document.querySelectorAll<HTMLTextAreaElement>("textarea[data-count]")) {
      if (area.value) show(area);
    }
  });
  document.addEventListener("input", (event) => {
    const area = event.target as Element;
    if (area instanceof HTMLTextAreaElement && area.dataset.count) show(area);
  });
}

function show(area: HTMLTextAreaElement): void {
  const counter = document.getElementById(`c-${area.name}`);
  if (!counter) return;
  const most = Number(area.dataset.count);
  const used = Array.from(area.value).length;
  counter.textContent = used > most ? `超出 ${used - most} 字（不超过 ${most} 字）` : `${used} / ${most} 字`;
  counter.classList.toggle("over", used > most);
}
