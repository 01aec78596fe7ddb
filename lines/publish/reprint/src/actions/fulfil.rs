//! When a duty is fulfilled: a reprint that is published ends the task at the moment of its publication, whoever published it
//! and however it was written; one that is withdrawn is noted, and ends a task that asked for that.

use base::{Error, Moment};
use edition::{Live, live};
use identity::Actor;
use matter::{Ground, Who};
use store::{Query, Tx};
use web::App;

use super::gone::tell;
use super::{said, step};
use crate::model::{Item, Task, either};
use crate::store::{items, known, tasks};

/// The address of the original that a published edition names.
pub(crate) fn original(live: &Live) -> Result<Option<String>, Error> {
    Ok(intake::feed::address(&live.content()?.origin_url, None))
}

/// What follows from an edition as it is now: published, changed or withdrawn.
pub(crate) async fn edition(tx: &mut Tx, app: &App, id: i64) -> Result<(), Error> {
    let Some(live) = live::find(tx, id).await? else { return withdrawn(tx, app, id).await };
    let mut open = tasks::of_edition(tx, id).await?;
    match original(&live)? {
        Some(address) => {
            known::put(tx, id, &address).await?;
            if let Some(item) = items::by_address(tx, &address).await? {
                let others = tasks::of_item(tx, item.id).await?;
                open.extend(others.into_iter().filter(|task| task.edition_id != Some(id)));
            }
        }
        None => {
            known::remove(tx, id).await?;
        }
    }
    for task in open {
        if serves(tx, &task, &live).await?
            && let Some(item) = items::find(tx, task.item_id).await?
        {
            published(tx, app, &task, &item, &live).await?;
        }
    }
    Ok(())
}

/// Ends a new task that an edition had fulfilled before it came.
pub(crate) async fn if_known(tx: &mut Tx, app: &App, task: &Task, item: &Item) -> Result<(), Error> {
    for id in known::editions(tx, &item.address).await? {
        if let Some(live) = live::find(tx, id).await?
            && serves(tx, task, &live).await?
        {
            return published(tx, app, task, item, &live).await;
        }
    }
    Ok(())
}

/// Whether a published edition is the reprint of the task's unit: it is the unit's own, or stands in its column.
async fn serves(q: &mut impl Query, task: &Task, live: &Live) -> Result<bool, Error> {
    if live.unit_id == task.unit_id || task.edition_id == Some(live.item_id) {
        return Ok(true);
    }
    let places = live::places(q, live.item_id).await?;
    Ok(places.iter().any(|(column, ..)| *column == task.column_id))
}

async fn published(tx: &mut Tx, app: &App, task: &Task, item: &Item, live: &Live) -> Result<(), Error> {
    // Another edition of the same original changes nothing while the first one stands.
    let stands = task.done_at.is_some() && task.hidden_at.is_none() && task.edition_id != Some(live.item_id);
    if stands {
        return Ok(());
    }
    let (when, by) = first_shown(tx, item, live).await?;
    let altered = base::text::clean_line(&live.title) != base::text::clean_line(&item.title);
    tasks::done(tx, task.id, live.item_id, when, &by, altered).await?;
    if matches!(task.state.as_str(), "waiting" | "excused" | "gone") {
        let who = if by.is_empty() {
            "转载稿已发布。".to_owned()
        } else {
            format!("转载稿已发布，发布人：{by}。")
        };
        at(tx, app, task, "published", who, when.max(task.started_at)).await?;
    }
    Ok(())
}

/// When and by whom an edition was published with this original for the first time since it was last withdrawn: what was corrected
/// afterwards is no reprint anew.
async fn first_shown(tx: &mut Tx, item: &Item, live: &Live) -> Result<(Moment, String), Error> {
    let withdrawals = ledger::Filter {
        verb: Some("edition.withdraw".to_owned()),
        subject_kind: Some("edition".to_owned()),
        subject_id: Some(live.item_id),
        ..ledger::Filter::default()
    };
    let since = ledger::find(tx, &withdrawals, 1).await?.first().map(|entry| entry.at);
    let mut first = (live.revised_at, String::new());
    let mut named_yet = false;
    // The newest stand first.
    for version in edition::item::versions(tx, live.item_id).await? {
        if version.version != live.version && since.is_some_and(|at| version.at < at) {
            break;
        }
        if !matches!(version.what.as_str(), "published" | "imported") {
            continue;
        }
        let named = intake::feed::address(&version.content()?.origin_url, None);
        let named = named.is_some_and(|named| either(&item.address).contains(&named));
        if named || (first.1.is_empty() && !named_yet) {
            let at = if named && version.version != live.version { version.at } else { live.revised_at };
            first = (at.min(first.0), version.actor);
            named_yet |= named;
        }
    }
    Ok(first)
}

async fn withdrawn(tx: &mut Tx, app: &App, id: i64) -> Result<(), Error> {
    known::remove(tx, id).await?;
    let when = edition::item::find(tx, id).await?.and_then(|item| item.withdrawn_at);
    let Some(when) = when else { return Ok(()) };
    for task in tasks::of_edition(tx, id).await? {
        if task.done_at.is_some() && task.hidden_at.is_none() {
            tasks::hidden(tx, task.id, when).await?;
        }
        if task.state == "recall" {
            at(tx, app, &task, "recalled", "转载稿已撤回。".to_owned(), when).await?;
        }
    }
    Ok(())
}

/// An act of the program at the moment at which what it tells of happened.
async fn at(tx: &mut Tx, app: &App, task: &Task, action: &str, words: String, when: Moment) -> Result<(), Error> {
    let ground = Ground { now: when, ..Ground::of(app) };
    step(tx, &ground, &Who::Actor(&Actor::System), task, action, said(words)).await
}

/// The original is gone: who waits need not reprint, who has reprinted is asked to withdraw and told. Gives how many units they are.
pub(crate) async fn gone(tx: &mut Tx, app: &App, item: &Item, why: &str, now: Moment) -> Result<usize, Error> {
    let mut units = 0;
    let ground = Ground { now, ..Ground::of(app) };
    items::set_gone(tx, item.id, Some(ground.now)).await?;
    for task in tasks::of_item(tx, item.id).await? {
        let action = match task.state.as_str() {
            "waiting" => "gone",
            "reprinted" if task.hidden_at.is_none() => "gone_after",
            _ => continue,
        };
        step(tx, &ground, &Who::Actor(&Actor::System), &task, action, said(why)).await?;
        units += 1;
        if action == "gone_after" {
            let unit = matter::store::matter(tx, task.matter_id).await?.home_unit;
            tell(tx, app, &task, (unit, false), &item.title).await?;
        }
    }
    Ok(units)
}
