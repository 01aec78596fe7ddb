//! `/work/letters`: all letters that the actor may see, with filters; every figure leads here.

use ::store::long::{Counted, Key, LOOK, Turn, civil_date};
use base::Error;
use counter::{Scope, choice, desk, rating};
use identity::Actor;
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use crate::process::{HANDLE, LETTER};
use crate::store::{self, Count, Filter, Row};
use crate::{ALL, BOOK, kinds, suggest};

/// Whose letters the actor may see, when the mailbox is in `home`.
pub(super) fn scope(actor: &Actor, home: i64) -> Scope {
    Scope::of(actor, ALL, Some(home), HANDLE)
}

/// The list.
pub(super) async fn list(cx: Cx) -> Result {
    let home = crate::home(&mut cx.reader()).await?;
    let words = base::text::truncate(cx.query.get("q"), base::limits::QUERY_CHARS_MAX);
    let mut filter = super::filter_of(&cx);
    filter.scope = scope(&cx.actor, home);
    if !words.is_empty() {
        filter.ids = Some(found(&cx, &words).await?);
    }
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = turn(&cx);
    let page = store::list(&mut cx.reader(), &filter, &turn, rows + 1).await?;
    let page = page.shown(&turn, true, rows, place);
    let shown: Vec<Value> = page.rows.iter().map(|l| row(&cx, l)).collect();
    let counts = counts(&cx, &filter).await?;
    // The first of them looks at what the page looks at; another one narrowed further has an index of its own.
    let total = match counts.first() {
        Some((count, number)) if *count == filter.count => *number,
        _ => store::counted(&mut cx.reader(), &filter).await?,
    };
    let data = json!({
        "letters": shown,
        "total": total.of("件"),
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
        "looked": if page.stopped { LOOK } else { 0 },
        "tabs": tabs(&cx, &filter, &counts),
        "kinds": kinds::KINDS,
        "mailboxes": kinds::MAILBOXES,
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

/// From where a page of letters goes on.
pub(super) fn turn(cx: &Cx) -> Turn {
    Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date)
}

/// The place of a letter in a list.
pub(super) fn place(letter: &Row) -> Key {
    [letter.received_on.into(), letter.matter_id.into()]
}

/// Letters with these words, or with this number.
async fn found(cx: &Cx, words: &str) -> std::result::Result<Vec<i64>, Error> {
    if let Some(id) = BOOK.numbered(&mut cx.reader(), words).await? {
        return Ok(vec![id]);
    }
    suggest::with_words(&cx.app.search, words).await
}

/// The counts above the list, each a list of its own with the same filters.
async fn counts(cx: &Cx, filter: &Filter) -> std::result::Result<Vec<(Count, Counted)>, Error> {
    let counts = [
        Count::Received,
        Count::Pending,
        Count::Overdue,
        Count::Answered,
        Count::OnTime,
        Count::Reopened,
        Count::Published,
    ];
    let numbers = store::counted_each(&mut cx.reader(), filter, &counts).await?;
    Ok(counts.into_iter().zip(numbers).collect())
}

fn tabs(cx: &Cx, filter: &Filter, counts: &[(Count, Counted)]) -> Vec<Value> {
    counts
        .iter()
        .map(|(count, number)| desk::tab(cx, count.key(), count.title(), filter.count == *count, *number))
        .collect()
}

/// A line of a list inside.
pub(super) fn row(cx: &Cx, letter: &Row) -> Value {
    let (light, words) = light(cx, letter);
    json!({
        "href": format!("/work/letters/{}", letter.matter_id),
        "number": letter.number,
        "title": letter.title,
        "kind": choice::title(kinds::KINDS, &letter.kind),
        "mailbox": choice::title(kinds::MAILBOXES, &letter.mailbox),
        "state": LETTER.state_title(&letter.state),
        "tone": kinds::tone(&letter.state),
        "unit": letter.unit,
        "received": letter.received_at.date().to_string(),
        "due": if letter.clock == "none" { String::new() } else { letter.due_at.date().to_string() },
        "light": light,
        "words": words,
        "satisfaction": rating::level(letter.satisfaction),
        "published": letter.published_at.is_some(),
        "urged": letter.urged,
        "supervised": letter.supervised_at.is_some(),
    })
}

/// Colour and words of what is due now of a letter, from the columns of its row.
fn light(cx: &Cx, letter: &Row) -> (&'static str, String) {
    if let Some(beside) = desk::beside(cx, &LETTER, &letter.state, &letter.clock, &letter.besides) {
        return beside;
    }
    match letter.clock.as_str() {
        "met" if letter.met_at.is_some_and(|at| at > letter.due_at) => ("done", "超期答复".to_owned()),
        "met" => ("done", "按期答复".to_owned()),
        clock => desk::light(cx, clock, letter.due_at),
    }
}
