// Keyboard use of the workbench: j k Enter on rows, g + letter, / search, Ctrl+Enter submit, ? help.
export function listenKeys(): void {
  let afterG = 0;
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-keys]")) showHelp();
  });
  document.addEventListener("keydown", (event) => {
    const field = event.target as HTMLElement;
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      const form = field.closest("form");
      form?.requestSubmit(form.querySelector<HTMLButtonElement>("button.main[type=submit]") ?? undefined);
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || field.closest("input:not([type=checkbox]),textarea,select,dialog,[contenteditable]")) return;
    if (afterG && event.timeStamp - afterG < 1500) {
      afterG = 0;
      const target = document.querySelector<HTMLAnchorElement>(`[data-go="${CSS.escape(event.key)}"]`);
      if (target) {
        event.preventDefault();
        target.click();
      }
      return;
    }
    if (event.key === "g") afterG = event.timeStamp;
    else if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "?") showHelp();
    else if (event.key === "/") {
      event.preventDefault();
      document.getElementById("q")?.focus();
    }
  });
}

// Moves to the next row and focuses its link, so that Enter opens it without more ado.
function move(by: number): void {
  const rows = Array.from(document.querySelectorAll<HTMLElement>("[data-row]"));
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("here"));
  const next = rows[Math.min(Math.max(at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by, 0), rows.length - 1)];
  rows[at]?.classList.remove("here");
  next?.classList.add("here");
  next?.querySelector<HTMLAnchorElement>("a")?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

const HELP: [string, string][] = [
  ["j / k", "下一条 / 上一条"],
  ["Enter", "打开当前条"],
  ["/", "搜索"],
  ["Ctrl + Enter", "提交当前表单"],
  ["Esc", "关闭弹出的面板"],
  ["?", "本说明"],
];

function showHelp(): void {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog";
  const head = document.createElement("div");
  head.className = "dialog-head";
  const title = document.createElement("h2");
  title.textContent = "键盘操作";
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn small";
  close.textContent = "关闭";
  close.addEventListener("click", () => dialog.close());
  head.append(title, close);
  const list = document.createElement("dl");
  list.className = "keys";
  const places = Array.from(document.querySelectorAll<HTMLElement>("[data-go]"), (link): [string, string] => [
    `g ${link.dataset.go}`,
    `去“${link.firstChild?.textContent?.trim() ?? ""}”`,
  ]);
  for (const [key, meaning] of [...HELP, ...places]) {
    const name = document.createElement("dt");
    const cap = document.createElement("kbd");
    cap.textContent = key;
    name.append(cap);
    const text = document.createElement("dd");
    text.textContent = meaning;
    list.append(name, text);
  }
  dialog.append(head, list);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}
