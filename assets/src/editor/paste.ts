// What is pasted or dropped: HTML goes to the server, which cleans it as it cleans everything (Word, WPS, Excel, web pages), and
// comes back as what an article may hold; pictures become files of the edition. Plain text needs nobody.
import type { Editor } from "@tiptap/core";
import type { Node, Slice } from "@tiptap/pm/model";
import { type SelectionBookmark, TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { elements, paragraphs, read } from "./html";

/** Tells the person at the editor something. */
export type Tell = (words: string, tone?: "bad" | "warn" | "good") => void;

/** Where things are sent, as the page says. */
export interface Places {
  pasteTo: string;
  /** Bytes of a paste at most. */
  pasteMost: number;
  /** Where a picture is uploaded; empty while the edition was never saved. */
  pictureTo: string;
}

/** A file of the edition that is a picture. */
export interface Picture {
  id: string;
  href: string;
  name: string;
}

const LOST = "登录可能已过期，或者网络中断。请在另一个标签页重新登录后再试，已写的内容不受影响。";

/** Handles pastes and drops of one editor. */
export class Intake {
  /** What is done with a picture that arrived. */
  onPicture: (picture: Picture, alone: boolean) => void = () => {};
  /** What is done with pictures that cannot be uploaded yet. */
  onEarly: (files: File[]) => void = () => {};
  /** The places of what is on its way. */
  #waiting = new Map<number, SelectionBookmark>();
  #ticket = 0;

  constructor(
    private editor: () => Editor,
    private places: Places,
    private tell: Tell,
  ) {}

  /** Keeps the places of what is on its way while the text changes. */
  listen(editor: Editor): void {
    editor.on("transaction", ({ transaction }) => {
      if (transaction.docChanged) for (const [ticket, place] of this.#waiting) this.#waiting.set(ticket, place.map(transaction.mapping));
    });
  }

  paste(event: ClipboardEvent): boolean {
    const taken = event.clipboardData ? this.#take(event.clipboardData) : false;
    if (taken) event.preventDefault();
    return taken;
  }

  drop(view: EditorView, event: DragEvent): boolean {
    const data = event.dataTransfer;
    const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
    // What is moved within the text is no matter of ours.
    if (view.dragging || !data || !at || (!data.files.length && !data.getData("text/html"))) return false;
    view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(at.pos))));
    const taken = this.#take(data);
    if (taken) event.preventDefault();
    return taken;
  }

  #take(data: DataTransfer): boolean {
    // Pictures inside the markup cannot be kept; without them most pastes are a hundredth of the size.
    const html = data.getData("text/html").replace(/data:[a-z]+\/[^"'\s>)]{200,}/gi, "data:,");
    // Copied within an editor like this one: clean already.
    if (html.includes("data-pm-slice")) return false;
    const files = Array.from(data.files);
    const pictures = files.filter((file) => file.type.startsWith("image/"));
    // Office programs bring a picture of the text beside the text.
    if (html && (!pictures.length || speaks(html))) void this.#clean(html, data.getData("text/plain"));
    else if (pictures.length) void this.upload(pictures);
    else if (files.length) this.tell("这里只能放图片。其他文件请用下面的“附件”上传。", "bad");
    else return false;
    return true;
  }

  async #clean(html: string, plain: string): Promise<void> {
    const light = new Blob([html], { type: "text/html" });
    if (light.size > this.places.pasteMost) {
      const [size, most] = [light.size, this.places.pasteMost].map(megabytes);
      this.tell(`粘贴的内容太大（${size}），最多 ${most}，没有粘贴。长表格和整份文件请作为附件上传，文字可以分几次粘贴。`, "bad");
      return;
    }
    const ticket = ++this.#ticket;
    this.#waiting.set(ticket, this.editor().state.selection.getBookmark());
    this.tell("正在整理粘贴的内容…");
    const form = new FormData();
    form.append("html", light, "paste.html");
    const answer = await send<{ html: string; left: string[] }>(this.places.pasteTo, form);
    const editor = this.editor();
    if (editor.isDestroyed) return;
    if (typeof answer === "string") {
      const text = plain.length <= 500_000 ? plain : "";
      this.#insert(paragraphs(text), ticket);
      this.tell(answer + (text ? "这次只粘贴了文字。" : "没有粘贴。"), "bad");
      return;
    }
    this.#insert(answer.html, ticket);
    this.tell(["已粘贴，格式已整理。", ...answer.left].join(""), answer.left.length ? "warn" : "good");
  }

  /** Uploads pictures one after another and puts each into the text. */
  async upload(files: File[]): Promise<void> {
    if (!this.places.pictureTo) {
      this.onEarly(files);
      return;
    }
    for (const [at, file] of files.entries()) {
      this.tell(files.length > 1 ? `正在上传图片（${at + 1}/${files.length}）…` : "正在上传图片…");
      const form = new FormData();
      form.append("picture", file, file.name || "图片.png");
      const answer = await send<{ id: number; href: string; name: string }>(this.places.pictureTo, form);
      if (this.editor().isDestroyed) return;
      if (typeof answer === "string") {
        this.tell(`图片“${file.name}”没有上传：${answer}`, "bad");
        return;
      }
      this.tell("图片已上传。", "good");
      this.onPicture({ id: String(answer.id), href: answer.href, name: answer.name }, files.length === 1);
    }
  }

  /** Puts blocks where they were pasted, even when somebody typed elsewhere meanwhile. */
  #insert(html: string, ticket: number): void {
    const editor = this.editor();
    const place = this.#waiting.get(ticket);
    this.#waiting.delete(ticket);
    if (!html || !place) return;
    const doc = read(elements(html), editor.schema);
    const tr = editor.state.tr.setSelection(place.resolve(editor.state.doc));
    const { $from, empty } = tr.selection;
    if ($from.parent.type.name === "figure") {
      editor.view.dispatch(tr.insertText(doc.textBetween(0, doc.content.size, " ")));
      return;
    }
    // Cells go into the cells of a table that is there.
    const cells = doc.slice(0);
    if (editor.isActive("table") && editor.view.someProp("handlePaste", (run) => run(editor.view, new ClipboardEvent("paste"), cells))) return;
    const blank = empty && $from.parent.isTextblock && $from.parent.content.size === 0;
    if (blank && $from.depth > 0 && $from.node(-1).canReplace($from.index(-1), $from.index(-1) + 1, doc.content)) {
      const start = $from.before();
      tr.replaceWith(start, $from.after(), doc.content);
      tr.setSelection(TextSelection.near(tr.doc.resolve(start + doc.content.size), -1));
    } else {
      tr.replaceSelection(opened(doc));
    }
    editor.view.dispatch(tr.scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste"));
  }
}

/** Blocks for the middle of a paragraph: the first and the last go on with what stands around them. */
function opened(doc: Node): Slice {
  const text = (block: Node | null) => (block?.type.name === "paragraph" ? 1 : 0);
  const only = doc.childCount === 1 && doc.firstChild?.isTextblock ? 1 : 0;
  return doc.slice(text(doc.firstChild) || only, doc.content.size - (text(doc.lastChild) || only));
}

/** Sends a form; gives the answer, or a sentence about what went wrong. */
async function send<T>(to: string, form: FormData): Promise<T | string> {
  try {
    const answer = await fetch(to, { method: "POST", body: form });
    const json = answer.headers.get("content-type")?.startsWith("application/json");
    if (json && answer.ok) return (await answer.json()) as T;
    if (json) return ((await answer.json()) as { message?: string }).message ?? LOST;
    if (answer.status === 413) return "内容太大，服务器没有接收。";
    if (answer.status === 429) return "操作太频繁，请稍等一分钟再试。";
    return answer.status === 404 ? "这篇稿件已经不在，或者您不再有权修改。" : LOST;
  } catch {
    return LOST;
  }
}

/** Whether there is anything to read in HTML, or a table. */
function speaks(html: string): boolean {
  if (/<(table|hr)\b/i.test(html)) return true;
  const text = html.replace(/<!--[\s\S]*?-->/g, "").replace(/<(style|script|head|xml|title)\b[\s\S]*?<\/\1>/gi, "").replace(/<[^>]*>/g, "");
  return text.replace(/&nbsp;|[\s\u3000]/g, "").length > 0;
}

function megabytes(bytes: number): string {
  return `${Math.ceil((bytes / 1024 / 1024) * 10) / 10} MB`;
}
