//! What the sender does: write, ask how it stands, supplement, rate, ask for re-handling, retract. The sender proves to be
//! the sender by number and query code; nobody else can be told anything by these functions.

mod status;

use ::store::{Query, Tx};
use base::{Date, Error, Moment};
use identity::Actor;
use matter::engine::{Doing, Opening};
use matter::store::FileRef;
use matter::{Done, Ground, Input, Who};

use crate::model::{Letter, Writing};
use crate::process::{ANSWER, DISPATCH, LETTER};
use crate::store::NewLetter;
use crate::{BOOK, actions, hide, index, store};
use counter::code::{self, Fresh};
use counter::told::message;
use counter::{RECEIPT_OPEN, rating, told};

pub use status::{Status, StatusFile, Told, status};

/// Longest later message of a sender, in characters.
pub const MESSAGE_MAX: usize = 2_000;

/// A letter that was taken.
pub struct Written {
    /// Key of the letter.
    pub letter: i64,
    /// Key of its matter.
    pub matter: i64,
    /// Its number.
    pub number: String,
    /// Its query code, shown once.
    pub code: String,
    /// Token of the receipt page.
    pub token: String,
    /// The day on which the answer is due.
    pub due_on: Option<Date>,
    /// Entry on the ledger.
    pub entry: i64,
}

/// Takes a letter: matter, letter, files, index, ledger and message in one transaction.
///
/// # Errors
/// A refusal when nobody keeps the mailbox, a fault when it cannot be stored.
pub async fn write(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    source: &str,
    writing: &Writing,
    files: &[FileRef],
) -> Result<Written, Error> {
    let home = crate::home(tx).await?;
    let protected = writing.confidential || writing.kind == "report";
    let citizen = actor.citizen().ok().map(|c| c.id);
    // Who writes in confidence is not on the ledger either, not even as the key of an account.
    let by = if protected { &Actor::Anonymous } else { actor };
    let opening = Opening {
        kind: &writing.kind,
        title: &hide::listed_title(&writing.title, &writing.name, protected),
        home,
        received_on: ground.now.date(),
        since: None,
        clocks: &[ANSWER, DISPATCH],
        by,
        as_name: "来信人",
        files: &[],
    };
    let done = matter::open(tx, ground, &LETTER, &opening).await?;
    let fresh = code::fresh(&ground.chance);
    let new = NewLetter {
        writing,
        source,
        received_on: opening.received_on,
        at: ground.now,
        citizen: citizen.filter(|_| !protected),
        fresh: &fresh,
        receipt_until: ground.now.plus(RECEIPT_OPEN),
        matter: done.id,
    };
    let id = store::insert(tx, &new).await?;
    for file in files {
        store::add_file(tx, id, None, file, ground.now).await?;
    }
    let due_on = done.due_at.map(Moment::date);
    let entry = record(tx, ground, by, id, &done, writing, files.len(), due_on).await?;
    BOOK.set_entry(tx, id, entry).await?;
    index::arrived(tx, id, home, writing, ground.now.date()).await?;
    let number = done.case.number.clone();
    let due = due_on.map(|d| format!("，{d} 前答复")).unwrap_or_default();
    told::choose(tx, done.id, &writing.told_by).await?;
    BOOK.remark(
        tx,
        (done.id, &writing.phone, &writing.email),
        ground.now,
        &format!("您的来信已收到，编号{number}{due}。请保管好查询码。"),
    )
    .await?;
    let Fresh { code, token, .. } = fresh;
    Ok(Written { letter: id, matter: done.id, number, code, token, due_on, entry })
}

#[expect(clippy::too_many_arguments, reason = "one entry and what it states")]
async fn record(
    tx: &mut Tx,
    ground: &Ground,
    by: &Actor,
    id: i64,
    done: &Done,
    writing: &Writing,
    files: usize,
    due_on: Option<Date>,
) -> Result<i64, Error> {
    let body = |column, content: &'_ str| (column, content.to_owned());
    let contents = [body("title", &writing.title), body("body", &writing.body)];
    let bodies = contents
        .iter()
        .map(|(column, content)| ledger::Body { table: "letters_letter", column, row: id, content: content.as_bytes() })
        .collect();
    let entry = ledger::Entry {
        at: ground.now,
        actor: by.ledger(),
        verb: "letters.write",
        subject: ledger::Subject { kind: "letter", id },
        facts: serde_json::json!({
            "number": done.case.number,
            "matter": done.id,
            "mailbox": writing.mailbox,
            "kind": writing.kind,
            "files": files,
            "due": due_on.map(|d| d.to_string()),
        }),
        bodies,
    };
    Ok(ledger::record(tx, &ground.chance, entry).await?)
}

/// The letter with this number, if the query code is right.
///
/// # Errors
/// A wrong field when number or code are not right.
pub async fn find(q: &mut impl Query, number: &str, query_code: &str) -> Result<Letter, Error> {
    let id = BOOK.find(q, number, query_code).await?;
    store::letter(q, id).await
}

/// The sender adds what was asked for; the answer clock goes on.
///
/// # Errors
/// Wrong fields without text, a refusal when nothing is awaited.
pub async fn supplement(tx: &mut Tx, ground: &Ground, id: i64, text: &str, files: &[FileRef]) -> Result<Done, Error> {
    let letter = store::letter(tx, id).await?;
    let text = message(text, "text", 2, MESSAGE_MAX, "请填写补充的内容")?;
    let kept = keep_message(tx, ground, &letter, "supplement", &text).await?;
    for file in files {
        store::add_file(tx, id, Some(kept), file, ground.now).await?;
    }
    act(tx, ground, &letter, "supplement", input(&letter, &text)).await
}

/// The sender rates the answer; the letter closes.
///
/// # Errors
/// Wrong fields without a level, a refusal before the answer.
pub async fn rate(tx: &mut Tx, ground: &Ground, id: i64, satisfaction: i64, text: &str) -> Result<Done, Error> {
    let letter = store::letter(tx, id).await?;
    let satisfaction = rating::read(satisfaction)?;
    let text = base::text::clean_text(text);
    if base::text::char_count(&text) > MESSAGE_MAX {
        return Err(Error::field("text", format!("评价最多 {MESSAGE_MAX} 字")));
    }
    let outcome = Some(rating::outcome_of(satisfaction).to_owned());
    let done = act(tx, ground, &letter, "rate", Input { outcome, ..Input::default() }).await?;
    store::rated(tx, id, satisfaction, &text, ground.now).await?;
    let entry = ledger::Entry {
        at: ground.now,
        actor: Actor::Anonymous.ledger(),
        verb: "letters.rate",
        subject: ledger::Subject { kind: "letter", id },
        facts: serde_json::json!({ "satisfaction": satisfaction }),
        bodies: vec![ledger::Body {
            table: "letters_letter",
            column: "rating_text",
            row: id,
            content: text.as_bytes(),
        }],
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(done)
}

/// The sender is not satisfied and asks for the letter to be handled once more.
///
/// # Errors
/// Wrong fields without a reason, a refusal when it was handled again as often as the rule allows, or too late.
pub async fn reopen(tx: &mut Tx, ground: &Ground, id: i64, reason: &str) -> Result<Done, Error> {
    let letter = store::letter(tx, id).await?;
    actions::may_reopen(ground, &letter)?;
    in_time_to_reopen(ground, &letter)?;
    let text = message(reason, "text", 2, MESSAGE_MAX, "请写明不满意的原因和希望怎样解决")?;
    keep_message(tx, ground, &letter, "reopen", &text).await?;
    let done = act(tx, ground, &letter, "reopen", input(&letter, &text)).await?;
    store::reopened(tx, id).await?;
    Ok(done)
}

/// Within the days of rating after the present answer.
fn in_time_to_reopen(ground: &Ground, letter: &Letter) -> Result<(), Error> {
    let days = ground.rules.number("letters.rate.days", ground.now.date())?;
    match letter.replied_at {
        Some(at) if ground.now > at.plus(days * base::time::DAY) => {
            Err(Error::refused("letters.reopen-late", format!("答复已超过 {days} 天，不能再申请重办；可以重新来信。")))
        }
        _ => Ok(()),
    }
}

/// The sender takes the letter back.
///
/// # Errors
/// A refusal once it was answered or closed.
pub async fn retract(tx: &mut Tx, ground: &Ground, id: i64, reason: &str) -> Result<Done, Error> {
    let letter = store::letter(tx, id).await?;
    let text = base::text::truncate(&base::text::clean_text(reason), MESSAGE_MAX);
    keep_message(tx, ground, &letter, "retract", &text).await?;
    let outcome = Some("retracted".to_owned());
    let opinion = hide::typed(&letter, &text);
    let done = act(tx, ground, &letter, "retract", Input { outcome, opinion, ..Input::default() }).await?;
    store::set_valid(tx, id, false).await?;
    actions::joined::let_go(tx, ground, &letter).await?;
    Ok(done)
}

async fn act(tx: &mut Tx, ground: &Ground, letter: &Letter, action: &str, input: Input) -> Result<Done, Error> {
    let doing = Doing { matter: letter.matter_id, action, input, seen: None, files: &[], audience: "applicant" };
    matter::act(tx, ground, &LETTER, &Who::Applicant, doing).await
}

fn input(letter: &Letter, text: &str) -> Input {
    Input { opinion: hide::typed(letter, text), ..Input::default() }
}

async fn keep_message(tx: &mut Tx, ground: &Ground, letter: &Letter, kind: &str, text: &str) -> Result<i64, Error> {
    let id = store::add_message(tx, letter.id, kind, text, ground.now).await?;
    let entry = ledger::Entry {
        at: ground.now,
        actor: Actor::Anonymous.ledger(),
        verb: "letters.message",
        subject: ledger::Subject { kind: "letter", id: letter.id },
        facts: serde_json::json!({ "kind": kind }),
        bodies: vec![ledger::Body { table: "letters_message", column: "text", row: id, content: text.as_bytes() }],
    };
    ledger::record(tx, &ground.chance, entry).await?;
    Ok(id)
}

#[cfg(test)]
mod tests {
    use crate::BOOK;

    #[test]
    fn a_number_is_found_however_it_is_typed() {
        for typed in ["青信〔2026〕00012号", "青信[2026]12号", "青信(2026)00012", " 青信【2026】 00012 号 "]
        {
            assert_eq!(BOOK.tidy_number(typed), "青信〔2026〕00012号", "{typed}");
        }
        assert_eq!(BOOK.tidy_number(" 12 "), "12");
    }
}
