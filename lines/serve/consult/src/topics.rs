//! Topics of consultations (咨询主题): the desk keeps them; each says who usually answers, how quickly, and whether answers are
//! reviewed.

use ::store::Tx;
use base::{Error, FieldError};
use counter::choice::values;
use identity::Actor;
use matter::Ground;
use serde_json::json;
use web::{Check, Form};

use crate::model::PACES;
use crate::process::DESK;
use crate::store;

/// A topic as typed and checked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TopicForm {
    /// 名称.
    pub title: String,
    /// The unit that usually answers.
    pub unit: i64,
    /// simple or ordinary.
    pub pace: String,
    /// Whether answers are reviewed.
    pub review: bool,
}

impl TopicForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The fields that cannot be taken.
    pub fn read(form: &Form) -> Result<Self, Vec<FieldError>> {
        let mut check = Check::new(form);
        let topic = Self {
            title: check.line("title", "主题", 2..=30),
            unit: check.id("unit", "答复单位").unwrap_or(0),
            pace: check.choice("pace", "答复时限", &values(PACES)).to_owned(),
            review: check.yes("review"),
        };
        if topic.unit == 0 {
            check.error("unit", "请选择通常由哪个单位答复");
        }
        check.finish(topic)
    }
}

/// Makes a topic (`id` 0) or changes it; gives its key.
///
/// # Errors
/// The actor does not keep the desk; a wrong field when the name is taken or the unit closed.
pub async fn set(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, topic: &TopicForm) -> Result<i64, Error> {
    let home = crate::home(tx).await?;
    actor.require(DESK, Some(home))?;
    if store::topics(tx, false).await?.iter().any(|t| t.title == topic.title && t.id != id) {
        return Err(Error::field("title", "已经有这个主题"));
    }
    if identity::units::find(tx, topic.unit).await?.is_none_or(|u| u.closed_on.is_some()) {
        return Err(Error::field("unit", "所选单位已不存在，请重新选择"));
    }
    let id = if id == 0 {
        store::add_topic(tx, &topic.title, topic.unit, &topic.pace, topic.review).await?
    } else {
        store::topic(tx, id).await?;
        store::set_topic(tx, id, &topic.title, topic.unit, &topic.pace, topic.review).await?;
        id
    };
    let facts = json!({ "title": topic.title, "unit": topic.unit, "pace": topic.pace, "review": topic.review });
    record(tx, ground, actor, id, facts).await?;
    Ok(id)
}

/// Closes a topic, or opens it again.
///
/// # Errors
/// The actor does not keep the desk.
pub async fn turn(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64) -> Result<(), Error> {
    let home = crate::home(tx).await?;
    actor.require(DESK, Some(home))?;
    let topic = store::topic(tx, id).await?;
    let closed = topic.closed_at.is_none().then_some(ground.now);
    store::close_topic(tx, id, closed).await?;
    record(tx, ground, actor, id, json!({ "closed": closed.is_some() })).await
}

async fn record(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, facts: serde_json::Value) -> Result<(), Error> {
    let subject = ledger::Subject { kind: "consult.topic", id };
    let entry = ledger::Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb: "consult.topic",
        subject,
        facts,
        bodies: Vec::new(),
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}
