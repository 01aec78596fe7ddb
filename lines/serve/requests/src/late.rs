//! Days before which something in the register is late: what waits without a clock that lists show. Computed from the rule rows of
//! the day, so that a count and its list ask the same; nothing is stored.

use base::calendar::Calendar;
use base::{Date, Fault, Rules, due};
use matter::Ground;

/// The days of today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// What arrived on or before it should have been confirmed (art. 31).
    pub confirm: Date,
    /// What was sent on or before it should have been entered as received, or as impossible to deliver.
    pub serve: Date,
    /// Who was served on or before it should have spoken (arts. 32, 34).
    pub outside: Date,
    /// What was received after the first and on or before the second may still be corrected (art. 30), but not much longer.
    pub notice: (Date, Date),
}

impl Late {
    /// Nothing is late.
    pub const NEVER: Self =
        Self { confirm: Date::MIN, serve: Date::MIN, outside: Date::MIN, notice: (Date::MIN, Date::MIN) };

    /// The days of the moment of `ground`.
    ///
    /// # Errors
    /// A fault when a rule row is missing.
    pub fn at(ground: &Ground) -> Result<Self, Fault> {
        Self::on(&ground.rules, &ground.calendar, ground.now.date())
    }

    /// The days of `today`.
    ///
    /// # Errors
    /// A fault when a rule row is missing.
    pub fn on(rules: &Rules, calendar: &Calendar, today: Date) -> Result<Self, Fault> {
        let over = |key: &str| Ok::<_, Fault>(over(calendar, today, days(rules, key, today)?));
        let (notice, ahead) = (days(rules, "requests.notice", today)?, days(rules, "requests.notice.ahead", today)?);
        let tomorrow = today.tomorrow().unwrap_or(today);
        Ok(Self {
            confirm: over("requests.confirm")?,
            serve: over("requests.serve")?,
            outside: over("requests.outside")?,
            notice: (over("requests.notice")?, self::over(calendar, tomorrow, notice.saturating_sub(ahead))),
        })
    }
}

/// The number of a rule row, as days.
pub(crate) fn days(rules: &Rules, key: &str, day: Date) -> Result<u32, Fault> {
    Ok(u32::try_from(rules.number(key, day)?).unwrap_or(0))
}

/// The last day from which so many working days were over before `today`.
fn over(calendar: &Calendar, today: Date, days: u32) -> Date {
    let (mut day, mut left) = (today.yesterday().unwrap_or(today), days);
    while left > 0 {
        left -= u32::from(calendar.is_working(day));
        let Ok(before) = day.yesterday() else { break };
        day = before;
    }
    day
}

/// The last day of so many working days after `from`.
pub(crate) fn last_day(ground: &Ground, key: &str, from: Date) -> Result<Date, Fault> {
    Ok(due::add_working_days(&ground.calendar, from, days(&ground.rules, key, from)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_over_exactly_when_its_last_working_day_is_past() {
        let calendar = Calendar::national();
        let mut today = Date::constant(2026, 3, 2);
        for _ in 0..60 {
            for days in [0, 1, 5, 7, 15] {
                let line = over(&calendar, today, days);
                assert!(due::add_working_days(&calendar, line, days) < today, "{today} {days}");
                let next = line.tomorrow().unwrap();
                assert!(due::add_working_days(&calendar, next, days) >= today, "{today} {days}");
            }
            today = today.tomorrow().unwrap();
        }
    }

    #[test]
    fn the_time_for_asking_corrections_ends_after_seven_working_days() {
        let late = Late::on(&Rules::built_in(), &Calendar::national(), Date::constant(2026, 3, 11)).unwrap();
        // Received on Monday, 2 March: the seventh working day is the 11th; two are left from the 9th on.
        assert!(late.notice.0 < Date::constant(2026, 3, 2) && late.notice.1 >= Date::constant(2026, 3, 2), "{late:?}");
        let early = Late::on(&Rules::built_in(), &Calendar::national(), Date::constant(2026, 3, 6)).unwrap();
        assert!(early.notice.1 < Date::constant(2026, 3, 2), "{early:?}");
        let past = Late::on(&Rules::built_in(), &Calendar::national(), Date::constant(2026, 3, 12)).unwrap();
        assert_eq!(past.notice.0, Date::constant(2026, 3, 2));
    }
}
