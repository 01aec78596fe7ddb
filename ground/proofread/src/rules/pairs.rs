//! Brackets and quotation marks that stand alone.

use super::Page;
use crate::finding::Kind;

const PAIRS: [(char, char); 8] =
    [('“', '”'), ('‘', '’'), ('《', '》'), ('〈', '〉'), ('（', '）'), ('〔', '〕'), ('【', '】'), ('「', '」')];

/// Looks at each paragraph by itself. A quotation that begins anew in each paragraph is left open on purpose and not reported.
pub(crate) fn check(page: &mut Page<'_>) {
    let mut open: Vec<(usize, char)> = Vec::new();
    for at in 0..=page.chars.len() {
        let c = page.at(at);
        if at == page.chars.len() || c == '\n' {
            for (at, c) in std::mem::take(&mut open) {
                if c != '“' || page.at(page.run(at, |c| c != '\n') + 1) != '“' {
                    alone(page, at, c);
                }
            }
        } else if PAIRS.iter().any(|(o, _)| *o == c) {
            open.push((at, c));
        } else if let Some((o, _)) = PAIRS.iter().find(|(_, close)| *close == c) {
            match open.iter().rposition(|(_, c)| c == o) {
                // What was opened inside and is still open stands alone.
                Some(i) => open.split_off(i).into_iter().skip(1).for_each(|(at, c)| alone(page, at, c)),
                None if is_item(page, at, c) || (c == '’' && page.before(at).is_ascii_alphabetic()) => {}
                None => alone(page, at, c),
            }
        }
    }
    for at in 1..page.chars.len() {
        if page.at(at) == '《' && page.before(at) == '《' || page.at(at) == '》' && page.before(at) == '》' {
            page.report(
                at..at + 1,
                &[String::new()],
                Kind::Punctuation,
                "书名号重复；书名号里再用书名号时，里面用单书名号“〈〉”",
                0.7,
            );
        }
    }
}

/// `1）` and `一）` number items.
fn is_item(page: &Page<'_>, at: usize, c: char) -> bool {
    let before = page.before(at);
    c == '）' && (before.is_ascii_alphanumeric() || "一二三四五六七八九十".contains(before)) && before != '\0'
}

fn alone(page: &mut Page<'_>, at: usize, c: char) {
    page.report(at..at + 1, &[], Kind::Punctuation, &format!("“{c}”没有配对"), 0.8);
}
