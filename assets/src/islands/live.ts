// Live counts from the server. Only the visible tab listens, because a browser allows six connections to one host.
// Each is a number, or one with a plus beyond what is counted.
interface Counts {
  todo: string;
  over: string;
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
      place.textContent = count;
      place.toggleAttribute("data-zero", count === "0");
    }
  }
  document.title = `${counts.todo === "0" ? "" : `(${counts.todo}) `}${document.title.replace(/^\(\d+\+?\) /, "")}`;
}
