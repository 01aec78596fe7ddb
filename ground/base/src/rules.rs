//! Statutory numbers as data (规则): key, value, unit, source, article, validity, bounds.
//!
//! The files of the folder `rules` are compiled in. A county edits a number within its bounds; edits make versions, and a
//! matter keeps counting by the version it started under because every question names a date.

use std::sync::LazyLock;

use crate::due::Length;
use crate::error::{Error, Fault};
use crate::time::Date;

/// What a rule's number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 工作日.
    WorkingDays,
    /// 自然日.
    CalendarDays,
    /// 个月.
    Months,
    /// 小时.
    Hours,
    /// 分钟.
    Minutes,
    /// 秒.
    Seconds,
    /// 个, 次.
    Count,
    /// 字.
    Characters,
    /// 字节.
    Bytes,
    /// %.
    Percent,
    /// 1 for 是, 0 for 否.
    YesNo,
}

/// How sure we are of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Read in the text of the source.
    Verified,
    /// Seen in a partial or secondary copy.
    Secondary,
    /// From memory; to be checked against the source.
    Remembered,
    /// No source gives a number: what offices do, or what this system chose.
    Practice,
}

/// One number with where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// `area.name`, such as `letters.ordinary`.
    pub key: String,
    /// The number.
    pub value: i64,
    /// What it counts.
    pub unit: Unit,
    /// What it is, in Chinese.
    pub title: String,
    /// The statute or paper.
    pub source: String,
    /// The article or section.
    pub article: String,
    /// First day on which it holds.
    #[serde(with = "crate::time::date_text")]
    pub valid_from: Date,
    /// Last day on which it holds, if it ended.
    #[serde(default, with = "crate::time::date_text_option", skip_serializing_if = "Option::is_none")]
    pub valid_to: Option<Date>,
    /// Smallest value that may be set.
    pub min: i64,
    /// Largest value that may be set.
    pub max: i64,
    /// How sure we are.
    pub confidence: Confidence,
    /// Remarks, in Chinese.
    #[serde(default)]
    pub note: String,
}

/// All rules in all versions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    rows: Vec<Rule>,
    /// Areas: the first part of keys, and its name in Chinese.
    areas: Vec<(String, String)>,
}

/// The shape of a file of rules.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Name of the area in Chinese; the keys of its rules begin with the file's name.
    area: String,
    rule: Vec<Rule>,
}

// The files compiled into the program, with their names for messages.
include!(concat!(env!("OUT_DIR"), "/rules.rs"));

impl Unit {
    /// `value` with its unit in Chinese: 15 个工作日, 20 MB.
    pub fn words(self, value: i64) -> String {
        const MIB: i64 = 1024 * 1024;
        match self {
            Self::WorkingDays => format!("{value} 个工作日"),
            Self::CalendarDays => format!("{value} 日"),
            Self::Months => format!("{value} 个月"),
            Self::Hours => format!("{value} 小时"),
            Self::Minutes => format!("{value} 分钟"),
            Self::Seconds => format!("{value} 秒"),
            Self::Count => format!("{value}"),
            Self::Characters => format!("{value} 字"),
            Self::Bytes if value % MIB == 0 => format!("{} MB", value / MIB),
            Self::Bytes => format!("{value} 字节"),
            Self::Percent => format!("{value}%"),
            Self::YesNo => if value == 0 { "否" } else { "是" }.to_owned(),
        }
    }
}

impl Confidence {
    /// Its Chinese name, shown beside the number.
    pub fn name(self) -> &'static str {
        match self {
            Self::Verified => "已核对原文",
            Self::Secondary => "据转载文本",
            Self::Remembered => "待核对原文",
            Self::Practice => "通行做法",
        }
    }
}

impl Rule {
    /// The rule as the length of a period, when its unit is one.
    pub fn length(&self) -> Option<Length> {
        let number = u32::try_from(self.value).ok()?;
        match self.unit {
            Unit::WorkingDays => Some(Length::WorkingDays(number)),
            Unit::CalendarDays => Some(Length::CalendarDays(number)),
            Unit::Hours => Some(Length::Hours(number)),
            _ => None,
        }
    }

    /// The number with its unit in Chinese.
    pub fn words(&self) -> String {
        self.unit.words(self.value)
    }

    /// Where the number comes from, as shown to people: 信访工作条例第三十四条.
    pub fn cite(&self) -> String {
        let joint = if self.article.starts_with('第') { "" } else { "，" };
        format!("{}{joint}{}", self.source, self.article)
    }

    fn holds_on(&self, date: Date) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|last| date <= last)
    }
}

impl Rules {
    /// The rules compiled into the program.
    pub fn built_in() -> Self {
        static RULES: LazyLock<Rules> =
            LazyLock::new(|| Rules::parse(FILES).expect("the compiled-in rules are well formed: tested"));
        RULES.clone()
    }

    /// Reads files of rules given as name and text.
    ///
    /// # Errors
    /// A fault that names the file and the line which is not understood.
    pub fn parse(files: &[(&str, &str)]) -> Result<Self, Fault> {
        let (mut rows, mut areas) = (Vec::new(), Vec::new());
        for (name, text) in files {
            let file: File = toml::from_str(text).map_err(|e| Fault::broken(format!("rules/{name}.toml: {e}")))?;
            rows.extend(file.rule);
            areas.push(((*name).to_owned(), file.area));
        }
        rows.sort_by(|a: &Rule, b| (&a.key, a.valid_from).cmp(&(&b.key, b.valid_from)));
        Ok(Self { rows, areas })
    }

    /// The areas of the rules: the first part of their keys, and its name in Chinese.
    pub fn areas(&self) -> &[(String, String)] {
        &self.areas
    }

    /// The version of `key` that holds on `date`.
    pub fn at(&self, key: &str, date: Date) -> Option<&Rule> {
        self.versions(key).iter().rev().find(|rule| rule.holds_on(date))
    }

    /// The number of `key` on `date`; a missing rule is a fault of the program.
    pub fn number(&self, key: &str, date: Date) -> Result<i64, Fault> {
        self.at(key, date).map(|rule| rule.value).ok_or_else(|| missing(key, date))
    }

    /// The length of the period `key` on `date`; a missing rule or a unit that is no period is a fault of the program.
    pub fn length(&self, key: &str, date: Date) -> Result<Length, Fault> {
        let rule = self.at(key, date).ok_or_else(|| missing(key, date))?;
        rule.length().ok_or_else(|| Fault::broken(format!("rule {key} is not the length of a period")))
    }

    /// The same rules with `key` set to `value` from `from` on; the version before ends on the day before.
    ///
    /// Refuses a value beyond the bounds of the rule, naming the article. `note` says why, in Chinese.
    pub fn with_edit(&self, key: &str, value: i64, from: Date, note: &str) -> Result<Self, Error> {
        let Some(old) = self.at(key, from) else {
            return Err(Error::field("key", format!("没有在 {from} 有效的规则“{key}”。")));
        };
        if value < old.min || value > old.max {
            let (low, high) = (old.unit.words(old.min), old.unit.words(old.max));
            let message = format!("“{}”须在 {low} 至 {high} 之间（依据：{}）。", old.title, old.cite());
            return Err(Error::field("value", message));
        }
        let new = Rule { value, valid_from: from, note: note.to_owned(), ..old.clone() };
        let (old_from, eve) = (old.valid_from, from.yesterday().ok());
        let mut rows = self.rows.clone();
        rows.retain(|rule| rule.key != key || rule.valid_from != from);
        if let Some(before) = rows.iter_mut().find(|rule| rule.key == key && rule.valid_from == old_from) {
            before.valid_to = eve;
        }
        let place = rows.partition_point(|rule| (rule.key.as_str(), rule.valid_from) < (key, from));
        rows.insert(place, new);
        Ok(Self { rows, areas: self.areas.clone() })
    }

    /// All versions of `key` in order of their first day.
    pub fn versions(&self, key: &str) -> &[Rule] {
        let first = self.rows.partition_point(|rule| rule.key.as_str() < key);
        let end = self.rows.partition_point(|rule| rule.key.as_str() <= key);
        self.rows.get(first..end).unwrap_or_default()
    }

    /// All versions of all rules, by key and first day.
    pub fn rows(&self) -> &[Rule] {
        &self.rows
    }
}

fn missing(key: &str, date: Date) -> Fault {
    Fault::broken(format!("no rule {key} on {date}"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    const TODAY: Date = date(2026, 11, 24);

    #[test]
    fn every_rule_has_a_source_and_lies_within_its_bounds() {
        let rules = Rules::parse(FILES).unwrap();
        for (i, rule) in rules.rows().iter().enumerate() {
            let told = [&rule.key, &rule.title, &rule.source, &rule.article].iter().all(|x| !x.trim().is_empty());
            assert!(told, "{} lacks a text", rule.key);
            assert!(rule.min <= rule.value && rule.value <= rule.max && rule.min >= 0, "{} is out of bounds", rule.key);
            let twice = rules.rows()[..i].iter().any(|x| x.key == rule.key && x.valid_from == rule.valid_from);
            assert!(!twice, "{} is there twice", rule.key);
            assert!(rule.valid_to.is_none_or(|last| last >= rule.valid_from), "{}", rule.key);
            assert!(
                rule.key.contains('.') && rule.key.is_ascii() && rule.key == rule.key.to_lowercase(),
                "{}",
                rule.key
            );
        }
        for (name, text) in FILES {
            let file: File = toml::from_str(text).unwrap();
            assert!(file.rule.iter().all(|x| x.key.starts_with(&format!("{name}."))), "{name}");
        }
    }

    #[test]
    fn numbers_are_as_the_law_has_them() {
        let rules = Rules::built_in();
        let cases = [
            ("letters.simple", Length::WorkingDays(5)),
            ("letters.ordinary", Length::WorkingDays(15)),
            ("petition.handle", Length::CalendarDays(60)),
            ("petition.object", Length::WorkingDays(5)),
            ("letters.return", Length::Hours(24)),
        ];
        for (key, length) in cases {
            assert_eq!(rules.length(key, TODAY).unwrap(), length, "{key}");
        }
        assert_eq!(rules.number("web.upload.staff", TODAY).unwrap(), 209_715_200);
        assert!(rules.length("web.upload.staff", TODAY).is_err());
        assert!(rules.number("letters.unknown", TODAY).is_err());
        assert!(rules.number("letters.ordinary", date(1999, 1, 1)).is_err());
        assert_eq!(rules.at("web.upload.citizen", TODAY).unwrap().words(), "20 MB");
    }

    #[test]
    fn an_edit_makes_a_version_and_keeps_the_old_one() {
        let (first, later) = (date(2027, 1, 1), date(2027, 6, 1));
        let rules = Rules::built_in().with_edit("letters.ordinary", 10, first, "县政府办公会议决定").unwrap();
        let rules = rules.with_edit("letters.ordinary", 12, later, "放宽").unwrap();
        let told = [TODAY, date(2026, 12, 31), first, date(2027, 5, 31), later, date(2030, 1, 1)];
        let values = told.map(|day| rules.number("letters.ordinary", day).unwrap());
        assert_eq!(values, [15, 15, 10, 10, 12, 12]);
        assert_eq!(rules.versions("letters.ordinary").len(), 3);
        let again = rules.with_edit("letters.ordinary", 8, first, "更正").unwrap();
        assert_eq!(told.map(|day| again.number("letters.ordinary", day).unwrap()), [15, 15, 8, 8, 12, 12]);
        assert_eq!(again.versions("letters.ordinary").len(), 3);
    }

    #[test]
    fn an_edit_beyond_the_law_is_refused_with_the_article() {
        let message = |key, value| match Rules::built_in().with_edit(key, value, TODAY, "") {
            Err(Error::Invalid(fields)) => fields[0].message.clone(),
            other => panic!("{other:?}"),
        };
        assert_eq!(
            message("petition.handle", 61),
            "“申诉求决类事项办结期限”须在 1 日 至 60 日 之间（依据：信访工作条例第三十四条）。"
        );
        assert!(message("letters.ordinary", 0).contains("1 个工作日"));
        assert!(message("letters.nothing", 1).contains("没有"));
        assert!(Rules::built_in().with_edit("letters.ordinary", 5, date(1999, 1, 1), "").is_err());
    }
}
