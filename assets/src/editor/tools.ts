// What can be done with the text: the tools of both bars, with their names and keys.
import type { Editor } from "@tiptap/core";
import { CLASSES } from "./schema";

/** What tools need beyond the text itself. */
export interface Desk {
  editor: Editor;
  link(): void;
  picture(): void;
  table(): void;
  caption(): void;
  find(): void;
  full(): void;
  isFull(): boolean;
}

/** One button. */
export interface Tool {
  key: string;
  title: string;
  /** Keys, as people read them. */
  keys?: string;
  /** Words instead of an icon. */
  words?: string;
  run(desk: Desk): void;
  /** Whether it is on where the cursor stands. */
  on?(desk: Desk): boolean;
  /** Whether it can be used where the cursor stands. */
  can?(editor: Editor): boolean;
}

/** Tools that belong together. */
export interface Group {
  title: string;
  /** Folded away on a phone until somebody asks for more. */
  extra?: boolean;
  tools: Tool[];
}

/** Styles of paragraphs. */
export const STYLES: [string, string][] = [["0", "正文"], ["2", "小标题"], ["3", "二级小标题"], ["4", "三级小标题"]];

/** The style at the cursor, as a key of STYLES. */
export function styleAt(editor: Editor): string {
  const { $from } = editor.state.selection;
  return $from.parent.type.name === "heading" ? String($from.parent.attrs.level) : "0";
}

/** Gives the paragraphs that are selected a style. */
export function setStyle(editor: Editor, level: string): boolean {
  const chain = editor.chain().focus();
  return level === "0" ? chain.setNode("paragraph").run() : chain.setNode("heading", { level: Number(level) }).run();
}

/** Pictures of their own stand in the middle anyway. */
const ALIGNED = ["paragraph", "heading"];

/** Aligns the blocks that are selected; null is the beginning of the line. */
export function align(editor: Editor, value: string | null): boolean {
  return editor
    .chain()
    .focus()
    .command(({ tr, state }) => {
      for (const { $from, $to } of state.selection.ranges) {
        state.doc.nodesBetween($from.pos, $to.pos, (node, at) => {
          if (ALIGNED.includes(node.type.name)) tr.setNodeAttribute(at, "class", value);
        });
      }
      return true;
    })
    .run();
}

/** The alignment at the cursor; nothing where it makes no difference. */
export function alignedAt(editor: Editor): string | null | undefined {
  const { $from, from, to } = editor.state.selection;
  let found: string | null | undefined;
  editor.state.doc.nodesBetween(from, Math.max(to, $from.pos), (node) => {
    if (found === undefined && ALIGNED.includes(node.type.name)) found = (node.attrs.class as string | null) ?? null;
  });
  if (found === undefined) return undefined;
  return CLASSES.slice(0, 2).find((name) => found?.split(" ").includes(name)) ?? null;
}

/** Back to plain paragraphs; links stay. */
function clear(editor: Editor): void {
  const chain = editor.chain().focus();
  for (const name of ["strong", "em", "u", "sub", "sup"]) chain.unsetMark(name);
  chain.clearNodes().run();
  align(editor, null);
}

const inList = (editor: Editor) => editor.isActive("listItem");
const plainPlace = (editor: Editor) => !editor.isActive("table") && !editor.isActive("figure");

function markTool(key: string, title: string, keys?: string): Tool {
  return {
    key,
    title,
    keys,
    run: ({ editor }) => editor.chain().focus().toggleMark(key).run(),
    on: ({ editor }) => editor.isActive(key),
  };
}

function alignTool(key: string, title: string, value: string | null, keys: string): Tool {
  return { key, title, keys, run: ({ editor }) => align(editor, value), on: ({ editor }) => alignedAt(editor) === value, can: (editor) => !editor.isActive("figure") };
}

/** The bar above the text; the choice of style stands before the second group. */
export const MAIN: Group[] = [
  {
    title: "撤销",
    tools: [
      { key: "undo", title: "撤销", keys: "Ctrl+Z", run: ({ editor }) => editor.chain().focus().undo().run(), can: (editor) => editor.can().undo() },
      { key: "redo", title: "重做", keys: "Ctrl+Y", run: ({ editor }) => editor.chain().focus().redo().run(), can: (editor) => editor.can().redo() },
    ],
  },
  {
    title: "文字",
    tools: [markTool("strong", "加粗", "Ctrl+B"), markTool("u", "下划线", "Ctrl+U")],
  },
  {
    title: "更多文字格式",
    extra: true,
    tools: [
      markTool("em", "斜体", "Ctrl+I"),
      markTool("sup", "上标"),
      markTool("sub", "下标"),
      { key: "clear", title: "清除格式", keys: "Ctrl+\\", run: ({ editor }) => clear(editor) },
    ],
  },
  {
    title: "对齐",
    extra: true,
    tools: [
      alignTool("left", "左对齐（段首自动缩进两字）", null, "Ctrl+Shift+L"),
      alignTool("center", "居中", "align-center", "Ctrl+Shift+E"),
      alignTool("right", "右对齐（落款）", "align-right", "Ctrl+Shift+R"),
    ],
  },
  {
    title: "列表",
    tools: [
      { key: "bullets", title: "项目列表", keys: "Ctrl+Shift+8", run: ({ editor }) => editor.chain().focus().toggleBulletList().run(), on: ({ editor }) => editor.isActive("bulletList") },
      { key: "numbers", title: "编号列表", keys: "Ctrl+Shift+7", run: ({ editor }) => editor.chain().focus().toggleOrderedList().run(), on: ({ editor }) => editor.isActive("orderedList") },
    ],
  },
  {
    title: "层次",
    extra: true,
    tools: [
      { key: "outdent", title: "列表升一级", keys: "Shift+Tab", run: ({ editor }) => editor.chain().focus().liftListItem("listItem").run(), can: inList },
      { key: "indent", title: "列表降一级", keys: "Tab", run: ({ editor }) => editor.chain().focus().sinkListItem("listItem").run(), can: (editor) => inList(editor) && editor.can().sinkListItem("listItem") },
      { key: "quote", title: "引用", run: ({ editor }) => editor.chain().focus().toggleWrap("blockquote").run(), on: ({ editor }) => editor.isActive("blockquote") },
    ],
  },
  {
    title: "插入",
    tools: [
      { key: "link", title: "链接", keys: "Ctrl+K", run: (desk) => desk.link(), on: ({ editor }) => editor.isActive("link"), can: (editor) => !editor.isActive("figure") },
      { key: "picture", title: "图片", run: (desk) => desk.picture(), on: ({ editor }) => editor.isActive("figure") },
      { key: "table", title: "表格", run: (desk) => desk.table(), on: ({ editor }) => editor.isActive("table"), can: plainPlace },
    ],
  },
  {
    title: "其他",
    extra: true,
    tools: [
      { key: "rule", title: "分隔线", run: ({ editor }) => editor.chain().focus().insertContent({ type: "rule" }).run(), can: plainPlace },
      { key: "find", title: "查找和替换", keys: "Ctrl+F", run: (desk) => desk.find() },
      { key: "full", title: "全屏编辑", run: (desk) => desk.full(), on: (desk) => desk.isFull() },
    ],
  },
];

function tableTool(key: string, words: string, title: string, run: (editor: Editor) => boolean, can?: (editor: Editor) => boolean): Tool {
  return { key, words, title, run: ({ editor }) => void run(editor), can };
}

/** The bar that comes while the cursor is in a table. */
export const TABLE: Group[] = [
  {
    title: "行",
    tools: [
      tableTool("row-above", "上插行", "在上方插入一行", (e) => e.chain().focus().addRowBefore().run()),
      tableTool("row-below", "下插行", "在下方插入一行", (e) => e.chain().focus().addRowAfter().run()),
      tableTool("row-away", "删行", "删除这一行", (e) => e.chain().focus().deleteRow().run(), (e) => e.can().deleteRow()),
    ],
  },
  {
    title: "列",
    tools: [
      tableTool("column-left", "左插列", "在左侧插入一列", (e) => e.chain().focus().addColumnBefore().run()),
      tableTool("column-right", "右插列", "在右侧插入一列", (e) => e.chain().focus().addColumnAfter().run()),
      tableTool("column-away", "删列", "删除这一列", (e) => e.chain().focus().deleteColumn().run(), (e) => e.can().deleteColumn()),
    ],
  },
  {
    title: "单元格",
    tools: [
      tableTool("head-row", "表头行", "首行作表头，或取消", (e) => e.chain().focus().toggleHeaderRow().run()),
      tableTool("head-column", "表头列", "首列作表头，或取消", (e) => e.chain().focus().toggleHeaderColumn().run()),
      tableTool("merge", "合并", "合并选中的单元格", (e) => e.chain().focus().mergeCells().run(), (e) => e.can().mergeCells()),
      tableTool("split", "拆分", "拆分合并过的单元格", (e) => e.chain().focus().splitCell().run(), (e) => e.can().splitCell()),
    ],
  },
  {
    title: "整张表",
    tools: [
      { key: "caption", words: "表题", title: "填写或修改表题", run: (desk) => desk.caption() },
      tableTool("table-away", "删表", "删除整张表格", (e) => e.chain().focus().deleteTable().run()),
    ],
  },
];
