// The service worker: public pages that were seen before can be read without a network.
export function worksOffline(): void {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
    // A terminal keeps its pages in their own shape as soon as it is one, with all files that they took.
    const isHome = document.documentElement.dataset.mode === "kiosk" && location.pathname === "/kiosk";
    if (!isHome) return;
    const typing = [...document.querySelectorAll<HTMLMetaElement>('meta[name="kiosk-words"], meta[name="kiosk-strokes"]')];
    const took = performance.getEntriesByType("resource").map((one) => new URL(one.name).pathname);
    const files = [...took, ...typing.map((one) => one.content)].filter((path) => path.startsWith("/assets/"));
    navigator.serviceWorker.ready.then((ready) => ready.active?.postMessage({ terminal: [...new Set(files)] })).catch(() => undefined);
  });
}
