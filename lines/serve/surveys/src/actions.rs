//! The life of a survey: drafted by a clerk of the unit, approved by its head, opened and closed by the calendar, withdrawn with a
//! reason. Each verb is one transaction of the caller: may I? → change → record.

use ::store::Tx;
use base::{Error, FieldError, Moment};
use identity::Actor;
use matter::engine::{Doing, Opening};
use matter::{Ground, Input, Who};
use serde_json::{Value, json};

use crate::model::{self, Drafting, Question, Questionnaire, Survey};
use crate::process::{APPROVE, FEEDBACK, KEEP, PROCESS};
use crate::{index, store};

/// Drafts a survey for a unit; gives its key.
///
/// # Errors
/// The actor keeps no surveys of the unit; a fault of the database.
pub async fn create(tx: &mut Tx, ground: &Ground, actor: &Actor, unit: i64, drafting: &Drafting) -> Result<i64, Error> {
    actor.require(KEEP, Some(unit))?;
    let asked = Questionnaire { paragraphs: model::paragraphs(&drafting.draft), questions: Vec::new() };
    let id = store::create(tx, unit, drafting, &text_of(&asked)?, actor.person(), ground.now).await?;
    record(tx, ground, actor, id, "surveys.draft", json!({ "unit": unit, "what": drafting.what }), Vec::new()).await?;
    Ok(id)
}

/// Writes the head data of a draft. The questions stay.
///
/// # Errors
/// The actor keeps no surveys of the unit; a refusal when it is no draft.
pub async fn save(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, drafting: &Drafting) -> Result<(), Error> {
    let survey = draft(tx, actor, id).await?;
    let mut asked = survey.questionnaire()?;
    asked.paragraphs = model::paragraphs(&drafting.draft);
    store::set(tx, id, drafting, &text_of(&asked)?, actor.person(), ground.now).await?;
    record(tx, ground, actor, id, "surveys.draft", json!({ "unit": survey.unit_id }), Vec::new()).await
}

/// What may be done to the questions of a draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// A question is added, or takes the place of the one with its number.
    Set(Question),
    /// A question is taken away.
    Remove(i64),
    /// A question goes one place up.
    Raise(i64),
}

/// Changes the questions of a draft.
///
/// # Errors
/// As [`save`]; [`Error::Unseen`] without such a question, a wrong field when there are too many.
pub async fn edit(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, edit: Edit) -> Result<(), Error> {
    let survey = draft(tx, actor, id).await?;
    let mut asked = survey.questionnaire()?;
    let most = ground.rules.number("surveys.questions.max", ground.now.date())?;
    match edit {
        Edit::Set(question) => {
            if question.id != 0 && asked.question(question.id).is_none() {
                return Err(Error::Unseen);
            }
            asked.set(question);
            if i64::try_from(asked.questions.len()).unwrap_or(i64::MAX) > most {
                return Err(Error::field("title", format!("最多 {most} 道题")));
            }
        }
        Edit::Remove(question) if !asked.remove(question) => return Err(Error::Unseen),
        Edit::Raise(question) if !asked.raise(question) => return Err(Error::Unseen),
        Edit::Remove(_) | Edit::Raise(_) => {}
    }
    store::set_content(tx, id, &text_of(&asked)?, actor.person(), ground.now).await?;
    record(tx, ground, actor, id, "surveys.draft", json!({ "questions": asked.questions.len() }), Vec::new()).await
}

/// Hands a draft in for approval.
///
/// # Errors
/// As [`save`]; everything that keeps it from being announced, at once.
pub async fn submit(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let survey = draft(tx, actor, id).await?;
    announceable(ground, &survey)?;
    store::submit(tx, id).await?;
    record(tx, ground, actor, id, "surveys.submit", json!({}), Vec::new()).await
}

/// Approves it: from now on the public sees it, and it opens on its first day. Its texts are committed to.
///
/// # Errors
/// The actor is not the unit's head; a refusal when he wrote it himself or none waits; wrong fields when its days no longer do.
pub async fn approve(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let survey = decided(tx, actor, id).await?;
    announceable(ground, &survey)?;
    store::decide(tx, id, "approved", actor.person(), ground.now, "").await?;
    let bodies =
        vec![body("title", id, &survey.title), body("intro", id, &survey.intro), body("content", id, &survey.content)];
    let facts =
        json!({ "kind": survey.kind, "opens": survey.opens_on.to_string(), "closes": survey.closes_on.to_string() });
    record(tx, ground, actor, id, "surveys.approve", facts, bodies).await?;
    index::announced(tx, &survey).await?;
    if survey.opens_on <= ground.now.date() {
        open(tx, ground, id).await?;
    }
    Ok(())
}

/// Sends it back to be changed.
///
/// # Errors
/// As [`approve`]; a wrong field without a reason.
pub async fn reject(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, reason: &str) -> Result<(), Error> {
    let survey = store::survey(tx, id).await?;
    actor.require(APPROVE, Some(survey.unit_id))?;
    if survey.state != "review" {
        return Err(waits_for_none());
    }
    let reason = counter::told::message(reason, "reason", 2, 500, "请填写退回的原因")?;
    store::decide(tx, id, "draft", actor.person(), ground.now, &reason).await?;
    record(tx, ground, actor, id, "surveys.reject", json!({}), Vec::new()).await
}

/// Makes a survey that runs, or waits for its first day, longer; the page says since when and why.
///
/// # Errors
/// The actor is not the unit's head; wrong fields when the day is not later or no reason is given; [`Error::Unseen`] when it is
/// over.
pub async fn extend(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, to: &str, why: &str) -> Result<(), Error> {
    let survey = store::survey(tx, id).await?;
    actor.require(APPROVE, Some(survey.unit_id))?;
    if !matches!(survey.state.as_str(), "approved" | "open") {
        return Err(Error::Unseen);
    }
    let to = model::longer(&ground.rules, (survey.opens_on, survey.closes_on), to)?;
    let why = counter::told::message(why, "longer_why", 2, 500, "请填写延长的原因")?;
    store::extend(tx, id, to, &why).await?;
    let facts = json!({ "from": survey.closes_on.to_string(), "to": to.to_string(), "why": why });
    record(tx, ground, actor, id, "surveys.extend", facts, Vec::new()).await
}

/// Withdraws it from the public; a feedback under way ends.
///
/// # Errors
/// The actor is not the unit's head; a wrong field without a reason; [`Error::Unseen`] when it is not public.
pub async fn withdraw(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, why: &str) -> Result<(), Error> {
    let survey = store::survey(tx, id).await?;
    actor.require(APPROVE, Some(survey.unit_id))?;
    if !survey.is_public() {
        return Err(Error::Unseen);
    }
    let why = counter::told::message(why, "why", 2, 500, "请填写撤下的原因")?;
    store::withdraw(tx, id, &why, ground.now).await?;
    store::unmark_all(tx, id).await?;
    index::forgotten(tx, id).await?;
    if let (Some(matter), None) = (survey.matter_id, survey.feedback_at) {
        let input = Input::default();
        let doing = Doing { matter, action: "stop", input, seen: None, files: &[], audience: "inside" };
        matter::act(tx, ground, &PROCESS, &Who::Actor(&Actor::System), doing).await?;
    }
    record(tx, ground, actor, id, "surveys.withdraw", json!({ "why": why }), Vec::new()).await
}

/// Opens an approved survey whose day has come.
///
/// # Errors
/// [`Error::Unseen`] when it does not wait for its day; a fault of the database.
pub async fn open(tx: &mut Tx, ground: &Ground, id: i64) -> Result<(), Error> {
    let survey = store::survey(tx, id).await?;
    if survey.state != "approved" || survey.opens_on > ground.now.date() {
        return Err(Error::Unseen);
    }
    store::opened(tx, id, ground.now).await?;
    record(tx, ground, &Actor::System, id, "surveys.open", json!({}), Vec::new()).await
}

/// Closes an open survey whose last day is over: its feedback becomes a matter of the unit, due by rule. The marks of those who
/// answered are forgotten.
///
/// # Errors
/// [`Error::Unseen`] when it is not open or not over; a fault of the database.
pub async fn close(tx: &mut Tx, ground: &Ground, id: i64) -> Result<(), Error> {
    let survey = store::survey(tx, id).await?;
    if survey.state != "open" || survey.closes_on >= ground.now.date() {
        return Err(Error::Unseen);
    }
    let opening = Opening {
        kind: &survey.kind,
        title: &survey.title,
        home: survey.unit_id,
        received_on: survey.closes_on,
        since: None,
        clocks: &[FEEDBACK],
        by: &Actor::System,
        as_name: "系统",
        files: &[],
    };
    let done = matter::open(tx, ground, &PROCESS, &opening).await?;
    store::closed(tx, id, ground.now, done.id, done.due_at).await?;
    store::unmark_all(tx, id).await?;
    let answers = store::responses(tx, id).await?;
    let facts = json!({ "answers": answers, "matter": done.id, "number": done.case.number });
    record(tx, ground, &Actor::System, id, "surveys.close", facts, Vec::new()).await
}

/// What keeps a survey from being announced: its days, and what it asks.
fn announceable(ground: &Ground, survey: &Survey) -> Result<(), Error> {
    let today = ground.now.date();
    let mut faults = model::faults_of_days(&ground.rules, &ground.calendar, survey, today)?;
    let asked = survey.questionnaire()?.faults(survey.what == "opinion");
    faults.extend(asked.into_iter().map(|fault| FieldError::new("", fault)));
    if faults.is_empty() { Ok(()) } else { Err(Error::Invalid(faults)) }
}

async fn draft(tx: &mut Tx, actor: &Actor, id: i64) -> Result<Survey, Error> {
    let survey = store::survey(tx, id).await?;
    actor.require(KEEP, Some(survey.unit_id))?;
    if !survey.is_draft() {
        return Err(Error::refused("surveys.no-draft", "已经提交审核或者公布，不能再修改；需要修改的请先退回。"));
    }
    Ok(survey)
}

async fn decided(tx: &mut Tx, actor: &Actor, id: i64) -> Result<Survey, Error> {
    let survey = store::survey(tx, id).await?;
    actor.require(APPROVE, Some(survey.unit_id))?;
    if survey.state != "review" {
        return Err(waits_for_none());
    }
    if survey.drafted_by.is_some() && survey.drafted_by == actor.person() {
        return Err(Error::refused("surveys.own-draft", "自己拟的不能自己审核，请由另一人审核。"));
    }
    Ok(survey)
}

fn waits_for_none() -> Error {
    Error::refused("surveys.no-review", "没有等待审核的内容。")
}

fn text_of(asked: &Questionnaire) -> Result<String, base::Fault> {
    serde_json::to_string(asked).map_err(|error| base::Fault::broken(format!("write questions: {error}")))
}

/// A commitment to a column of a survey.
pub(crate) fn body<'a>(column: &'a str, row: i64, content: &'a str) -> ledger::Body<'a> {
    ledger::Body { table: "surveys_survey", column, row, content: content.as_bytes() }
}

/// An entry on the ledger about a survey.
pub(crate) async fn record(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    verb: &str,
    facts: Value,
    bodies: Vec<ledger::Body<'_>>,
) -> Result<(), Error> {
    let subject = ledger::Subject { kind: "surveys", id };
    let at: Moment = ground.now;
    let entry = ledger::Entry { at, actor: actor.ledger(), verb, subject, facts, bodies };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}
