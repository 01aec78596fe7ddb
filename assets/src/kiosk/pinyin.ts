// Reading pinyin: what typed letters may mean, the best first. Pure: letters and words in, candidates out.
import type { Word, Words } from "./words";

export interface Candidate {
  text: string;
  /** How many of the typed letters it stands for. */
  taken: number;
}

/** Letters that are read at once, syllables of a word, candidates of words beside the characters. */
const LETTERS_MAX = 40;
const SYLLABLES_MAX = 8;
const WORDS_MAX = 120;
/** Logarithm of the number of words in the corpus: what one more word costs. */
const WHOLE = 18;
/** What a word costs that was not spelt in full. */
const SHORT = 3;

interface Piece {
  word: Word;
  end: number;
  /** What it adds to the sum of a sentence. */
  worth: number;
}

/** The syllables that may begin at `at`: their spelling in the dictionary and where they end. */
function* syllables(letters: string, at: number, words: Words): Generator<[string, number]> {
  if (letters[at] === "'") at += 1;
  for (let end = Math.min(letters.length, at + 6); end > at; end -= 1) {
    const part = letters.slice(at, end);
    // 略 and 虐 are written with ü, which many type as u.
    const known = words.syllables.has(part) ? part : part.replace(/^([ln])ue$/, "$1ve");
    if (words.syllables.has(known)) yield [known, end];
  }
}

/** All words that are spelt in full from `at`. */
function spelt(letters: string, at: number, words: Words): Piece[] {
  const found: Piece[] = [];
  const walk = (from: number, sound: string[]): void => {
    for (const [syllable, end] of syllables(letters, from, words)) {
      const next = [...sound, syllable];
      for (const word of words.bySound.get(next.join(" ")) ?? []) found.push({ word, end, worth: word.weight - WHOLE });
      if (next.length < SYLLABLES_MAX && end < letters.length) walk(end, next);
    }
  };
  walk(at, []);
  return found;
}

/** `letters` cut into syllables and beginnings of syllables (`zf`, `zhengf`), the longest first; nothing when all are whole. */
function shortened(letters: string, words: Words): string[] | null {
  const parts: string[] = [];
  let isShort = false;
  for (let at = 0; at < letters.length; ) {
    if (letters[at] === "'") {
      at += 1;
      continue;
    }
    const whole = [...syllables(letters, at, words)][0];
    const rest = letters.slice(at).split("'")[0] ?? "";
    // At the end any beginning will do; before it only what is the first sound of a syllable.
    const last = words.beginnings.has(rest) ? rest : "";
    const first = /^(zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])/.exec(rest)?.[0] ?? "";
    const part = whole && whole[1] - at >= last.length ? letters.slice(at, whole[1]) : last || first;
    if (!part) return null;
    isShort ||= !whole || part !== letters.slice(at, whole[1]);
    parts.push(part);
    at += part.length;
  }
  return isShort && parts.length > 1 && parts.length <= SYLLABLES_MAX ? parts : null;
}

/** Words that begin so, syllable by syllable. */
function abbreviated(parts: string[], words: Words): Word[] {
  const fits = (word: Word): boolean => parts.every((part, at) => {
    const sound = word.sound[at] ?? "";
    return words.syllables.has(part) && part.length > 1 ? sound === part : sound.startsWith(part);
  });
  return (words.byLetters.get(parts.map((part) => part[0]).join("")) ?? []).filter(fits);
}

/** The likeliest sentence from the beginning, as far as it can be read. */
function sentence(letters: string, words: Words): { text: string; taken: number; count: number } {
  const best: ({ sum: number; text: string; count: number } | undefined)[] = [{ sum: 0, text: "", count: 0 }];
  let taken = 0;
  for (let at = 0; at < letters.length; at += 1) {
    const before = best[at];
    if (!before) continue;
    const pieces = spelt(letters, at, words);
    const parts = shortened(letters.slice(at), words);
    const [guess] = parts ? abbreviated(parts, words) : [];
    if (guess) pieces.push({ word: guess, end: letters.length, worth: guess.weight - WHOLE - SHORT });
    for (const { word, end, worth } of pieces) {
      const sum = before.sum + worth;
      if (sum > (best[end]?.sum ?? -Infinity)) best[end] = { sum, text: before.text + word.text, count: before.count + 1 };
      taken = Math.max(taken, end);
    }
  }
  const found = best[taken];
  return { text: found?.text ?? "", taken: found ? taken : 0, count: found?.count ?? 0 };
}

/** What `typed` may mean: the whole as one word or as a sentence, then words and characters of its beginning. */
export function candidates(typed: string, words: Words): Candidate[] {
  const letters = typed.toLowerCase().slice(0, LETTERS_MAX);
  const pieces = spelt(letters, 0, words).sort((a, b) => b.end - a.end || b.word.text.length - a.word.text.length || b.worth - a.worth);
  const whole = pieces.filter((piece) => piece.end === letters.length).sort((a, b) => b.worth - a.worth);
  const parts = shortened(letters, words);
  const short = parts ? abbreviated(parts, words) : [];
  const line = sentence(letters, words);
  const out = new Map<string, number>();
  const add = (text: string, taken: number): void => {
    if (text && !out.has(text)) out.set(text, taken);
  };
  if (line.count === 1) add(line.text, line.taken);
  for (const piece of whole) add(piece.word.text, piece.end);
  for (const word of short.slice(0, 40)) add(word.text, letters.length);
  add(line.text, line.taken);
  for (const piece of pieces.slice(0, WORDS_MAX)) add(piece.word.text, piece.end);
  const ends = new Set([...syllables(letters, 0, words)].map(([, end]) => end));
  for (const piece of pieces) if (ends.has(piece.end) && [...piece.word.text].length === 1) add(piece.word.text, piece.end);
  // A single letter that is no syllable: characters that begin so.
  if (!out.size) for (const syllable of words.syllables) if (syllable.startsWith(letters)) add(words.bySound.get(syllable)?.[0]?.text ?? "", letters.length);
  return [...out].map(([text, taken]) => ({ text, taken }));
}

/** The letters as they are read, with a mark between syllables: as few syllables as cover them all, else what comes first. */
export function divided(typed: string, words: Words): string {
  const letters = typed.toLowerCase();
  const best: (string[] | undefined)[] = [[]];
  for (let at = 0; at < letters.length; at += 1) {
    const before = best[at];
    if (!before) continue;
    const ends = [...syllables(letters, at, words)].map(([, end]) => end);
    for (const end of ends.length ? ends : [at + 1]) {
      const parts = [...before, typed.slice(at, end).replace("'", "")].filter(Boolean);
      if (parts.length < (best[end]?.length ?? Infinity)) best[end] = parts;
    }
  }
  return (best[letters.length] ?? [typed]).join("’");
}
