//! Publishing without the reviews (强制发布): what the gate finds stands beside the reason, and goes on the record with it. Who bears
//! the mark of a state secret is not published at all.

use base::{Error, FieldError};
use edition::gate::{Found, Gate};
use edition::{Desk, Item, item, publish};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::actions::{self, Read};
use crate::unreviewed;

/// Findings of one edition that are shown.
const SHOWN: usize = 100;

/// `/work/content/{id}/force`.
pub(crate) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let item = opened(&cx, id).await?;
    let read = read(&cx, id).await?;
    let data = data(&cx, &item, &read).await?;
    cx.page("content/work_force.html", frame(&item), data)
}

/// `POST /work/content/{id}/force`.
pub(crate) async fn force(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let item = opened(&cx, id).await?;
    // Read before the transaction: a long text keeps nobody waiting. What was changed meanwhile is a conflict.
    let read = read(&cx, id).await?;
    let desk = Desk::of(&cx);
    let to = format!("/work/content/{id}");
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::force(&mut tx, &desk, id, form.get("why"), &read).await {
        Ok(due) => {
            cx.once_done(&mut tx, &form, &to).await?;
            tx.commit().await?;
            cx.app.ledger.notify();
            let until = due.minutes();
            cx.notice("good", format!("稿件已强制发布，列入“强制发布待复核”，请另一人于 {until} 前复核。"));
            cx.see_other(&to)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            again(&cx, &item, &read, &form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn again(cx: &Cx, item: &Item, read: &[Read], form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, item, read).await?;
    cx.again("content/work_force.html", frame(item), data, form, errors)
}

fn frame(item: &Item) -> Page {
    let title = base::text::truncate(&item.title, 20);
    let page = Page::new("强制发布").kind("form").crumb("稿件", "/work/content");
    page.crumb(title, format!("/work/content/{}", item.id))
}

/// The edition, for those who publish on its site; for all others there is no such page.
async fn opened(cx: &Cx, id: i64) -> std::result::Result<Item, Error> {
    let mut reader = cx.reader();
    let item = item::seen(&mut reader, &cx.actor, id).await?;
    if actions::publishes(&mut reader, &cx.actor, &item).await? { Ok(item) } else { Err(Error::Unseen) }
}

/// What the gate finds in the edition and in the others of its set.
async fn read(cx: &Cx, id: i64) -> std::result::Result<Vec<Read>, Error> {
    let gate = cx.app.ext::<Gate>();
    let mut all = Vec::new();
    for member in publish::members(&mut cx.reader(), id).await? {
        let item = item::find(&mut cx.reader(), member).await?.ok_or(Error::Unseen)?;
        let found = match &gate {
            Some(gate) => (gate.0)(&cx.app, member).await?,
            None => Vec::new(),
        };
        all.push(Read { item: member, title: item.title, content: item.content, found });
    }
    Ok(all)
}

async fn data(cx: &Cx, item: &Item, read: &[Read]) -> std::result::Result<Value, Error> {
    let site = edition::site::find(&mut cx.reader(), item.site_id).await?.ok_or(Error::Unseen)?;
    let editions: Vec<Value> = read.iter().map(shown).collect();
    let stops = read.iter().flat_map(|read| &read.found).filter(|found| found.stops).count();
    Ok(json!({
        "item": item.id,
        "shown_on": site.name,
        "locked": item.state == "review",
        "ready": item.state == "ready",
        "editions": editions,
        "stops": stops,
        "secret": read.iter().any(Read::is_secret),
        "hours": cx.app.number(unreviewed::DUE)?,
    }))
}

fn shown(read: &Read) -> Value {
    let found: Vec<&Found> = read.found.iter().take(SHOWN).collect();
    json!({ "id": read.item, "title": read.title, "found": found, "count": read.found.len(), "kinds": read.kinds() })
}
