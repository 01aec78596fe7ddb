//! The knowledge base (知识库): a unit drafts, another person approves, the newest approved version is public until it expires or is
//! withdrawn. 国办函〔2025〕66号 wants knowledge kept current by the units; «谁提供、谁负责» is the unit of the entry.

use ::store::Tx;
use base::Error;
use edition::gate::{self, Passed, Plain, Stand};
use identity::Actor;
use matter::Ground;
use serde_json::json;
use web::App;

use crate::model::{Entry, Knowing, Version};
use crate::{KNOW, PASS, index, store};

/// Drafts a new entry for a unit; gives its key.
///
/// # Errors
/// The actor may not write for the unit; a fault of the database.
pub async fn create(tx: &mut Tx, ground: &Ground, actor: &Actor, unit: i64, knowing: &Knowing) -> Result<i64, Error> {
    actor.require(KNOW, Some(unit))?;
    fresh(tx, ground, actor, unit, knowing).await
}

async fn fresh(tx: &mut Tx, ground: &Ground, actor: &Actor, unit: i64, knowing: &Knowing) -> Result<i64, Error> {
    let id = store::create(tx, unit, knowing.topic, &knowing.question).await?;
    let version = store::add_version(tx, id, knowing, person(actor), ground.now).await?;
    store::wrote(tx, version, person(actor)).await?;
    record(tx, ground, actor, "consult.knowledge.draft", id, json!({ "unit": unit }), Some((version, knowing))).await?;
    Ok(id)
}

/// Writes the next version of an entry, or changes the one that is a draft. What is public stays until a version is approved.
///
/// # Errors
/// The actor may not write for its unit; a refusal while a version waits for approval.
pub async fn save(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, knowing: &Knowing) -> Result<(), Error> {
    let entry = store::entry(tx, id).await?;
    actor.require(KNOW, Some(entry.unit_id))?;
    let newest = store::versions(tx, id).await?.into_iter().next();
    let version = match newest {
        Some(newest) if newest.state == "draft" => {
            store::set_version(tx, &newest, knowing, person(actor), ground.now).await?;
            newest.id
        }
        Some(newest) if newest.state == "review" => {
            return Err(Error::refused("consult.in-review", "有一个版本正在审核，审核之后才能再修改。"));
        }
        _ => store::add_version(tx, id, knowing, person(actor), ground.now).await?,
    };
    store::wrote(tx, version, person(actor)).await?;
    let facts = json!({ "unit": entry.unit_id });
    record(tx, ground, actor, "consult.knowledge.draft", id, facts, Some((version, knowing))).await
}

/// What the gate said of a draft; by default of one that the program made itself.
#[derive(Debug, Default)]
pub struct Said {
    read: Option<Vec<Plain>>,
    passed: Passed,
}

/// What the gate says of the newest draft and its links before it is handed in, before the transaction: until it is public nothing of it
/// changes any more. `letting` is the reason for which something that is found is let through.
///
/// # Errors
/// The gate stops it; a fault of the database.
pub async fn read(app: &App, id: i64, letting: &str) -> Result<Said, Error> {
    let newest = store::versions(&mut app.db.reader(), id).await?.into_iter().next();
    let Some(draft) = newest.filter(|version| version.state == "draft") else { return Ok(Said::default()) };
    let texts = texts(&draft);
    let passed = gate::pass(app, Stand::default(), texts.clone(), letting).await?;
    Ok(Said { read: Some(texts), passed })
}

/// All that a version says, each text with its field.
fn texts(version: &Version) -> Vec<Plain> {
    let lines = [
        ("question", "标准问题", &version.question),
        ("variants", "其他问法", &version.variants),
        ("answer", "答案", &version.answer),
        ("others", "其他责任单位", &version.others),
        ("basis", "依据", &version.basis),
    ];
    let mut all: Vec<Plain> = lines.map(|(field, place, text)| Plain::line(field, place, text.as_str())).into();
    for (title, address) in crate::linked::of(&version.links) {
        all.push(Plain::line("links_rows", "相关事项和网页", title));
        all.push(Plain::link("links_rows", "相关事项和网页", address));
    }
    all
}

/// Hands the draft in for approval. `said` is what the gate said of it ([`read`]).
///
/// # Errors
/// The actor may not write for its unit; a refusal without a draft; it was changed since the gate read it.
pub async fn submit(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, said: &Said) -> Result<(), Error> {
    let entry = store::entry(tx, id).await?;
    actor.require(KNOW, Some(entry.unit_id))?;
    let draft = newest_in(tx, id, "draft", "没有需要提交的草稿。").await?;
    if said.read.as_ref().is_some_and(|read| *read != texts(&draft)) {
        return Err(Error::Conflict("草稿刚刚由他人改过。请看最新的内容后再提交。".to_owned()));
    }
    store::submit(tx, draft.id).await?;
    let mut facts = json!({ "version": draft.number });
    said.passed.note(&mut facts);
    record(tx, ground, actor, "consult.knowledge.submit", id, facts, None).await
}

/// Approves the version that waits: it becomes public, what was public before is kept as a version.
///
/// # Errors
/// The actor may not approve for its unit; a refusal when he wrote anything of it, when none waits, or when its time is over.
pub async fn approve(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let (entry, version) = decided(tx, actor, id).await?;
    if version.expires_on.is_some_and(|day| day < ground.now.date()) {
        return Err(Error::refused("consult.expired", "有效期已经过了，请退回修改。"));
    }
    store::decide(tx, version.id, "approved", person(actor), ground.now, "").await?;
    store::move_to(tx, &version, ground.now).await?;
    let unit = identity::units::find(tx, entry.unit_id).await?.map_or_else(String::new, |u| u.short_name);
    index::known(tx, &entry, &version, &unit, ground.now.date()).await?;
    record(tx, ground, actor, "consult.knowledge.approve", id, json!({ "version": version.number }), None).await
}

/// Sends the version that waits back with a reason.
///
/// # Errors
/// As [`approve`]; a wrong field without a reason.
pub async fn reject(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, reason: &str) -> Result<(), Error> {
    let (_, version) = decided(tx, actor, id).await?;
    let reason = counter::told::reason(reason, "reason", "退回的原因", 500)?;
    store::decide(tx, version.id, "rejected", person(actor), ground.now, &reason).await?;
    record(tx, ground, actor, "consult.knowledge.reject", id, json!({ "version": version.number }), None).await
}

/// Withdraws an entry from the public.
///
/// # Errors
/// The actor may neither write nor approve for its unit; a wrong field without a reason; [`Error::Unseen`] when it is not public.
pub async fn withdraw(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, why: &str) -> Result<(), Error> {
    let entry = store::entry(tx, id).await?;
    if !actor.may(KNOW, Some(entry.unit_id)) {
        actor.require(PASS, Some(entry.unit_id))?;
    }
    if entry.live_id.is_none() {
        return Err(Error::Unseen);
    }
    let why = counter::told::reason(why, "why", "撤下的原因", 500)?;
    take_down(tx, ground, actor, id, &why).await
}

/// Withdraws it because its time is over.
///
/// # Errors
/// A fault of the database.
pub async fn expire(tx: &mut Tx, ground: &Ground, id: i64) -> Result<(), Error> {
    take_down(tx, ground, &Actor::System, id, "有效期届满").await
}

async fn take_down(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, why: &str) -> Result<(), Error> {
    store::withdraw_entry(tx, id, why, ground.now).await?;
    index::forgotten(tx, id).await?;
    record(tx, ground, actor, "consult.knowledge.withdraw", id, json!({ "why": why }), None).await
}

/// Drafts an entry from an answered consultation, for the unit that answered: its title, and the answer without the person.
///
/// # Errors
/// The actor may not write for the unit; a refusal before the answer, when an entry was drafted from it already, or for who keeps away.
pub async fn from_answer(tx: &mut Tx, ground: &Ground, actor: &Actor, case: i64) -> Result<i64, Error> {
    let case = store::case(tx, case).await?;
    let Some(unit) = case.answer_unit.filter(|_| !case.is_error() && !case.answer.is_empty()) else {
        return Err(Error::refused("consult.unanswered", "答复发出之后才能转为知识。"));
    };
    if case.knowledge_id.is_some() {
        return Err(Error::refused("consult.known", "这件咨询已经转为知识。"));
    }
    // The desk may do it for the unit; the unit goes on with the draft.
    let home = matter::store::matter(tx, case.matter_id).await?.home_unit;
    if !actor.may(KNOW, Some(unit)) {
        actor.require(crate::process::DESK, Some(home))?;
    }
    matter::recusal::near(tx, case.matter_id, actor).await?;
    let knowing = Knowing {
        topic: case.topic_id,
        question: counter::mask::public(&case.title, &case.name),
        answer: counter::mask::public(&case.answer, &case.name),
        ..Knowing::default()
    };
    let id = fresh(tx, ground, actor, unit, &knowing).await?;
    store::made_known(tx, case.id, id).await?;
    Ok(id)
}

async fn decided(tx: &mut Tx, actor: &Actor, id: i64) -> Result<(Entry, Version), Error> {
    let entry = store::entry(tx, id).await?;
    actor.require(PASS, Some(entry.unit_id))?;
    let version = newest_in(tx, id, "review", "没有等待审核的版本。").await?;
    // Not the last writer alone: whoever wrote anything of it since it was last approved.
    if store::has_written(tx, id, person(actor)).await? {
        return Err(Error::refused("consult.own-draft", "自己写的不能自己审核，请由另一人审核。"));
    }
    Ok((entry, version))
}

async fn newest_in(tx: &mut Tx, id: i64, state: &str, missing: &str) -> Result<Version, Error> {
    let newest = store::versions(tx, id).await?.into_iter().next().filter(|v| v.state == state);
    newest.ok_or_else(|| Error::refused("consult.no-version", missing))
}

pub(crate) fn person(actor: &Actor) -> Option<i64> {
    actor.staff().ok().map(|staff| staff.person)
}

async fn record(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    verb: &str,
    id: i64,
    facts: serde_json::Value,
    text: Option<(i64, &Knowing)>,
) -> Result<(), Error> {
    let mut bodies = Vec::new();
    if let Some((row, knowing)) = text {
        for (column, content) in [("question", &knowing.question), ("answer", &knowing.answer)] {
            bodies.push(ledger::Body { table: "consult_version", column, row, content: content.as_bytes() });
        }
    }
    let subject = ledger::Subject { kind: "consult.entry", id };
    let entry = ledger::Entry { at: ground.now, actor: actor.ledger(), verb, subject, facts, bodies };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}
