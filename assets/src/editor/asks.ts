// What the editor asks: the address of a link, which picture with which words, how large a table, its caption.
import type { Editor } from "@tiptap/core";
import { make, ask } from "./make";
import type { Intake, Picture } from "./paste";
import { addressFault } from "./schema";

/** The files of the edition, as the page lists them below the text, and those that came since. */
export class Files {
  #come: Picture[] = [];

  constructor(private form: HTMLFormElement | null) {}

  pictures(): Picture[] {
    const listed = this.#rows("[data-picture]").map((row) => ({ id: row.dataset.picture ?? "", href: row.dataset.file ?? "", name: row.dataset.name ?? "" }));
    return [...listed, ...this.#come];
  }

  others(): { href: string; name: string }[] {
    return this.#rows("[data-file]:not([data-picture])").map((row) => ({ href: row.dataset.file ?? "", name: row.dataset.name ?? "" }));
  }

  add(picture: Picture): void {
    this.#come.push(picture);
  }

  /** The words that describe a picture, as they stand below the text. */
  words(id: string): string {
    return this.#field(id)?.value.trim() ?? "";
  }

  /** Words for a picture that has none yet, saved with the form. */
  describe(href: string, words: string): void {
    const id = this.pictures().find((picture) => picture.href === href)?.id;
    if (!id || !words || !this.form) return;
    const field = this.#field(id);
    if (!field) this.form.append(make("input", { type: "hidden", name: `alt_${id}`, value: words }));
    else if (!field.value.trim()) field.value = words;
  }

  #field(id: string): HTMLInputElement | null {
    return this.form?.querySelector<HTMLInputElement>(`[name="alt_${CSS.escape(id)}"]`) ?? null;
  }

  #rows(names: string): HTMLElement[] {
    return Array.from(this.form?.querySelectorAll<HTMLElement>(names) ?? []);
  }
}

/** Asks for a link at the cursor. */
export async function askLink(editor: Editor, files: Files): Promise<void> {
  if (editor.isActive("link")) editor.chain().extendMarkRange("link").run();
  const { from, to, empty } = editor.state.selection;
  const before = (editor.getAttributes("link").href as string | undefined) ?? "";
  const others = files.others();
  const answers = await ask({
    title: before ? "修改链接" : "插入链接",
    done: "确定",
    other: before ? "去掉链接" : undefined,
    fields: [
      { name: "href", label: "网址", hint: "本站页面从 / 写起，例如 /a/12；外站写完整网址", value: before, must: !others.length, mode: "url" },
      ...(others.length ? [{ name: "file", label: "或者链接到本稿附件", value: before, choices: [{ value: "", title: "不用附件" }, ...others.map((file) => ({ value: file.href, title: file.name }))] }] : []),
      ...(empty ? [{ name: "words", label: "显示的文字", hint: "不填时显示附件名称或网址" }] : []),
    ],
    check: ({ href, file }): Record<string, string> => {
      const fault = file && !href ? "" : addressFault(whole(href ?? ""));
      return fault ? { href: fault } : {};
    },
  });
  if (answers === "other") editor.chain().focus().unsetMark("link").run();
  if (!answers || answers === "other") {
    editor.view.focus();
    return;
  }
  const href = answers.file && answers.file !== before ? answers.file : whole(answers.href || answers.file || "");
  const chain = editor.chain().focus().setTextSelection({ from, to });
  if (!empty) {
    chain.setMark("link", { href }).run();
    editor.view.focus();
    return;
  }
  const words = answers.words || others.find((file) => file.href === href)?.name || href;
  chain.insertContent({ type: "text", text: words, marks: [{ type: "link", attrs: { href } }] }).run();
  editor.view.focus();
}

/** An address as people type it, with what they leave out. */
function whole(address: string): string {
  const trimmed = address.trim();
  if (/^[\w.+-]+@[\w-]+(\.[\w-]+)+$/.test(trimmed)) return `mailto:${trimmed}`;
  return /^(www\.|[\w-]+(\.[\w-]+)*\.(cn|com|net|org|gov)(\/|$))/i.test(trimmed) ? `https://${trimmed}` : trimmed;
}

/** Puts a picture below the paragraph of the cursor. */
export function insertPicture(editor: Editor, href: string, alt: string, words = ""): void {
  const { $from, to } = editor.state.selection;
  const figure = { type: "figure", attrs: { src: href, alt }, content: words ? [{ type: "text", text: words }] : [] };
  const blank = $from.depth > 0 && $from.parent.type.name === "paragraph" && $from.parent.content.size === 0;
  const place = blank ? { from: $from.before(), to: $from.after() } : $from.depth > 0 ? $from.after() : to;
  editor.chain().focus().insertContentAt(place, figure).run();
}

/** Where the figure at the cursor stands. */
function figureAt(editor: Editor): number | null {
  const { selection } = editor.state;
  const { $from } = selection;
  if ("node" in selection && (selection.node as { type: { name: string } }).type.name === "figure") return selection.from;
  return $from.parent.type.name === "figure" ? $from.before() : null;
}

/** Asks for the words of the picture at `at`. */
export async function askWords(editor: Editor, files: Files, at: number): Promise<void> {
  const figure = editor.state.doc.nodeAt(at);
  if (figure?.type.name !== "figure") return;
  const href = String(figure.attrs.src);
  const id = files.pictures().find((picture) => picture.href === href)?.id ?? "";
  const answers = await ask({
    title: "图片说明",
    done: "确定",
    other: "删除图片",
    fields: [
      { name: "alt", label: "图片说明", hint: "图上是什么：看不见图片的人靠它了解内容。图下显示的文字（图注）直接在图片下面填写", value: (figure.attrs.alt as string | null) || files.words(id), must: true },
    ],
    check: ({ alt }): Record<string, string> => (alt ? {} : { alt: "请写明图上是什么。" }),
  });
  // The text may have changed meanwhile.
  const now = editor.state.doc.nodeAt(at);
  if (answers === null || now?.type.name !== "figure" || now.attrs.src !== href) {
    editor.view.focus();
    return;
  }
  if (answers === "other") {
    editor.chain().focus().deleteRange({ from: at, to: at + now.nodeSize }).run();
    return;
  }
  editor.chain().focus().command(({ tr }) => Boolean(tr.setNodeAttribute(at, "alt", answers.alt))).run();
  files.describe(href, answers.alt ?? "");
}

/** Asks for a picture, or for the words of the one at the cursor. */
export async function askPicture(editor: Editor, files: Files, intake: Intake, early: boolean): Promise<void> {
  const at = figureAt(editor);
  if (at !== null) return askWords(editor, files, at);
  const pictures = files.pictures();
  const answers = await ask({
    title: "插入图片",
    done: "插入",
    before: (close) => chooser(close, intake, early),
    fields: pictures.length
      ? [
          { name: "href", label: "或者选用本稿的图片", value: pictures[0]?.href, choices: pictures.map((one) => ({ value: one.href, title: one.name, picture: one.href })) },
          { name: "alt", label: "图片说明", hint: "图上是什么：看不见图片的人靠它了解内容。不填时用下面“图片与附件”里写的说明" },
          { name: "words", label: "图注", hint: "显示在图片下面，可以不填" },
        ]
      : [],
    check: ({ href, alt }): Record<string, string> => (alt || files.words(idOf(files, href)) ? {} : { alt: "请写明图上是什么。" }),
  });
  if (!answers || answers === "other" || !answers.href) {
    editor.view.focus();
    return;
  }
  const alt = answers.alt || files.words(idOf(files, answers.href));
  insertPicture(editor, answers.href, alt, answers.words);
  files.describe(answers.href, alt);
}

function idOf(files: Files, href: string | undefined): string {
  return files.pictures().find((picture) => picture.href === href)?.id ?? "";
}

function chooser(close: () => void, intake: Intake, early: boolean): HTMLElement {
  const hint = early ? "稿件还没有保存过：选好的图片随“保存”一起上传，之后再插入正文" : "PNG、JPEG、GIF 或 WebP；也可以直接粘贴或拖进正文";
  const input = make("input", { type: "file", accept: "image/*", multiple: true, id: "ed-upload", "aria-describedby": "ed-upload-h" });
  input.addEventListener("change", () => {
    const files = Array.from(input.files ?? []);
    close();
    if (files.length) void intake.upload(files);
  });
  return make("div", { class: "field" }, make("label", { for: "ed-upload" }, "上传新图片"), make("p", { class: "hint", id: "ed-upload-h" }, hint), make("div", { class: "drop" }, input));
}

/** Asks how large a table is to be. */
export async function askTable(editor: Editor): Promise<void> {
  const number = (text: string | undefined, most: number) => (/^\d{1,3}$/.test(text ?? "") && Number(text) >= 1 && Number(text) <= most ? Number(text) : 0);
  const answers = await ask({
    title: "插入表格",
    done: "插入",
    fields: [
      { name: "rows", label: "行数", value: "3", mode: "numeric", must: true },
      { name: "columns", label: "列数", value: "3", mode: "numeric", must: true },
      { name: "head", label: "表头", choices: [{ value: "row", title: "首行作表头" }, { value: "", title: "没有表头" }], value: "row" },
      { name: "caption", label: "表题", hint: "显示在表格上方，可以不填" },
    ],
    check: ({ rows, columns }) => ({ rows: number(rows, 200) ? "" : "请填写 1 到 200 之间的数。", columns: number(columns, 30) ? "" : "请填写 1 到 30 之间的数。" }),
  });
  if (!answers || answers === "other") {
    editor.view.focus();
    return;
  }
  const chain = editor.chain().focus().insertTable({ rows: number(answers.rows, 200), cols: number(answers.columns, 30), withHeaderRow: answers.head === "row" });
  if (answers.caption) chain.updateAttributes("table", { caption: answers.caption });
  chain.run();
  // At once, not with the next frame: what is typed until then would be lost.
  editor.view.focus();
}

/** Asks for the caption of the table at the cursor. */
export async function askCaption(editor: Editor): Promise<void> {
  const value = (editor.getAttributes("table").caption as string | null) ?? "";
  const answers = await ask({ title: "表题", done: "确定", fields: [{ name: "caption", label: "表题", hint: "显示在表格上方；清空即去掉", value }] });
  const chain = editor.chain().focus();
  if (answers && answers !== "other") chain.updateAttributes("table", { caption: answers.caption || null });
  chain.run();
  editor.view.focus();
}
