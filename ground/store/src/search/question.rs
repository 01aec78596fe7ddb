//! What was typed, taken apart: phrases in quotation marks, words that must be absent, numbers and dates, words.

use super::fold::{fold, is_chinese};
use super::numbers;
use super::synonyms::Synonyms;
use super::words::Cut;

/// Words of one question that must hold.
const ATOMS: usize = 24;

/// Words of questions and courtesies: they tell nothing about what is wanted. Without them the judged questions of
/// `search/statutes` are answered better.
const ASKING: [&str; 58] = [
    "怎么办",
    "怎么样",
    "怎么",
    "怎样",
    "如何",
    "什么样",
    "什么时候",
    "什么",
    "哪些",
    "哪种",
    "哪个",
    "哪里",
    "哪儿",
    "哪",
    "是否",
    "能否",
    "可否",
    "可不可以",
    "能不能",
    "是不是",
    "有没有",
    "要不要",
    "会不会",
    "为什么",
    "为何",
    "多少",
    "多久",
    "多大",
    "吗",
    "呢",
    "吧",
    "啊",
    "么",
    "谁",
    "请问",
    "您好",
    "你好",
    "谢谢",
    "麻烦",
    "有何",
    "何种",
    "何时",
    "几",
    "嘛",
    "呀",
    "哦",
    "咋",
    "咋办",
    "哪有",
    "怎么回事",
    "是什么",
    "有什么",
    "不知道",
    "想问",
    "想知道",
    "问下",
    "问一下",
    "请教",
];

/// Small words that a text need not hold.
const SMALL: [&str; 62] = [
    "的", "了", "是", "在", "和", "与", "及", "或", "把", "被", "给", "对", "就", "都", "也", "还", "要", "会", "能",
    "有", "我", "你", "他", "她", "它", "们", "这", "那", "个", "我们", "你们", "他们", "于", "之", "其", "所", "以",
    "为", "而", "则", "等", "将", "由", "从", "到", "向", "中", "上", "下", "里", "可以", "应该", "需要", "关于",
    "进行", "一下", "一个", "这个", "那个", "并", "但", "得",
];

/// One thing that must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Atom {
    /// The word: all pairs of its characters, or the single character or Latin word.
    Word(String),
    /// A number or date by one of its keys; when nothing has it, all pairs of its characters and all its digits.
    Cited(String, Vec<String>),
}

/// What was typed, taken apart. All texts are folded.
#[derive(Debug, Clone, Default)]
pub(super) struct Question {
    /// Everything as it was typed, without the signs of the language.
    pub(super) whole: String,
    /// What must stand there exactly.
    pub(super) phrases: Vec<String>,
    /// What must not stand there.
    pub(super) without: Vec<String>,
    /// What must hold.
    pub(super) atoms: Vec<Atom>,
    /// What ranks: stretches of text without the words of asking.
    pub(super) ranks: Vec<String>,
    /// Words of `ranks`.
    pub(super) words: Vec<String>,
}

impl Question {
    /// Takes `text` apart.
    pub(super) fn of(text: &str) -> Self {
        let mut out = Self::default();
        for (part, quoted, absent) in parts(text) {
            let folded = fold(&part).trim().to_owned();
            if !folded.chars().any(char::is_alphanumeric) {
                continue;
            }
            match (absent, quoted) {
                (true, _) => out.without.push(folded),
                (false, true) => {
                    out.ranks.push(folded.clone());
                    out.phrases.push(folded);
                }
                (false, false) => {
                    if !out.whole.is_empty() {
                        out.whole.push(' ');
                    }
                    out.whole.push_str(&folded);
                }
            }
        }
        out.read();
        out
    }

    fn read(&mut self) {
        let cited = numbers::cited(&self.whole);
        let chars: Vec<char> = self.whole.chars().collect();
        let mut free = String::new();
        let mut at = 0;
        for cited in cited {
            free.extend(&chars[at..cited.from.max(at)]);
            free.push(' ');
            let text: String = chars[cited.from..cited.to].iter().collect();
            let parts = Cut::Pairs.tokens(&text).map(str::to_owned).collect();
            self.ranks.push(text);
            self.atoms.push(Atom::Cited(cited.keys.into_iter().next().unwrap_or_default(), parts));
            at = cited.to;
        }
        free.extend(&chars[at.min(chars.len())..]);
        let words: Vec<(usize, usize, &str)> =
            Cut::Words.pieces(&free).iter().filter_map(|(f, t, _)| Some((*f, *t, free.get(*f..*t)?))).collect();
        let telling: Vec<_> = words.iter().filter(|w| !ASKING.contains(&w.2)).copied().collect();
        let telling = if telling.is_empty() && self.atoms.is_empty() { words } else { telling };
        self.ranks.extend(joined(&free, &telling));
        self.words.extend(telling.iter().map(|w| w.2.to_owned()));
        let large: Vec<_> = telling.iter().filter(|w| !SMALL.contains(&w.2)).copied().collect();
        let large = if large.is_empty() && self.atoms.is_empty() { telling } else { large };
        self.atoms.extend(atoms(&large).into_iter().map(Atom::Word));
        self.atoms.truncate(ATOMS);
    }

    /// Whether nothing is asked.
    pub(super) fn is_empty(&self) -> bool {
        self.phrases.is_empty() && self.atoms.is_empty()
    }

    /// Whether something may fit although not all of it holds.
    pub(super) fn is_long(&self) -> bool {
        self.atoms.len() > 1 || self.whole.chars().filter(|c| c.is_alphanumeric()).nth(2).is_some()
    }

    /// What texts may say instead, by the table of `synonyms`.
    pub(super) fn alternatives(&self, synonyms: &Synonyms) -> Vec<String> {
        self.ranks.iter().flat_map(|text| synonyms.instead(text)).collect()
    }

    /// What is marked where it stands: words, phrases, the parts of numbers.
    pub(super) fn marked(&self) -> Vec<String> {
        let mut marked = self.phrases.clone();
        for atom in &self.atoms {
            match atom {
                Atom::Word(word) => marked.push(word.clone()),
                Atom::Cited(_, parts) => marked.extend(parts.iter().filter(|part| part.len() > 1).cloned()),
            }
        }
        marked.dedup();
        marked
    }
}

/// Stretches of neighbouring words.
fn joined(text: &str, words: &[(usize, usize, &str)]) -> Vec<String> {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for (from, to, _) in words {
        match runs.last_mut().filter(|run| run.1 == *from) {
            Some(run) => run.1 = *to,
            None => runs.push((*from, *to)),
        }
    }
    runs.into_iter().filter_map(|(from, to)| text.get(from..to)).map(str::to_owned).collect()
}

/// Words that must hold; neighbouring single characters are one word, since the dictionary did not know it (names).
fn atoms(words: &[(usize, usize, &str)]) -> Vec<String> {
    let single = |w: &str| w.chars().count() == 1 && w.chars().all(is_chinese);
    let mut atoms: Vec<(usize, bool, String)> = Vec::new();
    for (from, to, word) in words {
        match atoms.last_mut().filter(|last| last.1 && single(word) && last.0 == *from) {
            Some(last) => {
                last.0 = *to;
                last.2.push_str(word);
            }
            None => atoms.push((*to, single(word), (*word).to_owned())),
        }
    }
    let mut out: Vec<String> = Vec::new();
    for (_, _, atom) in atoms {
        if !out.contains(&atom) {
            out.push(atom);
        }
    }
    out
}

/// The parts of a question: text, whether it stood in quotation marks, whether it must be absent.
fn parts(text: &str) -> Vec<(String, bool, bool)> {
    let mut parts: Vec<(String, bool, bool)> = Vec::new();
    let mut part = String::new();
    let (mut quoted, mut absent) = (false, false);
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let minus = matches!(c, '-' | '－' | '−' | '–') && before.is_whitespace();
        match c {
            '"' | '“' | '”' | '„' | '＂' | '「' | '」' if quoted || closes(c, &chars) || matches!(c, '"' | '＂') =>
            {
                parts.push((std::mem::take(&mut part), quoted, absent));
                if quoted {
                    absent = false;
                }
                quoted = !quoted;
            }
            _ if quoted => part.push(c),
            _ if minus && chars.peek().is_some_and(|c| !c.is_whitespace()) => {
                parts.push((std::mem::take(&mut part), false, absent));
                absent = true;
            }
            _ if c.is_whitespace() => {
                parts.push((std::mem::take(&mut part), false, absent));
                absent = false;
            }
            _ => part.push(c),
        }
        before = c;
    }
    // An opened quotation mark without its end is a sign like others.
    parts.push((part, false, absent));
    parts.retain(|(text, ..)| !text.trim().is_empty());
    parts
}

/// Whether a closing mark follows the opening mark `c`.
fn closes(c: char, rest: &std::iter::Peekable<std::str::Chars<'_>>) -> bool {
    let ends: &[char] = match c {
        '“' | '”' | '„' => &['”', '“', '"'],
        _ => &['」'],
    };
    rest.clone().any(|c| ends.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let atoms = Question::of(text).atoms;
        atoms.into_iter().map(|a| if let Atom::Word(word) = a { word } else { format!("{a:?}") }).collect()
    }

    #[test]
    fn words_phrases_and_what_must_be_absent_are_told_apart() {
        let asks = |text: &str| {
            let q = Question::of(text);
            (words(text).join("/"), q.phrases.join("/"), q.without.join("/"))
        };
        let cases = [
            ("招商 公司", ("招商/公司", "", "")),
            ("招商 -公司", ("招商", "", "公司")),
            ("招商 －“有限 公司” 基金", ("招商/基金", "", "有限 公司")),
            ("\"招商基金\"", ("", "招商基金", "")),
            ("“招商基金”管理", ("管理", "招商基金", "")),
            ("a-b PM2.5", ("a/b/pm2/5", "", "")),
            ("2024-2025年度", ("2024/2025/年度", "", "")),
            ("没有结束的“引号", ("没有/结束/引号", "", "")),
            ("请问如何写周报？", ("写/周报", "", "")),
            ("张伟强的噪声", ("张伟强/噪声", "", "")),
            ("怎么办", ("怎么办", "", "")),
            ("，。！ - ", ("", "", "")),
        ];
        for (text, (atoms, phrases, without)) in cases {
            assert_eq!(asks(text), (atoms.to_owned(), phrases.to_owned(), without.to_owned()), "{text}");
        }
    }

    #[test]
    fn numbers_and_dates_are_one_thing() {
        let q = Question::of("灵政办发[2024]3号 通知");
        let Atom::Cited(key, parts) = &q.atoms[0] else { panic!("{:?}", q.atoms) };
        assert_eq!(key, "n灵政办发|2024|3");
        assert!(parts.contains(&"2024".to_owned()));
        assert_eq!(q.atoms[1], Atom::Word("通知".to_owned()));
    }
}
