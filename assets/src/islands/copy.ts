// Copies data-copy to the clipboard. Plain-http intranets have no clipboard interface, so there is a second way.
export function copyText(): void {
  document.addEventListener("click", async (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (!button) return;
    const label = button.textContent;
    const done = await copy(button.dataset.copy ?? "");
    button.textContent = done ? "已复制" : "请手工复制";
    setTimeout(() => (button.textContent = label), 2000);
  });
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "only-read";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
