// Rectangles over the pages of an original (遮盖): drawn, moved, made larger and taken away by mouse, finger and keys. What is typed in the
// field is what counts: the drawing reads it and writes it, so both always say the same.
const SVG = "http://www.w3.org/2000/svg";
const ACROSS = 1000;
const LEAST = 0.4;
const STEP = 1;

interface Box {
  page: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

type Drag = { sheet: SVGSVGElement; box: Box; how: "new" | "move" | "size"; x: number; y: number; from: Box };

export function coverPages(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-cover]");
  const field = form?.querySelector<HTMLTextAreaElement>("#f-boxes");
  if (!form || !field) return;
  const sheets = Array.from(form.querySelectorAll<SVGSVGElement>("svg[data-cover-page]"));
  const said = form.querySelector<HTMLElement>("[data-cover-said]");
  let boxes = read(field.value);
  let drag: Drag | null = null;

  const say = (words: string) => {
    if (said) said.textContent = words;
  };
  const write = () => {
    const drawn = boxes.map((b) => [b.page, b.left, b.top, b.width, b.height].map((n) => String(Math.round(n * 10) / 10)).join(" "));
    // Lines that are no rectangles stay: the server names them.
    const others = field.value.split("\n").filter((line) => line.trim() && !read(line).length);
    field.value = [...drawn, ...others].join("\n");
  };
  const draw = (chosen?: Box) => {
    for (const sheet of sheets) {
      sheet.querySelectorAll(".cover-box").forEach((old) => old.remove());
      const [page, tall] = [pageOf(sheet), sheet.viewBox.baseVal.height];
      boxes
        .filter((box) => box.page === page)
        .forEach((box, n) => {
          const drawn = shape(box, tall, `第 ${page} 页的矩形 ${n + 1}，距左 ${Math.round(box.left)}%，距上 ${Math.round(box.top)}%，宽 ${Math.round(box.width)}%，高 ${Math.round(box.height)}%`);
          drawn.addEventListener("keydown", (event) => press(event, box));
          (drawn as SVGGElement & { box?: Box }).box = box;
          sheet.append(drawn);
          if (box === chosen) drawn.focus({ preventScroll: true });
        });
    }
  };
  const remove = (box: Box) => {
    const at = boxes.indexOf(box);
    boxes = boxes.filter((other) => other !== box);
    write();
    draw(boxes.filter((other) => other.page === box.page).pop() ?? boxes[Math.max(0, at - 1)]);
    say("已删除一个矩形。");
  };
  const press = (event: KeyboardEvent, box: Box) => {
    const [x, y] = ({ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as Record<string, [number, number]>)[event.key] ?? [0, 0];
    if (event.key === "Delete" || event.key === "Backspace") {
      event.preventDefault();
      remove(box);
    } else if (x || y) {
      event.preventDefault();
      if (event.shiftKey) fit(box, { ...box, width: box.width + x * STEP, height: box.height + y * STEP });
      else fit(box, { ...box, left: box.left + x * STEP, top: box.top + y * STEP }, true);
      write();
      draw(box);
    }
  };

  for (const button of form.querySelectorAll<HTMLButtonElement>("[data-cover-add]")) {
    button.addEventListener("click", () => {
      const box = { page: Number(button.dataset.coverAdd), left: 10, top: 10, width: 25, height: 4 };
      boxes.push(box);
      write();
      draw(box);
      say(`第 ${box.page} 页加了一个矩形，用方向键移动，按住 Shift 改变大小。`);
    });
  }
  const touch = form.querySelector<HTMLButtonElement>("[data-cover-touch]");
  touch?.addEventListener("click", () => {
    const on = form.classList.toggle("drawing");
    touch.setAttribute("aria-pressed", String(on));
    say(on ? "在页面上用手指拖出矩形；再按一次按钮，恢复滑动页面。" : "");
  });

  const place = (sheet: SVGSVGElement, event: PointerEvent): [number, number] => {
    const edge = sheet.getBoundingClientRect();
    return [bound(((event.clientX - edge.left) / edge.width) * 100), bound(((event.clientY - edge.top) / edge.height) * 100)];
  };
  for (const sheet of sheets) {
    sheet.addEventListener("pointerdown", (event) => {
      const target = event.target as Element;
      const drawn = target.closest<SVGGElement & { box?: Box }>("g.cover-box");
      const finger = event.pointerType === "touch";
      if (event.button !== 0 || (finger && !drawn && !form.classList.contains("drawing"))) return;
      event.preventDefault();
      if (drawn?.box && target.closest(".cover-gone")) return remove(drawn.box);
      const [x, y] = place(sheet, event);
      const box = drawn?.box ?? { page: pageOf(sheet), left: x, top: y, width: 0, height: 0 };
      const how = !drawn ? "new" : target.closest(".cover-grip") ? "size" : "move";
      if (how === "new") boxes.push(box);
      else drawn?.focus({ preventScroll: true });
      drag = { sheet, box, how, x, y, from: { ...box } };
      sheet.setPointerCapture(event.pointerId);
    });
    sheet.addEventListener("pointermove", (event) => {
      if (!drag || drag.sheet !== sheet) return;
      const [x, y] = place(sheet, event);
      const { box, from, how } = drag;
      if (how === "move") fit(box, { ...from, left: from.left + x - drag.x, top: from.top + y - drag.y }, true);
      else if (how === "size") fit(box, { ...from, width: from.width + x - drag.x, height: from.height + y - drag.y });
      else Object.assign(box, { left: Math.min(x, drag.x), top: Math.min(y, drag.y), width: Math.abs(x - drag.x), height: Math.abs(y - drag.y) });
      draw();
    });
    const end = () => {
      if (!drag || drag.sheet !== sheet) return;
      const { box, how } = drag;
      drag = null;
      // A press without a drag draws nothing.
      if (how === "new" && (box.width < LEAST || box.height < LEAST)) boxes = boxes.filter((other) => other !== box);
      write();
      draw(boxes.includes(box) ? box : undefined);
    };
    sheet.addEventListener("pointerup", end);
    sheet.addEventListener("pointercancel", end);
  }
  field.addEventListener("input", () => {
    boxes = read(field.value);
    draw();
  });
  draw();
}

const pageOf = (sheet: SVGSVGElement) => Number(sheet.dataset.coverPage);
const bound = (n: number) => Math.min(100, Math.max(0, n));

/** Makes `box` what is wanted of it, within its page; when it moves it keeps its size. */
function fit(box: Box, wanted: Box, moves = false): void {
  const left = moves ? Math.min(bound(wanted.left), 100 - wanted.width) : wanted.left;
  const top = moves ? Math.min(bound(wanted.top), 100 - wanted.height) : wanted.top;
  const width = Math.min(Math.max(wanted.width, LEAST), 100 - left);
  const height = Math.min(Math.max(wanted.height, LEAST), 100 - top);
  Object.assign(box, { left, top, width, height });
}

/** The rectangles that the field says; lines that are none are left to the server to name. */
function read(typed: string): Box[] {
  const lines = typed.split("\n").map((line) => line.split(/[\s,，、%％]+/).filter(Boolean).map(Number));
  return lines.flatMap((numbers) => {
    const [page = 0, left = 0, top = 0, width = 0, height = 0] = numbers;
    return numbers.length === 5 && numbers.every(Number.isFinite) ? [{ page, left, top, width, height }] : [];
  });
}

/** A rectangle with a handle at its lower right corner and a cross at its upper one. */
function shape(box: Box, tall: number, label: string): SVGGElement {
  const unit = (part: number, side: number) => (part / 100) * side;
  const [x, y, width, height] = [unit(box.left, ACROSS), unit(box.top, tall), unit(box.width, ACROSS), unit(box.height, tall)];
  const group = make("g", { class: "cover-box", tabindex: "0", role: "button", "aria-label": label }) as SVGGElement;
  const gone = make("g", { class: "cover-gone" });
  const cross = make("path", { d: `M${x + width - 7} ${y - 7}l14 14m0 -14l-14 14` });
  gone.append(make("circle", { cx: x + width, cy: y, r: 16 }), cross);
  group.append(make("rect", { x, y, width, height }), make("circle", { class: "cover-grip", cx: x + width, cy: y + height, r: 14 }), gone);
  return group;
}

function make(name: string, attributes: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}
