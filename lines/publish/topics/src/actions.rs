//! The keepers' verbs over topics: may I? → change → record → tell, one transaction each.

use base::time::HOUR;
use base::{Date, Error, Moment, text};
use edition::gate::{self, Passed, Plain, Stand};
use edition::{Desk, KEEP, Site};
use serde_json::{Value, json};
use store::{Job, Query, Tx};

use crate::model::{Sheet, State};
use crate::store::rows::{self, Topic};
use crate::store::versions;
use crate::{CACHE, index, jobs};

/// How long a preview is kept, in milliseconds.
const PREVIEW_FOR: i64 = 2 * HOUR;
/// Characters of the reason for a withdrawal at most.
const WHY_MAX: usize = 200;

/// The topic with its site, if the actor may keep the site; else it does not exist for him.
///
/// # Errors
/// `Unseen`, or a fault when the database does not answer.
pub(crate) async fn kept(q: &mut impl Query, by: &identity::Actor, id: i64) -> Result<(Topic, Site), Error> {
    let topic = rows::find(q, id).await?.ok_or(Error::Unseen)?;
    let site = kept_site(q, by, topic.site_id).await?;
    Ok((topic, site))
}

async fn kept_site(q: &mut impl Query, by: &identity::Actor, id: i64) -> Result<Site, Error> {
    let site = edition::site::find(q, id).await?.ok_or(Error::Unseen)?;
    if by.may(KEEP, Some(site.unit_id)) { Ok(site) } else { Err(Error::Unseen) }
}

/// Begins a topic of a site as a draft; gives its key.
///
/// # Errors
/// The actor may not keep the site; fields are wrong; the short name is taken on this site.
pub(crate) async fn create(tx: &mut Tx, desk: &Desk<'_>, site: i64, slug: &str, sheet: &Sheet) -> Result<i64, Error> {
    kept_site(tx, desk.by, site).await.map_err(|error| match error {
        Error::Unseen => Error::field("site", "请从列表中选择站点。"),
        other => other,
    })?;
    let mut faults = sheet.faults();
    faults.extend(crate::forms::check_slug("slug", slug));
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if rows::by_slug(tx, site, slug).await?.is_some() {
        return Err(Error::field("slug", "本站已有这个专题标识，请换一个。"));
    }
    let id = rows::insert(tx, site, slug, sheet).await?;
    let facts = json!({ "site": site, "slug": slug });
    keep(tx, desk, id, 0, "facts", sheet, ("topics.create", facts)).await?;
    Ok(id)
}

/// Sets the sheet of a topic. `seen` is the version that the person saw when he began to type; `what` says what he changed:
/// facts or blocks, and `said` is what the gate said of it ([`read`]), which what is public at once needs.
///
/// # Errors
/// The actor may not keep the site; fields are wrong; it is archived; somebody else changed or published it meanwhile.
pub(crate) async fn change(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: i64,
    seen: i64,
    (what, said): (&str, Option<&Said>),
    sheet: &Sheet,
) -> Result<(), Error> {
    let (topic, site) = kept(tx, desk.by, id).await?;
    if topic.state() == State::Archived {
        return Err(Error::refused("topics.archived", "专题已归档，不能再修改。确需修改的，请先恢复。"));
    }
    let faults = sheet.faults();
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let mut facts = json!({ "what": what });
    if topic.state() == State::Published {
        whole(sheet)?;
        let published = || Error::Conflict("专题刚刚由他人发布。您填写的内容还在，请再保存一次。".to_owned());
        said.ok_or_else(published)?.passed.note(&mut facts);
        if sheet.closes_on.is_some_and(|last| last < desk.now.date()) {
            return Err(Error::field("closes_on", "结束日期不能早于今天；要结束专题，请用“归档”。"));
        }
    }
    keep(tx, desk, id, seen, what, sheet, ("topics.change", facts)).await?;
    let topic = rows::find(tx, id).await?.ok_or(Error::Unseen)?;
    turned(tx, desk, &topic, &site).await
}

/// Writes a version and records it.
async fn keep(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: i64,
    seen: i64,
    what: &str,
    sheet: &Sheet,
    (verb, mut facts): (&str, Value),
) -> Result<(), Error> {
    if rows::update(tx, id, seen, sheet).await? == 0 {
        return Err(faster(tx, id).await?);
    }
    let (content, actor) = (versions::written(sheet)?, desk.by.name());
    let by = versions::By { person: desk.by.person(), actor: &actor, at: desk.now };
    let row = versions::keep(tx, id, seen + 1, what, &content, &by).await?;
    facts["version"] = json!(seen + 1);
    let body = ledger::Body { table: "topics_version", column: "content", row, content: content.as_bytes() };
    record(tx, desk, verb, id, facts, vec![body]).await?;
    tell(tx, desk);
    Ok(())
}

/// Who was faster.
async fn faster(tx: &mut Tx, id: i64) -> Result<Error, Error> {
    let last = versions::of_topic(tx, id).await?.into_iter().next();
    let (who, when) = last.map_or_else(Default::default, |last| (last.actor, last.at.minutes()));
    Ok(Error::Conflict(format!(
        "您打开之后，{who}已于 {when} 改过这个专题。您填写的内容还在：请打开新页面对照后再保存。"
    )))
}

/// What the gate said of a sheet.
pub(crate) struct Said {
    /// The version of the topic that was read, or with which the sheet was compared.
    version: i64,
    passed: Passed,
}

impl Said {
    /// Of a sheet that the program made itself.
    pub(crate) fn of_program(version: i64) -> Self {
        Self { version, passed: Passed::default() }
    }
}

/// What the gate says of a sheet and its links before everybody sees it, before the transaction: own pages may be asked for. Of a change
/// of what is public only what is new is read; of a draft that is not to be published nothing, it is read when it is. `letting` is the
/// reason for which something that is found is let through.
///
/// # Errors
/// The gate stops it; a fault when the database does not answer.
pub(crate) async fn read(
    desk: &Desk<'_>,
    (topic, site): (&Topic, &Site),
    sheet: Option<&Sheet>,
    letting: &str,
) -> Result<Option<Said>, Error> {
    let now = sheet_of(&mut desk.app.db.reader(), topic).await?;
    let texts = match sheet {
        None => texts(&now),
        Some(_) if topic.state() != State::Published => return Ok(None),
        Some(sheet) => gate::fresh(texts(sheet), &texts(&now)),
    };
    let stand = Stand { site: Some(site.id), own: site.at(&topic.path()) };
    let passed = gate::pass(desk.app, stand, texts, letting).await?;
    Ok(Some(Said { version: topic.version, passed }))
}

/// Texts and links of a sheet, each with the field of its form.
fn texts(sheet: &Sheet) -> Vec<Plain> {
    gate::within(&json!(sheet), |way| {
        let way: Vec<&str> = way.iter().map(String::as_str).collect();
        let block =
            |at: &str| at.parse::<usize>().map_or_else(|_| "版块".to_owned(), |at| format!("第 {} 个版块", at + 1));
        match way.as_slice() {
            ["title"] => ("title".to_owned(), "专题名称".to_owned()),
            ["summary"] => ("summary".to_owned(), "专题简介".to_owned()),
            ["art_alt"] => ("art_alt".to_owned(), "头图的说明".to_owned()),
            ["blocks", at, "links", row, key] => (format!("block_{at}_links_{row}_{key}"), block(at)),
            ["blocks", at, key, ..] => (format!("block_{at}_{key}"), block(at)),
            other => (other.join("_"), "专题".to_owned()),
        }
    })
}

/// Whether a sheet may be shown to everybody.
fn whole(sheet: &Sheet) -> Result<(), Error> {
    if sheet.art.is_empty() {
        return Err(Error::refused("topics.art", "请先上传头图并写明画面内容，再发布。"));
    }
    if sheet.blocks.is_empty() {
        return Err(Error::refused("topics.blocks", "专题还没有版块。请先编排版块，再发布。"));
    }
    Ok(())
}

/// Shows a topic to everybody from its first day on: a draft, one that was withdrawn, or one that was archived. `said` is what the gate
/// said of it as it stands ([`read`]). One that was archived cannot be changed before: when its last day is over, it comes back with
/// the last day `until`, or with none, which is a version of its own.
///
/// # Errors
/// The actor may not keep the site; it is published already; it has no picture at its head or no blocks; its last day is over; it was
/// changed since the gate read it.
pub(crate) async fn publish(
    tx: &mut Tx,
    desk: &Desk<'_>,
    id: i64,
    said: &Said,
    until: Option<Date>,
) -> Result<(), Error> {
    let (topic, site) = kept(tx, desk.by, id).await?;
    let sheet = sheet_of(tx, &topic).await?;
    whole(&sheet)?;
    if topic.version != said.version {
        return Err(Error::Conflict("专题刚刚由他人改过。请看最新的内容后再发布。".to_owned()));
    }
    let (from, today) = (topic.state(), desk.now.date());
    let over = topic.last_day().is_some_and(|last| last < today);
    if from == State::Archived && (over || until.is_some()) {
        lasts(tx, desk, &topic, sheet, until).await?;
    } else if over {
        return Err(Error::refused("topics.over", "专题的结束日期已过。请先修改结束日期，再发布。"));
    }
    if from == State::Published || rows::publish(tx, id, from, desk.now).await? == 0 {
        return Err(Error::Conflict("专题已经发布，可能已由他人操作。".to_owned()));
    }
    let verb = if from == State::Archived { "topics.reopen" } else { "topics.publish" };
    let first = topic.first_at.is_none();
    let topic = rows::find(tx, id).await?.ok_or(Error::Unseen)?;
    let mut facts = json!({ "site": site.id, "version": topic.version, "first": first });
    said.passed.note(&mut facts);
    record(tx, desk, verb, id, facts, Vec::new()).await?;
    turned(tx, desk, &topic, &site).await?;
    tell(tx, desk);
    Ok(())
}

/// Gives a topic that comes back another last day, or none, as a version.
async fn lasts(
    tx: &mut Tx,
    desk: &Desk<'_>,
    topic: &Topic,
    mut sheet: Sheet,
    until: Option<Date>,
) -> Result<(), Error> {
    if until.is_some_and(|last| last < desk.now.date()) {
        return Err(Error::field("until", "新的结束日期不能早于今天；不填则恢复后没有结束日期。"));
    }
    if until.is_some_and(|last| sheet.opens_on.is_some_and(|opens| last < opens)) {
        return Err(Error::field("until", "新的结束日期不能早于开始日期。"));
    }
    sheet.closes_on = until;
    let last = until.map(|last| last.to_string());
    keep(
        tx,
        desk,
        topic.id,
        topic.version,
        "facts",
        &sheet,
        ("topics.change", json!({ "what": "facts", "closes_on": last })),
    )
    .await
}

/// Archives a published topic (归档): it stays readable, with a notice, and leaves menus and fronts.
///
/// # Errors
/// The actor may not keep the site; it is not published.
pub(crate) async fn archive(tx: &mut Tx, desk: &Desk<'_>, id: i64) -> Result<(), Error> {
    let (topic, _) = kept(tx, desk.by, id).await?;
    if rows::archive(tx, id, desk.now).await? == 0 {
        return Err(Error::Conflict("只有已发布的专题才能归档，可能已由他人操作。".to_owned()));
    }
    let on = desk.now.date().to_string();
    record(tx, desk, "topics.archive", id, json!({ "site": topic.site_id, "on": on }), Vec::new()).await?;
    tell(tx, desk);
    Ok(())
}

/// Takes a topic away from everybody; its address answers with the reason.
///
/// # Errors
/// The actor may not keep the site; no reason is given; nobody sees it anyway.
pub(crate) async fn withdraw(tx: &mut Tx, desk: &Desk<'_>, id: i64, why: &str) -> Result<(), Error> {
    let (topic, _) = kept(tx, desk.by, id).await?;
    let why = text::clean_line(why);
    base::reason::check("why", "撤下理由（会显示在原网址上）", &why, WHY_MAX)?;
    if rows::withdraw(tx, id, &why, desk.now).await? == 0 {
        return Err(Error::Conflict("专题没有在发布，可能已由他人撤下。".to_owned()));
    }
    index::remove(tx, id).await?;
    record(tx, desk, "topics.withdraw", id, json!({ "site": topic.site_id, "why": why }), Vec::new()).await?;
    tell(tx, desk);
    Ok(())
}

/// What follows from a published topic's days: it is found from its first day on, and something happens when that comes and
/// when its last day is over.
async fn turned(tx: &mut Tx, desk: &Desk<'_>, topic: &Topic, site: &Site) -> Result<(), Error> {
    if topic.state() != State::Published {
        return Ok(());
    }
    if topic.is_shown(desk.now.date()) {
        index::put(tx, topic, site).await?;
    } else {
        index::remove(tx, topic.id).await?;
    }
    let begins = Moment::start_of(topic.first_day());
    let ends = topic.last_day().map(|last| Moment::end_of(last).plus(1));
    for at in [Some(begins), ends].into_iter().flatten().filter(|at| *at > desk.now) {
        tx.enqueue(Job::new(jobs::TURN, json!({ "topic": topic.id })).at(at)).await?;
    }
    Ok(())
}

/// The sheet of a topic as it was saved last.
///
/// # Errors
/// A fault when it is not there.
pub(crate) async fn sheet_of(q: &mut impl Query, topic: &Topic) -> Result<Sheet, Error> {
    let row = versions::find(q, topic.id, topic.version).await?;
    Ok(row.ok_or_else(|| base::Fault::broken(format!("topic {} lacks its sheet", topic.id)))?.sheet()?)
}

/// Parks a sheet that was not saved, for the preview page; the token is the form's.
///
/// # Errors
/// The actor may not keep the site; the token is another's.
pub(crate) async fn park(tx: &mut Tx, desk: &Desk<'_>, id: i64, token: &str, sheet: &Sheet) -> Result<(), Error> {
    kept(tx, desk.by, id).await?;
    if !(16..=64).contains(&token.len()) || !token.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Err(Error::Unseen);
    }
    versions::forget(tx, desk.now).await?;
    let ends = desk.now.plus(PREVIEW_FOR);
    if versions::park(tx, token, id, desk.by.person(), &versions::written(sheet)?, ends).await? == 0 {
        return Err(Error::Unseen);
    }
    Ok(())
}

/// Notes that a picture which lies in the store of files is used: its digest, size in bytes and kind.
///
/// # Errors
/// It is no picture that browsers show.
pub(crate) async fn art(tx: &mut Tx, desk: &Desk<'_>, digest: &str, size: u64, kind: &str) -> Result<String, Error> {
    if !matches!(kind, "image/png" | "image/jpeg" | "image/webp") {
        return Err(Error::field("art", "头图请上传 PNG、JPEG 或 WebP 图片。"));
    }
    store::files::record(tx, digest, i64::try_from(size).unwrap_or(i64::MAX), kind, desk.now).await?;
    Ok(digest.to_owned())
}

async fn record(
    tx: &mut Tx,
    desk: &Desk<'_>,
    verb: &str,
    topic: i64,
    facts: Value,
    bodies: Vec<ledger::Body<'_>>,
) -> Result<(), Error> {
    let subject = ledger::Subject { kind: "topic", id: topic };
    let entry = ledger::Entry { at: desk.now, actor: desk.by.ledger(), verb, subject, facts, bodies };
    ledger::record(tx, &desk.app.chance, entry).await?;
    Ok(())
}

/// Once the transaction is on the disk, every page with a topic is drawn anew.
fn tell(tx: &mut Tx, desk: &Desk<'_>) {
    let app = desk.app.clone();
    tx.after_commit(move || app.cache.invalidate(CACHE));
}
