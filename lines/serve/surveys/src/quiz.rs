//! Quizzes (测一测、专题答题): a unit keeps a bank of questions, its head approves, everybody gets a paper of his own drawn from the bank,
//! once; what was right is shown with its explanation, whoever passes prints a certificate.

use std::collections::HashMap;

use ::store::Tx;
use base::{Error, FieldError};
use identity::Actor;
use matter::Ground;
use serde_json::{Value, json};
use sm3::{Digest, Sm3};

use crate::answers::Voter;
use crate::model::quiz::{self as model, Entry, Given, Item, KINDS, Quiz, Setting, Try};
use crate::process::{APPROVE, KEEP};
use crate::{index, store};

/// Drafts a quiz of a unit; gives its key.
///
/// # Errors
/// The actor keeps none of the unit; a fault of the database.
pub async fn create(tx: &mut Tx, ground: &Ground, actor: &Actor, unit: i64, new: &Setting) -> Result<i64, Error> {
    actor.require(KEEP, Some(unit))?;
    let id = store::create_quiz(tx, unit, new, actor.person(), ground.now).await?;
    record(tx, ground, actor, id, "surveys.quiz.draft", json!({ "unit": unit })).await?;
    Ok(id)
}

/// Writes the head data of a draft.
///
/// # Errors
/// As [`create`]; a refusal when it is no draft.
pub async fn save(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, new: &Setting) -> Result<(), Error> {
    draft(tx, actor, id).await?;
    store::set_quiz(tx, id, new, actor.person(), ground.now).await?;
    record(tx, ground, actor, id, "surveys.quiz.draft", json!({})).await
}

/// Puts questions into the bank of a draft; one with the same title takes the place of the old one. Gives how many are new.
///
/// # Errors
/// As [`save`]; a wrong field when the bank would be too large.
pub async fn fill(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, entries: &[Entry]) -> Result<usize, Error> {
    draft(tx, actor, id).await?;
    let bank = store::items(tx, id).await?;
    let most = usize::try_from(ground.rules.number("surveys.bank.max", ground.now.date())?).unwrap_or(0);
    let before = bank.len();
    let mut known: HashMap<String, i64> = bank.into_iter().map(|item| (item.title, item.id)).collect();
    for entry in entries {
        match known.get(&entry.title) {
            Some(old) => store::set_item(tx, *old, entry).await?,
            None => {
                let item = store::add_item(tx, id, entry).await?;
                known.insert(entry.title.clone(), item);
            }
        }
    }
    if known.len() > most {
        return Err(Error::field("title", format!("题库最多 {most} 题")));
    }
    store::touch_quiz(tx, id, actor.person(), ground.now).await?;
    record(tx, ground, actor, id, "surveys.quiz.bank", json!({ "questions": known.len() })).await?;
    Ok(known.len() - before)
}

/// Takes a question out of the bank of a draft.
///
/// # Errors
/// As [`save`]; [`Error::Unseen`] without such a question.
pub async fn remove(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, item: i64) -> Result<(), Error> {
    draft(tx, actor, id).await?;
    if store::remove_item(tx, id, item).await? == 0 {
        return Err(Error::Unseen);
    }
    store::touch_quiz(tx, id, actor.person(), ground.now).await?;
    record(tx, ground, actor, id, "surveys.quiz.bank", json!({ "removed": item })).await
}

/// Hands a draft in for approval.
///
/// # Errors
/// As [`save`]; what keeps it from being announced.
pub async fn submit(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let quiz = draft(tx, actor, id).await?;
    announceable(tx, ground, &quiz).await?;
    store::quiz_state(tx, id, "review").await?;
    record(tx, ground, actor, id, "surveys.quiz.submit", json!({})).await
}

/// Approves it; it opens on its first day. The bank is committed to.
///
/// # Errors
/// The actor is not the unit's head; a refusal when he wrote it himself or none waits; wrong fields when its days no longer do.
pub async fn approve(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let quiz = reviewed(tx, actor, id).await?;
    if quiz.drafted_by.is_some() && quiz.drafted_by == actor.person() {
        return Err(Error::refused("surveys.own-draft", "自己拟的不能自己审核，请由另一人审核。"));
    }
    announceable(tx, ground, &quiz).await?;
    store::decide_quiz(tx, id, "approved", actor.person(), ground.now, "").await?;
    let bank = store::items(tx, id).await?;
    let facts = json!({ "questions": bank.len(), "bank": digest(&bank), "opens": quiz.opens_on.to_string() });
    record(tx, ground, actor, id, "surveys.quiz.approve", facts).await?;
    index::quizzed(tx, &quiz).await?;
    if quiz.opens_on <= ground.now.date() {
        turn(tx, ground, id).await?;
    }
    Ok(())
}

/// Sends it back to be changed.
///
/// # Errors
/// As [`approve`]; a wrong field without a reason.
pub async fn reject(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, reason: &str) -> Result<(), Error> {
    reviewed(tx, actor, id).await?;
    let reason = counter::told::message(reason, "reason", 2, 500, "请填写退回的原因")?;
    store::decide_quiz(tx, id, "draft", actor.person(), ground.now, &reason).await?;
    record(tx, ground, actor, id, "surveys.quiz.reject", json!({})).await
}

/// Withdraws it from the public.
///
/// # Errors
/// The actor is not the unit's head; a wrong field without a reason; [`Error::Unseen`] when it is not public.
pub async fn withdraw(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, why: &str) -> Result<(), Error> {
    let quiz = store::quiz(tx, id).await?;
    actor.require(APPROVE, Some(quiz.unit_id))?;
    if !quiz.is_public() {
        return Err(Error::Unseen);
    }
    let why = counter::told::message(why, "why", 2, 500, "请填写撤下的原因")?;
    store::withdraw_quiz(tx, id, &why, ground.now).await?;
    index::unquizzed(tx, id).await?;
    record(tx, ground, actor, id, "surveys.quiz.withdraw", json!({ "why": why })).await
}

/// Opens an approved quiz whose first day has come, closes an open one whose last day is over.
///
/// # Errors
/// [`Error::Unseen`] when neither is so; a fault of the database.
pub async fn turn(tx: &mut Tx, ground: &Ground, id: i64) -> Result<(), Error> {
    let quiz = store::quiz(tx, id).await?;
    let today = ground.now.date();
    let (state, verb) = match quiz.state.as_str() {
        "approved" if quiz.opens_on <= today => ("open", "surveys.quiz.open"),
        "open" if quiz.closes_on < today => ("closed", "surveys.quiz.close"),
        _ => return Err(Error::Unseen),
    };
    store::quiz_state(tx, id, state).await?;
    record(tx, ground, &Actor::System, id, verb, json!({})).await
}

/// Whether it can be tried now.
pub fn is_open(ground: &Ground, quiz: &Quiz) -> bool {
    let today = ground.now.date();
    quiz.state == "open" && quiz.opens_on <= today && today <= quiz.closes_on
}

/// Begins the only try of whoever asks: draws a paper. Gives the token of its page; one that was begun and not handed in goes on
/// with the same paper under a new token.
///
/// # Errors
/// A refusal when the quiz is not open or the try is over; [`Error::SignIn`] when it wants a citizen.
pub async fn begin(tx: &mut Tx, ground: &Ground, quiz: &Quiz, voter: &Voter) -> Result<String, Error> {
    if !is_open(ground, quiz) {
        return Err(Error::refused("surveys.closed", "现在不在答题时间之内。"));
    }
    let who = match (quiz.voter.as_str(), voter) {
        (_, Voter::Citizen(id)) => format!("citizen {id}"),
        ("browser", Voter::Browser(name)) => format!("browser {name}"),
        ("browser", Voter::Nobody) => {
            let words = "每个浏览器只能答一次，需要浏览器保存一个随机标识。请允许保存后重新打开。";
            return Err(Error::refused("surveys.no-cookie", words));
        }
        _ => return Err(Error::SignIn),
    };
    let token = ground.chance.token::<16>();
    if let Some(known) = store::try_of(tx, quiz.id, &who).await? {
        if known.ended_at.is_some() {
            return Err(Error::refused("surveys.again", "您已经答过，每人只能答一次，感谢参与。"));
        }
        store::renew_try(tx, known.id, &token_digest(&token)).await?;
        return Ok(token);
    }
    let bank: Vec<(i64, String)> = store::items(tx, quiz.id).await?.into_iter().map(|i| (i.id, i.kind)).collect();
    let paper = model::draw(quiz, &bank, &ground.chance)
        .ok_or_else(|| base::Fault::broken("the bank has too few questions"))?;
    let paper = paper.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    store::begin_try(tx, quiz.id, &who, &token_digest(&token), &paper, ground.now).await?;
    record(tx, ground, &Actor::Anonymous, quiz.id, "surveys.quiz.begin", json!({})).await?;
    Ok(token)
}

/// Hands a try in; gives its points.
///
/// # Errors
/// A refusal when it was handed in before or the quiz is over.
pub async fn finish(
    tx: &mut Tx,
    ground: &Ground,
    quiz: &Quiz,
    attempt: &Try,
    name: &str,
    given: &Given,
) -> Result<i64, Error> {
    if attempt.ended_at.is_some() {
        return Err(Error::refused("surveys.again", "这份试卷已经交了。"));
    }
    if !is_open(ground, quiz) {
        return Err(Error::refused("surveys.closed", "答题时间已经结束。"));
    }
    let items = paper(tx, attempt).await?;
    let score = model::score(quiz, &items, given);
    let text = serde_json::to_string(given).map_err(|e| base::Fault::broken(format!("write answers: {e}")))?;
    store::finish_try(tx, attempt.id, name, &text, score, ground.now).await?;
    record(tx, ground, &Actor::Anonymous, quiz.id, "surveys.quiz.finish", json!({ "score": score })).await?;
    Ok(score)
}

/// The questions of a try in the order of its paper.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn paper(q: &mut impl ::store::Query, attempt: &Try) -> Result<Vec<Item>, Error> {
    let bank = store::items(q, attempt.quiz_id).await?;
    let keys = attempt.items.split(',').filter_map(|key| key.parse::<i64>().ok());
    Ok(keys.filter_map(|key| bank.iter().find(|item| item.id == key).cloned()).collect())
}

/// The digest of the token of a try's page.
pub fn token_digest(token: &str) -> String {
    hex::encode(Sm3::new().chain_update(b"surveys.try").chain_update(token.as_bytes()).finalize())
}

fn digest(bank: &[Item]) -> String {
    let mut hash = Sm3::new();
    for item in bank {
        for part in [&item.kind, &item.title, &item.options, &item.answer] {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
    }
    hex::encode(hash.finalize())
}

async fn announceable(tx: &mut Tx, ground: &Ground, quiz: &Quiz) -> Result<(), Error> {
    let mut faults = Vec::new();
    if quiz.opens_on < ground.now.date() {
        faults.push(FieldError::new("opens_on", "开始日期已经过了，请改为今天或者以后"));
    }
    let most = ground.rules.number("surveys.longest", quiz.opens_on)?;
    if base::due::days_between(quiz.opens_on, quiz.closes_on) > most {
        faults.push(FieldError::new("closes_on", format!("期限最长 {most} 日")));
    }
    let bank = store::items(tx, quiz.id).await?;
    for kind in KINDS {
        let (wanted, count) = (quiz.wanted(kind.value), bank.iter().filter(|i| i.kind == kind.value).count());
        if i64::try_from(count).unwrap_or(i64::MAX) < wanted {
            let words = format!("试卷要 {wanted} 道{}题，题库里只有 {count} 道。", kind.title);
            faults.push(FieldError::new("", words));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

async fn draft(tx: &mut Tx, actor: &Actor, id: i64) -> Result<Quiz, Error> {
    let quiz = store::quiz(tx, id).await?;
    actor.require(KEEP, Some(quiz.unit_id))?;
    if quiz.state != "draft" {
        return Err(Error::refused("surveys.no-draft", "已经提交审核或者公布，不能再修改；需要修改的请先退回。"));
    }
    Ok(quiz)
}

async fn reviewed(tx: &mut Tx, actor: &Actor, id: i64) -> Result<Quiz, Error> {
    let quiz = store::quiz(tx, id).await?;
    actor.require(APPROVE, Some(quiz.unit_id))?;
    if quiz.state != "review" {
        return Err(Error::refused("surveys.no-review", "没有等待审核的内容。"));
    }
    Ok(quiz)
}

async fn record(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, verb: &str, facts: Value) -> Result<(), Error> {
    let subject = ledger::Subject { kind: "surveys.quiz", id };
    let entry = ledger::Entry { at: ground.now, actor: actor.ledger(), verb, subject, facts, bodies: Vec::new() };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}
