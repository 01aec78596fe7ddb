// Brings what a terminal of a 查阅点 needs; other browsers never load it.
export function runKiosk(): void {
  if (document.documentElement.dataset.mode !== "kiosk") return;
  import("../kiosk").then(({ runTerminal }) => runTerminal(), () => undefined);
}
