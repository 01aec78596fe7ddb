//! The characters that the model knows, and a text as a row of their numbers.

use std::collections::HashMap;
use std::ops::Range;

/// Number of a character. The first four stand for classes.
pub type Id = u16;
/// The edge of a sentence.
pub const EDGE: Id = 0;
/// A row of digits.
pub const NUMBER: Id = 1;
/// A row of Latin letters.
pub const LATIN: Id = 2;
/// A character that the model does not know.
pub const UNKNOWN: Id = 3;
/// Numbers below are classes.
pub const CLASSES: Id = 4;

/// The characters with how often each stood in the texts that were learnt (as a logarithm, see [`super::weight`]).
#[derive(Debug, Clone, Default)]
pub struct Chars {
    list: Vec<char>,
    weights: Vec<u8>,
    ids: HashMap<char, Id>,
}

/// A character of a text with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Which character, or which class.
    pub id: Id,
    /// Where it stands, in bytes; empty for the edges that are not in the text.
    pub bytes: Range<usize>,
}

/// Full-width Latin becomes half-width, and all quotation marks are one.
pub fn fold(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '“' | '”' | '『' | '』' | '「' | '」' => '"',
        '‘' | '’' => '\'',
        '\u{3000}' => ' ',
        _ => c,
    }
}

/// Whether it is a Chinese character.
pub fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '〇')
}

impl Chars {
    /// The characters in the order of their numbers, without the classes, with their weights; the first four weights are
    /// those of the classes.
    pub fn new(list: &str, weights: &[u8]) -> Option<Self> {
        let list: Vec<char> = list.chars().collect();
        let ids = list.iter().enumerate().map(|(i, c)| Some((*c, Id::try_from(i).ok()? + CLASSES)));
        let ids: HashMap<char, Id> = ids.collect::<Option<_>>()?;
        let fits = weights.len() == list.len() + usize::from(CLASSES);
        fits.then(|| Self { list, weights: weights.to_vec(), ids })
    }

    /// The number of `c`.
    pub fn id(&self, c: char) -> Id {
        self.ids.get(&c).copied().unwrap_or(UNKNOWN)
    }

    /// The character of a number; nothing for classes.
    pub fn char(&self, id: Id) -> Option<char> {
        self.list.get(usize::from(id.checked_sub(CLASSES)?)).copied()
    }

    /// How often it stood in the texts, as a logarithm.
    pub fn weight(&self, id: Id) -> u8 {
        self.weights.get(usize::from(id)).copied().unwrap_or(0)
    }

    /// How many numbers there are, classes included.
    pub fn len(&self) -> usize {
        self.list.len() + usize::from(CLASSES)
    }

    /// Whether it knows no character.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether the number is that of a Chinese character.
    pub fn is_han(&self, id: Id) -> bool {
        self.char(id).is_some_and(is_han)
    }

    /// The text as a row of numbers, one edge before and after each sentence.
    pub fn tokens(&self, text: &str) -> Vec<Token> {
        tokens(text, |c| self.id(c))
    }
}

/// The text as a row of numbers that `id` gives, one edge before and after each sentence.
pub fn tokens(text: &str, mut id: impl FnMut(char) -> Id) -> Vec<Token> {
    let mut out = vec![Token { id: EDGE, bytes: 0..0 }];
    for (at, source) in text.char_indices() {
        let c = fold(source);
        let token = match c {
            '0'..='9' => NUMBER,
            'a'..='z' | 'A'..='Z' => LATIN,
            '\n' | '。' | '!' | '?' | ';' | '#' => EDGE,
            _ if c.is_whitespace() || c.is_control() => continue,
            _ => id(c),
        };
        let end = at + source.len_utf8();
        match out.last_mut() {
            Some(last) if last.id == token && matches!(token, EDGE | NUMBER | LATIN) => last.bytes.end = end,
            _ => out.push(Token { id: token, bytes: at..end }),
        }
    }
    if out.last().is_none_or(|t| t.id != EDGE) {
        out.push(Token { id: EDGE, bytes: text.len()..text.len() });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_letters_are_classes_and_sentences_have_edges() {
        let chars = Chars::new("县政府", &[9; 7]).expect("fits");
        let row = |text: &str| chars.tokens(text).iter().map(|t| t.id).collect::<Vec<_>>();
        assert_eq!(row("县政府"), [EDGE, 4, 5, 6, EDGE]);
        assert_eq!(row("２０２６ 县。\n\nabc府"), [EDGE, NUMBER, 4, EDGE, LATIN, 6, EDGE]);
        assert_eq!(row(""), [EDGE, EDGE].get(..1).unwrap_or_default());
        assert_eq!(row("龘"), [EDGE, UNKNOWN, EDGE]);
        let tokens = chars.tokens("在县12");
        assert_eq!(tokens[2].bytes, 3..6);
        assert_eq!(tokens[3].bytes, 6..8);
    }
}
