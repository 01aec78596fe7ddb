// Shares a page: by the telephone's own sheet where there is one (data-share); the address can be copied everywhere (data-copy).
export function sharePage(): void {
  const buttons = document.querySelectorAll<HTMLButtonElement>("[data-share]");
  for (const button of buttons) button.hidden = !navigator.share;
  // What stands in the address beyond the page itself is nobody else's.
  const url = location.origin + location.pathname;
  for (const button of document.querySelectorAll<HTMLElement>("[data-copy-page]")) button.dataset.copy = url;
  document.addEventListener("click", (event) => {
    if (!(event.target as Element).closest("[data-share]")) return;
    // Who closes the sheet without a choice wants nothing more.
    navigator.share({ title: document.title, url }).catch(() => undefined);
  });
}
