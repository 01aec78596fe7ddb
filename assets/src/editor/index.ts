// The editor of articles: an island over <div data-editor> around a textarea. The field stays the field of the form: what is
// written goes back into it, so that drafts, background saving and the plain post of the form know nothing of the editor.
import { Editor, Extension } from "@tiptap/core";
import { Dropcursor, Gapcursor, TrailingNode, UndoRedo } from "@tiptap/extensions";
import { type EditorState, NodeSelection, Plugin, Selection } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { Files, askCaption, askLink, askPicture, askTable, askWords, insertPicture } from "./asks";
import { Bar } from "./bar";
import { Find, FindBar } from "./find";
import { elements, lost, read, write } from "./html";
import { make } from "./make";
import { Intake, type Tell } from "./paste";
import { SCHEMA } from "./schema";
import { type Desk, MAIN, TABLE, align, setStyle } from "./tools";

/** Milliseconds of rest after which the field follows the text. */
const REST = 300;

/** Puts the editor over the field in `box`. */
export function attach(box: HTMLElement): void {
  const field = box.querySelector("textarea");
  if (!field || box.dataset.on !== undefined) return;
  box.dataset.on = "";
  open(box, field, false);
}

function open(box: HTMLElement, field: HTMLTextAreaElement, anyway: boolean): void {
  const form = field.form;
  const files = new Files(form);
  const id = field.id;
  const label = box.querySelector<HTMLLabelElement>(`label[for="${CSS.escape(id)}"]`);
  const says = make("p", { class: "ed-says", role: "status" });
  const count = make("span", { class: "ed-count" });
  const tell: Tell = (words, tone) => {
    says.textContent = words;
    says.className = tone ? `ed-says ${tone}` : "ed-says";
  };
  const places = { pasteTo: box.dataset.pasteTo ?? "", pasteMost: Number(box.dataset.pasteMost), pictureTo: box.dataset.pictureTo ?? "" };
  const intake = new Intake(() => editor, places, tell);
  const locked = box.dataset.locked !== undefined;
  const page = make("div", { class: "ed-page" });
  // Esc once, and Tab leaves the text instead of moving within lists and tables.
  let leaving = false;
  const editor: Editor = new Editor({
    element: page,
    injectCSS: false,
    enableInputRules: false,
    enablePasteRules: false,
    editable: !locked,
    extensions: [...SCHEMA, UndoRedo, Dropcursor.configure({ class: "ed-drop", width: 2, color: false }), Gapcursor, TrailingNode, Find, Hints, keys(() => desk, () => bar, () => form)],
    editorProps: {
      attributes: {
        id,
        class: "ed-text prose indent",
        "aria-multiline": "true",
        "aria-labelledby": `${id}-label`,
        "aria-describedby": `${field.getAttribute("aria-describedby") ?? ""} ${id}-keys`.trim(),
        ...(field.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
        spellcheck: "false",
      },
      handleDOMEvents: {
        paste: (view, event) => view.editable && intake.paste(event),
        drop: (view, event) => view.editable && intake.drop(view, event),
        keydown: (_, event) => {
          if (event.isComposing) return false;
          if (event.key === "Escape") escape();
          else if (event.key === "Tab" && leaving) return true;
          else leaving = false;
          return false;
        },
      },
      handleTextInput: (view, from, _to, text) => {
        // Pages indent paragraphs by themselves: blanks typed for that would indent twice.
        const { $from } = view.state.selection;
        if (!/^[\s\u3000]+$/.test(text) || $from.parent.type.name !== "paragraph" || $from.depth !== 1 || from !== $from.start()) return false;
        tell("段首自动缩进两字，不用打空格。");
        return true;
      },
      handleClickOn: (view, _pos, node, at, event) => {
        if (node.type.name !== "figure" || !(event.target instanceof HTMLImageElement)) return false;
        view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, at)));
        return true;
      },
      handleDoubleClickOn: (_view, _pos, node, at, event) => {
        if (node.type.name !== "figure" || !(event.target instanceof HTMLImageElement)) return false;
        void askWords(editor, files, at);
        return true;
      },
    },
  });

  const before = elements(field.value);
  const missing = lost(before, write(read(before, editor.schema)));
  if (missing.length && !anyway) {
    editor.destroy();
    offer(box, field, missing);
    return;
  }

  const find = new FindBar(editor);
  const desk: Desk = {
    editor,
    link: () => void askLink(editor, files),
    picture: () => void askPicture(editor, files, intake, !places.pictureTo),
    table: () => void askTable(editor),
    caption: () => void askCaption(editor),
    find: () => find.open(),
    full: () => fill(!desk.isFull()),
    isFull: () => frame.classList.contains("full"),
  };
  const bar = new Bar(desk, "正文格式", MAIN, true, id);
  const table = new Bar(desk, "表格", TABLE, false, id);
  table.bar.classList.add("table");
  table.bar.hidden = true;
  const frame = make(
    "div",
    { class: locked ? "ed locked" : "ed" },
    locked ? null : make("div", { class: "ed-head" }, bar.bar, table.bar, find.bar),
    page,
    make("div", { class: "ed-foot" }, says, count),
    make("p", { class: "only-read", id: `${id}-keys` }, "按 Alt+F10 到工具栏；按 Esc，再按 Tab 离开正文。"),
  );

  field.id = `${id}-field`;
  field.hidden = true;
  if (label) {
    label.id = `${id}-label`;
    label.addEventListener("click", (event) => {
      event.preventDefault();
      editor.view.focus();
    });
  }
  field.after(frame);

  let changed = false;
  let timer = 0;
  const sync = () => {
    clearTimeout(timer);
    if (!changed) return;
    changed = false;
    field.value = write(editor.state.doc);
    field.dispatchEvent(new Event("input", { bubbles: true }));
    recount();
  };
  const recount = () => (count.textContent = `字数 ${letters(editor.state.doc.textContent).toLocaleString("zh-CN")}`);
  const load = () => {
    const { state, view } = editor;
    const doc = read(elements(field.value), editor.schema);
    view.dispatch(state.tr.replaceWith(0, state.doc.content.size, doc.content).setMeta("addToHistory", false).setMeta("preventUpdate", true));
    changed = false;
    recount();
  };
  const refresh = () => {
    const { body } = document;
    if (!body.contains(frame)) return;
    table.bar.hidden = !editor.isActive("table");
    bar.refresh();
    if (!table.bar.hidden) table.refresh();
  };
  const fill = (full: boolean) => {
    frame.classList.toggle("full", full);
    document.documentElement.classList.toggle("ed-filled", full);
    refresh();
    editor.view.focus();
  };
  const escape = () => {
    if (find.isOpen) find.close();
    else if (desk.isFull()) fill(false);
    else {
      leaving = true;
      tell("再按 Tab 离开正文，按 Alt+F10 到工具栏。");
    }
  };

  load();
  intake.listen(editor);
  editor.on("update", () => {
    changed = true;
    clearTimeout(timer);
    timer = window.setTimeout(sync, REST);
  });
  editor.on("transaction", refresh);
  editor.on("blur", () => {
    leaving = false;
    sync();
  });
  intake.onPicture = (picture, alone) => {
    files.add(picture);
    insertPicture(editor, picture.href, "");
    const at = placeOf(editor.state, picture.href);
    if (alone && at !== null) void askWords(editor, files, at);
    else tell("图片已插入。请逐一点击图片，再点“图片”填写说明。", "warn");
  };
  intake.onEarly = (early) => tell(...keepForLater(form, early));
  form?.addEventListener("submit", (event) => {
    sync();
    const size = new Blob([field.value]).size;
    const most = Number(box.dataset.textMost) || Infinity;
    if (size < most * 0.95) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    tell(`正文太大（${Math.ceil(size / 1024)} KB），一次最多保存 ${Math.floor((most * 0.95) / 1024)} KB。请把长表格或全文放进附件。`, "bad");
    frame.scrollIntoView({ block: "end" });
  }, true);
  form?.addEventListener("reset", () => setTimeout(load));
  window.addEventListener("pagehide", sync);
  document.addEventListener("page", () => editor.destroy(), { once: true });
  frame.addEventListener("focusin", refresh);
  document.addEventListener("focusin", (event) => {
    // What lies below the full screen is not to be seen, and so not to be reached.
    const to = event.target as Element;
    if (desk.isFull() && document.body.contains(frame) && !frame.contains(to) && !to.closest("dialog")) bar.focus();
  });
  rowTools(form, editor, files, locked);
  refresh();
  const hash = new URLSearchParams(location.hash.slice(1));
  const words = hash.get("find");
  if (words && !locked) {
    const instead = hash.get("instead") ?? "";
    find.open(words, instead, Number(hash.get("n")) || 0);
    tell(instead ? `检查建议：“${words}”改为“${instead}”。` : "");
  }
}

/** What the editor cannot keep stays as it is, unless somebody wants the editor all the same. */
function offer(box: HTMLElement, field: HTMLTextAreaElement, missing: string[]): void {
  const button = make("button", { type: "button", class: "btn small" }, "仍用编辑器打开");
  const note = make(
    "div",
    { class: "notice warn", role: "status" },
    make("div", { class: "notice-body" }, make("p", {}, `这篇稿件里有编辑器不能原样保留的排版（${missing.join("、")}），所以先显示为文本，内容没有变动。`)),
    button,
  );
  button.addEventListener("click", () => {
    note.remove();
    open(box, field, true);
  });
  field.before(note);
}

/** Pictures for an edition that was never saved travel with the form. */
function keepForLater(form: HTMLFormElement | null, early: File[]): [string, "warn" | "bad"] {
  const input = form?.querySelector<HTMLInputElement>('input[type="file"][name="images"]');
  try {
    const all = new DataTransfer();
    for (const file of [...Array.from(input?.files ?? []), ...early]) all.items.add(file);
    if (!input) throw new Error("no field");
    input.files = all.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
    return ["稿件还没有保存过，图片已放进下面的“图片”，点“保存”后就能插入正文。文字不受影响。", "warn"];
  } catch {
    return ["稿件还没有保存过，暂时不能上传图片。请先填写标题和栏目并点“保存”，再插入图片。文字不受影响。", "bad"];
  }
}

/** Beside each file of the edition: a button that puts it into the text. */
function rowTools(form: HTMLFormElement | null, editor: Editor, files: Files, locked: boolean): void {
  for (const row of form?.querySelectorAll<HTMLElement>("[data-file]") ?? []) {
    const [href, name, id] = [row.dataset.file ?? "", row.dataset.name ?? "", row.dataset.picture];
    const copy = row.querySelector<HTMLElement>("[data-copy]");
    if (copy) copy.hidden = true;
    if (locked) continue;
    const button = make("button", { type: "button", class: "btn small" }, "插入正文", make("span", { class: "only-read" }, `：${name}`));
    button.addEventListener("click", () => {
      if (id) insertPicture(editor, href, files.words(id));
      else editor.chain().focus().insertContent({ type: "text", text: name, marks: [{ type: "link", attrs: { href } }] }).run();
    });
    row.lastElementChild?.prepend(button, " ");
  }
}

function placeOf(state: EditorState, href: string): number | null {
  let place: number | null = null;
  state.doc.descendants((node, at) => {
    if (node.type.name === "figure" && node.attrs.src === href) place = at;
    return node.type.name !== "figure";
  });
  return place;
}

/** Letters of a text without blanks, as office programs count them. */
function letters(text: string): number {
  return Array.from(text.replace(/[\s\u3000\u00a0]+/g, "")).length;
}

/** Words where nothing stands yet: in an empty text, and below a picture. */
const Hints = Extension.create({
  name: "hints",
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        decorations(state) {
          const bare: Decoration[] = [];
          const { doc } = state;
          const blank = doc.childCount === 1 && doc.firstChild?.type.name === "paragraph" && doc.firstChild.content.size === 0;
          doc.descendants((node, at) => {
            if (node.type.name === "figure" && node.content.size === 0) bare.push(Decoration.node(at, at + node.nodeSize, { class: "bare" }));
            return !node.isTextblock;
          });
          if (blank) bare.push(Decoration.node(0, doc.content.size, { class: "blank", "data-blank": "在这里写正文，或者直接粘贴 Word、WPS 的内容" }));
          return DecorationSet.create(doc, bare);
        },
      },
    }),
  ],
});

function keys(desk: () => Desk, bar: () => Bar, form: () => HTMLFormElement | null): Extension {
  const done = (run: () => void) => () => {
    run();
    return true;
  };
  // The browser's own jump is told to the editor a moment later, and what is pasted within that moment went to the old place.
  const jump = (to: (doc: EditorState["doc"]) => Selection) =>
    done(() => {
      const { state, view } = desk().editor;
      view.dispatch(state.tr.setSelection(to(state.doc)).scrollIntoView());
    });
  return Extension.create({
    name: "keys",
    addKeyboardShortcuts: () => ({
      "Mod-Home": jump((doc) => Selection.atStart(doc)),
      "Mod-End": jump((doc) => Selection.atEnd(doc)),
      "Alt-F10": done(() => bar().focus()),
      "Mod-k": done(() => desk().link()),
      "Mod-f": done(() => desk().find()),
      "Mod-h": done(() => desk().find()),
      "Mod-s": done(() => form()?.requestSubmit(form()?.querySelector<HTMLButtonElement>("button.main[type=submit]") ?? undefined)),
      "Mod-\\": done(() => MAIN.flatMap((group) => group.tools).find((tool) => tool.key === "clear")?.run(desk())),
      "Mod-Shift-l": done(() => align(desk().editor, null)),
      "Mod-Shift-e": done(() => align(desk().editor, "align-center")),
      "Mod-Shift-r": done(() => align(desk().editor, "align-right")),
      "Mod-Alt-0": done(() => setStyle(desk().editor, "0")),
      "Mod-Alt-1": done(() => setStyle(desk().editor, "2")),
      "Mod-Alt-2": done(() => setStyle(desk().editor, "3")),
    }),
  });
}
