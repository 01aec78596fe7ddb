//! The desk's verbs: a draft of the reprint, an item that the unit takes up by itself, acts on the matter, withdrawal.

use base::{Error, text};
use edition::item::Draft;
use edition::{Content, Desk};
use matter::form::Given;
use matter::{Ground, Who};
use serde_json::json;
use store::{Query, Tx};

use super::{arrive, gone, record, step};
use crate::model::{Item, Source, Task};
use crate::process::DESK;
use crate::store::{items, known, sources, tasks};

/// What a withdrawn reprint says on its address.
const GONE: &str = "原文已由发布机关撤下，转载内容同步撤回。";

/// A task with everything around it.
pub(crate) struct Case {
    pub task: Task,
    pub item: Item,
    pub source: Source,
    /// The unit that has it now: the one whose task it is, or the organ that continues its functions.
    pub unit: i64,
}

/// The task of the matter `id` with its item and source.
///
/// # Errors
/// `Unseen`, or a fault when the database does not answer.
pub(crate) async fn case(q: &mut impl Query, id: i64) -> Result<Case, Error> {
    let task = tasks::of_matter(q, id).await?.ok_or(Error::Unseen)?;
    let item = items::find(q, task.item_id).await?.ok_or(Error::Unseen)?;
    let source = sources::find(q, task.source_id).await?.ok_or(Error::Unseen)?;
    let unit = matter::store::matter(q, id).await?.home_unit;
    Ok(Case { task, item, source, unit })
}

/// Whether an edition may still become the reprint: it is neither published nor withdrawn.
pub(crate) async fn draft_of(q: &mut impl Query, task: &Task) -> Result<Option<edition::Item>, Error> {
    let Some(id) = task.edition_id else { return Ok(None) };
    let found = edition::item::find(q, id).await?;
    Ok(found.filter(|item| matches!(item.state.as_str(), "draft" | "review" | "ready")))
}

/// What the reprint of an item says: title, source, origin and text of the original.
pub(crate) fn content(Case { item, source, .. }: &Case) -> Content {
    let most = base::limits::TITLE_CHARS_MAX;
    let long = text::char_count(&item.title) > most;
    Content {
        title: if long { text::truncate(&item.title, most) } else { item.title.clone() },
        body: item.body.clone(),
        source: if item.issuer.is_empty() { source.name.clone() } else { item.issuer.clone() },
        origin_url: item.address.clone(),
        origin_on: item.published_at.map(base::Moment::date),
        ..Content::default()
    }
}

/// Begins the draft of a reprint: title, source, origin and text of the original, for the task's column.
///
/// # Errors
/// The actor is not at the unit's desk or may not write; it was begun or published already; the column is closed.
pub(crate) async fn draft(tx: &mut Tx, desk: &Desk<'_>, case: &Case) -> Result<i64, Error> {
    let Case { task, item, unit, .. } = case;
    desk.by.require(DESK, Some(*unit))?;
    if let Some(begun) = draft_of(tx, task).await? {
        return Err(Error::Conflict(format!("转载稿已由{}起草，请打开那一稿继续。", begun.author)));
    }
    if task.done_at.is_some() && task.hidden_at.is_none() {
        return Err(Error::Conflict("本单位已经转载，不用再起草。".to_owned()));
    }
    // What another organ made is not this county's information to catalogue (政府信息公开条例 art. 10).
    let draft = Draft {
        kind: "article".to_owned(),
        column: task.column_id,
        content: content(case),
        attribute: "none".to_owned(),
        attribute_why: String::new(),
    };
    let id = edition::item::create(tx, desk, *unit, draft).await?;
    edition::item::keep_version(tx, desk, id, "saved").await?;
    tasks::set_edition(tx, task.id, id).await?;
    let facts = json!({ "matter": task.matter_id, "edition": id });
    record(tx, desk, "reprint.draft", ("reprint_item", item.id), facts).await?;
    Ok(id)
}

/// The actor's unit takes up an item that is not its duty; gives the matter.
///
/// # Errors
/// The unit does not reprint from this source; it has a task with the item already.
pub(crate) async fn take(tx: &mut Tx, desk: &Desk<'_>, item: &Item) -> Result<i64, Error> {
    let unit = desk.by.staff()?.unit;
    desk.by.require(DESK, Some(unit))?;
    if let Some(task) = tasks::of_item(tx, item.id).await?.into_iter().find(|task| task.unit_id == unit) {
        return Ok(task.matter_id);
    }
    let source = sources::find(tx, item.source_id).await?.ok_or(Error::Unseen)?;
    let targets = sources::targets(tx, source.id).await?;
    let target = targets.iter().find(|target| target.unit_id == unit).ok_or(Error::Unseen)?;
    arrive::task(tx, desk, &source, item, target, false).await
}

/// Does `action` with what was given.
///
/// # Errors
/// A refusal or wrong fields when the rules do not allow it, a conflict when somebody was faster.
pub(crate) async fn act(
    tx: &mut Tx,
    ground: &Ground,
    desk: &Desk<'_>,
    case: &Case,
    action: &str,
    given: Given,
) -> Result<(), Error> {
    if action == "recalled" {
        withdraw(tx, desk, case).await?;
    }
    step(tx, ground, &Who::Actor(desk.by), &case.task, action, (given.input, given.seen)).await?;
    if matches!(action, "gone" | "gone_after") && case.item.gone_at.is_none() {
        doubted(tx, desk, case).await?;
    }
    if action == "gone_after" {
        gone::tell(tx, desk.app, &case.task, (case.unit, true), &case.item.title).await?;
    }
    if action == "keep" {
        held(tx, desk, case).await?;
    }
    Ok(())
}

/// One unit says that the original is gone: that is its own word. For the others the program asks for the original at once, and whoever
/// keeps the source is told, who may say it for all.
async fn doubted(tx: &mut Tx, desk: &Desk<'_>, Case { task, item, source, .. }: &Case) -> Result<(), Error> {
    items::ask_now(tx, item.id, desk.now).await?;
    let others = tasks::of_item(tx, item.id).await?;
    if others.iter().any(|other| other.id != task.id && matches!(other.state.as_str(), "waiting" | "reprinted")) {
        gone::tell_keepers(tx, desk, source, item).await?;
    }
    Ok(())
}

/// One unit looked and says that the original holds: the program asks for it no more. It counts as withdrawn as long as another unit has
/// still to say what it found.
async fn held(tx: &mut Tx, desk: &Desk<'_>, Case { task, item, .. }: &Case) -> Result<(), Error> {
    items::kept(tx, item.id, desk.now).await?;
    let others = tasks::of_item(tx, item.id).await?;
    if others.iter().all(|other| other.id == task.id || other.state != "recall") {
        items::set_gone(tx, item.id, None).await?;
    }
    Ok(())
}

/// Withdraws every reprint of the unit from everywhere.
async fn withdraw(tx: &mut Tx, desk: &Desk<'_>, Case { task, item, unit, .. }: &Case) -> Result<(), Error> {
    let mut ids: Vec<i64> = task.edition_id.into_iter().collect();
    for id in known::editions(tx, &item.address).await? {
        let own = edition::live::find(tx, id).await?.is_some_and(|live| live.unit_id == *unit);
        if own && !ids.contains(&id) {
            ids.push(id);
        }
    }
    for id in ids {
        if edition::live::find(tx, id).await?.is_none() {
            continue;
        }
        edition::publish::withdraw(tx, desk, id, GONE).await.map_err(|error| match error {
            Error::Unseen => Error::refused(
                "reprint.publish",
                "您没有该网站的发布权限，不能撤回稿件。请由网站主管撤回，撤回后本任务自动办结。",
            ),
            other => other,
        })?;
        tasks::hidden(tx, task.id, desk.now).await?;
    }
    Ok(())
}
