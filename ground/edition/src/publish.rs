//! Publishing, scheduling and withdrawing: one act, everywhere at once.
//!
//! 政府信息公开条例 art. 17 (审查在先): what was not approved is published only by force, with a reason, and is looked at afterwards by a
//! second person. 检查指标 W1: times of publication are those of the act and cannot be set back by an editor.

mod group;
mod ready;
mod schedule;
mod show;

use std::collections::BTreeSet;

use base::{Error, Moment, text};
use serde_json::json;
use store::Tx;
use store::search;

use crate::store::{addresses, columns, files, items as rows, live, places, ranks, sites};
use crate::{DISCLOSED, Desk, FOUND, Item, KEEP, PUBLISH, column_key, drafted, found, item_key, news_key, terms};

pub use group::{members, set, whole_set};
pub use schedule::{due, schedule};
pub(crate) use show::show;
use show::{placed, told};

/// Editions of a set, and of the explicit order of a column, at most.
const SET_MAX: usize = 100;

/// On what a publication rests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ground<'a> {
    /// The reviews are done: the edition is `ready`.
    Approved,
    /// 强制发布, with a reason: a second person looks at it afterwards.
    Forced(&'a str),
}

/// Publishes an edition now, with those of its set that wait for publication. What stands published as it was approved, and what
/// was withdrawn, stays as it is: a correction of one member needs no new review of the others.
///
/// # Errors
/// The actor may not publish on its site; it is not ready and no reason is given; it is under review, which is ended first;
/// its content is not whole, or a picture has no words; a member of its set is not ready.
pub async fn publish(tx: &mut Tx, desk: &Desk<'_>, id: i64, ground: Ground<'_>) -> Result<(), Error> {
    let members = group::locked(tx, id).await?;
    let item = members.iter().find(|member| member.id == id).ok_or(Error::Unseen)?;
    allowed(tx, desk, item).await?;
    for member in &members {
        ready::all(tx, member, ground).await?;
    }
    let mut keys = BTreeSet::new();
    for member in members {
        one(tx, desk, &member, ground, &mut keys).await?;
    }
    desk.tell(tx, keys);
    Ok(())
}

/// Withdraws an edition everywhere: page, lists, feeds, search, every site that quotes it. Its address answers with the reason.
/// What is under review stays so: the review of its next version goes on, and its publication brings the page back.
///
/// # Errors
/// The actor may not; no reason is given; it is not published.
pub async fn withdraw(tx: &mut Tx, desk: &Desk<'_>, id: i64, why: &str) -> Result<(), Error> {
    let item = rows::to_change(tx, id).await?.ok_or(Error::Unseen)?;
    allowed(tx, desk, &item).await?;
    let why = text::clean_line(why);
    base::reason::check("why", "撤回理由（会显示在原网址上）", &why, 200)?;
    if live::remove(tx, id).await? == 0 {
        return Err(Error::Conflict("该稿件没有在发布，可能已由他人撤回。".to_owned()));
    }
    let changed = places::hide_all(tx, id).await?;
    files::hide(tx, id).await?;
    rows::withdrawn(tx, id, &why, desk.now).await?;
    search::remove(tx, FOUND, id).await?;
    drafted::follow(tx, id).await?;
    desk.record(tx, "edition.withdraw", ("edition", id), json!({ "version": item.version }), Vec::new()).await?;
    let mut keys: BTreeSet<String> = [item_key(id), DISCLOSED.to_owned()].into();
    told(tx, &changed, &mut keys).await?;
    desk.tell(tx, keys);
    Ok(())
}

/// Puts a published edition on top of a column until `until` (置顶), or takes it down.
///
/// # Errors
/// The actor may not publish on the column's site; it is not shown there.
pub async fn pin(tx: &mut Tx, desk: &Desk<'_>, column: i64, id: i64, until: Option<Moment>) -> Result<(), Error> {
    let column = columns::find(tx, column).await?.ok_or(Error::Unseen)?;
    let site = sites::find(tx, column.site_id).await?.ok_or(Error::Unseen)?;
    if !desk.by.may(PUBLISH, Some(site.unit_id)) || places::pin(tx, column.id, id, until).await? == 0 {
        return Err(Error::Unseen);
    }
    let facts = json!({ "column": column.id, "until": until.map(|at| at.0) });
    desk.record(tx, "edition.pin", ("edition", id), facts, Vec::new()).await?;
    desk.tell(tx, [column_key(column.id), news_key(site.id)].into());
    Ok(())
}

/// Sets the explicit order of a column (领导排序): `items` from the first on; what is left out comes after, the newest first.
///
/// # Errors
/// The actor may neither keep nor publish on the column's site; there are too many.
pub async fn rank(tx: &mut Tx, desk: &Desk<'_>, column: i64, items: &[i64]) -> Result<(), Error> {
    let column = columns::find(tx, column).await?.ok_or(Error::Unseen)?;
    let site = sites::find(tx, column.site_id).await?.ok_or(Error::Unseen)?;
    if !desk.by.may(PUBLISH, Some(site.unit_id)) && !desk.by.may(KEEP, Some(site.unit_id)) {
        return Err(Error::Unseen);
    }
    if items.len() > SET_MAX {
        return Err(Error::refused("edition.rank", "一个栏目最多给 100 篇稿件排定次序。"));
    }
    ranks::clear(tx, column.id).await?;
    for (rank, item) in (1..).zip(items) {
        ranks::put(tx, column.id, *item, rank).await?;
    }
    desk.record(tx, "edition.rank", ("column", column.id), json!({ "items": items }), Vec::new()).await?;
    desk.tell(tx, [column_key(column.id), news_key(site.id)].into());
    Ok(())
}

/// Shows a published edition in further columns of sites where the actor publishes (引用, 推送), or no longer in those left
/// out of `to`; places on other people's sites stay as they are. Its own column is that of what is published: another one that
/// only the working copy says waits for its review.
///
/// # Errors
/// The edition is not published; a column is not there.
pub async fn quote(tx: &mut Tx, desk: &Desk<'_>, id: i64, to: &[i64]) -> Result<(), Error> {
    let item = rows::to_change(tx, id).await?.ok_or(Error::Unseen)?;
    let published = live::find(tx, id)
        .await?
        .ok_or_else(|| Error::refused("edition.unpublished", "只有已发布的稿件才能引用到其他栏目。"))?;
    let mut wanted: BTreeSet<i64> = BTreeSet::new();
    for (column, kind) in places::of_item(tx, id).await? {
        let Some(column) = columns::find(tx, column).await? else { continue };
        let site = sites::find(tx, column.site_id).await?;
        let ours = site.is_some_and(|site| desk.by.may(PUBLISH, Some(site.unit_id)));
        if kind == "quoted" && !ours {
            wanted.insert(column.id);
        }
    }
    for &column in to {
        let column = columns::find(tx, column).await?.filter(|c| c.closed_at.is_none() && c.kind != "link");
        let column = column.ok_or(Error::Unseen)?;
        let site = sites::find(tx, column.site_id).await?.ok_or(Error::Unseen)?;
        if !desk.by.may(PUBLISH, Some(site.unit_id)) {
            return Err(Error::Unseen);
        }
        wanted.insert(column.id);
    }
    let mut content = published.content()?;
    let before = std::mem::replace(&mut content.quotes, wanted.into_iter().collect());
    let changed = placed(tx, (id, published.column_id), true, &content, published.published_at).await?;
    live::set_validity(tx, id, &published.validity, &content).await?;
    // While its own site is off line it is read, found and listed where others show it, or nowhere.
    found::follow(tx, &published, &content).await?;
    let mut keys: BTreeSet<String> = [item_key(id), DISCLOSED.to_owned()].into();
    // The working copy follows, else the next publication would take it back; what else it wants stays.
    let mut working = item.content()?;
    working.quotes.retain(|quote| content.quotes.contains(quote) || !before.contains(quote));
    working.quotes.extend(content.quotes.iter().filter(|quote| !before.contains(quote)));
    working.quotes.sort_unstable();
    working.quotes.dedup();
    rows::set_content(tx, id, &rows::written(&working)?).await?;
    told(tx, &changed, &mut keys).await?;
    desk.record(tx, "edition.quote", ("edition", id), json!({ "columns": content.quotes }), Vec::new()).await?;
    desk.tell(tx, keys);
    Ok(())
}

/// Shows a published edition in one more column of a site where the actor publishes (取用), and leaves all other places as
/// they are. What stands there already stays.
///
/// # Errors
/// The edition is not published; the column is not there, closed, or on a site where the actor does not publish.
pub async fn take(tx: &mut Tx, desk: &Desk<'_>, id: i64, column: i64) -> Result<(), Error> {
    let wanted = columns::find(tx, column).await?.filter(|column| column.closed_at.is_none()).ok_or(Error::Unseen)?;
    let site = sites::find(tx, wanted.site_id).await?.ok_or(Error::Unseen)?;
    if !desk.by.may(PUBLISH, Some(site.unit_id)) {
        return Err(Error::Unseen);
    }
    let places = places::of_item(tx, id).await?;
    let shown = places.iter().filter(|(_, kind)| kind == "quoted").map(|(column, _)| *column);
    let mut to = Vec::new();
    for quoted in shown {
        let Some(there) = columns::find(tx, quoted).await?.filter(|there| there.closed_at.is_none()) else { continue };
        let site = sites::find(tx, there.site_id).await?;
        if site.is_some_and(|site| desk.by.may(PUBLISH, Some(site.unit_id))) {
            to.push(quoted);
        }
    }
    if places.iter().all(|(there, kind)| *there != column || kind != "own") {
        to.push(column);
    }
    quote(tx, desk, id, &to).await
}

/// Sets the validity of a published document (有效性): repealed, expired, amended.
///
/// # Errors
/// The actor may not publish on its site; it is not published; there is no such validity.
pub async fn set_validity(tx: &mut Tx, desk: &Desk<'_>, id: i64, validity: &str) -> Result<(), Error> {
    let item = rows::to_change(tx, id).await?.ok_or(Error::Unseen)?;
    allowed(tx, desk, &item).await?;
    if terms::title(terms::VALIDITIES, validity).is_none() {
        return Err(Error::field("validity", "请从列表中选择有效性。"));
    }
    let published = live::find(tx, id).await?.ok_or(Error::Unseen)?;
    let mut content = published.content()?;
    content.head.validity = validity.to_owned();
    live::set_validity(tx, id, validity, &content).await?;
    let mut working = item.content()?;
    validity.clone_into(&mut working.head.validity);
    rows::set_content(tx, id, &rows::written(&working)?).await?;
    // Lists, feeds and search say it too.
    found::follow(tx, &published, &content).await?;
    let shown: Vec<i64> = places::of_live(tx, id).await?.into_iter().map(|(column, ..)| column).collect();
    desk.record(tx, "edition.validity", ("edition", id), json!({ "validity": validity }), Vec::new()).await?;
    let mut keys: BTreeSet<String> = [item_key(id), DISCLOSED.to_owned()].into();
    told(tx, &shown, &mut keys).await?;
    desk.tell(tx, keys);
    Ok(())
}

/// The actor publishes on the edition's site; for all others it does not exist.
async fn allowed(tx: &mut Tx, desk: &Desk<'_>, item: &Item) -> Result<(), Error> {
    let site = sites::find(tx, item.site_id).await?.ok_or(Error::Unseen)?;
    if desk.by.may(PUBLISH, Some(site.unit_id)) { Ok(()) } else { Err(Error::Unseen) }
}

async fn one(
    tx: &mut Tx,
    desk: &Desk<'_>,
    item: &Item,
    ground: Ground<'_>,
    keys: &mut BTreeSet<String>,
) -> Result<(), Error> {
    let mut content = item.content()?;
    // Sanitised on entry, and once more on exit.
    content.body = crate::content::safe(&content.body)?;
    if item.attribute == "active" && content.head.index_no.is_empty() {
        content.head.index_no = found::index_no(tx, item.unit_id, desk.now).await?;
    }
    let json = rows::written(&content)?;
    let (version, row) =
        rows::keep(tx, item.id, desk.by.person(), &desk.by.name(), "published", &json, desk.now).await?;
    rows::set_content(tx, item.id, &json).await?;
    show(tx, item, &content, version, desk.now, keys).await?;
    rows::published(tx, item.id, version, desk.now).await?;
    drafted::forget(tx, item.id).await?;
    let body = ledger::Body { table: "edition_version", column: "content", row, content: json.as_bytes() };
    let (verb, why) = match ground {
        Ground::Approved => ("edition.publish", ""),
        Ground::Forced(why) => ("edition.force", why),
    };
    let facts = json!({ "version": version, "index": content.head.index_no, "why": text::clean_line(why) });
    desk.record(tx, verb, ("edition", item.id), facts, vec![body]).await?;
    Ok(())
}

/// Where an old address leads from now on.
///
/// # Errors
/// The actor may not keep the site's addresses; a fault when the database does not answer.
pub async fn readdress(
    tx: &mut Tx,
    desk: &Desk<'_>,
    host: &str,
    path: &str,
    item: Option<i64>,
    target: &str,
) -> Result<(), Error> {
    desk.by.require(KEEP, None)?;
    addresses::put(tx, host, path, item, target, desk.now).await?;
    let facts = json!({ "host": host, "path": path, "target": target });
    desk.record(tx, "edition.readdress", ("edition", item.unwrap_or(0)), facts, Vec::new()).await?;
    Ok(())
}
