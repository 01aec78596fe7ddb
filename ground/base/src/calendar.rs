//! The work calendar (工作日历): which civil days are working days, and why.
//!
//! Monday to Friday work, Saturday and Sunday do not, and the State Council's yearly notice (国务院办公厅关于部分节假日安排的通知)
//! moves days both ways. The tables of 2007–2026 are compiled in; later years are imported by an administrator.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::civil::Weekday;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Fault};
use crate::time::Date;

/// The tables 2007–2026 as facts, each year with the address of its notice.
const NATIONAL: &str = include_str!("../data/holidays.toml");

/// What a notice says about one day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DayKind {
    /// Off (放假), with the holiday's name.
    Off(String),
    /// Worked (调休上班), nearly always a weekend day, with the holiday's name.
    Work(String),
}

/// The table of one year. It may also name days of the December before (元旦 often does).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Year {
    /// The year the notice is about.
    pub year: i16,
    /// Where it is written: addresses or numbers of the notices.
    pub papers: Vec<String>,
    /// The days that differ from the plain week.
    pub days: BTreeMap<Date, DayKind>,
}

/// One civil day, judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The day.
    pub date: Date,
    /// Whether organs work on it.
    pub working: bool,
    /// Why, in Chinese: 工作日, 周末, 春节放假, 春节调休上班.
    pub reason: String,
    /// Whether the year has a table; without one, only the plain week is known.
    pub known: bool,
}

/// The tables of all years known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    years: BTreeMap<i16, Arc<Year>>,
}

/// The shape of a year in the data file and in what [`Year::to_toml`] writes.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct YearText {
    year: i16,
    papers: Vec<String>,
    #[serde(default)]
    off: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    work: BTreeMap<String, Vec<String>>,
}

/// The shape of the data file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    year: Vec<YearText>,
}

impl Calendar {
    /// A calendar without any table: every year is unknown.
    pub fn empty() -> Self {
        Self::default()
    }

    /// The State Council's tables compiled into the program.
    pub fn national() -> Self {
        static TABLES: LazyLock<Calendar> = LazyLock::new(|| {
            let file: FileText = toml::from_str(NATIONAL).expect("the compiled-in tables are well formed: tested");
            file.year.into_iter().fold(Calendar::empty(), |calendar, text| {
                calendar.with_year(Year::from_text(text).expect("the compiled-in days are real days: tested"))
            })
        });
        TABLES.clone()
    }

    /// The same calendar with `year` put in, replacing the table of that year.
    #[must_use]
    pub fn with_year(mut self, year: Year) -> Self {
        self.years.insert(year.year, Arc::new(year));
        self
    }

    /// The table of `year`, if there is one.
    pub fn year(&self, year: i16) -> Option<&Year> {
        self.years.get(&year).map(Arc::as_ref)
    }

    /// The tables in order of years.
    pub fn years(&self) -> impl DoubleEndedIterator<Item = &Year> {
        self.years.values().map(Arc::as_ref)
    }

    /// What is known about `date`.
    pub fn day(&self, date: Date) -> Day {
        let special = self.special(date);
        let (working, reason) = match special {
            Some(DayKind::Off(name)) => (false, format!("{name}放假")),
            Some(DayKind::Work(name)) if is_weekend(date) => (true, format!("{name}调休上班")),
            Some(DayKind::Work(_)) => (true, "工作日".to_owned()),
            None if is_weekend(date) => (false, "周末".to_owned()),
            None => (true, "工作日".to_owned()),
        };
        Day { date, working, reason, known: special.is_some() || self.years.contains_key(&date.year()) }
    }

    /// Whether organs work on `date`.
    pub fn is_working(&self, date: Date) -> bool {
        match self.special(date) {
            Some(kind) => matches!(kind, DayKind::Work(_)),
            None => !is_weekend(date),
        }
    }

    /// What a notice says about `date`. The notice of the following year, being later, wins over the year's own.
    fn special(&self, date: Date) -> Option<&DayKind> {
        [date.year().saturating_add(1), date.year()]
            .iter()
            .find_map(|year| self.years.get(year).and_then(|table| table.days.get(&date)))
    }

    /// `date` itself when it is a working day, otherwise the next one.
    pub fn working_on_or_after(&self, date: Date) -> Date {
        let mut date = date;
        while !self.is_working(date) {
            match date.tomorrow() {
                Ok(next) => date = next,
                Err(_) => break,
            }
        }
        date
    }

    /// Working days in `year` when its table is known.
    pub fn working_days_in(&self, year: i16) -> Option<usize> {
        self.years.get(&year)?;
        let first = Date::new(year, 1, 1).ok()?;
        Some(
            first
                .series(jiff::Span::new().days(1))
                .take_while(|d| d.year() == year)
                .filter(|d| self.is_working(*d))
                .count(),
        )
    }
}

impl Year {
    /// An empty table for `year`.
    pub fn new(year: i16) -> Self {
        Self { year, papers: Vec::new(), days: BTreeMap::new() }
    }

    /// Reads what [`Year::to_toml`] wrote (that is how an edited year is stored).
    pub fn from_toml(text: &str) -> Result<Self, Fault> {
        let parsed: YearText = toml::from_str(text).map_err(|e| broken_year(&e.to_string()))?;
        Self::from_text(parsed)
    }

    /// The table as text, with runs of days written `2026-10-01..2026-10-07`.
    pub fn to_toml(&self) -> String {
        let mut text =
            YearText { year: self.year, papers: self.papers.clone(), off: BTreeMap::new(), work: BTreeMap::new() };
        let mut off: BTreeMap<&str, Vec<Date>> = BTreeMap::new();
        let mut work: BTreeMap<&str, Vec<Date>> = BTreeMap::new();
        for (date, kind) in &self.days {
            match kind {
                DayKind::Off(name) => off.entry(name).or_default().push(*date),
                DayKind::Work(name) => work.entry(name).or_default().push(*date),
            }
        }
        text.off = off.into_iter().map(|(name, days)| (name.to_owned(), runs(&days))).collect();
        text.work = work.into_iter().map(|(name, days)| (name.to_owned(), runs(&days))).collect();
        toml::to_string(&text).expect("strings and numbers always serialise")
    }

    /// Checks a table that a person proposes: every day lies in the year or in the December before.
    pub fn check(&self) -> Result<(), Error> {
        let stray = |date: &&Date| {
            date.year() != self.year && (i32::from(date.year()) != i32::from(self.year) - 1 || date.month() != 12)
        };
        match self.days.keys().find(stray) {
            Some(date) => Err(Error::field("days", format!("{date} 不在 {} 年内，请核对年份。", self.year))),
            None => Ok(()),
        }
    }

    fn from_text(text: YearText) -> Result<Self, Fault> {
        let mut year = Self { year: text.year, papers: text.papers, days: BTreeMap::new() };
        for (name, list) in &text.off {
            for date in list.iter().map(|x| dates_of(x)).collect::<Result<Vec<_>, _>>()?.concat() {
                year.days.insert(date, DayKind::Off(name.clone()));
            }
        }
        for (name, list) in &text.work {
            for date in list.iter().map(|x| dates_of(x)).collect::<Result<Vec<_>, _>>()?.concat() {
                year.days.insert(date, DayKind::Work(name.clone()));
            }
        }
        Ok(year)
    }
}

/// Whether `date` is a Saturday or a Sunday.
pub fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// The Chinese name of the day of the week: 星期一 … 星期日.
pub fn weekday_name(date: Date) -> &'static str {
    match date.weekday() {
        Weekday::Monday => "星期一",
        Weekday::Tuesday => "星期二",
        Weekday::Wednesday => "星期三",
        Weekday::Thursday => "星期四",
        Weekday::Friday => "星期五",
        Weekday::Saturday => "星期六",
        Weekday::Sunday => "星期日",
    }
}

/// The days of `2026-10-01` or of `2026-10-01..2026-10-07`, at most one month.
fn dates_of(text: &str) -> Result<Vec<Date>, Fault> {
    let (first, last) = text.split_once("..").unwrap_or((text, text));
    let first: Date = first.parse().map_err(|_| broken_year(text))?;
    let last: Date = last.parse().map_err(|_| broken_year(text))?;
    let days: Vec<Date> = first.series(jiff::Span::new().days(1)).take_while(|d| *d <= last).take(32).collect();
    if days.is_empty() || days.len() > 31 { Err(broken_year(text)) } else { Ok(days) }
}

/// Sorted days written as runs.
fn runs(days: &[Date]) -> Vec<String> {
    let mut out: Vec<(Date, Date)> = Vec::new();
    for day in days {
        match out.last_mut() {
            Some((_, last)) if last.tomorrow().is_ok_and(|next| next == *day) => *last = *day,
            _ => out.push((*day, *day)),
        }
    }
    out.into_iter().map(|(a, b)| if a == b { a.to_string() } else { format!("{a}..{b}") }).collect()
}

fn broken_year(what: &str) -> Fault {
    Fault::broken(format!("table of a calendar year: {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn every_compiled_year_is_well_formed_and_has_a_source() {
        let calendar = Calendar::national();
        let years: Vec<i16> = calendar.years().map(|y| y.year).collect();
        assert_eq!(years, (2007..=2026).collect::<Vec<_>>());
        for year in calendar.years() {
            year.check().unwrap();
            assert!(year.papers.iter().all(|p| p.contains("gov.cn/")) && !year.papers.is_empty(), "{}", year.year);
            assert_eq!(Year::from_toml(&year.to_toml()).unwrap(), *year);
        }
    }

    #[test]
    fn working_days_of_a_year_are_as_published() {
        let calendar = Calendar::national();
        let counts = [2024, 2025, 2026].map(|y| calendar.working_days_in(y).unwrap());
        assert_eq!(counts, [251, 248, 248]);
        assert_eq!(calendar.working_days_in(2027), None);
    }

    #[test]
    fn a_day_says_why() {
        let cases = [
            (date(2024, 10, 1), false, "国庆节放假", true),
            (date(2024, 10, 12), true, "国庆节调休上班", true),
            (date(2024, 10, 19), false, "周末", true),
            (date(2024, 10, 21), true, "工作日", true),
            (date(2022, 12, 31), false, "元旦放假", true),
            (date(2006, 12, 30), true, "元旦调休上班", true),
            (date(2027, 10, 1), true, "工作日", false),
        ];
        for (date, working, reason, known) in cases {
            assert_eq!(Calendar::national().day(date), Day { date, working, reason: reason.into(), known });
        }
    }

    #[test]
    fn an_edited_year_replaces_the_old_one() {
        let mut year = Year::new(2027);
        year.days.insert(date(2027, 10, 1), DayKind::Off("国庆节".into()));
        let calendar = Calendar::national().with_year(year);
        assert!(!calendar.is_working(date(2027, 10, 1)));
        assert!(calendar.day(date(2027, 10, 8)).known);
    }

    #[test]
    fn a_proposal_with_a_wrong_day_is_refused() {
        let with = |day| {
            let mut year = Year::new(2027);
            year.days.insert(day, DayKind::Off("国庆节".into()));
            year.check().is_ok()
        };
        assert!(with(date(2027, 10, 1)) && with(date(2026, 12, 31)));
        assert!(!with(date(2026, 10, 10)) && !with(date(2028, 1, 1)));
    }
}
