//! The publishing desk (公开): a masked title, text and answer, edited by the clerk, apart from what was written and answered.
//!
//! 个人信息保护法 art. 25: only with the sender's own consent; art. 51: nothing that names the sender. 检查指标: published letters are
//! withdrawn at once when something was wrong, and the withdrawal stays on the ledger.

use ::store::Tx;
use base::{Error, FieldError};
use identity::Actor;
use matter::Ground;

use crate::model::Letter;
use crate::{hide, index, store};

/// Publishes and withdraws.
pub const PUBLISH: &str = "letters.publish";

/// The fields of the publishing form, with their columns and labels.
pub const FIELDS: [(&str, &str, &str); 3] = [
    ("title", "public_title", "公开标题"),
    ("body", "public_body", "公开内容"),
    ("answer", "public_answer", "公开答复"),
];

/// A masked proposal for title, text and answer; what is public now when it was published before.
pub fn proposal(letter: &Letter) -> [String; 3] {
    if !letter.public_title.is_empty() {
        return [letter.public_title.clone(), letter.public_body.clone(), letter.public_answer.clone()];
    }
    [&letter.title, &letter.body, &letter.answer].map(|text| counter::mask::public(text, &letter.name))
}

/// Publishes the letter with these texts.
///
/// # Errors
/// A refusal without the sender's consent, before the answer or for who keeps away, wrong fields when personal data is left.
pub async fn publish(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, texts: [&str; 3]) -> Result<(), Error> {
    let letter = mine(tx, actor, id).await?;
    allowed(&letter)?;
    faultless(&letter, texts)?;
    store::publish(tx, id, texts, ground.now).await?;
    index::published(tx, &letter, texts).await?;
    record(tx, ground, actor, id, "letters.publish", texts, serde_json::json!({})).await
}

/// Withdraws the letter from the public.
///
/// # Errors
/// Wrong fields without a reason, [`Error::Unseen`] when it is not public.
pub async fn withdraw(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, why: &str) -> Result<(), Error> {
    let letter = mine(tx, actor, id).await?;
    if letter.published_at.is_none() {
        return Err(Error::Unseen);
    }
    let why = counter::told::reason(why, "why", "撤下的原因", 500)?;
    store::withdraw(tx, id, &why, ground.now).await?;
    index::withdrawn(tx, id).await?;
    let entry = ledger::Entry {
        at: ground.now,
        actor: actor.ledger(),
        verb: "letters.withdraw",
        subject: ledger::Subject { kind: "letter", id },
        facts: serde_json::json!({}),
        bodies: vec![body("withdrawn_why", id, why.trim())],
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

/// Whether a letter may be published at all.
///
/// # Errors
/// A refusal that says why not.
pub fn allowed(letter: &Letter) -> Result<(), Error> {
    if letter.kind == "report" {
        return Err(Error::refused("letters.report", "举报件不公开。"));
    }
    if !letter.consent {
        return Err(Error::refused("letters.no-consent", "来信人没有同意公开，不能公开。"));
    }
    if letter.answer.is_empty() || !letter.valid {
        return Err(Error::refused("letters.unanswered", "答复发出之后才能公开。"));
    }
    Ok(())
}

/// The letter, for who publishes letters of its mailbox and does not keep away from this one (回避).
async fn mine(tx: &mut Tx, actor: &Actor, id: i64) -> Result<Letter, Error> {
    let letter = store::letter(tx, id).await?;
    let home = matter::store::matter(tx, letter.matter_id).await?.home_unit;
    actor.require(PUBLISH, Some(home))?;
    matter::recusal::near(tx, letter.matter_id, actor).await?;
    Ok(letter)
}

fn faultless(letter: &Letter, texts: [&str; 3]) -> Result<(), Error> {
    let mut errors = Vec::new();
    for ((field, _, label), text) in FIELDS.iter().zip(texts) {
        if text.trim().is_empty() {
            errors.push(FieldError::new(*field, format!("请填写{label}")));
        }
        let leaks = hide::leaks(letter, text);
        if !leaks.is_empty() {
            errors.push(FieldError::new(*field, format!("{label}中还有{}，请删去或者遮盖后再公开", leaks.join("、"))));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}

async fn record(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    id: i64,
    verb: &str,
    texts: [&str; 3],
    facts: serde_json::Value,
) -> Result<(), Error> {
    let bodies = FIELDS.iter().zip(texts).map(|((_, column, _), text)| body(column, id, text)).collect();
    let subject = ledger::Subject { kind: "letter", id };
    let entry = ledger::Entry { at: ground.now, actor: actor.ledger(), verb, subject, facts, bodies };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(())
}

fn body<'a>(column: &'a str, row: i64, content: &'a str) -> ledger::Body<'a> {
    ledger::Body { table: "letters_letter", column, row, content: content.as_bytes() }
}
