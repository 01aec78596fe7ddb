// The service worker: public pages that were seen before can be read without a network.
export function worksOffline(): void {
  if (!("serviceWorker" in navigator) || !window.isSecureContext) return;
  window.addEventListener("load", () => {
    navigator.serviceWorker.register("/sw.js").catch(() => undefined);
    // A terminal keeps its pages in their own shape as soon as it is one.
    const isHome = document.documentElement.dataset.mode === "kiosk" && location.pathname === "/kiosk";
    if (isHome) navigator.serviceWorker.ready.then((ready) => ready.active?.postMessage("terminal")).catch(() => undefined);
  });
}
