// What an article may hold, and nothing else: the closed list of the server (ground/intake/src/html.rs) as a schema. What the
// server would take out cannot be typed here, and is not offered.
import { type AnyExtension, type Attributes, Mark, Node } from "@tiptap/core";
import { BulletList, ListItem, ListKeymap, OrderedList } from "@tiptap/extension-list";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";

/** Classes that blocks keep. */
export const CLASSES = ["align-center", "align-right", "indent"];

function classOf(element: HTMLElement): string | null {
  return Array.from(element.classList).filter((name) => CLASSES.includes(name)).join(" ") || null;
}

const CLASSED: Attributes = { class: { default: null, parseHTML: classOf } };

const Page = Node.create({ name: "doc", topNode: true, content: "block+" });

const Text = Node.create({ name: "text", group: "inline" });

const Paragraph = Node.create({
  name: "paragraph",
  priority: 1000,
  group: "block",
  content: "inline*",
  addAttributes: () => CLASSED,
  parseHTML: () => [{ tag: "p" }],
  renderHTML: ({ HTMLAttributes }) => ["p", HTMLAttributes, 0],
});

const Heading = Node.create({
  name: "heading",
  group: "block",
  content: "inline*",
  defining: true,
  addAttributes: () => ({ level: { default: 2, rendered: false }, ...CLASSED }),
  parseHTML: () => [2, 3, 4].map((level) => ({ tag: `h${level}`, attrs: { level } })),
  renderHTML: ({ node, HTMLAttributes }) => [`h${node.attrs.level}`, HTMLAttributes, 0],
});

const Quote = Node.create({
  name: "blockquote",
  group: "block",
  content: "block+",
  defining: true,
  parseHTML: () => [{ tag: "blockquote" }],
  renderHTML: () => ["blockquote", 0],
});

const Rule = Node.create({
  name: "rule",
  group: "block",
  parseHTML: () => [{ tag: "hr" }],
  renderHTML: () => ["hr"],
});

const Break = Node.create({
  name: "hardBreak",
  inline: true,
  group: "inline",
  selectable: false,
  linebreakReplacement: true,
  parseHTML: () => [{ tag: "br" }],
  renderHTML: () => ["br"],
  renderText: () => "\n",
  addKeyboardShortcuts() {
    return { "Shift-Enter": () => this.editor.commands.insertContent({ type: this.name }) };
  },
});

const PICTURE = ["src", "alt", "width", "height"];

function pictureAttributes(of: (element: HTMLElement) => Element | null): Attributes {
  return Object.fromEntries(
    PICTURE.map((name) => [name, { default: null, rendered: false, parseHTML: (element: HTMLElement) => of(element)?.getAttribute(name) ?? null }]),
  );
}

function shown(attributes: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(PICTURE.map((name) => [name, attributes[name]]));
}

/** A picture within a line, as imported articles have them. */
const InlinePicture = Node.create({
  name: "image",
  inline: true,
  group: "inline",
  draggable: true,
  addAttributes: () => pictureAttributes((element) => element),
  parseHTML: () => [{ tag: "img[src]" }],
  renderHTML: ({ node }) => ["img", shown(node.attrs)],
});

/** A picture of its own with its words below, which are typed in place. */
const Figure = Node.create({
  name: "figure",
  group: "block",
  content: "(text | hardBreak)*",
  draggable: true,
  isolating: true,
  addAttributes: () => ({ ...pictureAttributes((element) => element.querySelector("img")), ...CLASSED }),
  parseHTML: () => [
    {
      tag: "figure",
      getAttrs: (element) => (element.querySelector("img[src]") ? null : false),
      contentElement: (element) => (element as HTMLElement).querySelector<HTMLElement>("figcaption") ?? document.createElement("span"),
    },
  ],
  renderHTML: ({ node, HTMLAttributes }) => ["figure", HTMLAttributes, ["img", shown(node.attrs)], ["figcaption", 0]],
  addKeyboardShortcuts() {
    const within = () => this.editor.state.selection.$from.parent.type === this.type;
    return {
      // The words of a picture are one paragraph: Enter goes on below.
      Enter: () => within() && this.editor.commands.insertContentAt(this.editor.state.selection.$from.after(), { type: "paragraph" }, { updateSelection: true }),
      Backspace: () => {
        const { $from, empty } = this.editor.state.selection;
        return within() && empty && $from.parentOffset === 0 && this.editor.commands.setNodeSelection($from.before());
      },
    };
  },
});

const Sheet = Table.extend({
  addAttributes: () => ({ caption: { default: null, rendered: false, parseHTML: (element: HTMLElement) => element.dataset.caption ?? null } }),
  renderHTML: ({ node }) => {
    const caption = node.attrs.caption as string | null;
    return ["table", ...(caption ? [["caption", { contenteditable: "false" }, caption]] : []), ["tbody", 0]] as never;
  },
});

/** Columns are as wide as what stands in them; widths are not kept by the server. */
const cell = () => ({ colspan: span("colspan"), rowspan: span("rowspan"), colwidth: { default: null, rendered: false } });

function span(name: string) {
  return {
    default: 1,
    parseHTML: (element: HTMLElement) => Math.max(1, Number(element.getAttribute(name)) || 1),
    renderHTML: (attributes: Record<string, unknown>) => ((attributes[name] as number) > 1 ? { [name]: attributes[name] } : {}),
  };
}

function mark(name: string, tag: string, from: string[], keys?: string, excludes?: string): AnyExtension {
  return Mark.create({
    name,
    ...(excludes ? { excludes } : {}),
    parseHTML: () => [tag, ...from].map((one) => ({ tag: one })),
    renderHTML: () => [tag, 0],
    addKeyboardShortcuts() {
      return keys ? { [keys]: () => this.editor.commands.toggleMark(name) } : {};
    },
  });
}

const Link = Mark.create({
  name: "link",
  priority: 1000,
  inclusive: false,
  keepOnSplit: false,
  exitable: true,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: "a[href]", getAttrs: (element) => (addressFault(element.getAttribute("href") ?? "") ? false : null) }],
  renderHTML: ({ HTMLAttributes }) => ["a", HTMLAttributes, 0],
});

/** What is wrong with the address of a link, as the server reads it; empty when nothing is. */
export function addressFault(address: string): string {
  if (!address) return "请填写网址。";
  if (address.startsWith("#")) return "页内位置不能作链接，请填写完整网址。";
  if (/^(mailto|tel):\S+$/i.test(address)) return "";
  if (/^[a-z][a-z0-9+.-]*:/i.test(address) && !/^https?:/i.test(address)) return "网址须以 http://、https:// 或 / 开头。";
  try {
    const url = new URL(address, "https://own.invalid/");
    if (url.username || url.password) return "网址里不能有用户名和密码。";
    return address.length > 2000 ? "网址太长（超过 2000 个字符）。" : "";
  } catch {
    return "网址写得不对，请从浏览器地址栏复制。";
  }
}

/** The whole schema as extensions. */
export const SCHEMA: AnyExtension[] = [
  Page, Text, Paragraph, Heading, Quote, Rule, Break, InlinePicture, Figure,
  BulletList, OrderedList, ListItem, ListKeymap,
  Sheet.configure({ resizable: false, View: null }), TableRow, TableHeader.extend({ addAttributes: cell }), TableCell.extend({ addAttributes: cell }),
  Link,
  mark("strong", "strong", ["b"], "Mod-b"),
  mark("em", "em", ["i", "cite", "dfn", "var"], "Mod-i"),
  mark("u", "u", [], "Mod-u"),
  mark("sub", "sub", [], undefined, "sub sup"),
  mark("sup", "sup", [], undefined, "sub sup"),
];
