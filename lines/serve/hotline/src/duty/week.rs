//! A week of duty as data: who is on duty when, and what is missing. Pure.

use base::time::{DAY, MINUTE};
use base::{Date, Moment};

use crate::store::{OnDuty, Shift};

/// A stretch of time without anybody.
pub type Gap = (Moment, Moment);

/// The moment `days` civil days after `date` begins.
pub fn day_after(date: Date, days: i64) -> Date {
    Moment::start_of(date).plus(days * DAY).date()
}

/// The Monday of the week in which `on` lies.
pub fn monday(on: Date) -> Date {
    day_after(on, -i64::from(on.weekday().to_monday_zero_offset()))
}

/// When a shift that begins on a day runs.
pub fn span(shift: &Shift, on: Date) -> Gap {
    let begins = Moment::start_of(on).plus(shift.begins * MINUTE);
    (begins, begins.plus(shift.lasts * MINUTE))
}

/// Whoever is on duty at `now`: entries whose shift runs.
pub fn now<'a>(shifts: &[Shift], roster: &'a [OnDuty], now: Moment) -> Vec<&'a OnDuty> {
    let runs = |entry: &&OnDuty| {
        shifts
            .iter()
            .find(|s| s.id == entry.shift_id)
            .map(|s| span(s, entry.on_date))
            .is_some_and(|(a, b)| a <= now && now < b)
    };
    roster.iter().filter(runs).collect()
}

/// Stretches from `from` to `to` in which nobody is on duty: the hotline answers day and night (国办发〔2020〕53号: 7×24 小时).
pub fn gaps(shifts: &[Shift], roster: &[OnDuty], from: Moment, to: Moment) -> Vec<Gap> {
    let mut spans: Vec<Gap> = roster
        .iter()
        .filter_map(|entry| shifts.iter().find(|s| s.id == entry.shift_id).map(|s| span(s, entry.on_date)))
        .collect();
    spans.sort();
    let (mut gaps, mut covered) = (Vec::new(), from);
    for (begins, ends) in spans {
        if begins >= to {
            break;
        }
        if begins > covered {
            gaps.push((covered, begins));
        }
        covered = covered.max(ends);
    }
    if covered < to {
        gaps.push((covered, to));
    }
    gaps
}

/// Entries of one person whose shifts run at the same time: the second of each pair.
pub fn double<'a>(shifts: &[Shift], roster: &'a [OnDuty]) -> Vec<&'a OnDuty> {
    let timed = |entry: &OnDuty| shifts.iter().find(|s| s.id == entry.shift_id).map(|s| span(s, entry.on_date));
    let mut sorted: Vec<(i64, Gap, &OnDuty)> =
        roster.iter().filter_map(|entry| Some((entry.person_id, timed(entry)?, entry))).collect();
    sorted.sort_by_key(|(person, span, _)| (*person, *span));
    let pairs = sorted.iter().zip(sorted.iter().skip(1));
    pairs.filter(|(a, b)| a.0 == b.0 && b.1.0 < a.1.1).map(|(_, b)| b.2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(id: i64, begins: i64, lasts: i64) -> Shift {
        Shift { id, title: String::new(), begins: begins * 60, lasts: lasts * 60, least: 1, closed_at: None }
    }

    fn on(day: i8, shift_id: i64, person_id: i64) -> OnDuty {
        OnDuty { on_date: Date::constant(2026, 3, day), shift_id, person_id, name: String::new() }
    }

    fn at(day: i8, hour: i64) -> Moment {
        Moment::start_of(Date::constant(2026, 3, day)).plus(hour * 60 * MINUTE)
    }

    #[test]
    fn a_night_shift_belongs_to_the_day_on_which_it_begins() {
        let shifts = [shift(1, 8, 12), shift(2, 20, 12)];
        let roster = [on(2, 1, 7), on(2, 2, 8)];
        let who = |moment| now(&shifts, &roster, moment).iter().map(|e| e.person_id).collect::<Vec<_>>();
        assert_eq!((who(at(2, 8)), who(at(2, 20)), who(at(3, 7)), who(at(3, 8))), (vec![7], vec![8], vec![8], vec![]));
    }

    #[test]
    fn hours_without_anybody_are_told() {
        let shifts = [shift(1, 8, 12), shift(2, 20, 12)];
        let roster = [on(1, 2, 8), on(2, 1, 7), on(3, 2, 8)];
        let told = gaps(&shifts, &roster, at(2, 0), at(4, 0));
        assert_eq!(told, [(at(2, 20), at(3, 20))]);
        assert_eq!(gaps(&shifts, &[], at(2, 0), at(3, 0)), [(at(2, 0), at(3, 0))]);
        assert_eq!(gaps(&[], &roster, at(2, 0), at(3, 0)).len(), 1, "a shift that is not there covers nothing");
    }

    #[test]
    fn nobody_is_on_duty_twice_at_once() {
        let shifts = [shift(1, 8, 8), shift(2, 12, 8), shift(3, 16, 8)];
        assert!(double(&shifts, &[on(2, 1, 7), on(2, 3, 7), on(2, 2, 8)]).is_empty());
        assert_eq!(double(&shifts, &[on(2, 2, 7), on(2, 1, 7)]), [&on(2, 2, 7)]);
        assert_eq!(monday(Date::constant(2026, 3, 8)), Date::constant(2026, 3, 2));
    }
}
