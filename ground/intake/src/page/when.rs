//! Dates and times as pages write them, and as addresses hold them.

use base::{Date, Moment};

/// Years in which a page of a government site can have been published.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;
/// Characters between a date and its time, at most.
const GAP: usize = 4;

/// The first date in `text`, with the time that follows it: `2024-01-05 10:30`, `2024年1月5日`, `2024/1/5`, `20240105`.
pub(crate) fn moment(text: &str) -> Option<Moment> {
    let (date, rest) = first_date(text)?;
    let time = time(rest).unwrap_or_default();
    Some(Moment::start_of(date).plus(time))
}

/// The first date in `text`.
pub(super) fn date(text: &str) -> Option<Date> {
    first_date(text).map(|(date, _)| date)
}

/// The date in an address: `/t20240105_123.html`, `/art/2024/1/5/art_1.html`.
pub(crate) fn in_address(address: &str) -> Option<Moment> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    first_date(path).map(|(date, _)| Moment::start_of(date))
}

fn first_date(text: &str) -> Option<(Date, &str)> {
    let mut rest = text;
    loop {
        let at = rest.find(|c: char| c.is_ascii_digit())?;
        let run = rest.get(at..)?;
        let length = run.bytes().take_while(u8::is_ascii_digit).count();
        if let Some(found) = date_at(run, length) {
            return Some(found);
        }
        rest = run.get(length..)?;
    }
}

/// The date that begins with a run of `length` digits.
fn date_at(run: &str, length: usize) -> Option<(Date, &str)> {
    if length == 8 {
        let part = |from: usize, to: usize| run.get(from..to)?.parse::<i16>().ok();
        return Some((valid(part(0, 4)?, part(4, 6)?, part(6, 8)?)?, run.get(8..)?));
    }
    if length != 4 {
        return None;
    }
    let (year, rest) = number(run)?;
    let (month, rest) = number(rest.trim_start().strip_prefix(['-', '/', '.', '年'])?)?;
    let (day, rest) = number(rest.trim_start().strip_prefix(['-', '/', '.', '月'])?)?;
    Some((valid(year, month, day)?, rest))
}

/// Leading digits, at most four.
fn number(text: &str) -> Option<(i16, &str)> {
    let text = text.trim_start();
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at(length.min(4));
    Some((digits.parse().ok()?, rest))
}

fn valid(year: i16, month: i16, day: i16) -> Option<Date> {
    let date = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    YEARS.contains(&year).then_some(date)
}

/// The time of day that follows, in milliseconds.
fn time(rest: &str) -> Option<i64> {
    let at = rest.find(|c: char| c.is_ascii_digit())?;
    let before = rest.get(..at)?;
    if before.chars().count() > GAP || before.chars().any(|c| !(c.is_whitespace() || matches!(c, '日' | 'T' | '['))) {
        return None;
    }
    let (hour, rest) = number(rest.get(at..)?)?;
    let (minute, rest) = number(rest.strip_prefix([':', '：', '时'])?)?;
    let second = rest.strip_prefix([':', '：', '分']).and_then(number).map_or(0, |(second, _)| second);
    let inside = (0..24).contains(&hour) && (0..60).contains(&minute) && (0..60).contains(&second);
    inside.then(|| (i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second)) * 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        let cases = [
            ("2024-01-05 10:30", Some("2024-01-05 10:30")),
            ("2024-01-05 10:30:59", Some("2024-01-05 10:30")),
            ("[2024-01-05]", Some("2024-01-05 00:00")),
            ("2024年1月5日 8时05分", Some("2024-01-05 08:05")),
            ("2024年1月5日", Some("2024-01-05 00:00")),
            ("2024/1/5 浏览 12:30", Some("2024-01-05 00:00")),
            ("2024.12.31", Some("2024-12-31 00:00")),
            ("2024-01-05T10:30:00+08:00", Some("2024-01-05 10:30")),
            ("20240105", Some("2024-01-05 00:00")),
            ("12345 2024-02-30 2024-02-29", Some("2024-02-29 00:00")),
            ("2024-13-01", None),
            ("1024-01-01", None),
            ("2024-01-05 25:00", Some("2024-01-05 00:00")),
            ("2024", None),
            ("", None),
        ];
        for (text, wanted) in cases {
            assert_eq!(moment(text).map(Moment::minutes).as_deref(), wanted, "{text}");
        }
    }

    #[test]
    fn addresses_hold_dates() {
        let cases = [
            ("http://www.qinghe.gov.cn/zwgk/202401/t20240105_123.html", Some("2024-01-05")),
            ("http://www.qinghe.gov.cn/art/2019/5/1/art_12_345.html", Some("2019-05-01")),
            ("http://www.qinghe.gov.cn/info/1003/1234.htm", None),
        ];
        for (address, wanted) in cases {
            assert_eq!(in_address(address).map(|m| m.date().to_string()).as_deref(), wanted, "{address}");
        }
    }
}
