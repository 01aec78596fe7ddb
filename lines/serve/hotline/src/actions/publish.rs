//! Typical cases (典型案例): masked title, text and answer, edited by the clerk, apart from what was said and answered.
//!
//! 个人信息保护法 art. 25: only with the person's own consent; art. 51: nothing that names the person. What was said in confidence
//! is never published.

use ::store::Tx;
use base::{Error, FieldError};
use counter::mask;
use identity::Actor;
use matter::Ground;

use super::recusal;
use crate::model::Order;
use crate::{PUBLISH, hide, index, store};

/// The fields of the publishing form, with their columns and labels.
pub const FIELDS: [(&str, &str, &str); 3] = [
    ("title", "public_title", "公开标题"),
    ("body", "public_body", "公开内容"),
    ("answer", "public_answer", "公开答复"),
];

/// A masked proposal for title, text and answer; what is public now when it was published before.
pub fn proposal(order: &Order) -> [String; 3] {
    if !order.public_title.is_empty() {
        return [order.public_title.clone(), order.public_body.clone(), order.public_answer.clone()];
    }
    [&order.title, &order.body, &order.answer].map(|text| mask::public(text, &order.name))
}

/// Publishes the order with these texts.
///
/// # Errors
/// A refusal without consent, in confidence or before the answer; wrong fields when personal data is left.
pub async fn publish(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, texts: [&str; 3]) -> Result<(), Error> {
    let order = mine(tx, actor, id).await?;
    allowed(&order)?;
    let known = [("诉求人姓名", &*order.name), ("诉求人电话", &*order.phone)];
    let mut errors = Vec::new();
    for ((field, _, label), text) in FIELDS.iter().zip(texts) {
        let leaks = mask::leaks(text, &known);
        if text.trim().is_empty() {
            errors.push(FieldError::new(*field, format!("请填写{label}")));
        } else if !leaks.is_empty() {
            errors.push(FieldError::new(*field, format!("{label}中还有{}，请删去或者遮盖后再公开", leaks.join("、"))));
        }
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    store::publish(tx, id, texts, ground.now).await?;
    index::published(tx, &order, texts).await?;
    let bodies: Vec<(&str, &str, i64, &str)> =
        FIELDS.iter().zip(texts).map(|((_, column, _), text)| ("hotline_order", *column, id, text)).collect();
    crate::record(tx, ground, actor, "hotline.publish", ("hotline", id), serde_json::json!({}), &bodies).await
}

/// Withdraws the case from the public.
///
/// # Errors
/// Wrong fields without a reason, [`Error::Unseen`] when it is not public.
pub async fn withdraw(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, why: &str) -> Result<(), Error> {
    let order = mine(tx, actor, id).await?;
    if order.published_at.is_none() {
        return Err(Error::Unseen);
    }
    let why = counter::told::reason(why, "why", "撤下的原因", 500)?;
    take_back(tx, ground, actor, id, &why).await
}

/// Withdraws a case, whoever has the say.
pub(super) async fn take_back(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, why: &str) -> Result<(), Error> {
    store::withdraw(tx, id, why, ground.now).await?;
    index::withdrawn(tx, id).await?;
    let bodies = [("hotline_order", "withdrawn_why", id, why)];
    crate::record(tx, ground, actor, "hotline.withdraw", ("hotline", id), serde_json::json!({}), &bodies).await
}

/// Whether an order may be published at all.
///
/// # Errors
/// A refusal that says why not.
pub fn allowed(order: &Order) -> Result<(), Error> {
    if hide::protected(order) {
        return Err(Error::refused("hotline.confidential", "举报和要求保密的诉求不能公开。"));
    }
    if !order.consent {
        return Err(Error::refused("hotline.no-consent", "诉求人没有同意公开，不能公开。"));
    }
    if order.answer.is_empty() || !order.valid {
        return Err(Error::refused("hotline.unanswered", "办理结果审核之后才能公开。"));
    }
    Ok(())
}

async fn mine(tx: &mut Tx, actor: &Actor, id: i64) -> Result<Order, Error> {
    let order = recusal::order(tx, actor, id).await?;
    let home = matter::store::matter(tx, order.matter_id).await?.home_unit;
    actor.require(PUBLISH, Some(home))?;
    Ok(order)
}
