// Arrival of a page: at load, and again when an upload's answer takes the place of the page that sent it.
let here = path();

export function onPage(run: () => void): void {
  run();
  document.addEventListener("page", run);
}

export function showPage(html: string, address: string): void {
  const next = new DOMParser().parseFromString(html, "text/html");
  history.pushState(null, "", address);
  here = path();
  document.title = next.title;
  document.body.replaceWith(next.body);
  scrollTo(0, 0);
  document.dispatchEvent(new Event("page"));
}

// A page shown this way is not in the browser's memory, so Back must ask the server. Moving to an anchor is not leaving.
export function reloadOnBack(): void {
  window.addEventListener("popstate", () => {
    if (path() !== here) location.reload();
  });
}

function path(): string {
  return location.pathname + location.search;
}
