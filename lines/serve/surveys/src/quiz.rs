//! Quizzes (测一测、专题答题): a unit keeps a bank of questions, its head approves, everybody gets a paper of his own drawn from the bank,
//! once; what was right is shown with its explanation, whoever passes prints a certificate.

use std::collections::HashMap;

use ::store::{Query, Tx};
use base::{Error, Fault, FieldError};
use identity::Actor;
use matter::Ground;
use serde_json::{Value, json};
use sm3::{Digest, Sm3};

use crate::answers::Voter;
use crate::model::quiz::{self as model, Entry, Given, Item, KINDS, Quiz, Setting, Try};
use crate::process::KEEP;
use crate::review::{Announced, Committed, Standing, draft, record, written};
use crate::{index, store};

/// Drafts a quiz of a unit; gives its key.
///
/// # Errors
/// The actor keeps none of the unit; a fault of the database.
pub async fn create(tx: &mut Tx, ground: &Ground, actor: &Actor, unit: i64, new: &Setting) -> Result<i64, Error> {
    actor.require(KEEP, Some(unit))?;
    let id = store::create_quiz(tx, unit, new, actor.person(), ground.now).await?;
    written::<Quiz>(tx, ground, actor, id, ("draft", json!({ "unit": unit }))).await?;
    Ok(id)
}

/// Writes the head data of a draft.
///
/// # Errors
/// As [`create`]; a refusal when it is no draft.
pub async fn save(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, new: &Setting) -> Result<(), Error> {
    draft::<Quiz>(tx, actor, id).await?;
    store::set_quiz(tx, id, new, actor.person(), ground.now).await?;
    written::<Quiz>(tx, ground, actor, id, ("draft", json!({}))).await
}

/// Puts questions into the bank of a draft; one with the same title takes the place of the old one. Gives how many are new.
///
/// # Errors
/// As [`save`]; a wrong field when the bank would be too large.
pub async fn fill(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, entries: &[Entry]) -> Result<usize, Error> {
    draft::<Quiz>(tx, actor, id).await?;
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
    written::<Quiz>(tx, ground, actor, id, ("bank", json!({ "questions": known.len() }))).await?;
    Ok(known.len() - before)
}

/// Takes a question out of the bank of a draft.
///
/// # Errors
/// As [`save`]; [`Error::Unseen`] without such a question.
pub async fn remove(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, item: i64) -> Result<(), Error> {
    draft::<Quiz>(tx, actor, id).await?;
    if store::remove_item(tx, id, item).await? == 0 {
        return Err(Error::Unseen);
    }
    store::touch_quiz(tx, id, actor.person(), ground.now).await?;
    written::<Quiz>(tx, ground, actor, id, ("bank", json!({ "removed": item }))).await
}

/// Opens an approved quiz whose first day has come, closes an open one whose last day is over.
///
/// # Errors
/// [`Error::Unseen`] when neither is so; a fault of the database.
pub async fn turn(tx: &mut Tx, ground: &Ground, id: i64) -> Result<(), Error> {
    let quiz = store::quiz(tx, id).await?;
    let today = ground.now.date();
    let (state, verb) = match quiz.state.as_str() {
        "approved" if quiz.opens_on <= today => ("open", "open"),
        "open" if quiz.closes_on < today => ("closed", "close"),
        _ => return Err(Error::Unseen),
    };
    store::quiz_state(tx, id, state).await?;
    record::<Quiz>(tx, ground, &Actor::System, id, verb, json!({}), Vec::new()).await
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
        ("citizen", Voter::Citizen(id)) => format!("citizen {id}"),
        ("browser", Voter::Browser(name)) => format!("browser {name}"),
        ("browser", _) => {
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
    record::<Quiz>(tx, ground, &Actor::Anonymous, quiz.id, "begin", json!({}), Vec::new()).await?;
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
    let again = || Error::refused("surveys.again", "这份试卷已经交了。");
    if attempt.ended_at.is_some() {
        return Err(again());
    }
    if !is_open(ground, quiz) {
        return Err(Error::refused("surveys.closed", "答题时间已经结束。"));
    }
    let items = paper(tx, attempt).await?;
    let score = model::score(quiz, &items, given);
    let text = serde_json::to_string(given).map_err(|e| base::Fault::broken(format!("write answers: {e}")))?;
    // It may have been handed in since it was read.
    if !store::finish_try(tx, attempt.id, name, &text, score, ground.now).await? {
        return Err(again());
    }
    record::<Quiz>(tx, ground, &Actor::Anonymous, quiz.id, "finish", json!({ "score": score }), Vec::new()).await?;
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

impl Announced for Quiz {
    const TABLE: &'static str = "surveys_quiz";
    const SUBJECT: &'static str = "surveys.quiz";

    fn standing(&self) -> Standing<'_> {
        let days = (self.opens_on, self.closes_on);
        Standing {
            unit: self.unit_id,
            state: &self.state,
            drafted: (self.drafted_by, self.drafted_at),
            seq: self.seq,
            days,
        }
    }

    async fn read(tx: &mut Tx, id: i64) -> Result<Self, Error> {
        store::quiz(tx, id).await
    }

    /// Its days, and whether the bank has enough questions for a paper.
    async fn faults(&self, tx: &mut Tx, ground: &Ground) -> Result<Vec<FieldError>, Error> {
        let mut faults = Vec::new();
        if self.opens_on < ground.now.date() {
            faults.push(FieldError::new("opens_on", "开始日期已经过了，请改为今天或者以后"));
        }
        let most = ground.rules.number("surveys.longest", self.opens_on)?;
        if base::due::days_between(self.opens_on, self.closes_on) > most {
            faults.push(FieldError::new("closes_on", format!("期限最长 {most} 日")));
        }
        let bank = store::items(tx, self.id).await?;
        for kind in KINDS {
            let (wanted, count) = (self.wanted(kind.value), bank.iter().filter(|i| i.kind == kind.value).count());
            if i64::try_from(count).unwrap_or(i64::MAX) < wanted {
                let words = format!("试卷要 {wanted} 道{}题，题库里只有 {count} 道。", kind.title);
                faults.push(FieldError::new("", words));
            }
        }
        Ok(faults)
    }

    async fn says(&self, q: &mut impl Query) -> Result<Value, Error> {
        let bank = store::items(q, self.id).await?;
        let one = |item: &Item| json!({ "title": item.title, "options": item.options, "note": item.note });
        let questions: Vec<Value> = bank.iter().map(one).collect();
        Ok(json!({ "title": self.title, "intro": self.intro, "questions": questions }))
    }

    /// The bank as a whole.
    async fn committed(&self, tx: &mut Tx) -> Result<Committed<'_>, Error> {
        let bank = store::items(tx, self.id).await?;
        let facts = json!({ "questions": bank.len(), "bank": digest(&bank), "opens": self.opens_on.to_string() });
        Ok((facts, Vec::new()))
    }

    async fn show(&self, tx: &mut Tx) -> Result<(), Fault> {
        index::quizzed(tx, self).await
    }

    async fn hide(&self, tx: &mut Tx, _ground: &Ground) -> Result<(), Error> {
        Ok(index::unquizzed(tx, self.id).await?)
    }

    async fn open(tx: &mut Tx, ground: &Ground, id: i64) -> Result<(), Error> {
        turn(tx, ground, id).await
    }
}
