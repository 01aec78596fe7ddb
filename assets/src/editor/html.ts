// Between the field and the editor: what stands in the field as elements, the document as HTML of the server's closed list, and
// whether something would be lost on the way.
import { DOMParser as Reader, DOMSerializer, type Node, type Schema } from "@tiptap/pm/model";
import { CLASSES } from "./schema";

const BLOCKS = "p,h2,h3,h4,ul,ol,blockquote,figure,table,hr";

/** What stands in the field, as elements. Plain text is one paragraph a line, as the server reads it. */
export function elements(text: string): HTMLElement {
  const html = /<(p|h[2-4]|hr|ul|ol|table|figure|blockquote)\b/i.test(text) ? text : paragraphs(text);
  return new DOMParser().parseFromString(html, "text/html").body;
}

/** Plain text as paragraphs, one a line. */
export function paragraphs(text: string): string {
  const safe = text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return safe.split(/\r\n|\r|\n/).map((line) => line.trim()).filter(Boolean).map((line) => `<p>${line}</p>`).join("");
}

/** The document that elements say. */
export function read(from: HTMLElement, schema: Schema): Node {
  const body = from.cloneNode(true) as HTMLElement;
  for (const table of body.querySelectorAll("table")) {
    const caption = table.querySelector(":scope > caption");
    if (caption?.textContent?.trim()) table.dataset.caption = caption.textContent.trim();
    caption?.remove();
  }
  body.querySelectorAll<HTMLElement>("td[class],th[class],blockquote[class]").forEach(handDown);
  body.querySelectorAll<HTMLElement>("figure").forEach(oneEach);
  return Reader.fromSchema(schema).parse(body);
}

/** The alignment of a cell or a quotation is that of the paragraphs in it. */
function handDown(box: HTMLElement): void {
  const classes = Array.from(box.classList).filter((name) => CLASSES.includes(name));
  box.removeAttribute("class");
  if (!classes.length) return;
  if (!box.querySelector(BLOCKS)) {
    const paragraph = document.createElement("p");
    paragraph.append(...Array.from(box.childNodes));
    box.append(paragraph);
  }
  for (const block of box.querySelectorAll<HTMLElement>(":scope > p,:scope > h2,:scope > h3,:scope > h4")) {
    if (!block.className) block.className = classes.join(" ");
  }
}

/** A figure holds one picture with its words; one with more becomes several, one with something else none. */
function oneEach(figure: HTMLElement): void {
  const pictures = Array.from(figure.querySelectorAll("img[src]"));
  const words = figure.querySelector("figcaption");
  const other = solid(figure.textContent ?? "").length > solid(words?.textContent ?? "").length || figure.querySelector("table,ul,ol,hr");
  if (!pictures.length || other) {
    if (words) {
      const paragraph = document.createElement("p");
      paragraph.className = "align-center";
      paragraph.append(...Array.from(words.childNodes));
      words.replaceWith(paragraph);
    }
    figure.replaceWith(...Array.from(figure.childNodes));
    return;
  }
  for (const picture of pictures.slice(0, -1)) {
    const own = document.createElement("figure");
    own.append(picture);
    figure.before(own);
  }
}

/** The document as HTML; empty when there is nothing to read or see. */
export function write(doc: Node): string {
  // In a document that shows nothing, so that no picture is fetched while it is written.
  const apart = document.implementation.createHTMLDocument("");
  const body = apart.body;
  body.append(DOMSerializer.fromSchema(doc.type.schema).serializeFragment(doc.content, { document: apart }));
  for (const caption of body.querySelectorAll("caption")) caption.removeAttribute("contenteditable");
  for (const words of body.querySelectorAll("figcaption")) if (!solid(words.textContent ?? "")) words.remove();
  body.querySelectorAll("p,h2,h3,h4").forEach(trim);
  body.querySelectorAll("li,td,th").forEach(unwrap);
  body.querySelectorAll("table").forEach(heads);
  for (const block of Array.from(body.querySelectorAll("p,h2,h3,h4,li,ul,ol,blockquote")).reverse()) {
    if (isBlank(block)) block.remove();
  }
  return Array.from(body.children, (block) => block.outerHTML).join("\n");
}

/** Blanks at the beginning of a paragraph were typed to indent it; pages indent by themselves. */
function trim(block: Element): void {
  let first: ChildNode | null = block.firstChild;
  while (first && first.nodeType !== 3) first = first.nodeName === "BR" || first.nodeName === "IMG" ? null : first.firstChild;
  if (first) first.textContent = (first.textContent ?? "").replace(/^[\s\u3000\u00a0]+/, "");
}

/** A lone paragraph in a cell or an item needs no tags of its own. */
function unwrap(box: Element): void {
  const [first, ...rest] = Array.from(box.children);
  if (first?.nodeName !== "P") return;
  const alone = rest.length === 0 || (box.nodeName === "LI" && rest.every((block) => /^[UO]L$/.test(block.nodeName)));
  if (!alone || (box.nodeName === "LI" && first.className)) return;
  if (first.className) box.className = first.className;
  first.replaceWith(...Array.from(first.childNodes));
}

/** Rows of heads at the top are the head of the table; every head says what it is the head of. */
function heads(table: HTMLTableElement): void {
  const rows = Array.from(table.rows);
  const below = rows.findIndex((row) => Array.from(row.cells).some((cell) => cell.nodeName === "TD"));
  const top = below < 0 ? rows.length - 1 : below;
  const reaches = rows.slice(0, top).some((row, at) => Array.from(row.cells).some((cell) => at + cell.rowSpan > top));
  if (top > 0 && !reaches) {
    const head = table.ownerDocument.createElement("thead");
    head.append(...rows.slice(0, top));
    table.tBodies[0]?.before(head);
  }
  for (const cell of table.querySelectorAll("th")) cell.setAttribute("scope", cell.closest("thead") ? "col" : "row");
}

function isBlank(block: Element): boolean {
  return !solid(block.textContent ?? "") && !block.querySelector("img,hr,table");
}

function solid(text: string): string {
  return text.replace(/[\s\u200b\u3000]+/g, "");
}

const COUNTED: [string, string][] = [
  ["h2,h3,h4", "小标题"], ["li", "列表"], ["blockquote", "引用"], ["table", "表格"], ["td,th", "单元格"], ["caption", "表题"], ["figcaption", "图注"], ["img", "图片"], ["hr", "分隔线"],
];
const COVERED: [string, string][] = [
  ["a", "链接"], ["strong,b", "加粗"], ["em,i", "斜体"], ["u", "下划线"], ["sub", "下标"], ["sup", "上标"], [".align-center", "居中"], [".align-right", "右对齐"],
];

/** What the editor cannot keep of this, in Chinese; empty when it keeps all. */
export function lost(before: HTMLElement, html: string): string[] {
  const after = elements(html);
  const full = (element: Element) => /^(TD|TH|HR|IMG)$/.test(element.nodeName) || !isBlank(element);
  const count = (body: HTMLElement, names: string) => Array.from(body.querySelectorAll(names)).filter(full).length;
  const covered = (body: HTMLElement, names: string) =>
    Array.from(body.querySelectorAll(names)).filter((one) => !one.parentElement?.closest(names)).reduce((sum, one) => sum + solid(one.textContent ?? "").length, 0);
  const missing = [
    ...COUNTED.filter(([names]) => count(after, names) < count(before, names)),
    ...COVERED.filter(([names]) => covered(after, names) < covered(before, names)),
  ].map(([, title]) => title);
  if (solid(after.textContent ?? "").length < solid(before.textContent ?? "").length) missing.push("文字");
  return missing;
}
