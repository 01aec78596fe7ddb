//! Due dates, clocks and colours: tables of cases and properties.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::calendar::Year;
use crate::time::MINUTE;

fn national() -> Calendar {
    Calendar::national()
}

/// Ten in the morning of `date`.
fn at(date: Date) -> Moment {
    Moment::start_of(date).plus(10 * HOUR)
}

fn due_on(from: Date, length: Length) -> Date {
    count(&national(), at(from), length).due.date()
}

fn folded(events: &[(Moment, ClockEventKind)]) -> Result<ClockState, String> {
    let events: Vec<ClockEvent> =
        events.iter().map(|(at, kind)| ClockEvent { at: *at, kind: *kind, note: String::new() }).collect();
    fold(&national(), &events).map_err(|refusal| refusal.name.to_owned())
}

#[test]
fn working_days_match_the_published_vectors() {
    let cases = [
        (date(2024, 1, 29), 20, date(2024, 2, 29)),
        (date(2024, 4, 1), 7, date(2024, 4, 11)),
        (date(2025, 1, 20), 20, date(2025, 2, 21)),
        (date(2025, 9, 25), 15, date(2025, 10, 22)),
        (date(2026, 2, 10), 20, date(2026, 3, 16)),
        (date(2026, 4, 30), 5, date(2026, 5, 11)),
        (date(2026, 9, 18), 10, date(2026, 10, 9)),
        (date(2026, 1, 1), 1, date(2026, 1, 4)),
        (date(2025, 1, 24), 1, date(2025, 1, 26)),
        (date(2026, 9, 30), 7, date(2026, 10, 15)),
    ];
    for (from, days, due) in cases {
        assert_eq!(due_on(from, Length::WorkingDays(days)), due, "{from} + {days}");
        assert_eq!(add_working_days(&national(), from, days), due, "{from} + {days}");
    }
}

#[test]
fn public_vectors_pass_when_they_are_at_hand() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/holidays/workday-deadlines.csv");
    let Ok(text) = std::fs::read_to_string(path) else { return };
    let rows = crate::csv::read(&text);
    for row in &rows[1..] {
        let (from, days, due) = (row[0].parse().unwrap(), row[1].parse().unwrap(), row[2].parse().unwrap());
        assert_eq!(add_working_days(&national(), from, days), due, "{row:?}");
    }
    assert!(rows.len() > 300);
}

#[test]
fn months_end_on_the_same_day_or_the_last() {
    let cases = [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 2, 1), 3, date(2026, 5, 1)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ];
    for (from, months, end) in cases {
        assert_eq!(add_months(from, months), end);
    }
    assert!(add_months(Date::MAX, u32::MAX) == Date::MAX);
}

#[test]
fn calendar_days_end_on_a_working_day() {
    let cases = [
        (date(2024, 3, 1), 15, date(2024, 3, 18)),  // the 16th is a Saturday
        (date(2024, 9, 16), 15, date(2024, 10, 8)), // 1 October, moved behind the holiday
        (date(2024, 9, 14), 15, date(2024, 9, 29)), // a Sunday that is worked
        (date(2026, 3, 2), 60, date(2026, 5, 6)),   // 1 May, moved behind the holiday
    ];
    for (from, days, due) in cases {
        assert_eq!(due_on(from, Length::CalendarDays(days)), due, "{from} + {days}");
    }
}

#[test]
fn hours_run_around_the_clock() {
    let due = count(&national(), at(date(2024, 2, 9)), Length::Hours(24)).due;
    assert_eq!(due, Due::At(at(date(2024, 2, 10))));
    assert_eq!(due.words(), "2024-02-10 10:00");
}

#[test]
fn every_day_of_a_count_has_a_reason() {
    let count = count(&national(), at(date(2026, 1, 1)), Length::WorkingDays(2));
    let told: Vec<_> = count.steps.iter().map(|s| (s.date.day(), s.counted, s.reason.as_str())).collect();
    let expected = [
        (1, None, "起算当日，不计入"),
        (2, None, "元旦放假"),
        (3, None, "元旦放假"),
        (4, Some(1), "元旦调休上班"),
        (5, Some(2), "工作日"),
    ];
    assert_eq!(told, expected);
    assert!(count.warnings.is_empty());
}

#[test]
fn a_year_without_a_table_warns_once() {
    let count = count(&national(), at(date(2026, 12, 25)), Length::WorkingDays(20));
    assert_eq!(count.warnings, ["2027 年放假安排尚未导入，该年只按周一至周五推算，到期日可能变化。"]);
    let known = national().with_year(Year::new(2027));
    assert!(super::count(&known, at(date(2026, 12, 25)), Length::WorkingDays(20)).warnings.is_empty());
}

#[test]
fn absurd_lengths_end() {
    let count = count(&national(), Moment(i64::MAX), Length::WorkingDays(u32::MAX));
    assert!(!count.warnings.is_empty());
    super::count(&national(), Moment(0), Length::Hours(u32::MAX));
    super::count(&national(), Moment(i64::MIN), Length::CalendarDays(u32::MAX));
}

#[test]
fn suspended_working_days_are_left_out() {
    use ClockEventKind::{Pause, Resume, Start};
    let start = (at(date(2024, 1, 29)), Start(Length::WorkingDays(20)));
    let plain = folded(&[start]).unwrap();
    assert_eq!(plain.due, Some(Due::On(date(2024, 2, 29))));
    let events = [start, (at(date(2024, 2, 5)), Pause), (at(date(2024, 2, 20)), Resume)];
    let paused = folded(&events[..2]).unwrap();
    assert_eq!((paused.status, paused.due), (ClockStatus::Paused, None));
    let resumed = folded(&events).unwrap();
    // Left out: 6–9, 18, 19, 20 February.
    assert_eq!((resumed.excluded_days, resumed.due), (7, Some(Due::On(date(2024, 3, 11)))));
    assert_eq!(due_on(date(2024, 1, 29), Length::WorkingDays(27)), date(2024, 3, 11));
    assert!(resumed.trail.iter().any(|s| s.reason == "中止期间，不计入"));
}

#[test]
fn a_suspension_on_the_last_day_moves_the_end_and_one_after_it_does_not() {
    use ClockEventKind::{Pause, Resume, Start};
    let start = (at(date(2024, 3, 4)), Start(Length::WorkingDays(5))); // due Monday 11 March
    let case = |pause, resume| folded(&[start, (at(pause), Pause), (at(resume), Resume)]).unwrap();
    assert_eq!(case(date(2024, 3, 11), date(2024, 3, 14)).due, Some(Due::On(date(2024, 3, 14))));
    assert_eq!(case(date(2024, 3, 11), date(2024, 3, 16)).due, Some(Due::On(date(2024, 3, 18))));
    let late = case(date(2024, 3, 12), date(2024, 3, 20));
    assert_eq!((late.due, late.excluded_days), (Some(Due::On(date(2024, 3, 11))), 0));
}

#[test]
fn suspended_calendar_days_and_hours_are_left_out_too() {
    use ClockEventKind::{Pause, Resume, Start};
    let events =
        |length| [(at(date(2024, 3, 1)), Start(length)), (at(date(2024, 3, 4)), Pause), (at(date(2024, 3, 8)), Resume)];
    let days = folded(&events(Length::CalendarDays(7))).unwrap();
    assert_eq!((days.due, days.excluded_days), (Some(Due::On(date(2024, 3, 12))), 4));
    let hours = folded(&events(Length::Hours(73))).unwrap();
    assert_eq!(hours.due, Some(Due::At(at(date(2024, 3, 8)).plus(HOUR))));
    assert_eq!(hours.excluded_millis, 4 * DAY);
}

#[test]
fn a_restart_begins_anew_and_an_extension_adds_once() {
    use ClockEventKind::{Extend, Meet, Pause, Restart, Resume, Start, Stop};
    let wd = Length::WorkingDays;
    let start = (at(date(2024, 3, 4)), Start(wd(15)));
    let on = |day| at(date(2024, 3, day));
    let anew = folded(&[start, (on(6), Pause), (on(20), Restart(None))]).unwrap();
    assert_eq!((anew.due, anew.started, anew.excluded_days), (Some(Due::On(date(2024, 4, 11))), on(20), 0));
    let other = folded(&[start, (on(20), Restart(Some(wd(5))))]).unwrap();
    assert_eq!(other.due, Some(Due::On(date(2024, 3, 27))));
    let longer = folded(&[start, (on(6), Extend(wd(10)))]).unwrap();
    assert_eq!(longer.due, Some(Due::On(due_on(date(2024, 3, 4), wd(25)))));
    let refused = [
        (vec![(on(5), Pause)], "clock.unstarted"),
        (vec![start, start], "clock.started"),
        (vec![start, (on(3), Pause)], "clock.order"),
        (vec![start, (on(5), Pause), (on(6), Pause)], "clock.paused"),
        (vec![start, (on(5), Resume)], "clock.running"),
        (vec![start, (on(5), Meet), (on(6), Pause)], "clock.ended"),
        (vec![start, (on(5), Stop), (on(6), Meet)], "clock.ended"),
        (vec![start, (on(5), Extend(wd(5))), (on(6), Extend(wd(5)))], "clock.extended"),
        (vec![start, (on(5), Extend(Length::Hours(5)))], "clock.unit"),
    ];
    for (events, name) in refused {
        assert_eq!(folded(&events), Err(name.to_owned()), "{events:?}");
    }
    assert_eq!(fold(&national(), &[]).unwrap_err().name, "clock.unstarted");
}

#[test]
fn the_colour_has_words() {
    use ClockEventKind::{Meet, Pause, Start, Stop};
    let start = (at(date(2024, 9, 23)), Start(Length::WorkingDays(5))); // due Sunday 29 September, worked
    let running = [start];
    let cases = [
        (&running[..], at(date(2024, 9, 23)), Light::Normal, "还有 5 个工作日"),
        (&running, at(date(2024, 9, 26)), Light::Near, "还有 2 个工作日"),
        (&running, Moment::end_of(date(2024, 9, 29)), Light::Near, "今天到期"),
        (&running, Moment::end_of(date(2024, 9, 29)).plus(1), Light::Over, "超期 1 个工作日"),
        (&running, at(date(2024, 10, 8)), Light::Over, "超期 2 个工作日"),
        (&[start, (at(date(2024, 9, 24)), Pause)], at(date(2024, 11, 1)), Light::Suspended, "中止计时"),
        (&[start, (at(date(2024, 9, 30)), Pause)], at(date(2024, 9, 30)), Light::Over, "超期 1 个工作日"),
        (&[start, (at(date(2024, 9, 29)), Meet)], at(date(2024, 11, 1)), Light::Done, "按期办结"),
        (&[start, (at(date(2024, 9, 29)), Stop)], at(date(2024, 11, 1)), Light::Done, "已终止"),
    ];
    for (events, now, colour, words) in cases {
        let signal = light(&national(), &folded(events).unwrap(), now, 2);
        assert_eq!((signal.light, signal.words.as_str()), (colour, words));
    }
    let late = folded(&[start, (at(date(2024, 10, 9)), Meet)]).unwrap();
    assert_eq!(light(&national(), &late, at(date(2025, 1, 1)), 2).words, "超期 3 个工作日办结");
}

#[test]
fn hours_and_calendar_days_have_words_of_their_own() {
    use ClockEventKind::Start;
    let hours = folded(&[(at(date(2024, 3, 1)), Start(Length::Hours(24)))]).unwrap();
    let days = folded(&[(at(date(2024, 3, 1)), Start(Length::CalendarDays(10)))]).unwrap();
    let cases = [
        (&hours, at(date(2024, 3, 1)).plus(HOUR), Light::Normal, "还有 23 小时"),
        (&hours, at(date(2024, 3, 2)).plus(-20 * MINUTE), Light::Near, "还有 20 分钟"),
        (&hours, at(date(2024, 3, 2)).plus(3 * HOUR), Light::Over, "超期 3 小时"),
        (&days, at(date(2024, 3, 4)), Light::Normal, "还有 7 天"),
        (&days, at(date(2024, 3, 13)), Light::Over, "超期 2 天"),
    ];
    for (state, now, colour, words) in cases {
        let signal = light(&national(), state, now, 2);
        assert_eq!((signal.light, signal.words.as_str()), (colour, words));
    }
}

#[test]
fn an_extension_is_asked_for_in_time_and_once() {
    use ClockEventKind::{Extend, Start};
    let start = (at(date(2024, 3, 4)), Start(Length::WorkingDays(5)));
    let state = folded(&[start]).unwrap();
    assert!(may_extend(&state, Moment::end_of(date(2024, 3, 11))).is_ok());
    assert_eq!(may_extend(&state, at(date(2024, 3, 12))).unwrap_err().name, "clock.over");
    let longer = folded(&[start, (at(date(2024, 3, 5)), Extend(Length::WorkingDays(5)))]).unwrap();
    assert_eq!(may_extend(&longer, at(date(2024, 3, 6))).unwrap_err().name, "clock.extended");
}

prop_compose! {
    fn any_day()(offset in 0_i64..7_300) -> Date {
        Moment::start_of(date(2007, 1, 1)).plus(offset * DAY).date()
    }
}

fn any_length() -> impl Strategy<Value = Length> {
    prop_oneof![
        (1_u32..90).prop_map(Length::WorkingDays),
        (1_u32..90).prop_map(Length::CalendarDays),
        (1_u32..500).prop_map(Length::Hours),
    ]
}

proptest! {
    #[test]
    fn adding_and_counting_working_days_are_inverse(from in any_day(), days in 1_u32..200) {
        let calendar = national();
        let to = add_working_days(&calendar, from, days);
        prop_assert!(calendar.is_working(to));
        prop_assert_eq!(working_days_between(&calendar, from, to), days);
        prop_assert_eq!(Due::On(to), count(&calendar, at(from), Length::WorkingDays(days)).due);
    }

    #[test]
    fn a_suspension_of_no_length_changes_nothing(from in any_day(), length in any_length(), after in 0_i64..2_000) {
        let start = (at(from), ClockEventKind::Start(length));
        let moment = at(from).plus(after * HOUR);
        let plain = folded(&[start]).unwrap();
        let paused = folded(&[start, (moment, ClockEventKind::Pause), (moment, ClockEventKind::Resume)]).unwrap();
        prop_assert_eq!(plain.due, paused.due);
        prop_assert_eq!(paused.excluded_days, 0);
        prop_assert_eq!(paused.excluded_millis, 0);
    }

    #[test]
    fn a_suspension_never_brings_the_end_forward_and_follows_the_formula(
        from in any_day(), days in 1_u32..60, after in 0_i64..90, stands in 0_i64..60,
    ) {
        let start = (at(from), ClockEventKind::Start(Length::WorkingDays(days)));
        let pause = at(from).plus(after * DAY);
        let resume = pause.plus(stands * DAY);
        let plain = folded(&[start]).unwrap().due.unwrap().date();
        let state = folded(&[start, (pause, ClockEventKind::Pause), (resume, ClockEventKind::Resume)]).unwrap();
        let due = state.due.unwrap().date();
        prop_assert!(due >= plain);
        if pause.date() < plain {
            prop_assert_eq!(state.excluded_days, working_days_between(&national(), pause.date(), resume.date()));
            prop_assert_eq!(due, add_working_days(&national(), from, days + state.excluded_days));
        }
    }

    #[test]
    fn the_colour_never_contradicts_the_end(from in any_day(), length in any_length(), after in 0_i64..4_000) {
        let state = folded(&[(at(from), ClockEventKind::Start(length))]).unwrap();
        let now = at(from).plus(after * HOUR);
        let over = light(&national(), &state, now, 2).light == Light::Over;
        prop_assert_eq!(over, now > state.due.unwrap().moment());
    }
}
