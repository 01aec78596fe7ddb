// Live preview: while the preview of a form is open in its own tab, every change of the form is parked again and the preview
// draws itself anew. Nothing is saved.
const WAIT = 700;

export function sendPreview(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-live-preview]");
  const token = form?.querySelector<HTMLInputElement>("[name=token]")?.value;
  if (!form || !token || !("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel("site-preview");
  let open = false;
  let timer = 0;
  channel.onmessage = (event) => {
    if (event.data === `open ${token}`) open = true;
    if (event.data === `closed ${token}`) open = false;
  };
  channel.postMessage(`who ${token}`);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    if (open) timer = window.setTimeout(send, WAIT);
  });
  const send = async () => {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form!)) if (typeof value === "string") fields.append(name, value);
    fields.set("do", "preview");
    const answer = await fetch(form!.action, { method: "POST", body: fields, redirect: "manual" });
    // The answer leads to the preview when the form is good; wrong fields are shown when it is sent by hand.
    if (answer.type === "opaqueredirect") channel.postMessage(`draw ${token}`);
  };
}

export function drawPreview(): void {
  const token = document.querySelector<HTMLElement>("[data-preview]")?.dataset.preview;
  if (!token || !("BroadcastChannel" in window)) return;
  const channel = new BroadcastChannel("site-preview");
  channel.postMessage(`open ${token}`);
  channel.onmessage = (event) => {
    if (event.data === `who ${token}`) channel.postMessage(`open ${token}`);
    if (event.data === `draw ${token}`) location.reload();
  };
  window.addEventListener("pagehide", () => channel.postMessage(`closed ${token}`));
}
