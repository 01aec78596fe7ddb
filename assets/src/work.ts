// Workbench: the portal's helps, plus htmx, the keyboard, live counts and the dark palette.
import htmx from "htmx.org";
import "./portal";
import { listenKeys } from "./islands/keys";
import { listenCounts } from "./islands/live";
import { switchTheme } from "./islands/theme";

document.addEventListener("page", () => htmx.process(document.body));
listenKeys();
listenCounts();
switchTheme();
