//! What leaders look at: how units answer (办理情况通报), and which letters come near the line of three months.

use ::store::long::Turn;
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::store::{self, Count, Filter};

/// `/work/letters/league`: units by how they answer, of the period that is asked for, else of this year.
pub(super) async fn page(cx: Cx) -> Result {
    let asked = super::filter_of(&cx);
    let mut filter = Filter { from: asked.from, to: asked.to, ..Filter::all(cx.now) };
    if filter.from.is_none() {
        filter.from = base::Date::new(cx.now.date().year(), 1, 1).ok();
        filter.to = Some(cx.now.date());
    }
    let (from, to) = (text(filter.from), text(filter.to));
    let rows = store::league(&mut cx.reader(), &filter).await?;
    let link = |count: Count, unit: i64| format!("/work/letters?count={}&unit={unit}&from={from}&to={to}", count.key());
    let units: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(i, r)| {
            let n = &r.numbers;
            json!({
                "place": i + 1,
                "name": r.name,
                "valid": n.valid, "valid_href": link(Count::Valid, r.unit),
                "answered": n.answered, "answered_href": link(Count::Answered, r.unit),
                "overdue": n.overdue, "overdue_href": link(Count::Overdue, r.unit),
                "reopened": n.reopened, "reopened_href": link(Count::Reopened, r.unit),
                "ontime": base::share::percent(n.ontime, n.answered),
                "satisfaction": base::share::percent(n.satisfied, n.rated),
                "hours": n.hours,
            })
        })
        .collect();
    let data = json!({ "units": units, "from": from, "to": to });
    cx.page("letters/work_league.html", Page::new("来信办理情况通报").kind("list"), data)
}

fn text(date: Option<base::Date>) -> String {
    date.map(|d| d.to_string()).unwrap_or_default()
}

/// `/work/letters/warnings`: unanswered for 30, 60 and 90 days, and what is overdue.
pub(super) async fn warnings(cx: Cx) -> Result {
    let warned = Filter { count: Count::Warned, ..Filter::all(cx.now) };
    let overdue =
        Filter { count: Count::Overdue, from: Some(cx.now.plus(-365 * base::time::DAY).date()), ..Filter::all(cx.now) };
    let warned = store::list(&mut cx.reader(), &warned, &Turn::First, 200).await?.rows;
    let late = store::list(&mut cx.reader(), &overdue, &Turn::First, 200).await?.rows;
    let days = |at: base::Moment| (cx.now.0 - at.0) / base::time::DAY;
    let warned: Vec<Value> = warned
        .iter()
        .map(|l| {
            let mut row = super::desk::row(&cx, l);
            row["days"] = json!(days(l.received_at));
            row
        })
        .collect();
    let late: Vec<Value> = late.iter().filter(|l| l.answered_at.is_none()).map(|l| super::desk::row(&cx, l)).collect();
    let rules = cx.app.rules();
    let today = cx.now.date();
    let line = rules.at("letters.veto", today).map(|r| format!("{}：{}（{}）", r.title, r.words(), r.cite()));
    let data = json!({ "warned": warned, "late": late, "line": line.unwrap_or_default() });
    cx.page("letters/work_warnings.html", Page::new("来信预警").kind("list"), data)
}
