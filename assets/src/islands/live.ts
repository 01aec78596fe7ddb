// Live counts from the server. Only the visible tab listens, because a browser allows six connections to one host.
interface Counts {
  todo: number;
  near: number;
  over: number;
}

export function listenCounts(): void {
  const address = document.body.dataset.liveFrom;
  if (!address || !("EventSource" in window)) return;
  let source: EventSource | null = null;
  let wait = 2000;

  const start = (): void => {
    if (source || document.hidden) return;
    source = new EventSource(address);
    source.addEventListener("todo", (event) => {
      wait = 2000;
      show(JSON.parse((event as MessageEvent<string>).data) as Counts);
    });
    source.onerror = () => {
      if (source?.readyState !== EventSource.CLOSED) return;
      source = null;
      setTimeout(start, wait);
      wait = Math.min(wait * 2, 60000);
    };
  };

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      source?.close();
      source = null;
    } else start();
  });
  start();
}

function show(counts: Counts): void {
  for (const [name, count] of Object.entries(counts)) {
    for (const place of document.querySelectorAll<HTMLElement>(`[data-live="${name}"]`)) {
      place.textContent = String(count);
      place.toggleAttribute("data-zero", !count);
    }
  }
  document.title = `${counts.todo ? `(${counts.todo}) ` : ""}${document.title.replace(/^\(\d+\) /, "")}`;
}
