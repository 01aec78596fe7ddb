//! The publishing desk (公开): a masked title, text and answer, edited by the clerk, apart from what was written and answered.
//!
//! 个人信息保护法 art. 25: only with the person's own consent; art. 51: nothing that names the person.

use ::store::Tx;
use base::{Error, FieldError};
use counter::mask;
use edition::gate::{self, Passed, Plain};
use identity::Actor;
use matter::Ground;
use serde_json::{Value, json};
use web::App;

use crate::model::Case;
use crate::{PUBLISH, index, store};

/// The fields of the publishing form, with their columns and labels.
pub const FIELDS: [(&str, &str, &str); 3] = [
    ("title", "public_title", "公开标题"),
    ("body", "public_body", "公开内容"),
    ("answer", "public_answer", "公开答复"),
];

/// A masked proposal for title, text and answer; what is public now when it was published before.
pub fn proposal(case: &Case) -> [String; 3] {
    if !case.public_title.is_empty() {
        return [case.public_title.clone(), case.public_body.clone(), case.public_answer.clone()];
    }
    [&case.title, &case.body, &case.answer].map(|text| mask::public(text, &case.name))
}

/// What the gate says of the texts before they are public, before the transaction. Personal data is looked for by [`publish`], which lets
/// none through. `letting` is the reason for which something else that is found is let through.
///
/// # Errors
/// The gate stops them; a fault of the database.
pub async fn read(app: &App, texts: [&str; 3], letting: &str) -> Result<Passed, Error> {
    let texts = FIELDS.iter().zip(texts).map(|((field, _, label), text)| Plain::line(*field, *label, text));
    gate::pass_masked(app, texts.collect(), letting).await
}

/// Publishes the consultation with these texts. `passed` is what the gate said of them ([`read`]).
///
/// # Errors
/// A refusal without consent, before the answer or for who keeps away, wrong fields when personal data is left.
pub async fn publish(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    texts: [&str; 3],
    passed: &Passed,
) -> Result<(), Error> {
    let case = mine(tx, actor, id).await?;
    allowed(&case)?;
    let mut errors = Vec::new();
    let known = [("咨询人姓名", &*case.name), ("咨询人电话", &*case.phone), ("咨询人邮箱", &*case.email)];
    for ((field, _, label), text) in FIELDS.iter().zip(texts) {
        if text.trim().is_empty() {
            errors.push(FieldError::new(*field, format!("请填写{label}")));
        }
        let leaks = mask::leaks(text, &known);
        if !leaks.is_empty() {
            errors.push(FieldError::new(*field, format!("{label}中还有{}，请删去或者遮盖后再公开", leaks.join("、"))));
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    store::publish(tx, id, texts, ground.now).await?;
    index::published(tx, &case, texts).await?;
    let bodies = FIELDS.iter().zip(texts).map(|((_, column, _), text)| body(column, id, text)).collect();
    let mut facts = json!({});
    passed.note(&mut facts);
    record(tx, ground, actor, id, ("consult.publish", facts), bodies).await
}

/// Withdraws the consultation from the public.
///
/// # Errors
/// Wrong fields without a reason, [`Error::Unseen`] when it is not public.
pub async fn withdraw(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, why: &str) -> Result<(), Error> {
    let case = mine(tx, actor, id).await?;
    if case.published_at.is_none() {
        return Err(Error::Unseen);
    }
    let why = counter::told::reason(why, "why", "撤下的原因", 500)?;
    store::withdraw(tx, id, &why, ground.now).await?;
    index::withdrawn(tx, id).await?;
    record(tx, ground, actor, id, ("consult.withdraw", json!({})), vec![body("withdrawn_why", id, &why)]).await
}

/// Whether a consultation may be published at all.
///
/// # Errors
/// A refusal that says why not.
pub fn allowed(case: &Case) -> Result<(), Error> {
    if !case.consent {
        return Err(Error::refused("consult.no-consent", "咨询人没有同意公开，不能公开。"));
    }
    if case.answer.is_empty() || !case.valid || case.is_error() {
        return Err(Error::refused("consult.unanswered", "答复发出之后才能公开。"));
    }
    Ok(())
}

/// The consultation, for who publishes those of the county and does not keep away from this one (回避).
async fn mine(tx: &mut Tx, actor: &Actor, id: i64) -> Result<Case, Error> {
    let case = store::case(tx, id).await?;
    let home = matter::store::matter(tx, case.matter_id).await?.home_unit;
    actor.require(PUBLISH, Some(home))?;
    matter::recusal::near(tx, case.matter_id, actor).await?;
    Ok(case)
}

async fn record(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    (verb, facts): (&str, Value),
    bodies: Vec<ledger::Body<'_>>,
) -> Result<(), Error> {
    let subject = ledger::Subject { kind: "consult", id };
    let entry = ledger::Entry { at: ground.now, actor: actor.ledger(), verb, subject, facts, bodies };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

fn body<'a>(column: &'a str, row: i64, content: &'a str) -> ledger::Body<'a> {
    ledger::Body { table: "consult_case", column, row, content: content.as_bytes() }
}
