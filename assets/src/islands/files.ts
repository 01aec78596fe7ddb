// Lists the chosen files under a file field, and marks the field while files hang over it.
export function listFiles(): void {
  document.addEventListener("change", (event) => {
    const input = event.target as HTMLInputElement;
    const list = input.type === "file" ? input.closest("[data-drop]")?.querySelector(".drop-list") : null;
    if (!list) return;
    list.replaceChildren(
      ...Array.from(input.files ?? [], (file) => {
        const line = document.createElement("li");
        line.textContent = `${file.name}（${size(file.size)}）`;
        return line;
      }),
    );
  });
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      (event.target as Element).closest?.("[data-drop]")?.classList.toggle("over", kind === "dragover");
    });
  }
}

function size(bytes: number): string {
  if (bytes < 1024) return `${bytes} 字节`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
