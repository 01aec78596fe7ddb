//! What becomes of each invented letter, and when.

use base::calendar::Calendar;
use base::time::{DAY, HOUR, MINUTE};
use base::{Chance, Moment};

use super::Wanted;

/// What happens to a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Write,
    Dispatch,
    DispatchWrong,
    DispatchAssisted,
    Sign,
    Return,
    Assisted,
    Submit,
    Reject,
    Approve,
    DirectAnswer,
    Refuse,
    Merge,
    AskSupplement,
    Supplement,
    AskExtension,
    GrantExtension,
    Urge,
    Supervise,
    Rate,
    RateBadly,
    Reopen,
    Retract,
    Publish,
    Archive,
}

use Step::*;

/// A step and the hours that pass before it: at least, at most.
pub(super) type Due = (i64, i64, Step);

pub(super) const ANSWER: &[Due] = &[(1, 6, Dispatch), (2, 16, Sign), (20, 110, Submit), (2, 30, Approve)];
/// A letter that repeats another.
pub(super) const REPEAT: &[Due] = &[(2, 8, Merge)];

const PLANS: &[(u64, &[Due])] = &[
    (46, ANSWER),
    (8, &[(1, 6, Dispatch), (2, 30, Sign), (300, 620, Submit), (4, 40, Approve)]),
    (
        6,
        &[
            (1, 5, DispatchWrong),
            (1, 5, Sign),
            (2, 12, Return),
            (1, 8, Dispatch),
            (2, 10, Sign),
            (20, 90, Submit),
            (2, 20, Approve),
        ],
    ),
    (6, &[(1, 5, Dispatch), (2, 10, Sign), (20, 70, Submit), (2, 20, Reject), (5, 30, Submit), (2, 20, Approve)]),
    (5, &[(1, 5, DispatchAssisted), (2, 10, Sign), (10, 60, Assisted), (5, 60, Submit), (2, 20, Approve)]),
    (5, &[(1, 5, DirectAnswer), (1, 20, Approve)]),
    (5, &[(1, 7, Refuse)]),
    (
        4,
        &[
            (1, 5, Dispatch),
            (2, 10, Sign),
            (4, 20, AskSupplement),
            (20, 100, Supplement),
            (20, 80, Submit),
            (2, 20, Approve),
        ],
    ),
    (
        4,
        &[
            (1, 5, Dispatch),
            (2, 10, Sign),
            (30, 80, AskExtension),
            (3, 20, GrantExtension),
            (100, 300, Submit),
            (2, 20, Approve),
        ],
    ),
    (2, &[(1, 5, Dispatch), (5, 40, Retract)]),
    (
        4,
        &[(1, 6, Dispatch), (2, 30, Sign), (240, 400, Urge), (40, 90, Supervise), (200, 700, Submit), (4, 30, Approve)],
    ),
];

/// What happens to the next letter until it is answered or ends otherwise.
pub(super) fn fate(chance: &Chance) -> &'static [Due] {
    let all: u64 = PLANS.iter().map(|(weight, _)| weight).sum();
    let mut drawn = chance.below(all);
    for (weight, plan) in PLANS {
        if drawn < *weight {
            return plan;
        }
        drawn -= weight;
    }
    ANSWER
}

/// What follows an answer.
pub(super) fn afterwards(chance: &Chance, reopened: bool) -> &'static [Due] {
    match chance.below(20) {
        0 if !reopened => &[(10, 90, Reopen), (1, 6, Dispatch), (2, 12, Sign), (20, 90, Submit), (2, 20, Approve)],
        1 => &[(5, 100, RateBadly)],
        2..=6 => &[(5, 200, Rate), (20, 120, Publish), (100, 400, Archive)],
        7..=9 => &[(20, 90, Publish)],
        10..=15 => &[(5, 200, Rate)],
        _ => &[],
    }
}

/// What is left to do with a letter in `state`, the plain way.
pub(super) fn onward(state: &str) -> &'static [Due] {
    match state {
        "received" | "again" => ANSWER,
        "dispatched" => ANSWER.get(1..).unwrap_or_default(),
        "handling" => ANSWER.get(2..).unwrap_or_default(),
        "review" => ANSWER.get(3..).unwrap_or_default(),
        _ => &[],
    }
}

/// Of so many letters, one arrives in the last days, so that every state is seen.
const FRESH: u64 = 12;

/// When the letters arrive: every day, more on working days, in order.
pub(super) fn arrivals(wanted: Wanted, chance: &Chance, calendar: &Calendar) -> Vec<Moment> {
    let span = (wanted.to.0 - wanted.from.0).max(1).unsigned_abs();
    let mut moments = Vec::with_capacity(wanted.letters);
    while moments.len() < wanted.letters {
        let late = if chance.below(FRESH) == 0 { span.saturating_sub(4 * DAY.unsigned_abs()) } else { 0 };
        let offset = i64::try_from(late + chance.below(span - late)).unwrap_or(0);
        let day = Moment::start_of(wanted.from.plus(offset).date());
        let off = !calendar.day(day.date()).working;
        if off && chance.below(3) > 0 {
            continue;
        }
        let minute = i64::try_from(7 * 60 + chance.below(15 * 60)).unwrap_or(0);
        let at = day.plus(minute * MINUTE + i64::try_from(chance.below(60_000)).unwrap_or(0));
        if at >= wanted.from && at < wanted.to {
            moments.push(at);
        }
    }
    moments.sort_unstable();
    moments
}

/// A moment at which offices work, some hours after `after`.
pub(super) fn office_time(after: Moment, hours: (i64, i64), chance: &Chance, calendar: &Calendar) -> Moment {
    let spread = u64::try_from((hours.1 - hours.0).max(0) * 60).unwrap_or(0);
    let minutes = hours.0 * 60 + i64::try_from(chance.below(spread + 1)).unwrap_or(0);
    let mut at = after.plus(minutes * MINUTE);
    for _ in 0..40 {
        let start = Moment::start_of(at.date());
        let (opens, closes) = (start.plus(8 * HOUR + 30 * MINUTE), start.plus(17 * HOUR + 30 * MINUTE));
        let working = calendar.day(at.date()).working;
        if working && at >= opens && at < closes {
            return at;
        }
        let morning = if working && at < opens { opens } else { opens.plus(DAY) };
        at = morning.plus(i64::try_from(chance.below(180)).unwrap_or(0) * MINUTE);
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::time::DateTime;

    #[test]
    fn offices_act_in_office_hours_only() {
        let chance = Chance::seeded(3);
        let calendar = Calendar::national();
        // 国庆节 2025: 1 to 8 October are off.
        let eve = Moment::from_civil(DateTime::constant(2025, 9, 30, 17, 20, 0, 0));
        for _ in 0..50 {
            let at = office_time(eve, (1, 30), &chance, &calendar);
            assert!(calendar.day(at.date()).working, "{}", at.minutes());
            let hour = at.civil().hour();
            assert!((8..18).contains(&hour), "{}", at.minutes());
            assert!(at > eve);
        }
    }
}
