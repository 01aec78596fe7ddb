// Characters by the order of their strokes (横竖撇捺折), for those who write by hand and not by sound. The file is made at build time
// (../../strokes.ts); how frequent a character is, is known from the words of the pinyin keyboard.
import type { Candidate } from "./pinyin";
import type { Words } from "./words";

/** The keys: what stands on them and their names; their places are the digits of the file. */
export const STROKES = [["一", "横"], ["丨", "竖"], ["丿", "撇"], ["丶", "捺"], ["乛", "折"]] as const;
/** Strokes that are typed at most, and candidates. */
export const STROKES_MAX = 40;
const FOUND_MAX = 200;

interface Drawn {
  text: string;
  /** Digits 1 to 5. */
  order: string;
}

/** All characters in the order of their strokes. */
export type Orders = Drawn[];

interface File {
  chars: string;
  strokes: string;
}

export function read(file: File): Orders {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const lines = file.strokes.match(/[A-Za-z]\d*/g) ?? [];
  let order = "";
  return [...file.chars].map((text, at) => {
    const line = lines[at] ?? "A";
    order = order.slice(0, letters.indexOf(line[0] ?? "A")) + line.slice(1);
    return { text, order };
  });
}

/** Strokes as they are drawn. */
export function drawn(typed: string): string {
  return [...typed].map((digit) => STROKES[Number(digit) - 1]?.[0] ?? "").join(" ");
}

/** The characters that begin so: those that are whole first, then the most frequent ones. */
export function byStrokes(typed: string, orders: Orders, words: Words | null): Candidate[] {
  let [low, high] = [0, orders.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((orders[middle]?.order ?? "") < typed) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (orders[end]?.order.startsWith(typed)) end += 1;
  const weight = (one: Drawn): number => words?.weights.get(one.text) ?? 0;
  const whole = (one: Drawn): number => Number(one.order === typed);
  return orders
    .slice(low, end)
    .sort((a, b) => whole(b) - whole(a) || weight(b) - weight(a) || a.order.length - b.order.length)
    .slice(0, FOUND_MAX)
    .map(({ text }) => ({ text, taken: typed.length }));
}

let asked: Promise<Orders> | null = null;

/** Fetches the strokes once; a fetch that failed is tried again the next time. */
export function fetchStrokes(): Promise<Orders> {
  const from = document.querySelector<HTMLMetaElement>('meta[name="kiosk-strokes"]')?.content ?? "";
  asked ??= fetch(from)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((file: File) => read(file))
    .catch((error) => {
      asked = null;
      throw error;
    });
  return asked;
}
