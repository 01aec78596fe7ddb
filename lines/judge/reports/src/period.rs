//! The period of a report: a month or a year of the civil calendar.

use base::{Date, Error};
use matter::Ask;

/// Years before this one are not asked for.
const FIRST_YEAR: i16 = 2007;

/// A month, or a whole year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// Civil year.
    pub year: i16,
    /// Month, 1 to 12; `None` for the whole year.
    pub month: Option<i8>,
}

impl Period {
    /// Reads `year` and `month` as typed; what is empty is taken from `today`.
    ///
    /// # Errors
    /// The field that is not a year or a month.
    pub fn read(year: &str, month: &str, today: Date) -> Result<Self, Error> {
        let year = match year.trim() {
            "" => today.year(),
            text => text
                .parse()
                .ok()
                .filter(|y| (FIRST_YEAR..=today.year()).contains(y))
                .ok_or_else(|| Error::field("year", format!("年份应在 {FIRST_YEAR} 到 {} 之间", today.year())))?,
        };
        let month = match month.trim() {
            "" => None,
            text => Some(
                text.parse()
                    .ok()
                    .filter(|m| (1..=12).contains(m))
                    .ok_or_else(|| Error::field("month", "月份应在 1 到 12 之间"))?,
            ),
        };
        Ok(Self { year, month })
    }

    /// First and last civil date.
    pub fn dates(self) -> (Date, Date) {
        let first = Date::new(self.year, self.month.unwrap_or(1), 1).unwrap_or(Date::MIN);
        let last = Date::new(self.year, self.month.unwrap_or(12), 1).map_or(Date::MAX, Date::last_of_month);
        (first, last)
    }

    /// What a figure is asked for in this period.
    pub fn ask(self, unit: Option<i64>) -> Ask {
        let (from, to) = self.dates();
        Ask { from, to, unit }
    }

    /// The whole year of the period.
    #[must_use]
    pub fn whole_year(self) -> Self {
        Self { month: None, ..self }
    }

    /// 2026 年 3 月, or 2026 年.
    pub fn title(self) -> String {
        match self.month {
            Some(month) => format!("{} 年 {month} 月", self.year),
            None => format!("{} 年", self.year),
        }
    }

    /// Years that a report offers, newest first.
    pub fn years(today: Date) -> Vec<i16> {
        (today.year() - 9..=today.year()).rev().filter(|&y| y >= FIRST_YEAR).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_and_refused_as_typed() {
        let today = Date::constant(2026, 11, 24);
        let cases = [
            ("", "", Ok((2026, None))),
            ("2025", "2", Ok((2025, Some(2)))),
            ("2027", "", Err("year")),
            ("1999", "", Err("year")),
            ("abc", "", Err("year")),
            ("2026", "13", Err("month")),
            ("2026", "-1", Err("month")),
        ];
        for (year, month, expected) in cases {
            let read = Period::read(year, month, today).map(|p| (p.year, p.month)).map_err(|e| match e {
                Error::Invalid(fields) => fields[0].field.clone(),
                other => other.to_string(),
            });
            assert_eq!(read, expected.map_err(str::to_owned), "{year}-{month}");
        }
    }

    #[test]
    fn a_month_ends_on_its_last_day() {
        let february = Period { year: 2028, month: Some(2) };
        assert_eq!(february.dates().1, Date::constant(2028, 2, 29));
        assert_eq!(february.whole_year().dates().0, Date::constant(2028, 1, 1));
    }
}
