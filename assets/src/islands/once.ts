// Stops a second press of a submit button while the first is on its way. The server's idempotency key does the real work.
export function guardDoubleSubmit(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post],[data-hx-post]")) return;
    // A preview opens in a tab of its own: the form stays here and is sent again.
    const pressed = (event as SubmitEvent).submitter as HTMLButtonElement | null;
    if (pressed?.formTarget || form.target) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    // After this turn, so that the pressed button's own name and value are still sent.
    setTimeout(() => setBusy(form, true));
  });
  // Back button: the page returns from memory as it was left.
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll<HTMLFormElement>("form[data-sent]")) {
      delete form.dataset.sent;
      setBusy(form, false);
    }
  });
}

export function setBusy(form: HTMLFormElement, busy: boolean): void {
  for (const button of form.querySelectorAll<HTMLButtonElement>("button[type=submit]")) {
    button.disabled = busy;
    button.classList.toggle("busy", busy && button.classList.contains("main"));
  }
}
