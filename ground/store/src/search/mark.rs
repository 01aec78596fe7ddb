//! What is marked in titles and texts, and which stretch of a text is shown.
//!
//! Words are looked for in the folded text and marked in the text as it stands, so that 台灣 is marked where 台湾 was asked.

use std::ops::Range;

use super::fold;
use super::question::Question;
use super::synonyms::Synonyms;

/// Characters of a text in which a stretch to be shown is looked for.
const LOOKED: usize = 60_000;
/// Places that are considered.
const PLACES: usize = 400;
/// Characters before the first mark of a stretch.
const BEFORE: usize = 16;

/// A piece of text, marked or not.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Piece {
    /// The text.
    pub text: String,
    /// Whether it is marked.
    pub hit: bool,
}

/// Words that are marked.
#[derive(Debug, Clone, Default)]
pub struct Marks(Vec<String>);

/// A place to be marked: bytes, and which word.
type Place = (Range<usize>, usize);

impl Marks {
    pub(super) fn of(question: &Question, synonyms: &Synonyms) -> Self {
        let mut words = question.marked();
        let instead: Vec<String> = words.iter().flat_map(|word| synonyms.of_word(word).to_vec()).collect();
        words.extend(instead);
        Self(words)
    }

    /// Marks for one word.
    pub fn word(word: &str) -> Self {
        Self(vec![fold::fold(word)])
    }

    /// The whole `text` in pieces.
    pub fn whole(&self, text: &str) -> Vec<Piece> {
        pieces(text, 0..text.len(), &self.places(text))
    }

    /// The stretch of about `chars` characters that tells most; … stands where it was cut.
    pub fn stretch(&self, text: &str, chars: usize) -> Vec<Piece> {
        let end = text.char_indices().nth(LOOKED).map_or(text.len(), |(at, _)| at);
        let text = text.get(..end).unwrap_or_default();
        let places = self.places(text);
        let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let nth = |byte: usize| starts.partition_point(|at| *at < byte);
        let spans: Vec<(usize, usize, usize)> =
            places.iter().map(|(range, word)| (nth(range.start), nth(range.end), *word)).collect();
        let mut best = (0, 0);
        let mut first = 0;
        for (start, ..) in spans.iter().take(PLACES) {
            let from = start.saturating_sub(BEFORE);
            while spans.get(first).is_some_and(|span| span.0 < from) {
                first += 1;
            }
            let within = spans.iter().skip(first).take_while(|span| span.0 <= from + chars);
            let within = within.filter(|span| span.1 <= from + chars);
            let mut seen: Vec<usize> = within.map(|span| span.2).take(64).collect();
            let all = seen.len();
            seen.sort_unstable();
            seen.dedup();
            let worth = seen.iter().filter_map(|word| self.0.get(*word)).map(|w| 100 * w.len()).sum::<usize>() + all;
            if worth > best.0 {
                best = (worth, from);
            }
        }
        let from = sentence(text, &starts, best.1);
        let to = (from + chars).min(starts.len());
        let byte = |n: usize| starts.get(n).copied().unwrap_or(text.len());
        let mut out = pieces(text, byte(from)..byte(to), &places);
        out.iter_mut().for_each(|piece| piece.text = piece.text.replace(['\n', '\r', '\t', '　'], " "));
        if from > 0 {
            out.insert(0, Piece { text: "…".to_owned(), hit: false });
        }
        if to < starts.len() {
            out.push(Piece { text: "…".to_owned(), hit: false });
        }
        out
    }

    /// Where words stand, in order and without overlaps.
    fn places(&self, text: &str) -> Vec<Place> {
        let mut folded = String::with_capacity(text.len());
        let mut from: Vec<(usize, usize)> = Vec::new();
        fold::each(text, |c, at| {
            from.push((folded.len(), at));
            folded.push(c);
        });
        let back = |byte: usize| {
            let i = from.partition_point(|(folded, _)| *folded < byte);
            from.get(i).map_or(text.len(), |(_, at)| *at)
        };
        let mut found: Vec<Place> = Vec::new();
        for (n, word) in self.0.iter().enumerate().filter(|(_, word)| !word.is_empty()) {
            for (at, _) in folded.match_indices(word.as_str()) {
                let end = at + word.len();
                if whole_word(&folded, at, end) {
                    let (start, end) = (back(at), back(end).max(back(at)));
                    // Several folded characters may come from one: 「㈱」 is marked as a whole.
                    let end = if end == start { start + char_at(text, start) } else { end };
                    found.push((start..end, n));
                }
            }
        }
        found.sort_by_key(|(range, _)| (range.start, usize::MAX - range.end));
        let mut places: Vec<Place> = Vec::new();
        for (range, word) in found {
            match places.last_mut().filter(|(last, _)| range.start < last.end) {
                Some((last, _)) => last.end = last.end.max(range.end),
                None => places.push((range, word)),
            }
        }
        places
    }
}

fn char_at(text: &str, at: usize) -> usize {
    text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8)
}

/// Latin words and numbers are marked only as a whole.
fn whole_word(text: &str, from: usize, to: usize) -> bool {
    let latin = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let before = text.get(..from).and_then(|t| t.chars().next_back());
    let after = text.get(to..).and_then(|t| t.chars().next());
    let word = text.get(from..to).unwrap_or_default();
    !(latin(word.chars().next()) && latin(before) || latin(word.chars().next_back()) && latin(after))
}

/// Where a stretch begins that is to begin near the character `from`: with its sentence, when that is near.
fn sentence(text: &str, starts: &[usize], from: usize) -> usize {
    let end = |n: usize| {
        let c = n.checked_sub(1).and_then(|n| starts.get(n)).and_then(|at| text.get(*at..)?.chars().next());
        c.is_none_or(|c| matches!(c, '。' | '！' | '？' | '；' | '\n'))
    };
    let near = |n: &usize| end(*n);
    (from.saturating_sub(BEFORE)..=from)
        .rev()
        .find(near)
        .or_else(|| (from..from + BEFORE / 2).find(near))
        .unwrap_or(from)
}

fn pieces(text: &str, range: Range<usize>, places: &[Place]) -> Vec<Piece> {
    let mut out: Vec<Piece> = Vec::new();
    let mut add = |from: usize, to: usize, hit: bool| {
        if let Some(text) = text.get(from..to).filter(|text| !text.is_empty()) {
            out.push(Piece { text: text.to_owned(), hit });
        }
    };
    let mut at = range.start;
    for (place, _) in places.iter().filter(|(p, _)| p.end > range.start && p.start < range.end) {
        let (from, to) = (place.start.max(range.start), place.end.min(range.end));
        add(at, from, false);
        add(from, to, true);
        at = to;
    }
    add(at, range.end, false);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marked(question: &str, text: &str) -> String {
        let marks = Marks::of(&Question::of(question), &Synonyms::of([]));
        let piece = |p: Piece| if p.hit { format!("[{}]", p.text) } else { p.text };
        marks.whole(text).into_iter().map(piece).collect()
    }

    #[test]
    fn exactly_what_was_asked_is_marked_as_it_stands() {
        let cases = [
            ("大卫", "大卫到大卫·科波菲尔，大家卫生", "[大卫]到[大卫]·科波菲尔，大家卫生"),
            ("台湾", "臺灣事務", "[臺灣]事務"),
            ("wifi", "ＷｉＦｉ密码，wifis", "[ＷｉＦｉ]密码，wifis"),
            ("路灯 维修", "路灯维修：路灯", "[路灯][维修]：[路灯]"),
            ("“招商基金”", "招商基金，招商，基金", "[招商基金]，招商，基金"),
            ("灯", "大灯", "大[灯]"),
            ("株", "㈱青禾", "[㈱]青禾"),
            ("没有", "青禾", "青禾"),
            ("房东", "出租人应当维修", "[出租人]应当维修"),
        ];
        for (question, text, out) in cases {
            assert_eq!(marked(question, text), out, "{question}");
        }
    }

    #[test]
    fn the_stretch_with_most_of_the_question_is_shown() {
        let marks = Marks::of(&Question::of("路灯 维修"), &Synonyms::of([]));
        let text = format!("路灯。{}路灯坏了，请派人维修。{}", "无关的话。".repeat(40), "别的话。".repeat(40));
        let shown: String = marks.stretch(&text, 20).into_iter().map(|p| p.text).collect();
        assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
        assert!(shown.contains("路灯坏了，请派人维修"), "{shown}");
        let shown: String = Marks::default().stretch("短\n文", 20).into_iter().map(|p| p.text).collect();
        assert_eq!(shown, "短 文");
    }
}
