//! The line's pages: what they are made of and where they are.

mod bring;
mod items;
mod list;
mod rates;
mod sources;
mod target;
mod task;

use base::due::{ClockEvent, ClockEventKind, Length, Signal, fold, light};
use base::time::HOUR;
use base::{Calendar, Error, Moment};
use edition::KEEP;
use web::{Audience, Cx, Routes};

use crate::WORK;
use crate::process::DESK;

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("reprint/work_list.html", include_str!("../pages/work_list.html")),
    ("reprint/work_task.html", include_str!("../pages/work_task.html")),
    ("reprint/work_items.html", include_str!("../pages/work_items.html")),
    ("reprint/work_gone.html", include_str!("../pages/work_gone.html")),
    ("reprint/work_bring.html", include_str!("../pages/work_bring.html")),
    ("reprint/work_rates.html", include_str!("../pages/work_rates.html")),
    ("reprint/work_sources.html", include_str!("../pages/work_sources.html")),
    ("reprint/work_source.html", include_str!("../pages/work_source.html")),
    ("reprint/work_new.html", include_str!("../pages/work_new.html")),
    ("reprint/work_facts.html", include_str!("../pages/work_facts.html")),
];

/// The rule that bounds an uploaded feed.
const FILE_RULE: &str = "reprint.file.size";

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    let (staff, desk, keeper) = (Audience::Verb(WORK), Audience::Verb(DESK), Audience::Verb(KEEP));
    Routes::new("reprint")
        .get("/work/reprint", staff, list::page)
        .get("/work/reprint/tasks.xlsx", staff, list::workbook)
        .get("/work/reprint/rates", staff, rates::page)
        .get("/work/reprint/rates.xlsx", staff, rates::workbook)
        .get("/work/reprint/items", staff, items::page)
        .post("/work/reprint/items/{id}/take", desk, items::take)
        .get("/work/reprint/items/{id}/gone", keeper, items::ask_gone)
        .post("/work/reprint/items/{id}/gone", keeper, items::gone)
        .get("/work/reprint/bring", Audience::Staff, bring::page)
        .post("/work/reprint/bring", Audience::Staff, bring::hand)
        .reading("/work/reprint/bring/file", Audience::Staff, FILE_RULE, bring::file)
        .get("/work/reprint/sources", keeper, sources::list)
        .get("/work/reprint/sources/new", keeper, sources::new)
        .post("/work/reprint/sources/new", keeper, sources::create)
        .get("/work/reprint/sources/{id}", keeper, sources::page)
        .post("/work/reprint/sources/{id}", keeper, sources::change)
        .post("/work/reprint/sources/{id}/targets", keeper, target::put)
        .post("/work/reprint/sources/{id}/targets/{unit}/remove", keeper, target::remove)
        .post("/work/reprint/sources/{id}/{action}", keeper, sources::act)
        .get("/work/reprint/{id}", staff, task::page)
        .get("/work/reprint/{id}/files/{file}", staff, task::file)
        .post("/work/reprint/{id}/draft", desk, task::draft)
        .upload("/work/reprint/{id}/{action}", staff, "web.upload.staff", task::act)
}

/// Rows of one page.
fn page_rows(cx: &Cx) -> Result<usize, Error> {
    Ok(usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20))
}

/// The colour of a duty with its words, as its clock says.
fn signal(calendar: &Calendar, started: Moment, due: Moment, met: Option<Moment>, now: Moment) -> Option<Signal> {
    let hours = u32::try_from((due.0.checked_sub(started.0)?) / HOUR).ok()?;
    let event = |at, kind| ClockEvent { at, kind, note: String::new() };
    let mut events = vec![event(started, ClockEventKind::Start(Length::Hours(hours)))];
    events.extend(met.map(|at| event(at.max(started), ClockEventKind::Meet)));
    let state = fold(calendar, &events).ok()?;
    Some(light(calendar, &state, now, 0))
}

/// How long something took, in Chinese.
fn took(millis: i64) -> String {
    let minutes = millis.max(0) / base::time::MINUTE;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} 分钟"),
        (hours, 0) => format!("{hours} 小时"),
        (hours, minutes) => format!("{hours} 小时 {minutes} 分钟"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::due::Light;
    use base::time::{DAY, MINUTE};

    #[test]
    fn a_duty_is_coloured_by_its_hours() {
        let (calendar, start) = (Calendar::default(), Moment(1_770_000_000_000));
        let due = start.plus(DAY);
        let cases = [
            (None, start.plus(HOUR), Light::Normal, "还有 23 小时"),
            (None, due.plus(-6 * HOUR), Light::Near, "还有 6 小时"),
            (None, due.plus(2 * HOUR), Light::Over, "超期 2 小时"),
            (Some(start.plus(HOUR)), due.plus(DAY), Light::Done, "按期办结"),
            (Some(due.plus(3 * HOUR)), due.plus(DAY), Light::Done, "超期 3 小时办结"),
        ];
        for (met, now, colour, words) in cases {
            let signal = signal(&calendar, start, due, met, now).expect("a clock");
            assert_eq!((signal.light, signal.words.as_str()), (colour, words));
        }
        assert!(signal(&calendar, start, Moment(i64::MAX), None, start).is_none(), "without a time there is no colour");
        assert_eq!(
            [took(59 * MINUTE), took(2 * HOUR), took(25 * HOUR + MINUTE)],
            ["59 分钟", "2 小时", "25 小时 1 分钟"]
        );
    }
}
