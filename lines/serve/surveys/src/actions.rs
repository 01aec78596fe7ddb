//! The life of a survey: drafted by a clerk of the unit, approved by its head ([`crate::review`]), opened and closed by the calendar.
//! Each verb is one transaction of the caller: may I? → change → record.

use ::store::{Query, Tx};
use base::{Error, Fault, FieldError};
use identity::Actor;
use matter::engine::{Doing, Opening};
use matter::{Ground, Input, Who};
use serde_json::{Value, json};

use crate::model::{self, Drafting, Question, Questionnaire, Survey};
use crate::process::{FEEDBACK, KEEP, PROCESS};
use crate::review::{Announced, Committed, Lasting, Standing, draft, record, written};
use crate::{index, store};

/// Drafts a survey for a unit; gives its key.
///
/// # Errors
/// The actor keeps no surveys of the unit; a fault of the database.
pub async fn create(tx: &mut Tx, ground: &Ground, actor: &Actor, unit: i64, drafting: &Drafting) -> Result<i64, Error> {
    actor.require(KEEP, Some(unit))?;
    let asked = Questionnaire { paragraphs: model::paragraphs(&drafting.draft), questions: Vec::new() };
    let id = store::create(tx, unit, drafting, &text_of(&asked)?, actor.person(), ground.now).await?;
    written::<Survey>(tx, ground, actor, id, ("draft", json!({ "unit": unit, "what": drafting.what }))).await?;
    Ok(id)
}

/// Writes the head data of a draft. The questions stay.
///
/// # Errors
/// The actor keeps no surveys of the unit; a refusal when it is no draft.
pub async fn save(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, drafting: &Drafting) -> Result<(), Error> {
    let survey: Survey = draft(tx, actor, id).await?;
    let mut asked = survey.questionnaire()?;
    asked.paragraphs = model::paragraphs(&drafting.draft);
    store::set(tx, id, drafting, &text_of(&asked)?, actor.person(), ground.now).await?;
    written::<Survey>(tx, ground, actor, id, ("draft", json!({ "unit": survey.unit_id }))).await
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
    let survey: Survey = draft(tx, actor, id).await?;
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
    written::<Survey>(tx, ground, actor, id, ("draft", json!({ "questions": asked.questions.len() }))).await
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
    record::<Survey>(tx, ground, &Actor::System, id, "open", json!({}), Vec::new()).await
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
    record::<Survey>(tx, ground, &Actor::System, id, "close", facts, Vec::new()).await
}

impl Announced for Survey {
    const TABLE: &'static str = "surveys_survey";
    const SUBJECT: &'static str = "surveys";

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
        store::survey(tx, id).await
    }

    /// Its days, and what it asks.
    async fn faults(&self, _tx: &mut Tx, ground: &Ground) -> Result<Vec<FieldError>, Error> {
        let mut faults = model::faults_of_days(&ground.rules, &ground.calendar, self, ground.now.date())?;
        let asked = self.questionnaire()?.faults(self.what == "opinion");
        faults.extend(asked.into_iter().map(|fault| FieldError::new("", fault)));
        Ok(faults)
    }

    async fn says(&self, _q: &mut impl Query) -> Result<Value, Error> {
        let Questionnaire { paragraphs, questions } = self.questionnaire()?;
        Ok(json!({ "title": self.title, "intro": self.intro, "paragraphs": paragraphs, "questions": questions }))
    }

    async fn committed(&self, _tx: &mut Tx) -> Result<Committed<'_>, Error> {
        let facts =
            json!({ "kind": self.kind, "opens": self.opens_on.to_string(), "closes": self.closes_on.to_string() });
        let texts =
            vec![("title", self.title.as_str()), ("intro", self.intro.as_str()), ("content", self.content.as_str())];
        Ok((facts, texts))
    }

    async fn show(&self, tx: &mut Tx) -> Result<(), Fault> {
        index::announced(tx, self).await
    }

    /// A feedback under way ends.
    async fn hide(&self, tx: &mut Tx, ground: &Ground) -> Result<(), Error> {
        store::unmark_all(tx, self.id).await?;
        index::forgotten(tx, self.id).await?;
        if let (Some(matter), None) = (self.matter_id, self.feedback_at) {
            let input = Input::default();
            let doing = Doing { matter, action: "stop", input, seen: None, files: &[], audience: "inside" };
            matter::act(tx, ground, &PROCESS, &Who::Actor(&Actor::System), doing).await?;
        }
        Ok(())
    }

    async fn open(tx: &mut Tx, ground: &Ground, id: i64) -> Result<(), Error> {
        open(tx, ground, id).await
    }
}

impl Lasting for Survey {}

fn text_of(asked: &Questionnaire) -> Result<String, base::Fault> {
    serde_json::to_string(asked).map_err(|error| base::Fault::broken(format!("write questions: {error}")))
}
