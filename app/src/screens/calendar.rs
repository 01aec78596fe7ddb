//! The work calendar (工作日历): its public pages and the screens on which the system administrator keeps it.

pub mod edit;
mod proposal;

use std::collections::BTreeMap;

use base::calendar::{Day, DayKind, Year, is_weekend, weekday_name};
use base::{Calendar, Date, Error};
use serde::Serialize;
use serde_json::json;
use web::ics::{self, Event, When};
use web::{Cx, Page, Path, Result};

use super::grid::{Mark, Month, days_of, months};

/// Page-cache dependency of everything that shows or counts by the calendar.
pub const CALENDAR: &str = "calendar";

/// One year in the list of years.
#[derive(Debug, Serialize)]
pub struct Brief {
    /// The year.
    pub year: i16,
    /// 工作日 in it.
    pub working: usize,
    /// Days off by notice.
    pub off: usize,
    /// Make-up working days.
    pub work: usize,
}

/// One day that differs from the plain week.
#[derive(Debug, Serialize)]
pub struct Special {
    /// `2026-10-01`.
    pub date: String,
    /// 星期四.
    pub weekday: &'static str,
    /// 放假 or 调休上班.
    pub kind: &'static str,
    /// The holiday.
    pub name: String,
}

/// A source of a year: an address to open or the number of a paper.
#[derive(Debug, Serialize)]
pub struct Paper {
    /// What is shown.
    pub title: String,
    /// The address, if it is one.
    pub href: Option<String>,
}

/// All years with a table, newest first.
pub async fn index(cx: Cx) -> Result {
    cx.depends(CALENDAR);
    let years = briefs(&cx.app.calendar());
    let page = Page::new("工作日历").kind("list").description("法定节假日放假和调休上班安排，逐年列出，注明来源。");
    cx.page("screens/calendar.html", page, json!({ "years": years }))
}

/// One year, month by month.
pub async fn year(cx: Cx, Path(text): Path<String>) -> Result {
    cx.depends(CALENDAR);
    let year = number(&text)?;
    let calendar = cx.app.calendar();
    let table = calendar.year(year).ok_or(Error::Unseen)?;
    let page = Page::new(format!("{year} 年工作日历")).kind("page").crumb("工作日历", "/calendar");
    let data = json!({
        "brief": brief(&calendar, table),
        "months": grid(&calendar, year),
        "specials": specials(table),
        "papers": papers(table),
        "before": calendar.year(year - 1).map(|y| y.year),
        "after": calendar.year(year + 1).map(|y| y.year),
    });
    cx.page("screens/calendar_year.html", page, data)
}

/// The days of all years that differ from the plain week, for the calendar of a telephone or a mail program.
pub async fn feed(cx: Cx) -> Result {
    let calendar = cx.app.calendar();
    let domain = cx.site_text("domain");
    // A table may name days of the December before, which the table before has too.
    let days: BTreeMap<_, _> = calendar.years().flat_map(|year| year.days.iter()).collect();
    let special = days.into_iter().filter(|(date, kind)| differs(**date, kind));
    let events: Vec<Event> = special.map(|(date, kind)| event(domain, *date, kind)).collect();
    Ok(ics::calendar("工作日历：放假和调休", cx.now, &events))
}

/// Whether the day is not what its place in the week would make it: a day off by notice, or a weekend on which people work.
fn differs(date: Date, kind: &DayKind) -> bool {
    matches!(kind, DayKind::Off(_)) || is_weekend(date)
}

fn event(domain: &str, date: Date, kind: &DayKind) -> Event {
    let title = match kind {
        DayKind::Off(name) => format!("{name}放假"),
        DayKind::Work(name) => format!("调休上班（{name}）"),
    };
    let href = format!("https://{domain}/calendar/{}", date.year());
    Event { uid: format!("day-{date}@{domain}"), when: When::Day(date), title, note: String::new(), href, alarm: None }
}

/// The year in an address.
pub(super) fn number(text: &str) -> std::result::Result<i16, Error> {
    text.parse().ok().filter(|year| (2000..2200).contains(year)).ok_or(Error::Unseen)
}

/// All years of a calendar, newest first.
pub(super) fn briefs(calendar: &Calendar) -> Vec<Brief> {
    calendar.years().rev().map(|year| brief(calendar, year)).collect()
}

fn brief(calendar: &Calendar, table: &Year) -> Brief {
    let off = table.days.values().filter(|kind| matches!(kind, DayKind::Off(_))).count();
    let work = table.days.iter().filter(|(date, kind)| matches!(kind, DayKind::Work(_)) && is_weekend(**date)).count();
    Brief { year: table.year, working: calendar.working_days_in(table.year).unwrap_or(0), off, work }
}

/// The year as months of days marked by word and colour.
pub(super) fn grid(calendar: &Calendar, year: i16) -> Vec<Month> {
    months(days_of(year).map(|date| (date, mark(calendar.day(date)))))
}

fn mark(day: Day) -> Mark {
    let weekend = is_weekend(day.date);
    let (mark, tone) = match (day.working, weekend) {
        (false, false) => ("休", "red"),
        (false, true) if day.reason != "周末" => ("休", "red"),
        (false, true) => ("", ""),
        (true, true) => ("班", "blue"),
        (true, false) => ("", ""),
    };
    Mark { mark: mark.to_owned(), tone, note: day.reason }
}

/// The days that a table names.
pub(super) fn specials(table: &Year) -> Vec<Special> {
    table.days.iter().map(|(date, kind)| special(*date, kind)).collect()
}

fn special(date: Date, kind: &DayKind) -> Special {
    let (kind, name) = match kind {
        DayKind::Off(name) => ("放假", name),
        DayKind::Work(name) => ("调休上班", name),
    };
    Special { date: date.to_string(), weekday: weekday_name(date), kind, name: name.clone() }
}

/// Where a table is written.
pub(super) fn papers(table: &Year) -> Vec<Paper> {
    let paper = |text: &String| match text.strip_prefix("https://").or(text.strip_prefix("http://")) {
        Some(_) => Paper { title: "通知原文".to_owned(), href: Some(text.clone()) },
        None => Paper { title: text.clone(), href: None },
    };
    table.papers.iter().map(paper).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_off_and_make_up_days_are_marked_by_word() {
        let months = grid(&Calendar::national(), 2024);
        let marks: Vec<(i8, &str)> = months[9]
            .weeks
            .iter()
            .flatten()
            .flatten()
            .filter(|cell| !cell.mark.is_empty())
            .map(|cell| (cell.day, cell.mark.as_str()))
            .collect();
        let off = (1..=7).map(|day| (day, "休"));
        assert_eq!(marks, off.chain([(12, "班")]).collect::<Vec<_>>());
    }

    #[test]
    fn every_year_is_listed_with_its_counts_and_source() {
        let calendar = Calendar::national();
        let years = briefs(&calendar);
        assert_eq!((years[0].year, years[0].working), (2026, 248));
        for year in calendar.years() {
            assert!(papers(year).iter().all(|paper| paper.href.is_some()), "{}", year.year);
        }
    }

    #[test]
    fn only_years_are_taken_from_an_address() {
        let cases = [("2026", true), ("1999", false), ("2200", false), ("x", false), ("", false), ("99999", false)];
        for (text, good) in cases {
            assert_eq!(number(text).is_ok(), good, "{text}");
        }
    }
}
