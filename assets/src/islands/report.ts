// The footer's «网页纠错» brings the page's address and title and the text that is marked on it. Without a script the link leads to
// the same form, which knows the page from where one came.
const TEXT = 500;

export function reportPage(): void {
  let marked = "";
  // A press on the link may take the marking away, so it is remembered while it is there.
  document.addEventListener("selectionchange", () => {
    const text = String(getSelection() ?? "").trim();
    if (text) marked = text;
  });
  document.addEventListener("pointerdown", (event) => {
    if (!link(event) && !String(getSelection() ?? "").trim()) marked = "";
  });
  document.addEventListener("click", (event) => {
    const found = link(event);
    if (!found) return;
    const heading = document.querySelector("main h1")?.textContent ?? document.title;
    const query = new URLSearchParams({ page: location.pathname, title: heading.trim().slice(0, 200) });
    if (marked) query.set("text", marked.slice(0, TEXT));
    found.href = `${found.pathname}?${query}`;
  });
}

function link(event: Event): HTMLAnchorElement | null {
  return (event.target as Element).closest<HTMLAnchorElement>("a[data-report]");
}
