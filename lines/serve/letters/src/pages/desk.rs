//! `/work/letters`: all letters that the actor may see, with filters; every figure leads here.

use base::Error;
use identity::{Actor, Staff};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::process::HANDLE;
use crate::store::{self, Count, Filter, Row, Scope};
use crate::{ALL, kinds, suggest};

/// Whose letters the actor may see, when the mailbox is in `home`.
pub(super) fn scope(actor: &Actor, home: i64) -> Scope {
    if actor.may(ALL, Some(home)) {
        return Scope::All;
    }
    match actor {
        Actor::Staff(staff) => Scope::Units(units(staff)),
        _ => Scope::Units(Vec::new()),
    }
}

fn units(staff: &Staff) -> Vec<i64> {
    staff.grants.units(HANDLE).unwrap_or_else(|| vec![staff.unit])
}

/// The list.
pub(super) async fn list(cx: Cx) -> Result {
    let home = store::home_unit(&mut cx.reader()).await?;
    let words = base::text::truncate(cx.query.get("q"), base::limits::QUERY_CHARS_MAX);
    let mut filter = super::filter_of(&cx);
    filter.scope = scope(&cx.actor, home);
    if !words.is_empty() {
        filter.ids = Some(found(&cx, &words).await?);
    }
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let total = store::total(&mut cx.reader(), &filter).await?;
    let letters = store::list(&mut cx.reader(), &filter, cx.query.int("before"), rows + 1).await?;
    let last = letters.iter().take(rows).next_back().map_or(0, |l| l.id);
    let next =
        if letters.len() > rows { format!("{}before={last}", cx.query.base(&["before"])) } else { String::new() };
    let shown: Vec<Value> = letters.iter().take(rows).map(|l| row(&cx, l)).collect();
    let counts = tabs(&cx, &filter).await?;
    let data = json!({
        "letters": shown,
        "total": total,
        "next": next,
        "tabs": counts,
        "kinds": super::options(kinds::KINDS),
        "mailboxes": super::options(kinds::MAILBOXES),
        "states": super::states(),
        "units": super::unit_options(&cx.app).await?,
        "chosen": {
            "kind": cx.query.get("kind"), "mailbox": cx.query.get("mailbox"), "state": cx.query.get("state"),
            "unit": cx.query.get("unit"), "from": cx.query.get("from"), "to": cx.query.get("to"), "q": words,
            "count": filter.count.key(),
        },
    });
    cx.page("letters/work_list.html", Page::new("来信").kind("list"), data)
}

/// Letters with these words, or with this number.
async fn found(cx: &Cx, words: &str) -> std::result::Result<Vec<i64>, Error> {
    let number = crate::citizen::tidy_number(words);
    if let Some((id, ..)) = store::by_number(&mut cx.reader(), &number).await? {
        return Ok(vec![id]);
    }
    suggest::with_words(&cx.app.search, words).await
}

/// The counts above the list, each a list of its own with the same filters.
async fn tabs(cx: &Cx, filter: &Filter) -> std::result::Result<Vec<Value>, Error> {
    let numbers = store::totals(&mut cx.reader(), &Filter { count: Count::Received, ..filter.clone() }).await?;
    let base = cx.query.base(&["count", "before"]);
    let tab = |count: Count, number: i64| {
        json!({
            "title": count.title(),
            "href": format!("{base}count={}", count.key()),
            "current": filter.count == count,
            "count": number,
        })
    };
    Ok(vec![
        tab(Count::Received, numbers.received),
        tab(Count::Pending, numbers.pending),
        tab(Count::Overdue, numbers.overdue),
        tab(Count::Answered, numbers.answered),
        tab(Count::OnTime, numbers.ontime),
        tab(Count::Reopened, numbers.reopened),
        tab(Count::Published, numbers.published),
    ])
}

/// A line of a list inside.
pub(super) fn row(cx: &Cx, letter: &Row) -> Value {
    let (light, words) = light(cx, letter);
    json!({
        "href": format!("/work/letters/{}", letter.matter_id),
        "number": letter.number,
        "title": letter.title,
        "kind": kinds::title(kinds::KINDS, &letter.kind),
        "mailbox": kinds::title(kinds::MAILBOXES, &letter.mailbox),
        "state": crate::process::LETTER.state_title(&letter.state),
        "tone": kinds::tone(&letter.state),
        "unit": letter.unit,
        "received": letter.received_at.date().to_string(),
        "due": if letter.clock == "none" { String::new() } else { letter.due_at.date().to_string() },
        "light": light,
        "words": words,
        "satisfaction": kinds::level(letter.satisfaction),
        "published": letter.published_at.is_some(),
        "urged": letter.urged,
        "supervised": letter.supervised_at.is_some(),
    })
}

/// Colour and words of a letter's clock, from the columns of its row.
fn light(cx: &Cx, letter: &Row) -> (&'static str, String) {
    match letter.clock.as_str() {
        "none" | "stopped" => ("done", String::new()),
        "met" if letter.met_at.is_some_and(|at| at > letter.due_at) => ("done", "超期答复".to_owned()),
        "met" => ("done", "按期答复".to_owned()),
        _ if letter.due_at < cx.now => ("over", "超期".to_owned()),
        "paused" => ("paused", "中止计时".to_owned()),
        _ => {
            let calendar = cx.app.calendar();
            let days = base::due::working_days_between(&calendar, cx.now.date(), letter.due_at.date());
            let near = i64::from(days) <= cx.app.number("matter.amber").unwrap_or(0);
            let words = if days == 0 { "今天到期".to_owned() } else { format!("还有 {days} 个工作日") };
            (if near { "near" } else { "normal" }, words)
        }
    }
}
