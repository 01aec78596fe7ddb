// Line icons of the editor on a 24-unit grid, drawn in the text colour like those of the pages.
const PATHS: Record<string, string> = {
  undo: "M8 5 4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-3",
  redo: "M16 5l4 4-4 4M20 9H10a5.5 5.5 0 0 0 0 11h3",
  strong: "M7 4.5h6a3.75 3.75 0 0 1 0 7.5H7zM7 12h7a3.75 3.75 0 0 1 0 7.5H7zM8 4.5v15",
  em: "M10.5 5H18M6 19h7.5M14.5 5l-5 14",
  u: "M7 4v7a5 5 0 0 0 10 0V4M6 20.5h12",
  sup: "M4 8l8 11M12 8 4 19M15.5 5.5a2 2 0 1 1 3.6 1.2L15.5 11h4.2",
  sub: "M4 5l8 11M12 5 4 16M15.5 15.5a2 2 0 1 1 3.6 1.2L15.5 21h4.2",
  clear: "M9 20h11M4.5 14 13 5.5l6 6L10.5 20H9zM8.7 9.8l6 6",
  left: "M4 6h16M4 12h10M4 18h13",
  center: "M4 6h16M7 12h10M5.5 18h13",
  right: "M4 6h16M10 12h10M7 18h13",
  bullets: "M9.5 6H20M9.5 12H20M9.5 18H20M4.7 6h.3M4.7 12h.3M4.7 18h.3",
  numbers: "M10 6h10M10 12h10M10 18h10M4 4.5 5.5 4v4M4 10.5h2.5L4 13.5h2.5M4 16.5h2.5v3.5H4M6.5 18.2H5",
  outdent: "M4 5h16M12 10h8M12 14h8M4 19h16M7.5 9l-3 3 3 3",
  indent: "M4 5h16M12 10h8M12 14h8M4 19h16M4.5 9l3 3-3 3",
  quote: "M4.5 5v14M9 7h11M9 12h11M9 17h7",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
  picture: "M4 5h16v14H4zM8.5 8.2a1.4 1.4 0 1 1 0 2.8 1.4 1.4 0 0 1 0-2.8zM4 17l5-4 3 2.5 4-4.5 4 4.5",
  table: "M4 5h16v14H4zM4 9.7h16M4 14.4h16M9.5 5v14M14.7 5v14",
  rule: "M3.5 12h17M7 6.5h10M7 17.5h10",
  find: "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 21 21",
  full: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  less: "M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5",
  more: "M5.5 12h.3M12 12h.3M18.5 12h.3",
  up: "M6 15l6-6 6 6",
  down: "M6 9l6 6 6-6",
  close: "M6 6l12 12M18 6 6 18",
};

const SVG = "http://www.w3.org/2000/svg";

/** One icon; screen readers hear the button's name instead. */
export function icon(name: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("focusable", "false");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name] ?? "");
  svg.append(path);
  return svg;
}
