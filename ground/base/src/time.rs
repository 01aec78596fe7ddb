//! Moments, civil dates and the clock that is handed in.
//!
//! The whole of China keeps one civil time, UTC+8, so a moment's civil date needs no time-zone table. Moments are kept
//! as milliseconds since 1970-01-01T00:00:00Z; dates on which the law counts are civil dates.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

pub use jiff::civil::{Date, DateTime};
use jiff::tz::Offset;

/// Civil time of the People's Republic of China.
const BEIJING: Offset = Offset::constant(8);

/// A point in time, in milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

/// Milliseconds in a second.
pub const SECOND: i64 = 1_000;
/// Milliseconds in a minute.
pub const MINUTE: i64 = 60 * SECOND;
/// Milliseconds in an hour.
pub const HOUR: i64 = 60 * MINUTE;
/// Milliseconds in a day.
pub const DAY: i64 = 24 * HOUR;

impl Moment {
    /// The civil date and time in Beijing; moments beyond the years ±9999 are clamped.
    pub fn civil(self) -> DateTime {
        let stamp = jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::MAX);
        BEIJING.to_datetime(stamp)
    }

    /// The civil date in Beijing.
    pub fn date(self) -> Date {
        self.civil().date()
    }

    /// The moment at which the civil `date` begins in Beijing.
    pub fn start_of(date: Date) -> Self {
        Self::from_civil(date.at(0, 0, 0, 0))
    }

    /// The last millisecond of the civil `date` in Beijing: a period that ends on a date ends then.
    pub fn end_of(date: Date) -> Self {
        Self(Self::start_of(date).0 + DAY - 1)
    }

    /// The moment of a civil date and time in Beijing.
    pub fn from_civil(civil: DateTime) -> Self {
        let seconds = civil.duration_since(DateTime::constant(1970, 1, 1, 0, 0, 0, 0));
        Self(i64::try_from(seconds.as_millis()).unwrap_or(i64::MAX) - 8 * HOUR)
    }

    /// This moment moved by `millis`, which may be negative.
    #[must_use]
    pub const fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// RFC 3339 in Beijing time with milliseconds: `2026-11-24T10:30:00.000+08:00`.
    pub fn rfc3339(self) -> String {
        let c = self.civil();
        format!(
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}+08:00",
            c.year(),
            c.month(),
            c.day(),
            c.hour(),
            c.minute(),
            c.second(),
            c.millisecond()
        )
    }

    /// The moment that a text in RFC 3339 names, whatever its offset; nothing for a text that names none.
    pub fn of_rfc3339(text: &str) -> Option<Self> {
        text.trim().parse::<jiff::Timestamp>().ok().map(|stamp| Self(stamp.as_millisecond()))
    }

    /// Minutes are what people read: `2026-11-24 10:30`.
    pub fn minutes(self) -> String {
        let c = self.civil();
        format!("{:04}-{:02}-{:02} {:02}:{:02}", c.year(), c.month(), c.day(), c.hour(), c.minute())
    }
}

/// Serialises a [`Date`] as `YYYY-MM-DD`: `#[serde(with = "base::time::date_text")]`.
pub mod date_text {
    use super::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes `YYYY-MM-DD`.
    pub fn serialize<S: Serializer>(date: &Date, out: S) -> Result<S::Ok, S::Error> {
        out.collect_str(date)
    }

    /// Reads `YYYY-MM-DD`.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Date, D::Error> {
        String::deserialize(from)?.parse().map_err(D::Error::custom)
    }
}

/// Serialises an optional [`Date`] as `YYYY-MM-DD`.
pub mod date_text_option {
    use super::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes `YYYY-MM-DD` or nothing.
    pub fn serialize<S: Serializer>(date: &Option<Date>, out: S) -> Result<S::Ok, S::Error> {
        match date {
            Some(date) => out.serialize_some(&date.to_string()),
            None => out.serialize_none(),
        }
    }

    /// Reads `YYYY-MM-DD` or nothing.
    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Date>, D::Error> {
        Option::<String>::deserialize(from)?.map(|x| x.parse().map_err(D::Error::custom)).transpose()
    }
}

/// Where the time comes from: the machine, or a test that sets it.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// A clock that stands until it is moved; all clones share it.
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `moment`.
    pub fn fixed(moment: Moment) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(moment.0)))
    }

    /// Now.
    pub fn now(&self) -> Moment {
        match self {
            Self::System => Moment(system_millis()),
            Self::Fixed(at) => Moment(at.load(Ordering::SeqCst)),
        }
    }

    /// Moves a fixed clock to `moment`; the machine's clock stays as it is.
    pub fn set(&self, moment: Moment) {
        if let Self::Fixed(at) = self {
            at.store(moment.0, Ordering::SeqCst);
        }
    }

    /// Today's civil date in Beijing.
    pub fn today(&self) -> Date {
        self.now().date()
    }
}

/// The one place that reads the machine's clock.
#[expect(clippy::disallowed_methods, reason = "Clock::System is where ambient time enters")]
fn system_millis() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_and_its_civil_time_agree_both_ways() {
        let civil = DateTime::constant(2026, 11, 24, 0, 0, 0, 0);
        let moment = Moment::from_civil(civil);
        assert_eq!(moment.civil(), civil);
        assert_eq!(moment.plus(-1).date(), Date::constant(2026, 11, 23));
        assert_eq!(Moment::end_of(civil.date()).plus(1).date(), Date::constant(2026, 11, 25));
        assert_eq!(moment.rfc3339(), "2026-11-24T00:00:00.000+08:00");
        for same in ["2026-11-24T00:00:00.000+08:00", " 2026-11-23T16:00:00Z "] {
            assert_eq!(Moment::of_rfc3339(same), Some(moment), "{same}");
        }
        assert_eq!((Moment::of_rfc3339(""), Moment::of_rfc3339("2026-11-24")), (None, None));
    }
}
