//! Passing published editions on between sites: a unit offers its own to another site (报送), whose editors take it (采用) or not;
//! an editor takes one from another site himself (取用). 先入库、后使用: one record, shown in many places.

use std::collections::BTreeSet;

use ::store::{Query, Tx};
use base::{Error, text};
use edition::{Column, Desk, PUBLISH, Site, WRITE, publish};
use serde_json::{Value, json};

use crate::store::offers::{self, New, Offer};

/// Characters of a note or an answer.
const WORDS_MAX: usize = 200;
/// Those who are told, in the unit that offered it.
const WRITERS: &[&str] = &["content.writer", "content.editor"];
/// Those who are told, in the unit that keeps the site.
const EDITORS: &[&str] = &["content.editor", "content.chief"];

/// The columns of other sites to which the actor may offer something of `unit`: those into which units hand in, of the portal and
/// of every site to which the unit reports, on sites where he does not publish himself.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn columns(q: &mut impl Query, desk: &Desk<'_>, unit: i64) -> Result<Vec<(Site, Column)>, Error> {
    let sites = edition::site::all(q).await?;
    let above = above(q, &sites, unit).await?;
    let mut out = Vec::new();
    for site in sites.into_iter().filter(|site| !desk.by.may(PUBLISH, Some(site.unit_id))) {
        for column in edition::column::of_site(q, site.id).await? {
            let reported = above.contains(&site.id) && site.closed_at.is_none() && takes(&column);
            if reported || edition::column::open_to(q, desk.by, &column).await? {
                out.push((site.clone(), column));
            }
        }
    }
    Ok(out)
}

/// Whether units hand editions in to a column.
fn takes(column: &Column) -> bool {
    let kind = edition::terms::column_kind(&column.kind);
    kind.is_some_and(|kind| kind.handed_in) && !column.hidden && column.closed_at.is_none()
}

/// The sites to which a unit reports (上级站点): those that units above it keep, and those above its own sites.
async fn above(q: &mut impl Query, sites: &[Site], unit: i64) -> Result<BTreeSet<i64>, Error> {
    let Some(unit) = identity::units::find(q, unit).await? else { return Ok(BTreeSet::new()) };
    let over: Vec<i64> =
        unit.path.split('/').filter_map(|key| key.parse().ok()).filter(|over| *over != unit.id).collect();
    let mut above: BTreeSet<i64> =
        sites.iter().filter(|site| over.contains(&site.unit_id)).map(|site| site.id).collect();
    for own in sites.iter().filter(|site| site.unit_id == unit.id) {
        let mut next = own.parent_id;
        while let Some(parent) = next.filter(|parent| above.insert(*parent)) {
            next = sites.iter().find(|site| site.id == parent).and_then(|site| site.parent_id);
        }
    }
    Ok(above)
}

/// Offers a published edition of the actor's unit for a column of another site.
///
/// # Errors
/// The actor does not write for its unit; it is not published; the column takes nothing from him, or shows it already; it is
/// offered already.
pub(crate) async fn offer(tx: &mut Tx, desk: &Desk<'_>, id: i64, column: i64, note: &str) -> Result<(), Error> {
    let live = edition::live::find(tx, id).await?;
    let live = live.ok_or_else(|| Error::refused("content.unpublished", "只有已发布的稿件才能报送到其他网站。"))?;
    desk.by.require(WRITE, Some(live.unit_id))?;
    let note = text::clean_line(note);
    if text::char_count(&note) > WORDS_MAX {
        return Err(Error::field("note", format!("说明不得超过 {WORDS_MAX} 个字。")));
    }
    let found = columns(tx, desk, live.unit_id).await?.into_iter().find(|(_, there)| there.id == column);
    let (site, column) = found.ok_or_else(|| Error::field("offer", "请从列表中选择要报送的栏目。"))?;
    if edition::live::places(tx, id).await?.iter().any(|(there, ..)| *there == column.id) {
        return Err(Error::field("offer", "该栏目已经显示这篇稿件，不必再报送。"));
    }
    let actor = desk.by.name();
    let new = New { item: id, column: column.id, unit: site.unit_id, from: live.unit_id, note: &note, actor: &actor };
    let made = offers::add(tx, &new, desk.now).await?;
    let made = made.ok_or_else(|| Error::field("offer", "这篇稿件已报送到该栏目，正等待采用。"))?;
    record(tx, desk, "content.offer", id, json!({ "offer": made, "column": column.id })).await?;
    let text = format!("【报送】《{}》报送到“{}”栏目，请到工作台“稿件—报送来的稿件”处理。", live.title, column.name);
    identity::posts::tell_unit(tx, EDITORS, site.unit_id, desk.now, &text).await?;
    Ok(())
}

/// Takes an offered edition into the column, or declines it with a reason.
///
/// # Errors
/// The actor does not publish on the site; somebody decided already; it is not published any more; no reason is given.
pub(crate) async fn answer(tx: &mut Tx, desk: &Desk<'_>, id: i64, take: bool, why: &str) -> Result<(), Error> {
    let offer = offers::one(tx, id).await?.ok_or(Error::Unseen)?;
    may_answer(desk, &offer)?;
    let why = text::clean_line(why);
    if !take {
        base::reason::check("answer", "不采用的原因", &why, WORDS_MAX)?;
    }
    let (state, verb) = if take { ("taken", "content.offer.take") } else { ("declined", "content.offer.decline") };
    let answer = if take { "" } else { why.as_str() };
    if offers::answered(tx, id, state, &desk.by.name(), answer, desk.now).await? == 0 {
        return Err(Error::Conflict("这次报送已由他人处理。".to_owned()));
    }
    if take {
        publish::take(tx, desk, offer.item_id, offer.column_id).await?;
    }
    record(tx, desk, verb, offer.item_id, json!({ "offer": id, "column": offer.column_id })).await?;
    let title = edition::item::find(tx, offer.item_id).await?.map(|item| item.title).unwrap_or_default();
    let said = if take { "已采用".to_owned() } else { format!("未采用：{why}") };
    let text = format!("【报送】《{title}》{said}");
    identity::posts::tell_unit(tx, WRITERS, offer.from_unit, desk.now, &text).await?;
    Ok(())
}

/// Whether the actor decides about an offer; for others it does not exist.
pub(crate) fn may_answer(desk: &Desk<'_>, offer: &Offer) -> Result<(), Error> {
    if desk.by.may(PUBLISH, Some(offer.unit_id)) { Ok(()) } else { Err(Error::Unseen) }
}

async fn record(tx: &mut Tx, desk: &Desk<'_>, verb: &str, edition: i64, facts: Value) -> Result<(), Error> {
    let subject = ledger::Subject { kind: "edition", id: edition };
    let entry = ledger::Entry { at: desk.now, actor: desk.by.ledger(), verb, subject, facts, bodies: Vec::new() };
    ledger::record(tx, &desk.app.chance, entry).await?;
    Ok(())
}
