//! How wide texts are and where their lines end. Letters of ASCII are half as wide as all others, as the fonts of files have them.

/// Letters of ASCII are so wide, in em; all others are one em.
pub(crate) const NARROW: f32 = 0.5;

/// What cannot begin a line, and what cannot end one (GB/T 15834-2011, 5.1).
const NO_BEGIN: &str = "、，。；：？！,.;:?!）)》〉」』】〕”’…—·%％";
const NO_END: &str = "（(《〈「『【〔“‘";

/// How wide a text is, in points.
pub(crate) fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|c| wide(c) * size).sum()
}

fn wide(c: char) -> f32 {
    if c.is_ascii() { NARROW } else { 1.0 }
}

/// A text in lines of at most `most` points, the first shorter by `indent`. Words and numbers of ASCII stay whole when they can; a mark
/// that cannot begin a line hangs over the edge.
pub(crate) fn broken(text: &str, size: f32, most: f32, indent: f32) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut left = most - indent;
    for word in words(text) {
        let whole = width(&word, size);
        let hangs = word.chars().all(|c| NO_BEGIN.contains(c));
        let begun = lines.last().is_some_and(|line| !line.is_empty());
        if whole > left && begun && !hangs {
            // What cannot end a line goes with what follows.
            let carried: String = lines.last_mut().map_or_else(String::new, |line| {
                let kept = line.trim_end_matches(|c| NO_END.contains(c)).len();
                if kept == 0 { String::new() } else { line.split_off(kept) }
            });
            left = most - width(&carried, size);
            lines.push(carried);
            if word == " " {
                continue;
            }
        }
        for c in word.chars() {
            let one = wide(c) * size;
            if one > left && !hangs && lines.last().is_some_and(|line| !line.is_empty()) {
                lines.push(String::new());
                left = most;
            }
            if let Some(line) = lines.last_mut() {
                line.push(c);
            }
            left -= one;
        }
    }
    lines
}

/// What is not taken apart: runs of ASCII letters and digits, and every other character by itself.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let whole = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '/' | '@' | '_');
    for c in text.chars().map(|c| if c.is_control() { ' ' } else { c }) {
        match words.last_mut() {
            Some(word) if whole(c) && word.chars().next_back().is_some_and(whole) => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_words_whole_and_marks_where_they_belong() {
        let cases = [
            ("一二三四五", vec!["一二三四", "五"]),
            ("一二三四，五", vec!["一二三四，", "五"]),
            ("一二三（四五", vec!["一二三", "（四五"]),
            ("一二三2026年", vec!["一二三", "2026年"]),
            ("一abcdefghijk二", vec!["一", "abcdefgh", "ijk二"]),
            ("", vec![""]),
        ];
        for (text, expected) in cases {
            assert_eq!(broken(text, 10.0, 40.0, 0.0), expected, "{text}");
        }
        assert_eq!(broken("一二三四五", 10.0, 40.0, 20.0), ["一二", "三四五"]);
    }
}
