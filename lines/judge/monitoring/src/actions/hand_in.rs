//! The unit hands in: an answer to every finding, and what it says of the whole.

use base::{Error, FieldError, reason, text};
use identity::Actor;
use matter::Ground;
use matter::form::Given;
use serde_json::json;
use store::Tx;

use super::{act, looked, record};
use crate::model::{ANSWERS, Item, Order, SAID_MAX, name_of};
use crate::store::{items, orders};

/// What the unit answers of one finding.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answer {
    /// The finding.
    pub id: i64,
    /// mended or cannot.
    pub answer: String,
    /// What is said of it; why, when it cannot be mended.
    pub said: String,
}

/// Everything that is wrong with the answers to `all`.
fn faults(all: &[Item], answers: &[Answer]) -> Vec<FieldError> {
    let mut wrong = Vec::new();
    for (at, item) in (1..).zip(all) {
        let answer = answers.iter().find(|answer| answer.id == item.id);
        let given = answer.map_or("", |answer| answer.answer.as_str());
        let said = answer.map_or("", |answer| answer.said.as_str());
        if name_of(ANSWERS, given).is_empty() {
            wrong.push(FieldError::new(format!("answer.{}", item.id), format!("请选择第 {at} 个问题的整改情况。")));
        }
        let why = (given == "cannot").then(|| reason::wrong("无法整改的理由", said, reason::LEAST, SAID_MAX)).flatten();
        let long = text::char_count(said);
        let long = (long > SAID_MAX).then(|| format!("说明最多 {SAID_MAX} 个字，现在是 {long} 个字。"));
        wrong.extend(why.or(long).map(|message| FieldError::new(format!("said.{}", item.id), message)));
    }
    wrong
}

/// What the trail says of the answers.
fn told(all: &[Item], answers: &[Answer], note: &str) -> String {
    let line = |(at, item): (usize, &Item)| {
        let answer = answers.iter().find(|answer| answer.id == item.id)?;
        let said = if answer.said.is_empty() { String::new() } else { format!("——{}", answer.said) };
        Some(format!("{at}. {}：{}{said}", name_of(ANSWERS, &answer.answer), item.what))
    };
    let lines: Vec<String> = (1..).zip(all).filter_map(line).collect();
    let note = if note.is_empty() { None } else { Some(note.to_owned()) };
    lines.into_iter().chain(note).collect::<Vec<_>>().join("\n")
}

/// Hands in. `verdicts` are what looking again said just before.
///
/// # Errors
/// A finding has no answer, or none that says why; it is not the actor's turn; somebody was faster.
pub(crate) async fn hand_in(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    order: &Order,
    (answers, mut given): (&[Answer], Given),
    verdicts: &[(i64, &'static str)],
) -> Result<(), Error> {
    let all = items::of_order(tx, order.id).await?;
    let wrong = faults(&all, answers);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let matter = matter::store::matter_to_change(tx, order.matter_id).await?;
    let late = matter.clock == "running" && matter.due_at < ground.now;
    given.input.opinion = told(&all, answers, given.input.opinion.trim());
    act(tx, ground, actor, order, "submit", given).await?;
    let round = order.returned + 1;
    let person = actor.staff()?.person;
    orders::handed(tx, (order.id, round), (person, &actor.name()), ground.now, late).await?;
    for answer in answers.iter().filter(|answer| all.iter().any(|item| item.id == answer.id)) {
        items::answer(tx, answer.id, &answer.answer, &answer.said).await?;
    }
    let bodies: Vec<(&str, &str, i64, &str)> =
        answers.iter().map(|answer| ("monitoring_finding", "said", answer.id, answer.said.as_str())).collect();
    record(tx, ground, actor, ("monitoring.answer", order.id), json!({ "round": round, "late": late }), &bodies)
        .await?;
    looked(tx, ground, actor, order, verdicts).await
}
