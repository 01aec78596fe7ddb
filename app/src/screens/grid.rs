//! Days laid out as months: weeks as rows, Monday first, each day with a mark in words.

use base::Date;
use serde::Serialize;

/// One day of a grid.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Cell {
    /// `2026-10-01`.
    pub date: String,
    /// Day of the month.
    pub day: i8,
    /// A word or a number beside the day: 休, 班, 第 3 日; may be empty.
    pub mark: String,
    /// Tone of the badge: `red`, `blue`, `good`, `grey` or nothing.
    pub tone: &'static str,
    /// The whole reason.
    pub note: String,
}

/// One month with its weeks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Month {
    /// `2026 年 10 月`.
    pub title: String,
    /// Weeks of seven places each; places outside the days given are empty.
    pub weeks: Vec<Vec<Option<Cell>>>,
}

/// What is written beside a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mark {
    /// See [`Cell::mark`].
    pub mark: String,
    /// See [`Cell::tone`].
    pub tone: &'static str,
    /// See [`Cell::note`].
    pub note: String,
}

/// The months of `days`, which follow one another without a gap.
pub fn months(days: impl IntoIterator<Item = (Date, Mark)>) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for (date, mark) in days {
        let title = format!("{} 年 {} 月", date.year(), date.month());
        let cell = Cell { date: date.to_string(), day: date.day(), mark: mark.mark, tone: mark.tone, note: mark.note };
        let place = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or(0);
        if months.last().is_none_or(|month| month.title != title) {
            months.push(Month { title, weeks: Vec::new() });
        }
        let Some(month) = months.last_mut() else { continue };
        if place == 0 || month.weeks.is_empty() {
            month.weeks.push(vec![None; 7]);
        }
        if let Some(slot) = month.weeks.last_mut().and_then(|week| week.get_mut(place)) {
            *slot = Some(cell);
        }
    }
    months
}

/// All days of `year`.
pub fn days_of(year: i16) -> impl Iterator<Item = Date> {
    let first = Date::new(year, 1, 1).unwrap_or(Date::ZERO);
    std::iter::successors(Some(first), |day| day.tomorrow().ok()).take_while(move |date| date.year() == year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(date: Date) -> (Date, Mark) {
        (date, Mark::default())
    }

    #[test]
    fn a_month_begins_under_its_weekday_and_ends_where_it_ends() {
        let months = months(days_of(2026).map(plain));
        assert_eq!(months.len(), 12);
        let october = &months[9];
        assert_eq!(october.title, "2026 年 10 月");
        assert_eq!(october.weeks.len(), 5);
        // 1 October 2026 is a Thursday.
        assert_eq!(october.weeks[0][2], None);
        assert_eq!(october.weeks[0][3].as_ref().map(|c| c.day), Some(1));
        assert_eq!(october.weeks[4][5].as_ref().map(|c| c.day), Some(31));
        assert_eq!(october.weeks[4][6], None);
    }

    #[test]
    fn every_day_of_a_year_has_one_place() {
        for (year, days) in [(2024, 366), (2025, 365)] {
            let months = months(days_of(year).map(plain));
            assert_eq!(months.iter().flat_map(|m| &m.weeks).flatten().flatten().count(), days);
        }
    }
}
