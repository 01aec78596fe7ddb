//! Dates: the zero of Chinese year numbers, and days that no calendar has.

use super::{NUMERALS, Page, numeral};
use crate::finding::Kind;

/// Looks at all dates.
pub(crate) fn check(page: &mut Page<'_>) {
    for at in 0..page.chars.len() {
        zero(page, at);
        if page.at(at) == '月' {
            day(page, at);
        }
    }
}

/// 二○二六年, 二O二六年, 二0二六年: the zero is 〇.
fn zero(page: &mut Page<'_>, at: usize) {
    let part = |c: char| NUMERALS.contains(c) || matches!(c, '○' | 'O' | 'o' | '0' | '◯');
    if !NUMERALS.contains(page.at(at)) || part(page.before(at)) {
        return;
    }
    let end = page.run(at, part);
    let is_wrong = |c: char| matches!(c, '○' | 'O' | 'o' | '0' | '◯');
    let written = page.slice(at..end);
    let year = end - at == 4 && page.at(end) == '年';
    if year && written.contains(is_wrong) {
        let right = written.replace(is_wrong, "〇");
        page.report(at..end, &[right], Kind::Date, "年份中的“〇”用汉字，不用圆圈、字母或阿拉伯数字", 0.98);
    } else if year && written.contains('零') {
        page.report(at..end, &[written.replace('零', "〇")], Kind::Date, "年份中的“零”写作“〇”", 0.7);
    }
}

/// The number that ends before `at`, and where it begins. Arabic, or Chinese up to 三十一.
fn number_before(page: &Page<'_>, at: usize) -> Option<(u32, usize)> {
    let counts = |c: char| c.is_ascii_digit() || c == '十' || NUMERALS.contains(c) || matches!(c, '○' | 'O');
    let mut start = at;
    while start > 0 && counts(page.at(start - 1)) {
        start -= 1;
    }
    value(page.slice(start..at)).map(|v| (v, start))
}

fn value(text: &str) -> Option<u32> {
    if text.is_empty() || text.chars().count() > 4 {
        return None;
    }
    if let Some((tens, ones)) = text.split_once('十') {
        let tens = if tens.is_empty() { 1 } else { one(tens)? };
        let ones = if ones.is_empty() { 0 } else { one(ones)? };
        return Some(tens * 10 + ones);
    }
    text.chars().try_fold(0, |sum, c| Some(sum * 10 + numeral(c)?))
}

fn one(text: &str) -> Option<u32> {
    let mut chars = text.chars();
    let value = numeral(chars.next()?)?;
    chars.next().is_none().then_some(value)
}

/// The number from `at` on, and one past its end.
fn number_after(page: &Page<'_>, at: usize) -> Option<(u32, usize)> {
    let end = page.run(at, |c| c.is_ascii_digit() || c == '十' || NUMERALS.contains(c) || matches!(c, '○' | 'O'));
    value(page.slice(at..end)).map(|v| (v, end))
}

/// 13月, 2月30日, 2025年2月29日: no such month, no such day.
fn day(page: &mut Page<'_>, at: usize) {
    let Some((month, start)) = number_before(page, at) else { return };
    let after = number_after(page, at + 1).filter(|(_, end)| matches!(page.at(*end), '日' | '号'));
    let year = (page.before(start) == '年').then(|| number_before(page, start - 1)).flatten();
    let begin = year.map_or(start, |(_, from)| from);
    // “13个月” has no number right before 月; “12月” alone may be a duration, “13月” next to a year or a day is none.
    if !(1..=12).contains(&month) {
        if year.is_some() || after.is_some() {
            page.report(begin..at + 1, &[], Kind::Date, "没有这个月份", 0.95);
        }
        return;
    }
    let Some((day, end)) = after else { return };
    let leap = year.is_none_or(|(y, _)| (y % 4 == 0 && y % 100 != 0) || y % 400 == 0);
    let last = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day == 0 || day > last {
        let why = format!("{month}月没有{day}日，最后一天是{last}日");
        page.report(begin..end + 1, &[], Kind::Date, &why, 0.97);
    }
}
