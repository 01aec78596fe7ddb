//! `/work/content/expiring`: documents whose time is over or nearly so, for the unit that published them. Nothing is marked as
//! ended but by a person (有效性标注).

use base::time::DAY;
use base::{Date, Error};
use edition::ends::{self, Ending};
use edition::{Desk, PUBLISH, WRITE};
use identity::Actor;
use serde_json::{Value, json};
use web::{App, Cx, Page, Result};

use crate::rows;
use crate::store;

/// Days before the end from which on a document is listed.
const AHEAD: &str = "edition.expiry";
/// Those who are told, in the unit that published it.
const TOLD: &[&str] = &["content.writer", "content.editor", "content.chief"];
/// Documents of one step of the daily round.
const STEP: usize = 200;

/// The list.
pub(crate) async fn page(cx: Cx) -> Result {
    let size = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let after = cx.query.get("after").split_once('.').and_then(|(on, id)| Some((on.to_owned(), id.parse().ok()?)));
    let units = cx.actor.staff()?.grants.units(WRITE);
    let last = last(&cx.app)?;
    let found = ends::ending(&mut cx.reader(), units.as_deref(), last, after, size + 1).await?;
    let next = found.get(size.saturating_sub(1)).filter(|_| found.len() > size);
    let next = next.map(|row| format!("{}after={}.{}", cx.query.base(&["after"]), row.valid_until, row.item_id));
    let mut items = Vec::new();
    for ending in found.iter().take(size) {
        items.push(row(&cx, ending).await?);
    }
    let first = if cx.query.get("after").is_empty() { "" } else { "/work/content/expiring" };
    let data =
        json!({ "items": items, "first": first, "next": next.unwrap_or_default(), "days": cx.app.number(AHEAD)? });
    cx.page("content/work_expiring.html", Page::new("有效期届满").kind("list").crumb("稿件", "/work/content"), data)
}

async fn row(cx: &Cx, ending: &Ending) -> std::result::Result<Value, Error> {
    let site = edition::site::find(&mut cx.reader(), ending.site_id).await?;
    let unit = identity::units::find(&mut cx.reader(), ending.unit_id).await?;
    Ok(json!({
        "id": ending.item_id,
        "title": ending.title,
        "href": format!("/work/content/{}", ending.item_id),
        "unit": unit.map(|unit| unit.short_name).unwrap_or_default(),
        "until": ending.valid_until,
        "past": is_past(ending, cx.now.date()),
        "validity": rows::validity(&ending.validity),
        "may": site.is_some_and(|site| cx.actor.may(PUBLISH, Some(site.unit_id))),
    }))
}

/// The last day of validity that is listed today.
fn last(app: &App) -> std::result::Result<Date, Error> {
    let days = app.number(AHEAD)?;
    Ok(app.clock.now().plus(days.saturating_mul(DAY)).date())
}

fn is_past(ending: &Ending, today: Date) -> bool {
    ending.valid_until.parse::<Date>().is_ok_and(|until| until < today)
}

/// The daily round: tells each unit once that the time of its documents is nearly over, and once more that it is.
pub(crate) async fn daily(app: &App) -> std::result::Result<(), Error> {
    ends::gather(&app.db).await?;
    let desk = Desk::new(app, &Actor::System);
    let (last, today) = (last(app)?, app.clock.today());
    let mut after = None;
    let mut new: std::collections::BTreeMap<i64, Vec<Ending>> = std::collections::BTreeMap::new();
    loop {
        let step = ends::ending(&mut app.db.reader(), None, last, after, STEP).await?;
        let whole = step.len() == STEP;
        after = step.last().map(|row| (row.valid_until.clone(), row.item_id));
        step.into_iter().for_each(|ending| new.entry(ending.unit_id).or_default().push(ending));
        if !whole {
            break;
        }
    }
    for (unit, endings) in new {
        let mut tx = app.db.begin().await?;
        let mut titles = Vec::new();
        for ending in endings {
            let past = is_past(&ending, today);
            if store::told_of_end(&mut tx, ending.item_id, &ending.valid_until, past, desk.now).await? > 0 {
                titles.push(ending.title);
            }
        }
        if let Some(first) = titles.first() {
            let text = format!(
                "【有效期】《{first}》等 {} 件文件有效期已到或者将到，请到工作台“稿件—有效期届满”核对，确已失效的请标为失效。",
                titles.len()
            );
            identity::posts::tell_unit(&mut tx, TOLD, unit, desk.now, &text).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}
