//! How folded text becomes tokens of the index, in three ways that are asked together.
//!
//! Chinese has no blanks, and dictionaries miss the names of places and people. So a text is indexed by its single characters (with their
//! places, for phrases), by each pair of neighbouring characters (二元组), and by the words of jieba's dictionary. On the
//! 500 judged questions of `search/statutes` the three together rank better than any of them alone. jieba runs without
//! its hidden Markov model, which glues names of people together so that half of them are not found.

use std::sync::LazyLock;

use jieba_rs::Jieba;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use super::fold::is_chinese;

/// Bytes of a Latin word that count.
const WORD_BYTES: usize = 64;

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// A way to cut a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// Single characters; Latin words and numbers whole.
    Single,
    /// Pairs of neighbouring characters, a character that stands alone by itself; Latin words and numbers whole.
    Pairs,
    /// Words of the dictionary, what it does not know as single characters; Latin words and numbers whole.
    Words,
}

/// A stretch of text: bytes from and to, place, and whether it is Chinese.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    from: usize,
    to: usize,
    place: usize,
    chinese: bool,
}

/// A token: bytes from and to, and place.
pub(super) type Piece = (usize, usize, usize);

impl Cut {
    /// The tokens of the folded `text`. Places count characters and Latin words; what is not next to each other has
    /// places with a gap.
    pub(super) fn pieces(self, text: &str) -> Vec<Piece> {
        let mut out = Vec::with_capacity(text.len() / 3);
        for run in runs(text) {
            if !run.chinese {
                let to = (run.from..=run.to.min(run.from + WORD_BYTES)).rev().find(|at| text.is_char_boundary(*at));
                out.push((run.from, to.unwrap_or(run.to), run.place));
                continue;
            }
            let han = text.get(run.from..run.to).unwrap_or_default();
            let ends = || han.char_indices().map(|(at, c)| (run.from + at, run.from + at + c.len_utf8()));
            match self {
                Self::Single => out.extend(ends().enumerate().map(|(i, (from, to))| (from, to, run.place + i))),
                Self::Pairs => {
                    let count = out.len();
                    let pairs = ends().zip(ends().skip(1)).enumerate();
                    out.extend(pairs.map(|(i, ((from, _), (_, to)))| (from, to, run.place + i)));
                    if out.len() == count {
                        out.push((run.from, run.to, run.place));
                    }
                }
                Self::Words => {
                    let mut from = run.from;
                    let mut place = run.place;
                    for word in JIEBA.cut(han, false) {
                        out.push((from, from + word.word.len(), place));
                        from += word.word.len();
                        place += word.word.chars().count();
                    }
                }
            }
        }
        out
    }

    /// The tokens of the folded `text` as they are.
    pub(super) fn tokens(self, text: &str) -> impl Iterator<Item = &str> {
        self.pieces(text).into_iter().filter_map(|(from, to, _)| text.get(from..to))
    }

    /// The name under which the index knows this way.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Single => "single",
            Self::Pairs => "pairs",
            Self::Words => "words",
        }
    }
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut place = 0;
    let mut joined = false;
    for (at, c) in text.char_indices() {
        let chinese = is_chinese(c);
        if !chinese && !c.is_alphanumeric() {
            place += usize::from(joined);
            joined = false;
            continue;
        }
        let to = at + c.len_utf8();
        match runs.last_mut().filter(|run| joined && run.chinese == chinese) {
            Some(run) => {
                run.to = to;
                place += usize::from(chinese);
            }
            None => {
                runs.push(Run { from: at, to, place, chinese });
                place += 1;
            }
        }
        joined = true;
    }
    runs
}

/// Cuts the texts of a field of the index.
#[derive(Clone)]
pub(super) struct Cutter(pub(super) Cut);

/// The tokens of one text, one after the other.
pub(super) struct Stream<'a> {
    text: &'a str,
    pieces: std::vec::IntoIter<Piece>,
    token: Token,
}

impl Tokenizer for Cutter {
    type TokenStream<'a> = Stream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Stream<'a> {
        Stream { text, pieces: self.0.pieces(text).into_iter(), token: Token::default() }
    }
}

impl TokenStream for Stream<'_> {
    fn advance(&mut self) -> bool {
        let Some((from, to, place)) = self.pieces.next() else { return false };
        self.token.text.clear();
        self.token.text.push_str(self.text.get(from..to).unwrap_or_default());
        self.token.offset_from = from;
        self.token.offset_to = to;
        self.token.position = place;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_in_three_ways() {
        let cases = [
            (Cut::Single, "青禾县2024年", "青 禾 县 2024 年"),
            (Cut::Pairs, "青禾县路灯", "青禾 禾县 县路 路灯"),
            (Cut::Pairs, "wifi 6密码！2026年", "wifi 6 密码 2026 年"),
            (Cut::Pairs, "𬭎㛃 a-b", "𬭎㛃 a b"),
            (Cut::Words, "招商基金管理有限公司", "招商 基金 管理 有限公司"),
            (Cut::Words, "告诉我如何写周报", "告诉 我 如何 写 周报"),
            (Cut::Words, "张伟强反映", "张 伟 强 反映"),
            (Cut::Words, "，。！", ""),
            (Cut::Pairs, "", ""),
        ];
        for (cut, text, tokens) in cases {
            assert_eq!(cut.tokens(text).collect::<Vec<_>>().join(" "), tokens, "{text}");
        }
    }

    #[test]
    fn neighbours_have_neighbouring_places_and_punctuation_leaves_a_gap() {
        let places = |text| Cut::Single.pieces(text).into_iter().map(|(_, _, place)| place).collect::<Vec<_>>();
        assert_eq!(places("2024年工作"), [0, 1, 2, 3]);
        assert_eq!(places("招商，基金"), [0, 1, 3, 4]);
        assert_eq!(places("a，，b"), [0, 2]);
    }
}
