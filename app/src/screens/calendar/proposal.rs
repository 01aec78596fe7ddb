//! A proposed table of a year: read from the form, compared with the one in force.

use std::collections::BTreeSet;

use base::calendar::{DayKind, Year, weekday_name};
use base::limits::LINE_CHARS_MAX;
use base::{Date, FieldError, text};
use serde::Serialize;
use web::Form;

/// Days that one edit may set.
const RUN_MAX: usize = 31;

/// One day that would change.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The day.
    pub date: String,
    /// 星期四.
    pub weekday: &'static str,
    /// What holds now.
    pub before: String,
    /// What would hold.
    pub after: String,
}

/// What differs between two tables, day by day.
pub fn changes(old: Option<&Year>, new: &Year) -> Vec<Change> {
    let empty = Year::new(new.year);
    let old = old.unwrap_or(&empty);
    let days: BTreeSet<Date> = old.days.keys().chain(new.days.keys()).copied().collect();
    days.into_iter()
        .filter(|day| old.days.get(day) != new.days.get(day))
        .map(|day| Change {
            date: day.to_string(),
            weekday: weekday_name(day),
            before: words(old.days.get(&day)),
            after: words(new.days.get(&day)),
        })
        .collect()
}

fn words(kind: Option<&DayKind>) -> String {
    match kind {
        Some(DayKind::Off(name)) => format!("放假（{name}）"),
        Some(DayKind::Work(name)) => format!("上班（{name}）"),
        None => "按平常的星期".to_owned(),
    }
}

/// The table `year` with the day or the run of days of the form set; all faults at once.
///
/// # Errors
/// The fields that cannot be taken.
pub fn with_days(mut year: Year, form: &Form) -> Result<Year, Vec<FieldError>> {
    let (from, to, name) = (form.get("from").trim(), form.get("to").trim(), text::clean_line(form.get("name")));
    let mut problems = Vec::new();
    let first = from.parse::<Date>().ok();
    if first.is_none() {
        problems.push(FieldError::new("from", "请填写日期，例如 2027-10-01。"));
    }
    let last = if to.is_empty() { first } else { to.parse::<Date>().ok() };
    if last.is_none() && first.is_some() {
        problems.push(FieldError::new("to", "结束日期须写成 2027-10-07 的样子，只有一天时不填。"));
    }
    let kind = match form.get("kind") {
        "off" => Some(DayKind::Off(name.clone())),
        "work" => Some(DayKind::Work(name.clone())),
        "plain" => None,
        _ => {
            problems.push(FieldError::new("kind", "请选择放假、调休上班或恢复平常。"));
            None
        }
    };
    if kind.is_some() && !(1..=30).contains(&text::char_count(&name)) {
        problems.push(FieldError::new("name", "请填写节日名称，1 至 30 个字，例如 国庆节。"));
    }
    let days = first.zip(last).map(|(first, last)| run(first, last)).unwrap_or_default();
    if first.is_some() && last.is_some() && (days.is_empty() || days.len() > RUN_MAX) {
        problems.push(FieldError::new("to", format!("结束日期不得早于开始日期，一次最多 {RUN_MAX} 天。")));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    for day in days {
        match &kind {
            Some(kind) => drop(year.days.insert(day, kind.clone())),
            None => drop(year.days.remove(&day)),
        }
    }
    match year.check() {
        Err(base::Error::Invalid(problems)) => {
            Err(problems.into_iter().map(|p| FieldError::new("from", p.message)).collect())
        }
        _ => Ok(year),
    }
}

fn run(first: Date, last: Date) -> Vec<Date> {
    let days = std::iter::successors(Some(first), |day| day.tomorrow().ok());
    days.take_while(|day| *day <= last).take(RUN_MAX + 1).collect()
}

/// Puts the source that was typed before the others, if there is one.
///
/// # Errors
/// The field, when it is too long, or when the table would have no source at all.
pub fn with_paper(mut year: Year, typed: &str) -> Result<Year, FieldError> {
    let paper = text::clean_line(typed);
    if text::char_count(&paper) > LINE_CHARS_MAX {
        return Err(FieldError::new("paper", format!("来源不得超过 {LINE_CHARS_MAX} 个字。")));
    }
    if !paper.is_empty() && !year.papers.contains(&paper) {
        year.papers.insert(0, paper);
    }
    if year.papers.is_empty() {
        return Err(FieldError::new("paper", "请填写通知的文号或网址，日历须有来源。"));
    }
    Ok(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn what_changes_is_told_day_by_day() {
        let mut old = Year::new(2027);
        old.days.insert(day("2027-10-01"), DayKind::Off("国庆节".into()));
        let mut new = old.clone();
        assert_eq!(changes(Some(&old), &new), []);
        new.days.insert(day("2027-10-09"), DayKind::Work("国庆节".into()));
        new.days.remove(&day("2027-10-01"));
        let told: Vec<(String, String)> = changes(Some(&old), &new).into_iter().map(|c| (c.before, c.after)).collect();
        assert_eq!(
            told,
            [
                ("放假（国庆节）".to_owned(), "按平常的星期".to_owned()),
                ("按平常的星期".to_owned(), "上班（国庆节）".to_owned())
            ]
        );
        assert_eq!(changes(None, &new).len(), 1);
    }

    #[test]
    fn a_table_without_a_source_is_refused() {
        assert!(with_paper(Year::new(2027), " ").is_err());
        assert!(with_paper(Year::new(2027), &"长".repeat(300)).is_err());
        let year = with_paper(Year::new(2027), "国办发明电〔2026〕1号").expect("has a source");
        assert_eq!(year.papers, ["国办发明电〔2026〕1号"]);
    }

    #[test]
    fn a_run_of_days_ends_where_it_says() {
        assert_eq!(run(day("2027-10-01"), day("2027-10-07")).len(), 7);
        assert_eq!(run(day("2027-10-02"), day("2027-10-01")).len(), 0);
        assert_eq!(run(day("2027-01-01"), day("2029-01-01")).len(), RUN_MAX + 1);
    }
}
