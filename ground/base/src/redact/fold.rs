//! Folds what people type into plain ASCII where it stands for ASCII, remembering where each character came from.

/// Where a folded character came from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Source {
    /// Its index counted in characters.
    pub char: usize,
    /// Its first byte.
    pub byte: usize,
    /// One past its last byte.
    pub byte_end: usize,
}

/// A text without invisible characters, with full-width forms made plain.
#[derive(Debug)]
pub struct Folded {
    chars: Vec<char>,
    sources: Vec<Source>,
}

impl Folded {
    /// How many characters there are.
    pub fn len(&self) -> usize {
        self.chars.len()
    }

    /// The character at `index`, or NUL beyond the end.
    pub fn at(&self, index: usize) -> char {
        self.chars.get(index).copied().unwrap_or('\0')
    }

    /// The character before `index`, or NUL at the beginning.
    pub fn before(&self, index: usize) -> char {
        index.checked_sub(1).map_or('\0', |i| self.at(i))
    }

    /// Where the character at `index` came from.
    pub fn source(&self, index: usize) -> Source {
        self.sources.get(index).copied().unwrap_or_default()
    }

    /// The characters from `start` up to `end` as text.
    pub fn slice(&self, start: usize, end: usize) -> String {
        self.chars.iter().take(end).skip(start).collect()
    }
}

/// Folds `text`.
pub fn fold(text: &str) -> Folded {
    let mut folded = Folded { chars: Vec::with_capacity(text.len()), sources: Vec::with_capacity(text.len()) };
    for (char, (byte, c)) in text.char_indices().enumerate() {
        if !invisible(c) {
            folded.chars.push(plain(c));
            folded.sources.push(Source { char, byte, byte_end: byte + c.len_utf8() });
        }
    }
    folded
}

/// Characters that take no room and can hide inside a number.
fn invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}')
}

/// The ASCII character that `c` stands for, or `c`.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => shifted(c, 0xff01, 0x21),
        '\u{1d7ce}'..='\u{1d7ff}' => shifted(c, 0x1d7ce, 0x30),
        '\t' | '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{30fc}' => '-',
        '\u{2022}' | '\u{2027}' | '\u{30fb}' | '\u{ff65}' => '·',
        'Х' => 'X',
        'х' => 'x',
        _ => c,
    }
}

/// `c` moved from the block at `from` to the ASCII block at `to`; digits of mathematical alphabets repeat every ten.
fn shifted(c: char, from: u32, to: u32) -> char {
    let offset = u32::from(c) - from;
    let offset = if from == 0x1d7ce { offset % 10 } else { offset };
    char::from_u32(to + offset).unwrap_or(c)
}
