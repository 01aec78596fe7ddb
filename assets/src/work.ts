// Workbench: the portal's helps, plus htmx, the keyboard, live counts, the dark palette and, where there is one, the editor.
import htmx from "htmx.org";
// Before the portal's helps, which bring back what was typed into rows.
import { editRows } from "./islands/rows";
import "./portal";
import { aimPicture } from "./islands/aim";
import { coverPages } from "./islands/cover";
import { bringEditor } from "./islands/editor";
import { listenKeys } from "./islands/keys";
import { listenCounts } from "./islands/live";
import { switchTheme } from "./islands/theme";

document.addEventListener("page", () => htmx.process(document.body));
listenKeys();
bringEditor();
aimPicture();
coverPages();
editRows();
listenCounts();
switchTheme();
