//! Numbers: document numbers, words that double “about”, and what cannot be counted in multiples.

use super::Page;
use crate::finding::Kind;

/// Looks at all numbers.
pub(crate) fn check(page: &mut Page<'_>) {
    for at in 0..page.chars.len() {
        document_number(page, at);
        about(page, at);
        times(page, at);
    }
}

/// 青政发[2026]12号: the year stands in 〔〕, without 第 and without leading zeros (党政机关公文格式 GB/T 9704—2012, 7.2.5).
fn document_number(page: &mut Page<'_>, at: usize) {
    let open = page.at(at);
    let Some(close) = [('[', ']'), ('【', '】'), ('［', '］'), ('(', ')'), ('（', '）'), ('〔', '〕'), ('﹝', '﹞')]
        .into_iter()
        .find(|(o, _)| *o == open)
        .map(|(_, c)| c)
    else {
        return;
    };
    let year = page.run(at + 1, |c| c.is_ascii_digit());
    if year != at + 5
        || page.at(year) != close
        || !"发函字办令电呈复通报公告".contains(page.before(at))
        || page.before(at) == '\0'
    {
        return;
    }
    let ordinal = usize::from(page.at(year + 1) == '第');
    let number = year + 1 + ordinal;
    let end = page.run(number, |c| c.is_ascii_digit());
    if end == number || page.at(end) != '号' {
        return;
    }
    let digits = page.slice(number..end).trim_start_matches('0');
    let right = format!("〔{}〕{digits}号", page.slice(at + 1..year));
    if right != page.slice(at..end + 1) {
        let why = "发文字号的年份用六角括号“〔〕”，序号不加“第”，不编虚位";
        page.report(at..end + 1, &[right], Kind::Number, why, 0.95);
    }
}

/// 约100人左右: said twice.
fn about(page: &mut Page<'_>, at: usize) {
    let Some(word) = ["大约", "约", "近", "将近"].into_iter().find(|w| page.starts(at, w)) else { return };
    let length = word.chars().count();
    let number = page.run(at + length, |c| {
        c.is_ascii_digit() || matches!(c, '.' | '％' | '%') || "一二三四五六七八九十百千万亿两".contains(c)
    });
    if number == at + length {
        return;
    }
    let unit = page.run(number, |c| "人个名户家元万亿天年月日小时公里米吨亩项件次多余岁平方".contains(c));
    if let Some(tail) = ["左右", "上下"].into_iter().find(|t| page.starts(unit, t)) {
        let whole = page.slice(at..unit + 2);
        let right = [whole.trim_end_matches(tail).to_owned(), page.slice(at + length..unit + 2).to_owned()];
        page.report(at..unit + 2, &right, Kind::Number, "概数只说一次，“约”与“左右”不并用", 0.9);
    }
}

/// 下降3倍: nothing shrinks by more than all of it.
fn times(page: &mut Page<'_>, at: usize) {
    let words = ["下降", "减少", "降低", "缩小", "缩短", "压缩"];
    let Some(word) = words.into_iter().find(|w| page.starts(at, w)) else { return };
    let length = word.chars().count();
    let number = at + length + usize::from(page.at(at + length) == '了');
    let end = page.run(number, |c| c.is_ascii_digit() || c == '.' || "一二三四五六七八九十百两".contains(c));
    if end > number && page.at(end) == '倍' {
        page.report(at..end + 1, &[], Kind::Number, "减少不用“倍”，用分数、百分数或“降到”", 0.9);
    }
}
