//! The keeper's verbs over how sites look: may I? → change → record → tell, one transaction each.

use base::time::HOUR;
use base::{Error, Moment};
use edition::gate::{self, Passed, Stand};
use edition::{Desk, KEEP, Site};
use serde_json::json;
use store::{Job, Tx};
use web::Upload;

use crate::look::Look;
use crate::said;
use crate::store::{deadlinks, guard, looks, pictures};
use crate::{EXPIRE, TAMPER};

/// How long a preview is kept, in milliseconds.
const PREVIEW_FOR: i64 = 2 * HOUR;

/// The site, if the actor may keep it; else it does not exist for him.
///
/// # Errors
/// `Unseen`, or a fault when the database does not answer.
pub(crate) async fn kept(q: &mut impl store::Query, by: &identity::Actor, id: i64) -> Result<Site, Error> {
    let site = edition::site::find(q, id).await?.ok_or(Error::Unseen)?;
    if by.may(KEEP, Some(site.unit_id)) { Ok(site) } else { Err(Error::Unseen) }
}

/// Sets the look of a site. `seen` is the version that the person saw when he began to type; `part` says what he changed, and `passed`
/// what the gate said of it ([`read`]).
///
/// # Errors
/// The actor may not keep the site; somebody else changed it meanwhile (conflict, with the name).
pub(crate) async fn set_look(
    tx: &mut Tx,
    desk: &Desk<'_>,
    site: i64,
    seen: i64,
    (part, passed): (&str, &Passed),
    look: &Look,
) -> Result<(), Error> {
    kept(tx, desk.by, site).await?;
    let before = looks::current(tx, site).await?;
    if let Some(last) = before
        && last.version != seen
    {
        let (who, when) = (last.actor, last.at.minutes());
        let message =
            format!("您打开之后，{who}已于 {when} 改过这个站点。您填写的内容还在：请打开新页面对照后再保存。");
        return Err(Error::Conflict(message));
    }
    let content = looks::written(look)?;
    let actor = desk.by.name();
    let by = looks::By { person: desk.by.person(), actor: &actor, at: desk.now };
    let row = looks::keep(tx, site, seen, &content, &by).await?;
    let body = ledger::Body { table: "sites_look", column: "content", row, content: content.as_bytes() };
    let mut facts = json!({ "version": seen + 1, "part": part });
    passed.note(&mut facts);
    record(tx, desk, "sites.look", site, facts, vec![body]).await?;
    for until in ends(look) {
        if until > desk.now {
            tx.enqueue(Job::new(EXPIRE, json!({ "site": site })).at(until)).await?;
        }
    }
    tell(tx, desk);
    Ok(())
}

/// What the gate says of what a look newly says and to where it newly leads (通知横幅, 版块, 链接), before the transaction: own pages may
/// be asked for. `before` is what is shown now; `letting` is the reason for which something that is found is let through.
///
/// # Errors
/// The gate stops it.
pub(crate) async fn read(
    desk: &Desk<'_>,
    site: &Site,
    (before, look): (&Look, &Look),
    letting: &str,
) -> Result<Passed, Error> {
    let texts = gate::fresh(said::texts(look), &said::texts(before));
    let stand = Stand { site: Some(site.id), ..Stand::default() };
    gate::pass(desk.app, stand, texts, letting).await
}

/// When something of a look goes by itself.
fn ends(look: &Look) -> Vec<Moment> {
    let grey = look.grey.until.map(|day| Moment::end_of(day).plus(1));
    look.alert.until.map(Moment).into_iter().chain(grey).collect()
}

/// Parks a look that was not saved, for the preview page; the token is the form's.
///
/// # Errors
/// The actor may not keep the site; the token is another's.
pub(crate) async fn park(tx: &mut Tx, desk: &Desk<'_>, site: i64, token: &str, look: &Look) -> Result<(), Error> {
    kept(tx, desk.by, site).await?;
    if token.len() < 16 || token.len() > 64 || !token.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Error::Unseen);
    }
    looks::forget(tx, desk.now).await?;
    let ends = desk.now.plus(PREVIEW_FOR);
    if looks::park(tx, token, site, desk.by.person(), &looks::written(look)?, ends).await? == 0 {
        return Err(Error::Unseen);
    }
    Ok(())
}

/// Adds a picture to a site.
///
/// # Errors
/// The actor may not keep the site; it is no picture; nothing says what it shows; there are too many.
pub(crate) async fn add_picture(
    tx: &mut Tx,
    desk: &Desk<'_>,
    site: i64,
    file: &Upload,
    alt: &str,
) -> Result<i64, Error> {
    kept(tx, desk.by, site).await?;
    if !matches!(file.media_type.as_str(), "image/png" | "image/jpeg" | "image/webp") {
        return Err(Error::field("file", "请上传 PNG、JPEG 或 WebP 图片。"));
    }
    if pictures::of_site(tx, site).await?.len() >= pictures::PICTURES_MAX {
        return Err(Error::refused("sites.pictures", "本站图片已达上限（100 张）。请先删去不用的图片。"));
    }
    let file = &edition::item::bared_upload(desk.app, file).await?;
    let size = i64::try_from(file.size).unwrap_or(i64::MAX);
    store::files::record(tx, &file.digest, size, &file.media_type, desk.now).await?;
    let id = pictures::insert(tx, site, &file.digest, &file.name, alt, desk.now).await?;
    let facts = json!({ "picture": id, "digest": file.digest });
    record(tx, desk, "sites.picture", site, facts, Vec::new()).await?;
    Ok(id)
}

/// Takes a picture out of a site's list.
///
/// # Errors
/// The actor may not keep the site; it is not there.
pub(crate) async fn remove_picture(tx: &mut Tx, desk: &Desk<'_>, site: i64, picture: i64) -> Result<(), Error> {
    kept(tx, desk.by, site).await?;
    if pictures::remove(tx, site, picture, desk.now).await? == 0 {
        return Err(Error::Unseen);
    }
    record(tx, desk, "sites.picture.remove", site, json!({ "picture": picture }), Vec::new()).await?;
    tell(tx, desk);
    Ok(())
}

/// Lets a dead link stand with a reason, or takes that back.
///
/// # Errors
/// The actor may not keep the site; the link is not there, or was mended meanwhile.
pub(crate) async fn decide_link(tx: &mut Tx, desk: &Desk<'_>, id: i64, ignored: bool, why: &str) -> Result<(), Error> {
    let link = deadlinks::find(tx, id).await?.ok_or(Error::Unseen)?;
    kept(tx, desk.by, link.site_id).await?;
    let state = if ignored { "ignored" } else { "bad" };
    if deadlinks::decide(tx, id, state, why, desk.by.person(), &desk.by.name()).await? == 0 {
        return Err(Error::Conflict("这个链接已经改正，不用再处理。".to_owned()));
    }
    let facts = json!({ "link": id, "item": link.item_id, "state": state, "why": why });
    record(tx, desk, "sites.link.decide", link.site_id, facts, Vec::new()).await
}

/// Notes what came of a difference between what is served and what was published.
///
/// # Errors
/// The actor may not; it is not there; somebody was faster.
pub(crate) async fn deal_with(tx: &mut Tx, desk: &Desk<'_>, id: i64, note: &str) -> Result<(), Error> {
    // Both: readers see without dealing with it, keepers of one site do not even see.
    desk.by.require(TAMPER, None)?;
    desk.by.require(KEEP, None)?;
    let alarm = guard::find(tx, id).await?.ok_or(Error::Unseen)?;
    if guard::looked(tx, id, desk.by.person(), &desk.by.name(), note, desk.now).await? == 0 {
        return Err(Error::Conflict("这条告警已由他人处理。".to_owned()));
    }
    let facts = json!({ "alarm": id, "kind": alarm.kind, "subject": alarm.subject, "note": note });
    let subject = ledger::Subject { kind: "guard", id: alarm.guard_id };
    let entry = ledger::Entry {
        at: desk.now,
        actor: desk.by.ledger(),
        verb: "sites.guard.deal",
        subject,
        facts,
        bodies: Vec::new(),
    };
    ledger::record(tx, &desk.app.chance, entry).await?;
    Ok(())
}

/// Puts an act over a site on the ledger.
pub(crate) async fn record(
    tx: &mut Tx,
    desk: &Desk<'_>,
    verb: &str,
    site: i64,
    facts: serde_json::Value,
    bodies: Vec<ledger::Body<'_>>,
) -> Result<(), Error> {
    let subject = ledger::Subject { kind: "site", id: site };
    let entry = ledger::Entry { at: desk.now, actor: desk.by.ledger(), verb, subject, facts, bodies };
    ledger::record(tx, &desk.app.chance, entry).await?;
    Ok(())
}

/// Once the transaction is on the disk, every page is drawn anew.
fn tell(tx: &mut Tx, desk: &Desk<'_>) {
    let app = desk.app.clone();
    tx.after_commit(move || app.cache.invalidate(web::SITE));
}
