// Brings the editor of articles to pages that have one; where it cannot come the plain field stays.
import { onPage } from "./page";

export function bringEditor(): void {
  onPage(() => {
    for (const box of document.querySelectorAll<HTMLElement>("[data-editor]")) {
      import("../editor").then(({ attach }) => attach(box), () => undefined);
    }
  });
}
