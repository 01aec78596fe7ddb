// The words of the pinyin keyboard, by their sound and by their first letters. The file is made at build time (../../words.ts).

export interface Word {
  text: string;
  sound: string[];
  /** Natural logarithm of how often it occurs. */
  weight: number;
}

export interface Words {
  /** Words by syllables with blanks between, the most frequent first. */
  bySound: Map<string, Word[]>;
  /** Words of two and more characters by the first letters of their syllables. */
  byLetters: Map<string, Word[]>;
  /** How often each character occurs, as its most frequent reading does. */
  weights: Map<string, number>;
  syllables: Set<string>;
  /** Beginnings of syllables that are none themselves: `zh`, `zhe` is one, `zhon` is not. */
  beginnings: Set<string>;
}

interface File {
  chars: Record<string, string>;
  freq: Record<string, string>;
  words: string[];
}

const STEP = 2.5;

function put(map: Map<string, Word[]>, key: string, word: Word): void {
  const list = map.get(key);
  if (list) list.push(word);
  else map.set(key, [word]);
}

export function index(file: File): Words {
  const words: Words = { bySound: new Map(), byLetters: new Map(), weights: new Map(), syllables: new Set(), beginnings: new Set() };
  const usual = new Map<string, [sound: string, level: number]>();
  for (const [sound, chars] of Object.entries(file.chars)) {
    words.syllables.add(sound);
    const levels = file.freq[sound] ?? "";
    [...chars].forEach((text, at) => {
      const level = parseInt(levels[at] ?? "0", 36);
      put(words.bySound, sound, { text, sound: [sound], weight: level / STEP });
      if (level > (usual.get(text)?.[1] ?? -1)) {
        usual.set(text, [sound, level]);
        words.weights.set(text, level / STEP);
      }
    });
  }
  for (let level = file.words.length - 1; level >= 0; level -= 1) {
    for (const entry of (file.words[level] ?? "").split(" ")) {
      if (!entry) continue;
      // A sound stands behind the word where it is not the usual one.
      const end = entry.charCodeAt(entry.length - 1) < 128 ? entry.search(/[a-z]/) : entry.length;
      const [text, own] = [entry.slice(0, end), entry.slice(end)];
      const sound = own ? own.split("'") : [...text].map((char) => usual.get(char)?.[0] ?? "");
      const word = { text, sound, weight: level / STEP };
      put(words.bySound, sound.join(" "), word);
      put(words.byLetters, sound.map((one) => one[0]).join(""), word);
    }
  }
  for (const syllable of words.syllables) {
    for (let end = 1; end < syllable.length; end += 1) {
      const part = syllable.slice(0, end);
      if (!words.syllables.has(part)) words.beginnings.add(part);
    }
  }
  return words;
}

let asked: Promise<Words> | null = null;

/** Fetches the words once; a fetch that failed is tried again the next time. */
export function fetchWords(): Promise<Words> {
  const from = document.querySelector<HTMLMetaElement>('meta[name="kiosk-words"]')?.content ?? "";
  asked ??= fetch(from)
    .then((answer) => (answer.ok ? answer.json() : Promise.reject(new Error(String(answer.status)))))
    .then((file: File) => index(file))
    .catch((error) => {
      asked = null;
      throw error;
    });
  return asked;
}
