//! The callback (回访): was the caller reached, had the unit spoken with them, is it solved, are they satisfied. What is not solved
//! or does not satisfy is handled a second time, as often as the rule allows (济南市12345市民服务热线条例第二十七条).

use ::store::Tx;
use base::{Error, FieldError};
use counter::{rating, told};
use identity::Actor;
use matter::form::Given;
use matter::{Done, Ground, Input};

use super::{More, recusal, step};
use crate::hide;
use crate::model::Order;
use crate::process::CALL;
use crate::store::{self, Call};

/// Longest remark, in characters.
pub const REMARK_MAX: usize = 1_000;

/// What a callback gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spoken {
    /// Whether the caller was reached.
    pub reached: bool,
    /// Whether the unit had spoken with the caller.
    pub contacted: Option<bool>,
    /// Whether it is solved.
    pub solved: Option<bool>,
    /// 1 to 5.
    pub satisfaction: Option<i64>,
    /// What the caller said; what is to be done when it is handled again.
    pub text: String,
    /// It was explained that the law gives no more: it closes although the caller is not satisfied.
    pub explained: bool,
    /// The number of acts that the person saw.
    pub seen: Option<u32>,
}

/// Notes a callback and does what follows from it.
///
/// # Errors
/// Wrong fields for what is missing, a refusal when the order does not wait for a callback.
pub async fn call(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, spoken: &Spoken) -> Result<Done, Error> {
    let order = recusal::order(tx, actor, id).await?;
    let home = matter::store::matter(tx, order.matter_id).await?.home_unit;
    actor.require(CALL, Some(home))?;
    let text = told::message(&spoken.text, "text", 0, REMARK_MAX, "")?;
    check(spoken, &text)?;
    let call = Call {
        id: 0,
        at: ground.now,
        reached: spoken.reached,
        contacted: spoken.contacted.filter(|_| spoken.reached),
        solved: spoken.solved.filter(|_| spoken.reached),
        satisfaction: spoken.satisfaction.filter(|_| spoken.reached),
        text,
    };
    let done = follow(tx, ground, actor, &order, spoken, &call).await?;
    let person = actor.staff().ok().map(|staff| staff.person);
    let row = store::add_call(tx, id, person, ground.now, &call).await?;
    store::called(tx, id, ground.now, &call).await?;
    let facts = serde_json::json!({
        "reached": call.reached, "contacted": call.contacted, "solved": call.solved, "satisfaction": call.satisfaction,
    });
    let mut bodies = vec![("hotline_call", "text", row, call.text.as_str())];
    if call.reached {
        bodies.push(("hotline_order", "rating_text", id, call.text.as_str()));
    }
    crate::record(tx, ground, actor, "hotline.callback", ("hotline", id), facts, &bodies).await?;
    Ok(done)
}

fn check(spoken: &Spoken, text: &str) -> Result<(), Error> {
    if !spoken.reached {
        return Ok(());
    }
    let mut wrong = Vec::new();
    // What nobody asked is no answer of the caller's: it would stand on the sheet against the unit.
    if spoken.contacted.is_none() {
        wrong.push(FieldError::new("contacted", "请选择承办单位是否联系过诉求人"));
    }
    if spoken.solved.is_none() {
        wrong.push(FieldError::new("solved", "请选择是否解决"));
    }
    if spoken.satisfaction.is_none_or(|level| rating::read(level).is_err()) {
        wrong.push(FieldError::new("satisfaction", "请选择满意度"));
    }
    if !is_good(spoken) && text.chars().count() < 2 {
        wrong.push(FieldError::new("text", "诉求人不满意或者认为没有解决的，请写明原因和要求"));
    }
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

fn is_good(spoken: &Spoken) -> bool {
    spoken.solved == Some(true) && spoken.satisfaction.is_some_and(|level| level >= rating::SATISFIED_FROM)
}

/// The act of the process that follows.
async fn follow(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    order: &Order,
    spoken: &Spoken,
    call: &Call,
) -> Result<Done, Error> {
    let today = ground.now.date();
    let said = hide::veiled(&call.text, &order.name);
    let (action, input) = if !spoken.reached {
        let tries = ground.rules.number("hotline.callback.tries", today)?;
        let last = order.attempts + 1 >= tries;
        let opinion = if last { format!("连续 {tries} 次未联系上诉求人。{said}") } else { said };
        let outcome = last.then(|| "unreached".to_owned());
        (if last { "finish" } else { "missed" }, Input { outcome, opinion, ..Input::default() })
    } else if is_good(spoken) {
        let outcome = spoken.satisfaction.map(|level| rating::outcome_of(level).to_owned());
        ("finish", Input { outcome, opinion: said, ..Input::default() })
    } else if spoken.explained {
        ("finish", Input { outcome: Some("explained".to_owned()), opinion: said, ..Input::default() })
    } else if order.redone < ground.rules.number("hotline.redo.max", today)? {
        match order.answer_unit {
            Some(unit) => ("redo", Input { seats: vec![(unit, None)], opinion: said, ..Input::default() }),
            None => ("redispatch", Input { opinion: said, ..Input::default() }),
        }
    } else {
        ("finish", Input { outcome: Some("dissatisfied".to_owned()), opinion: said, ..Input::default() })
    };
    let given = Given { input, seen: spoken.seen, ..Given::default() };
    step(tx, ground, actor, order.id, action, given, &More::default()).await
}
