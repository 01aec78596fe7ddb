//! Numbers of documents and matters (编号, 文号): made from a pattern and read back as people type them.

use unicode_normalization::UnicodeNormalization;

use crate::error::Error;

/// A pattern such as `{prefix}〔{year}〕{seq:05}号`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    parts: Vec<Part>,
}

/// A number taken apart; ordered by prefix, year, sequence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    /// 机关代字 or the kind's own word.
    pub prefix: String,
    /// The year.
    pub year: i16,
    /// The running number within the year, from 1.
    pub seq: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Text(String),
    Prefix,
    Year,
    /// With at least so many digits.
    Seq(usize),
}

impl Pattern {
    /// Reads a pattern; `{year}` and `{seq}` (or `{seq:05}`) stand in it once each, `{prefix}` at most once and first.
    pub fn new(text: &str) -> Result<Self, Error> {
        let wrong = |message: &str| Error::field("pattern", message.to_owned());
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| wrong("编号格式中的花括号没有成对。"))?;
            if !before.is_empty() {
                parts.push(Part::Text(before.to_owned()));
            }
            parts.push(
                placeholder(name).ok_or_else(|| wrong("编号格式只能使用 {prefix}、{year}、{seq} 或 {seq:05}。"))?,
            );
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Text(rest.to_owned()));
        }
        let count = |wanted: fn(&Part) -> bool| parts.iter().filter(|p| wanted(p)).count();
        let prefix_first = parts.iter().skip(1).all(|p| *p != Part::Prefix);
        if count(|p| *p == Part::Year) != 1 || count(|p| matches!(p, Part::Seq(_))) != 1 || !prefix_first {
            return Err(wrong("编号格式须包含一个 {year} 和一个 {seq}，{prefix} 只能放在最前面。"));
        }
        Ok(Self { parts })
    }

    /// The number as text.
    pub fn format(&self, number: &Number) -> String {
        self.parts
            .iter()
            .map(|part| match part {
                Part::Text(text) => text.clone(),
                Part::Prefix => number.prefix.clone(),
                Part::Year => format!("{:04}", number.year),
                Part::Seq(width) => format!("{:0width$}", number.seq),
            })
            .collect()
    }

    /// Reads a number as people type it: any kind of brackets, full or half width, blanks anywhere, with or without 第
    /// before the sequence and 号 after it.
    pub fn parse(&self, text: &str) -> Option<Number> {
        let text = plain(text);
        let mut rest = text.as_str();
        let mut number = Number { prefix: String::new(), year: 0, seq: 0 };
        for (i, part) in self.parts.iter().enumerate() {
            rest = match part {
                Part::Text(literal) => strip_literal(rest, &plain(literal), i + 1 == self.parts.len())?,
                Part::Prefix => {
                    let end = self.prefix_end(rest)?;
                    number.prefix = rest.get(..end)?.to_owned();
                    rest.get(end..)?
                }
                Part::Year => {
                    let (digits, after) = split_digits(rest, 4);
                    number.year = if digits.len() == 4 { digits.parse().ok()? } else { return None };
                    after
                }
                Part::Seq(_) => {
                    let (digits, after) = split_digits(rest.strip_prefix('第').unwrap_or(rest), 9);
                    number.seq = digits.parse().ok()?;
                    after
                }
            };
        }
        (rest.is_empty() && number.seq > 0).then_some(number)
    }

    /// The prefix goes up to the text that follows it, or to the first digit when a number follows at once.
    fn prefix_end(&self, rest: &str) -> Option<usize> {
        match self.parts.get(1) {
            Some(Part::Text(literal)) => rest.find(&plain(literal)),
            _ => rest.find(|c: char| c.is_ascii_digit()),
        }
    }
}

fn placeholder(name: &str) -> Option<Part> {
    match name.split_once(':') {
        None if name == "prefix" => Some(Part::Prefix),
        None if name == "year" => Some(Part::Year),
        None if name == "seq" => Some(Part::Seq(1)),
        Some(("seq", width)) => width.parse().ok().filter(|w| (1..=9).contains(w)).map(Part::Seq),
        _ => None,
    }
}

/// Half width, without blanks, every kind of bracket made round.
fn plain(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace() && !c.is_control())
        .map(|c| match c {
            '[' | '〔' | '【' | '{' | '〖' | '『' | '「' | '<' | '《' | '〈' => '(',
            ']' | '〕' | '】' | '}' | '〗' | '』' | '」' | '>' | '》' | '〉' => ')',
            '–' | '—' | '−' | '‐' => '-',
            other => other,
        })
        .collect()
}

/// `rest` behind `literal`; at the end 号 may be missing.
fn strip_literal<'a>(rest: &'a str, literal: &str, last: bool) -> Option<&'a str> {
    match rest.strip_prefix(literal) {
        Some(after) => Some(after),
        None if last && literal == "号" && rest.is_empty() => Some(rest),
        None => None,
    }
}

/// At most `most` leading digits, and what follows.
fn split_digits(text: &str, most: usize) -> (&str, &str) {
    let end = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
    text.split_at_checked(end).unwrap_or(("", text))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(prefix: &str, year: i16, seq: u32) -> Number {
        Number { prefix: prefix.into(), year, seq }
    }

    #[test]
    fn a_number_is_written_and_read_back() {
        let cases = [
            ("{prefix}〔{year}〕{seq:05}号", number("青信", 2026, 12), "青信〔2026〕00012号"),
            ("{prefix}〔{year}〕{seq}号", number("青政办发", 2026, 7), "青政办发〔2026〕7号"),
            ("{prefix}{year}-{seq:06}", number("XF", 2026, 123_456), "XF2026-123456"),
            ("{year}年第{seq:03}期", number("", 2026, 4), "2026年第004期"),
            ("{prefix}〔{year}〕{seq:05}号", number("青信", 2026, 123_456), "青信〔2026〕123456号"),
        ];
        for (pattern, number, text) in cases {
            let pattern = Pattern::new(pattern).unwrap();
            assert_eq!(pattern.format(&number), text);
            assert_eq!(pattern.parse(text), Some(number), "{text}");
        }
    }

    #[test]
    fn people_type_numbers_in_many_ways() {
        let pattern = Pattern::new("{prefix}〔{year}〕{seq:05}号").unwrap();
        let typed = [
            "青信[2026]00012号",
            "青信【2026】12号",
            "青信（2026）第12号",
            "青信(2026)12",
            " 青信 〔 ２０２６ 〕 １２ 号 ",
            "青信［2026］0012号",
            "青信{2026}12号",
        ];
        for text in typed {
            assert_eq!(pattern.parse(text), Some(number("青信", 2026, 12)), "{text}");
        }
        for text in [
            "",
            "青信2026-12",
            "青信〔26〕12号",
            "青信〔2026〕号",
            "青信〔2026〕12号附件",
            "青信〔2026〕0号",
            "青信〔2026〕9999999999号",
        ] {
            assert_eq!(pattern.parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_sort_by_value_and_patterns_are_checked() {
        assert!(
            number("青信", 2025, 99) < number("青信", 2026, 1) && number("青信", 2026, 9) < number("青信", 2026, 10)
        );
        for pattern in [
            "",
            "{year}",
            "{seq}",
            "{year}{seq}{seq}",
            "{year{seq}",
            "{year}{prefix}{seq}",
            "{year}{seq:0}",
            "{x}{year}{seq}",
        ] {
            assert!(Pattern::new(pattern).is_err(), "{pattern}");
        }
    }
}
