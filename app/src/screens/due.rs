//! `/due` 期限怎样算: counts a period day by day, with the reason of each day, so that anybody can check a due date.

use base::calendar::weekday_name;
use base::due::{Count, Due, Length, Step, count};
use base::limits::PERIOD_HOURS_MAX;
use base::{Date, FieldError, Moment};
use serde::Serialize;
use serde_json::json;
use web::{Cx, Page, Result};

use super::calendar::CALENDAR;
use super::grid::{Mark, months};

/// Days that are counted on this page, at most: more than any period of law.
const DAYS_MAX: u32 = 400;

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Asked {
    from: Moment,
    length: Length,
}

/// The page: the form, and the count when something was asked.
pub async fn page(cx: Cx) -> Result {
    cx.depends(CALENDAR);
    let fields = ["from", "time", "unit", "n"].map(|name| (name, cx.query.get(name).trim().to_owned()));
    let empty = fields.iter().all(|(_, value)| value.is_empty());
    let [(_, from), (_, time), (_, unit), (_, n)] = &fields;
    let (result, problems) = match read(from, time, unit, n) {
        _ if empty => (None, Vec::new()),
        Ok(asked) => (Some(shown(asked, &count(&cx.app.calendar(), asked.from, asked.length))), Vec::new()),
        Err(problems) => (None, problems),
    };
    let typed: serde_json::Map<String, serde_json::Value> =
        fields.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let page =
        Page::new("期限怎样算").kind("form").description("按国务院公布的放假和调休安排，逐日列出期限的计算过程。");
    cx.page(
        "screens/due.html",
        page,
        json!({ "typed": typed, "problems": problems, "result": result, "max": DAYS_MAX }),
    )
}

/// Reads the query; all that is wrong at once.
fn read(from: &str, time: &str, unit: &str, n: &str) -> std::result::Result<Asked, Vec<FieldError>> {
    let mut problems = Vec::new();
    let number = n.parse::<u32>().ok();
    let (kind, max): (fn(u32) -> Length, u32) = match unit {
        "working_days" => (Length::WorkingDays, DAYS_MAX),
        "calendar_days" => (Length::CalendarDays, DAYS_MAX),
        "hours" => (Length::Hours, PERIOD_HOURS_MAX),
        _ => {
            problems.push(FieldError::new("unit", "请选择按工作日、自然日还是小时计算。"));
            (Length::WorkingDays, DAYS_MAX)
        }
    };
    let number = number.filter(|n| (1..=max).contains(n)).unwrap_or_else(|| {
        problems.push(FieldError::new("n", format!("期限须为 1 至 {max} 之间的整数。")));
        1
    });
    let date = from.parse::<Date>().ok().filter(|date| (2000..2200).contains(&date.year()));
    let date = date.unwrap_or_else(|| {
        problems.push(FieldError::new("from", "请填写起算日期，例如 2026-11-24。"));
        Date::ZERO
    });
    let minutes = clock(time);
    if minutes.is_none() {
        problems.push(FieldError::new("time", "时间请写成 09:30 的样子，不填为 00:00。"));
    }
    if problems.is_empty() {
        let from = Moment::start_of(date).plus(minutes.unwrap_or(0) * base::time::MINUTE);
        Ok(Asked { from, length: kind(number) })
    } else {
        Err(problems)
    }
}

/// Minutes since midnight of `09:30`; 0 when nothing was typed.
fn clock(text: &str) -> Option<i64> {
    if text.is_empty() {
        return Some(0);
    }
    let (hours, minutes) = text.split_once(':')?;
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    (hours < 24 && minutes < 60).then(|| i64::from(hours) * 60 + i64::from(minutes))
}

/// A count as it is shown.
#[derive(Debug, Serialize)]
struct Shown {
    words: String,
    due: String,
    weekday: &'static str,
    hours: bool,
    warnings: Vec<String>,
    months: Vec<super::grid::Month>,
    days: Vec<Line>,
}

/// One day in the list.
#[derive(Debug, Serialize)]
struct Line {
    date: String,
    weekday: &'static str,
    counted: String,
    reason: String,
    last: bool,
}

fn shown(asked: Asked, count: &Count) -> Shown {
    let due = count.due.date();
    let from = match count.due {
        Due::At(_) => asked.from.minutes(),
        Due::On(_) => asked.from.date().to_string(),
    };
    let line = |step: &Step| Line {
        date: step.date.to_string(),
        weekday: weekday_name(step.date),
        counted: step.counted.map(|n| format!("第 {n} 日")).unwrap_or_default(),
        reason: step.reason.clone(),
        last: step.date == due,
    };
    Shown {
        words: format!("自 {from} 起 {}", asked.length.words()),
        due: count.due.words(),
        weekday: weekday_name(due),
        hours: matches!(count.due, Due::At(_)),
        warnings: count.warnings.clone(),
        months: months(count.steps.iter().map(|step| (step.date, mark(step, due)))),
        days: count.steps.iter().map(line).collect(),
    }
}

/// What stands beside a day: its number, or why it does not count.
fn mark(step: &Step, due: Date) -> Mark {
    let tone = match step.counted {
        _ if step.date == due => "red",
        Some(_) => "blue",
        None => "grey",
    };
    let mark = match step.counted {
        Some(n) if step.date == due => format!("第 {n} 日，到期"),
        Some(n) => format!("第 {n} 日"),
        None if step.date == due => "到期".to_owned(),
        None => step.reason.clone(),
    };
    Mark { mark, tone, note: step.reason.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::Calendar;

    fn due(from: &str, time: &str, unit: &str, n: &str) -> std::result::Result<String, Vec<String>> {
        let asked = read(from, time, unit, n).map_err(|e| e.into_iter().map(|e| e.field).collect::<Vec<_>>())?;
        Ok(shown(asked, &count(&Calendar::national(), asked.from, asked.length)).due)
    }

    #[test]
    fn a_question_is_answered_or_all_its_faults_are_told() {
        let cases = [
            (("2024-01-29", "", "working_days", "20"), Ok("2024-02-29".to_owned())),
            (("2026-09-28", "", "calendar_days", "3"), Ok("2026-10-08".to_owned())),
            (("2026-11-24", "09:30", "hours", "24"), Ok("2026-11-25 09:30".to_owned())),
            (("", "", "", ""), Err(vec!["unit".to_owned(), "n".to_owned(), "from".to_owned()])),
            (("2026-02-30", "25:00", "hours", "0"), Err(vec!["n".to_owned(), "from".to_owned(), "time".to_owned()])),
            (("2026-11-24", "", "working_days", "401"), Err(vec!["n".to_owned()])),
        ];
        for ((from, time, unit, n), expected) in cases {
            assert_eq!(due(from, time, unit, n), expected, "{from} {time} {unit} {n}");
        }
    }

    #[test]
    fn the_last_day_is_marked_as_the_end() {
        let asked = read("2026-11-24", "", "working_days", "5").expect("well formed");
        let shown = shown(asked, &count(&Calendar::national(), asked.from, asked.length));
        let last: Vec<&str> = shown.days.iter().filter(|d| d.last).map(|d| d.date.as_str()).collect();
        assert_eq!(last, ["2026-12-01"]);
        assert_eq!(shown.months.len(), 2);
    }
}
