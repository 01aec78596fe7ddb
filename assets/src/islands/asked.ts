// Questions that are asked only after a certain answer, data-when="field=value", stay hidden until it is given.
// Without a script all are shown, with their condition in words.
export function askWhenMet(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form:has([data-when])")) {
    const conditional = [...form.querySelectorAll<HTMLElement>("[data-when]")];
    const given = (when: string): boolean => {
      const [name, value] = when.split("=");
      const selector = `input[name="${CSS.escape(name ?? "")}"][value="${CSS.escape(value ?? "")}"]`;
      const input = form.querySelector<HTMLInputElement>(selector);
      return input !== null && input.checked && !input.disabled;
    };
    // In order, as a question may hang on one that is hidden itself.
    const show = (): void => {
      for (const question of conditional) {
        question.hidden = !given(question.dataset.when ?? "");
        for (const field of question.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")) {
          field.disabled = question.hidden;
        }
      }
    };
    form.addEventListener("change", show);
    show();
  }
}
