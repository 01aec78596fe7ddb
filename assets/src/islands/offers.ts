// Answers to what is being typed beside a <form data-offers="address">: fetched after a pause and shown in [data-offers-here].
// Without it the first sending of the form shows the same answers.
import { onPage } from "./page";

const PAUSE = 400;
const TEXT = 300;

export function offerAnswers(): void {
  onPage(() => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-offers]")) attach(form);
  });
}

function attach(form: HTMLFormElement): void {
  const from = form.dataset.offers;
  const place = document.querySelector("[data-offers-here]");
  if (!from || !place) return;
  let timer = 0;
  let asked = 0;
  const ask = async (): Promise<void> => {
    const text = ["title", "body"].map((name) => (form.elements.namedItem(name) as HTMLInputElement | null)?.value ?? "");
    const words = text.join(" ").trim().slice(0, TEXT);
    const turn = ++asked;
    if (words.length < 2) return;
    try {
      const answer = await fetch(`${from}?q=${encodeURIComponent(words)}`);
      if (!answer.ok || turn !== asked) return;
      const piece = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...piece.body.childNodes);
    } catch {
      // The form works without.
    }
  };
  form.addEventListener("input", (event) => {
    if ((event as InputEvent).isComposing) return;
    clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  });
  form.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = window.setTimeout(ask, PAUSE);
  });
}
