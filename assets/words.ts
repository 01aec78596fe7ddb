// Words with their sounds for the keyboard of terminals (src/kiosk): made at build time from the dictionary of @pinyin-pro/data.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Plugin } from "vite";

/** Where the pages of terminals find it in the manifest. */
const SOURCE = "src/kiosk/words.json";
/** Words of two and more characters that are kept, the most frequent ones. */
const WORDS = 60_000;
/** Levels of frequency: so many to each power of e. */
const STEP = 2.5;
/** Words of the county's offices that no general dictionary has, between frequent and common. */
const OURS = "信息公开 政务公开 政府信息公开 依申请公开 主动公开 县长信箱 书记信箱 办事指南 办事大厅 政务服务 便民服务 不动产登记 社保卡 医保局 医保卡 营业执照 居住证 宅基地 低保户 养老金 公租房 住房公积金 公积金 高龄津贴 残疾人证 生育津贴 失业金 民政局 人社局 住建局 自然资源局 农业农村局 市场监管局 卫健局 教体局 财政局 公安局 信访局 审计局 应急管理局 水利局 交通运输局 政务服务中心 乡镇 村委会 居委会 路灯 井盖 噪声 扰民 垃圾清运 自来水 停水 停电 公交车 学区 报名".split(" ");
const OURS_LEVEL = 16;
/** What people come to a terminal for; among words of the same sound it stands further in front. */
const ASKED = new Set("反映 办理 申请 查询 投诉 建议 举报 咨询 补助 补贴 社保 医保 养老 政策 低保 户口 残疾 证明 登记 公示 公告".split(" "));
const ASKED_MORE = 6;

/** The characters in common use (GB 2312): others are offered after them. */
const COMMON = new Set(
  new TextDecoder("gbk").decode(
    Uint8Array.from({ length: 72 * 94 * 2 }, (_, at) => (at % 2 ? 0xa1 + ((at >> 1) % 94) : 0xb0 + Math.floor((at >> 1) / 94))),
  ),
);

type Dictionary = Record<string, [sound: string, share: number]>;

/** The syllables of a sound without tones; ü is v, as on keyboards. */
function syllables(sound: string): string[] {
  return sound.normalize("NFD").replace(/u\u0308/g, "v").replace(/[\u0300-\u036f]/g, "").toLowerCase().split(" ");
}

const isSyllable = (text: string): boolean => /^[a-z]*[aeiouv][a-z]*$/.test(text);
const isHan = (text: string): boolean => /^[\u4e00-\u9fff〇]+$/.test(text);
const level = (count: number): number => Math.max(0, Math.min(35, Math.round(Math.log(count) * STEP)));

/** Each word with its syllables and how often it occurs in a corpus of 60 million. */
function* entries(): Generator<[word: string, sound: string[], count: number]> {
  const path = createRequire(import.meta.url).resolve("@pinyin-pro/data/complete.json");
  const all = JSON.parse(readFileSync(path, "utf8")) as Dictionary;
  for (const [word, [text, share]] of Object.entries(all)) {
    const sound = syllables(text);
    if (isHan(word) && sound.length === [...word].length && sound.every(isSyllable)) yield [word, sound, share * 1e12];
  }
}

/** How often each character is read so: alone, and in words for a reading that it has only there. */
function characters(all: [string, string[], number][]): Map<string, Map<string, number>> {
  const found = new Map<string, Map<string, number>>();
  const count = (char: string, sound: string, times: number): void => {
    const of = found.get(char) ?? new Map<string, number>();
    of.set(sound, (of.get(sound) ?? 0) + times);
    found.set(char, of);
  };
  for (const [word, sound, times] of all) [...word].forEach((char, at) => count(char, sound[at]!, times));
  for (const [word, [alone], times] of all) {
    if ([...word].length > 1) continue;
    const of = found.get(word)!;
    const whole = [...of.values()].reduce((sum, one) => sum + one, 0);
    // A character alone is as frequent as it is; its readings share that as they do in words.
    const shares = [...of].map(([sound, within]): [string, number] => [sound, (times * within) / whole]);
    // A reading of a few words in a hundred is a slip of the dictionary, or nobody looks for it.
    found.set(word, new Map(shares.filter(([sound, share]) => sound === alone || share > times / 200)));
  }
  return found;
}

/** The file: `chars` by syllable, `freq` with a digit of 36 for each, `words` by level, with their sound where it is not the usual one. */
export function words(): string {
  const all = [...entries()];
  const found = characters(all);
  const usual = (char: string): string => [...(found.get(char) ?? [])].sort((a, b) => b[1] - a[1])[0]?.[0] ?? "";
  const by = new Map<string, [string, number][]>();
  for (const [char, sounds] of found) {
    for (const [sound, times] of sounds) by.set(sound, [...(by.get(sound) ?? []), [char, times]]);
  }
  const chars: Record<string, string> = {};
  const freq: Record<string, string> = {};
  for (const [sound, list] of [...by].sort(([a], [b]) => (a < b ? -1 : 1))) {
    list.sort((a, b) => Number(COMMON.has(b[0])) - Number(COMMON.has(a[0])) || b[1] - a[1]);
    chars[sound] = list.map(([char]) => char).join("");
    freq[sound] = list.map(([char, times]) => (COMMON.has(char) ? level(times).toString(36) : "0")).join("");
  }
  const kept = all.filter(([word]) => [...word].length > 1 && [...word].length <= 8).sort((a, b) => b[2] - a[2]).slice(0, WORDS);
  const known = new Set(kept.map(([word]) => word));
  const ours = OURS.filter((word) => !known.has(word)).map((word): [string, string[], number] => [word, [...word].map(usual), Math.exp(OURS_LEVEL / STEP)]);
  const levels: string[][] = [];
  for (const [word, sound, times] of [...kept, ...ours]) {
    const plain = [...word].every((char, at) => usual(char) === sound[at]);
    (levels[level(times) + (ASKED.has(word) ? ASKED_MORE : 0)] ??= []).push(plain ? word : word + sound.join("'"));
  }
  return JSON.stringify({ chars, freq, words: Array.from(levels, (list) => (list ?? []).join(" ")) });
}

export function dictionary(): Plugin {
  return {
    name: "dictionary",
    buildStart() {
      this.emitFile({ type: "asset", name: "words.json", originalFileName: SOURCE, source: words() });
    },
  };
}
