// Characters with the order of their strokes for the keyboard of terminals (src/kiosk): made at build time from the data of cnchar-order.
import { createRequire } from "node:module";
import type { Plugin } from "vite";

/** Where the pages of terminals find it in the manifest: 56 kB, 25 kB on the wire; only terminals fetch it. */
const SOURCE = "src/kiosk/strokes.json";
/**
 * The five classes of strokes (横 竖 撇 点捺 折) by the letters of the data. A rising stroke counts as 横, a hooked upright as 竖, a
 * point as 捺, whatever bends otherwise as 折 (GB 13000.1 字符集汉字折笔规范).
 */
const CLASSES: Record<string, string> = { j: "1", i: "1", f: "2", g: "2", s: "3", k: "4", l: "4", d: "4" };
const BENT = "5";
/** How many strokes a character shares with the one before it, as a letter: A for none. No character has more than 50. */
const SHARED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const isHan = (text: string): boolean => /^[\u4e00-\u9fff]$/.test(text);

/** The file: `chars` by their strokes, and `strokes` with a letter and the digits that follow for each. */
export function strokes(): string {
  const data = createRequire(import.meta.url)("cnchar-order") as { dict: { orders: Record<string, string> } };
  const all = Object.entries(data.dict.orders)
    .filter(([char]) => isHan(char))
    .map(([char, order]): [string, string] => [char, [...order].map((letter) => CLASSES[letter] ?? BENT).join("")])
    .sort(([a, one], [b, other]) => (one < other ? -1 : one > other ? 1 : a < b ? -1 : 1));
  let before = "";
  const lines = all.map(([, order]) => {
    let shared = 0;
    while (shared < SHARED.length - 1 && shared < before.length && before[shared] === order[shared]) shared += 1;
    before = order;
    return SHARED[shared] + order.slice(shared);
  });
  return JSON.stringify({ chars: all.map(([char]) => char).join(""), strokes: lines.join("") });
}

export function orders(): Plugin {
  return {
    name: "orders",
    buildStart() {
      this.emitFile({ type: "asset", name: "strokes.json", originalFileName: SOURCE, source: strokes() });
    },
  };
}
