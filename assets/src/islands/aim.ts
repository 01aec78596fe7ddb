// The point of a picture that stays in sight however it is cropped (焦点): pressed on the picture, or typed as percent. Beside it the
// picture is shown as lists crop it.
const SHOWN = 704;

export function aimPicture(): void {
  const aim = document.querySelector<HTMLElement>("[data-aim]");
  const across = document.querySelector<HTMLInputElement>("#f-cover_x");
  const down = document.querySelector<HTMLInputElement>("#f-cover_y");
  if (!aim || !across || !down) return;
  const [picture, wide, square] = [image("列表图，按一下选择裁切时保留的点"), image("按 16 比 9 裁切的样子", "aim-wide"), image("按 1 比 1 裁切的样子", "aim-square")];
  const [row, at, mark] = [element("div", "aim-row"), element("div", "aim-at"), element("span", "aim-mark")];
  at.append(picture, mark);
  row.append(at, wide, square);
  aim.append(row);

  const draw = () => {
    const [x, y] = [percent(across.value), percent(down.value)];
    mark.style.left = `${x}%`;
    mark.style.top = `${y}%`;
    for (const crop of [wide, square]) crop.style.objectPosition = `${x}% ${y}%`;
  };
  const show = (source: string) => {
    for (const img of [picture, wide, square]) img.src = source;
    aim.hidden = !source;
    draw();
  };
  const take = (event: PointerEvent) => {
    const box = picture.getBoundingClientRect();
    across.value = String(percent(String(((event.clientX - box.left) / box.width) * 100)));
    down.value = String(percent(String(((event.clientY - box.top) / box.height) * 100)));
    across.dispatchEvent(new Event("input", { bubbles: true }));
  };
  picture.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    picture.setPointerCapture(event.pointerId);
    take(event);
  });
  picture.addEventListener("pointermove", (event) => {
    if (picture.hasPointerCapture(event.pointerId)) take(event);
  });
  for (const field of [across, down]) field.addEventListener("input", draw);
  // A picture that was just chosen is shown before it is sent.
  document.querySelector<HTMLInputElement>("#f-cover")?.addEventListener("change", async (event) => {
    const file = (event.target as HTMLInputElement).files?.[0];
    show((file && (await small(file))) || (aim.dataset.aim ?? ""));
  });
  show(aim.dataset.aim ?? "");
}

/** A picture made smaller, as an address that pages of ours may show; empty for what is no picture. */
async function small(file: File): Promise<string> {
  try {
    const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, SHOWN / bitmap.width);
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale))];
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/jpeg", 0.8);
  } catch {
    return "";
  }
}

function element(name: string, classes: string): HTMLElement {
  const made = document.createElement(name);
  made.className = classes;
  return made;
}

function image(alt: string, classes = ""): HTMLImageElement {
  const made = element("img", classes) as HTMLImageElement;
  made.alt = alt;
  made.draggable = false;
  return made;
}

/** A whole percent from 0 to 100; the middle for what is none. */
function percent(typed: string): number {
  const value = Math.round(Number(typed.trim() || "50"));
  return Number.isFinite(value) ? Math.min(100, Math.max(0, value)) : 50;
}
