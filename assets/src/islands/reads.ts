// How often an article was read: the page is the same for everybody, so the number is asked for beside it.

/// A number that is not there, or a copy of the site without the program, leaves the line hidden.
export function showReads(): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-reads]")) void show(place);
}

async function show(place: HTMLElement): Promise<void> {
  try {
    const answer = await fetch(place.dataset.reads ?? "", { headers: { accept: "application/json" } });
    const { reads } = (await answer.json()) as { reads?: number };
    const number = place.querySelector("b");
    if (!answer.ok || !number || !reads) return;
    number.textContent = reads.toLocaleString("zh-CN");
    place.hidden = false;
  } catch {
    return;
  }
}
