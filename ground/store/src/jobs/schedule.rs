//! Jobs that come again and again: every day at a time, or every so many minutes.

use base::Moment;
use base::time::{DAY, MINUTE};

/// When a repeated job is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Each day at this civil time.
    Daily {
        /// Hour, 0 to 23.
        hour: i8,
        /// Minute, 0 to 59.
        minute: i8,
    },
    /// Each time so many minutes have passed, counted from midnight UTC of 1970.
    Minutes(u32),
}

/// A repeated job: at each due moment one job of the kind `name` is enqueued, once for all nodes. When the program
/// was down, only the latest due moment is made up for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Every {
    /// The kind of the job.
    pub name: &'static str,
    /// When.
    pub when: When,
}

impl When {
    /// The latest due moment that is not after `now`.
    pub fn latest(self, now: Moment) -> Moment {
        match self {
            Self::Daily { hour, minute } => {
                let past_midnight = (i64::from(hour) * 60 + i64::from(minute)) * MINUTE;
                let today = Moment::start_of(now.date()).plus(past_midnight);
                if today <= now { today } else { today.plus(-DAY) }
            }
            Self::Minutes(minutes) => {
                let step = i64::from(minutes.max(1)) * MINUTE;
                Moment(now.0.div_euclid(step) * step)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::time::DateTime;

    #[test]
    fn the_latest_due_moment_is_today_or_yesterday_or_a_full_step() {
        let at = |d, h, m, s| Moment::from_civil(DateTime::constant(2026, 3, d, h, m, s, 0));
        let cases = [
            (When::Daily { hour: 2, minute: 30 }, at(2, 2, 30, 0), at(2, 2, 30, 0)),
            (When::Daily { hour: 2, minute: 30 }, at(2, 2, 29, 59), at(1, 2, 30, 0)),
            (When::Daily { hour: 0, minute: 0 }, at(2, 23, 59, 59), at(2, 0, 0, 0)),
            (When::Minutes(15), at(2, 9, 44, 59), at(2, 9, 30, 0)),
            (When::Minutes(0), at(2, 9, 44, 59), at(2, 9, 44, 0)),
        ];
        for (when, now, due) in cases {
            assert_eq!(when.latest(now), due, "{when:?} at {}", now.rfc3339());
        }
    }
}
