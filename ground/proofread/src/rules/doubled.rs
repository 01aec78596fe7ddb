//! Characters and words that were written twice.

use super::Page;
use crate::finding::Kind;
use crate::model::Model;
use crate::model::chars::{Id, is_han};

/// Characters that hardly ever stand twice.
const SINGLE: &str = "的在和与及为是将对由被把从向于以并而但或各该本其等按据所";
/// Where they do.
const FINE: &[&str] = &["的的确确", "是是非非", "对对", "本本", "各各", "等等", "以以", "在在处处", "为为"];
/// Verbs that are doubled to soften them, and words that count one by one.
const SOFT: &[&str] = &[
    "研究", "考虑", "商量", "讨论", "了解", "学习", "休息", "打听", "收拾", "锻炼", "调查", "准备", "参考", "一个",
    "一次", "一步", "一批", "非常", "许多", "很多", "十分", "哈哈",
];

/// Looks for both.
pub(crate) fn check(page: &mut Page<'_>, model: Option<&Model>) {
    let mut at = 0;
    while at < page.chars.len() {
        let c = page.at(at);
        let twice = c == page.at(at + 1) && SINGLE.contains(c) && c != page.at(at + 2);
        let fine = FINE.iter().any(|f| page.starts(at, f) || (at > 0 && page.starts(at - 1, f)));
        if twice && !fine && !joins(page, at, model) {
            page.report(at..at + 2, &[c.to_string()], Kind::Repetition, &format!("“{c}”重复"), 0.85);
        }
        at += word(page, at, model);
    }
}

/// 以本本地: whether the two characters belong to two words.
fn joins(page: &Page<'_>, at: usize, model: Option<&Model>) -> bool {
    let word = |from: usize| model.is_some_and(|m| m.word(&ids(m, page.slice(from..from + 2))) > 0);
    (at > 0 && is_han(page.before(at)) && word(at - 1)) && (is_han(page.at(at + 2)) && word(at + 1))
}

fn ids(model: &Model, text: &str) -> Vec<Id> {
    text.chars().map(|c| model.chars.id(c)).collect()
}

/// 进行进行: a word of two to six characters, written twice. Gives how far to go on.
fn word(page: &mut Page<'_>, at: usize, model: Option<&Model>) -> usize {
    for n in (2..=6usize).rev() {
        let (one, two) = (page.slice(at..at + n), page.slice(at + n..at + 2 * n));
        let han = one == two && one.chars().count() == n && one.chars().all(is_han);
        let same = one.chars().all(|c| one.starts_with(c));
        let counting = one.chars().all(|c| "一二三四五六七八九十〇零百千万".contains(c));
        if !han || same || counting || SOFT.contains(&one) {
            continue;
        }
        let known = n > 2 || model.is_none_or(|m| m.word(&ids(m, one)) > 0);
        if known {
            let right = [one.to_owned()];
            page.report(at..at + 2 * n, &right, Kind::Repetition, &format!("“{one}”重复"), 0.75);
            return 2 * n;
        }
    }
    1
}
