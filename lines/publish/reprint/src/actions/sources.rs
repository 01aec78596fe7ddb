//! The keepers' verbs over sources: registered, changed, given up; units put on them; files and single items brought in.

use base::time::DAY;
use base::{Error, FieldError, Moment, text};
use edition::{Desk, KEEP, terms};
use identity::Actor;
use intake::feed::{self, Entry};
use serde_json::json;
use store::{Job, Query, Tx};

use super::arrive::{self, Came};
use super::record;
use crate::jobs::READ;
use crate::model::{Sheet, Source, Target, Typed};
use crate::process::DESK;
use crate::store::{items, sources as rows, tasks};

/// What a source is called on the ledger.
const KIND: &str = "reprint_source";

/// The source, if the actor keeps it; else it does not exist for him.
///
/// # Errors
/// `Unseen`, or a fault when the database does not answer.
pub(crate) async fn kept(q: &mut impl Query, by: &Actor, id: i64) -> Result<Source, Error> {
    let source = rows::find(q, id).await?.ok_or(Error::Unseen)?;
    if by.may(KEEP, Some(source.unit_id)) { Ok(source) } else { Err(Error::Unseen) }
}

fn good(sheet: &Sheet) -> Result<(), Error> {
    let faults = sheet.faults();
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

/// Registers a source of the actor's unit; gives its key.
///
/// # Errors
/// The actor keeps no site; fields are wrong; there are too many.
pub(crate) async fn create(tx: &mut Tx, desk: &Desk<'_>, unit: i64, sheet: &Sheet) -> Result<i64, Error> {
    desk.by.require(KEEP, Some(unit))?;
    good(sheet)?;
    if rows::list(tx, None).await?.len() >= rows::SOURCES_MAX {
        return Err(Error::refused("reprint.sources", "转载来源已达上限（500 个）。"));
    }
    // What was published the day before is still within its time.
    let id = rows::insert(tx, unit, sheet, desk.now, desk.now.plus(-DAY)).await?;
    record(tx, desk, "reprint.source", (KIND, id), facts(sheet)).await?;
    wake(tx, desk, sheet.reads).await?;
    Ok(id)
}

fn facts(sheet: &Sheet) -> serde_json::Value {
    json!({ "name": sheet.name, "level": sheet.level, "address": sheet.address, "reads": sheet.reads, "duty": sheet.duty })
}

/// Changes a source that the keeper saw in the version `seen`.
///
/// # Errors
/// The actor does not keep it; fields are wrong; somebody was faster.
pub(crate) async fn change(tx: &mut Tx, desk: &Desk<'_>, id: i64, seen: i64, sheet: &Sheet) -> Result<(), Error> {
    kept(tx, desk.by, id).await?;
    good(sheet)?;
    if rows::update(tx, id, seen, sheet, desk.now).await? == 0 {
        return Err(Error::Conflict(
            "您打开之后，别人已改过这个来源，或者它已停用。您填写的内容还在，请核对后再保存。".to_owned(),
        ));
    }
    record(tx, desk, "reprint.source", (KIND, id), facts(sheet)).await?;
    wake(tx, desk, sheet.reads).await
}

/// Gives a source up, or takes it up again.
///
/// # Errors
/// The actor does not keep it.
pub(crate) async fn close(tx: &mut Tx, desk: &Desk<'_>, id: i64, closed: bool) -> Result<(), Error> {
    let source = kept(tx, desk.by, id).await?;
    rows::close(tx, id, closed.then_some(desk.now), desk.now).await?;
    record(tx, desk, if closed { "reprint.close" } else { "reprint.open" }, (KIND, id), json!({})).await?;
    wake(tx, desk, source.reads && !closed).await
}

/// Asks the feed as soon as possible.
///
/// # Errors
/// The actor does not keep the source; it is not asked by itself.
pub(crate) async fn hurry(tx: &mut Tx, desk: &Desk<'_>, id: i64) -> Result<(), Error> {
    kept(tx, desk.by, id).await?;
    if rows::hurry(tx, id, desk.now).await? == 0 {
        return Err(Error::refused("reprint.hurry", "这个来源没有设为定时读取，或者已停用。"));
    }
    record(tx, desk, "reprint.hurry", (KIND, id), json!({})).await?;
    wake(tx, desk, true).await
}

/// Lets the job run now instead of at its next turn.
async fn wake(tx: &mut Tx, desk: &Desk<'_>, reads: bool) -> Result<(), Error> {
    if reads {
        tx.enqueue(Job::new(READ, json!({})).at(desk.now)).await?;
    }
    Ok(())
}

/// Lets a unit reprint what comes from a source into a column.
///
/// # Errors
/// The actor keeps neither; the unit or the column is not there; the unit cannot write for the column.
pub(crate) async fn put_target(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: i64,
    unit: Option<i64>,
    column: Option<i64>,
) -> Result<(), Error> {
    kept(tx, desk.by, id).await?;
    let mut faults = Vec::new();
    let unit = match unit {
        Some(unit) => identity::units::find(tx, unit).await?.filter(|unit| unit.closed_on.is_none()),
        None => None,
    };
    let unit = unit.filter(|unit| desk.by.may(KEEP, Some(unit.id)));
    if unit.is_none() {
        faults.push(FieldError::new("unit", "请从列表中选择转载单位。"));
    }
    let column = match column {
        Some(column) => edition::column::find(tx, column).await?,
        None => None,
    };
    let column = column.filter(|column| column.closed_at.is_none() && column.kind != "link");
    let site = match &column {
        Some(column) => edition::site::find(tx, column.site_id).await?,
        None => None,
    };
    match (&unit, &column, &site) {
        (_, Some(column), Some(site)) => {
            let handed = terms::column_kind(&column.kind).is_some_and(|kind| kind.handed_in) && !column.hidden;
            let shared = site.slug == edition::site::MAIN && handed;
            if unit.as_ref().is_some_and(|unit| unit.id != site.unit_id) && !shared {
                faults.push(FieldError::new(
                    "column",
                    "这个栏目不接收该单位的稿件：请选该单位网站的栏目，或门户收稿的栏目。",
                ));
            }
        }
        _ => faults.push(FieldError::new("column", "请从列表中选择栏目。")),
    }
    let (Some(unit), Some(column), true) = (unit, column, faults.is_empty()) else {
        return Err(Error::Invalid(faults));
    };
    if rows::targets(tx, id).await?.len() >= rows::TARGETS_MAX {
        return Err(Error::refused("reprint.targets", "一个来源最多设 100 个转载单位。"));
    }
    rows::put_target(tx, id, unit.id, column.id).await?;
    let facts = json!({ "unit": unit.id, "column": column.id });
    record(tx, desk, "reprint.target", (KIND, id), facts).await?;
    Ok(())
}

/// Takes a unit off a source; tasks that it has stay.
///
/// # Errors
/// The actor does not keep the source; the unit is not on it.
pub(crate) async fn remove_target(tx: &mut Tx, desk: &Desk<'_>, id: i64, unit: i64) -> Result<(), Error> {
    kept(tx, desk.by, id).await?;
    if rows::remove_target(tx, id, unit).await? == 0 {
        return Err(Error::Unseen);
    }
    record(tx, desk, "reprint.untarget", (KIND, id), json!({ "unit": unit })).await?;
    Ok(())
}

/// Takes a saved feed file.
///
/// # Errors
/// The actor neither keeps the source nor reprints from it; it is given up; the file is no feed.
pub(crate) async fn file(tx: &mut Tx, desk: &Desk<'_>, id: i64, bytes: &[u8]) -> Result<Came, Error> {
    let source = open(tx, desk, id).await?;
    let feed = feed::read(bytes, &source.address).map_err(|refusal| Error::field("file", refusal.message))?;
    arrive::feed(tx, desk, &source, &feed, "file").await
}

/// The source into which the actor may bring something: its keeper, or the desk of a unit that reprints from it.
async fn open(tx: &mut Tx, desk: &Desk<'_>, id: i64) -> Result<Source, Error> {
    let source = rows::find(tx, id).await?.ok_or(Error::Unseen)?;
    let targets = rows::targets(tx, id).await?;
    let at_desk = |target: &Target| {
        let own = desk.by.staff().is_ok_and(|staff| staff.unit == target.unit_id);
        own && desk.by.may(DESK, Some(target.unit_id))
    };
    if !desk.by.may(KEEP, Some(source.unit_id)) && !targets.iter().any(at_desk) {
        return Err(Error::Unseen);
    }
    if source.closed_at.is_some() {
        return Err(Error::refused("reprint.closed", "这个来源已停用。请先恢复使用。"));
    }
    Ok(source)
}

/// Takes an item that was typed; gives the matter of the actor's own unit, if it has one.
///
/// # Errors
/// The actor neither keeps the source nor reprints from it; it is given up; fields are wrong; it is known already.
pub(crate) async fn by_hand(tx: &mut Tx, desk: &Desk<'_>, id: i64, typed: &Typed) -> Result<Option<i64>, Error> {
    let source = open(tx, desk, id).await?;
    let mut faults = Vec::new();
    let mut need = |ok: bool, field: &str, message: &str| {
        if !ok {
            faults.push(FieldError::new(field, message));
        }
    };
    let address = feed::address(&typed.address, None);
    need((2..=feed::TITLE_CHARS_MAX).contains(&text::char_count(&typed.title)), "title", "请填写原文标题。");
    need(address.is_some(), "origin", "请填写原文网址，以 http:// 或 https:// 开头。");
    need(text::char_count(&typed.issuer) <= 100, "issuer", "来源最多 100 个字，请精简。");
    let time = clock(&typed.time);
    need(typed.time.is_empty() || time.is_some(), "time", "发布时间格式如 09:30。");
    let at = typed.published_on.map(|on| Moment::start_of(on).plus(time.unwrap_or(0)));
    need(at.is_none_or(|at| at <= desk.now), "published_on", "原文发布时间不能晚于现在。");
    let body = edition::Content { body: typed.body.clone(), ..Default::default() }.clean();
    let (Some(address), true) = (address, faults.is_empty()) else { return Err(Error::Invalid(faults)) };
    if let Some(known) = items::by_address(tx, &address).await? {
        return Err(Error::field("origin", format!("这篇原文已于 {} 登记过。", known.came_at.minutes())));
    }
    let entry = Entry {
        address,
        title: typed.title.clone(),
        published: at,
        source: typed.issuer.clone(),
        body: body?.body,
        left: Default::default(),
    };
    let fresh = at.is_none_or(|at| at >= source.since);
    let item = arrive::one(tx, desk, &source, &entry, "hand", fresh).await?;
    rows::count_up(tx, source.id, 1).await?;
    record(tx, desk, "reprint.item", ("reprint_item", item), json!({ "source": id, "address": entry.address })).await?;
    let own = desk.by.staff().map(|staff| staff.unit).ok();
    let tasks = tasks::of_item(tx, item).await?;
    Ok(tasks.into_iter().find(|task| Some(task.unit_id) == own).map(|task| task.matter_id))
}

/// Milliseconds since midnight of `9:30`.
fn clock(text: &str) -> Option<i64> {
    let (hour, minute) = text.split_once([':', '：'])?;
    let (hour, minute): (i64, i64) = (hour.trim().parse().ok()?, minute.trim().parse().ok()?);
    ((0..24).contains(&hour) && (0..60).contains(&minute)).then_some((hour * 60 + minute) * base::time::MINUTE)
}
