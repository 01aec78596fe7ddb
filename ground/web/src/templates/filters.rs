//! Filters and functions that templates use: `date`, `minutes`, `ago`, `bytes`, `number`, `t`.

use base::time::{DAY, HOUR, MINUTE};
use base::{Clock, Moment};
use minijinja::{Environment, Value};

/// Adds them all.
pub(super) fn add(env: &mut Environment<'static>, clock: Clock) {
    env.add_filter("date", |value: Value| date(&value));
    env.add_filter("minutes", |value: Value| minutes(&value));
    env.add_filter("ago", move |value: Value| ago(&value, clock.now()));
    env.add_filter("bytes", |value: Value| i64::try_from(value).map_or_else(|_| String::new(), bytes));
    env.add_filter("number", |value: Value| number(&value));
    env.add_function("t", |key: String| key);
}

/// `2026-11-24` of a moment in milliseconds, a date or an RFC 3339 text.
fn date(value: &Value) -> String {
    match value.as_i64() {
        Some(millis) => Moment(millis).date().to_string(),
        None => shown(value).chars().take(10).collect(),
    }
}

/// `2026-11-24 10:30` of a moment in milliseconds or an RFC 3339 text.
fn minutes(value: &Value) -> String {
    match value.as_i64() {
        Some(millis) => Moment(millis).minutes(),
        None => shown(value).chars().take(16).map(|c| if c == 'T' { ' ' } else { c }).collect(),
    }
}

/// 刚刚, 5 分钟前, 3 小时前, 2 天前; the date when it is longer ago.
fn ago(value: &Value, now: Moment) -> String {
    let Some(at) = value.as_i64() else { return minutes(value) };
    match now.0.saturating_sub(at) {
        past if past < MINUTE => "刚刚".to_owned(),
        past if past < HOUR => format!("{} 分钟前", past / MINUTE),
        past if past < DAY => format!("{} 小时前", past / HOUR),
        past if past < 7 * DAY => format!("{} 天前", past / DAY),
        _ => Moment(at).date().to_string(),
    }
}

/// 512 字节, 1.5 KB, 20 MB.
fn bytes(size: i64) -> String {
    const KIB: i64 = 1024;
    const MIB: i64 = KIB * KIB;
    let tenths = |unit: i64| {
        let tenths = size.saturating_mul(10) / unit;
        if tenths % 10 == 0 { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
    };
    match size {
        ..KIB => format!("{size} 字节"),
        KIB..MIB => format!("{} KB", tenths(KIB)),
        _ => format!("{} MB", tenths(MIB)),
    }
}

/// 1,234,567; what is no whole number stays as it is.
fn number(value: &Value) -> String {
    let Some(number) = value.as_i64() else { return shown(value) };
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}

/// A value as text, nothing for none.
fn shown(value: &Value) -> String {
    if value.is_none() || value.is_undefined() { String::new() } else { value.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_shown_as_people_read_them() {
        let noon = Moment::from_civil(base::time::DateTime::constant(2026, 11, 24, 12, 5, 0, 0));
        let cases = [
            (date(&Value::from(noon.0)), "2026-11-24"),
            (date(&Value::from("2026-11-24")), "2026-11-24"),
            (date(&Value::from(())), ""),
            (minutes(&Value::from(noon.0)), "2026-11-24 12:05"),
            (minutes(&Value::from(noon.rfc3339())), "2026-11-24 12:05"),
            (ago(&Value::from(noon.0), noon.plus(30_000)), "刚刚"),
            (ago(&Value::from(noon.0), noon.plus(3 * HOUR)), "3 小时前"),
            (ago(&Value::from(noon.0), noon.plus(9 * DAY)), "2026-11-24"),
            (bytes(512), "512 字节"),
            (bytes(1536), "1.5 KB"),
            (bytes(20_971_520), "20 MB"),
            (number(&Value::from(1_234_567)), "1,234,567"),
            (number(&Value::from(-999)), "-999"),
            (number(&Value::from(1000)), "1,000"),
            (number(&Value::from("12 件")), "12 件"),
        ];
        for (shown, expected) in cases {
            assert_eq!(shown, expected);
        }
    }
}
