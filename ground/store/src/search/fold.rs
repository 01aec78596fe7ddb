//! Writing that means the same becomes the same: full and half width, upper and lower case, 繁體 and 简体.
//!
//! Characters are folded one by one, without looking at their neighbours, so that a text and a question always meet:
//! what OpenCC would write differently by context (乾隆, 头发) is folded alike on both sides.

use std::sync::LazyLock;

use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use unicode_normalization::UnicodeNormalization;

/// First and last character that have a place in the table.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;
/// Forms that OpenCC keeps apart and people who search do not.
const ALIKE: [(char, char); 12] = [
    ('著', '着'),
    ('妳', '你'),
    ('牠', '它'),
    ('祂', '他'),
    ('裏', '里'),
    ('臺', '台'),
    ('衞', '卫'),
    ('爲', '为'),
    ('麽', '么'),
    ('乾', '干'),
    ('餘', '余'),
    ('〇', '零'),
];

/// The simplified form of each character of the main blocks.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let converter = OpenCC::from_config(BuiltinConfig::T2s).expect("the dictionaries are compiled in");
    let one = |c: char| {
        if let Some((_, to)) = ALIKE.iter().find(|(from, _)| *from == c) {
            return *to;
        }
        let simple = converter.convert(c.encode_utf8(&mut [0; 4]));
        let mut chars = simple.chars();
        chars.next().filter(|_| chars.next().is_none()).unwrap_or(c)
    };
    (FIRST..=LAST).filter_map(char::from_u32).map(one).collect()
});

/// The folded form of a Chinese character.
fn simplified(c: char) -> char {
    let at = u32::from(c).checked_sub(FIRST).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| SIMPLIFIED.get(at).copied()).unwrap_or(if c == '〇' { '零' } else { c })
}

/// Calls `each` with every folded character of `text` and the byte at which the character that it comes from begins.
pub(super) fn each(text: &str, mut each: impl FnMut(char, usize)) {
    for (at, c) in text.char_indices() {
        if c.is_ascii() {
            each(c.to_ascii_lowercase(), at);
        } else if (FIRST..=LAST).contains(&u32::from(c)) {
            each(simplified(c), at);
        } else {
            let folded = std::iter::once(c).nfkc().flat_map(char::to_lowercase);
            folded.for_each(|c| each(simplified(c), at));
        }
    }
}

/// `text`, folded.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    each(text, |c, _| out.push(c));
    out
}

/// Whether `c` is a Chinese character.
pub(super) fn is_chinese(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}' | '々')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_case_and_script_fold_together() {
        let cases = [
            ("ＷｉＦｉ　６", "wifi 6"),
            ("電子政務中心發布", "电子政务中心发布"),
            ("乾隆皇帝後來頭髮皇后", "干隆皇帝后来头发皇后"),
            ("青河路灯", "青河路灯"),
            ("臺灣與台湾", "台湾与台湾"),
            ("㈱Ⅲ", "(株)iii"),
            ("𬭎㛃", "𬭎㛃"),
            ("〇", "零"),
        ];
        for (text, folded) in cases {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    #[test]
    fn a_folded_character_knows_where_it_comes_from() {
        let mut places = Vec::new();
        each("aＢ㈱後", |c, at| places.push((c, at)));
        assert_eq!(places, [('a', 0), ('b', 1), ('(', 4), ('株', 4), (')', 4), ('后', 7)]);
    }
}
