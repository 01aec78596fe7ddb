//! Writing letters; each function is a part of the caller's transaction.

use base::{Date, Moment};
use store::{Query, Result, Tx, args};

use super::PHONE;
use crate::model::Writing;
use counter::code::Fresh;

/// A letter to be stored.
pub struct NewLetter<'a> {
    /// What was typed.
    pub writing: &'a Writing,
    /// web, or how else it came.
    pub source: &'a str,
    /// Date from which its times count.
    pub received_on: Date,
    /// When it was sent.
    pub at: Moment,
    /// Account of the sender.
    pub citizen: Option<i64>,
    /// Its query code.
    pub fresh: &'a Fresh,
    /// Until when the receipt page can be opened.
    pub receipt_until: Moment,
    /// The matter.
    pub matter: i64,
}

/// Stores a letter; gives its key. Its ledger entry is noted later.
pub async fn insert(tx: &mut Tx, new: &NewLetter<'_>) -> Result<i64> {
    let w = new.writing;
    let vault = tx.vault()?;
    let (phone, phone_digest) = (vault.seal(PHONE, w.phone.as_bytes())?, vault.digest(PHONE, &w.phone));
    tx.insert(
        "INSERT INTO letters_letter (matter_id, mailbox, kind, source, received_on, received_at, title, body, name,
         anonymous, phone, email, address, citizen_id, confidential, consent, complained_unit, code_digest, code_salt,
         code_sealed, receipt_digest, receipt_until, entry_id, draft, answer, rating_text, reopened, warned, valid,
         public_title, public_body, public_answer, withdrawn_why, phone_digest)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, 0,
         '', '', '', 0, 0, 1, '', '', '', '', $23) RETURNING id",
        args![
            new.matter,
            &w.mailbox,
            &w.kind,
            new.source,
            new.received_on,
            new.at,
            &w.title,
            &w.body,
            &w.name,
            w.anonymous,
            phone,
            &w.email,
            &w.address,
            new.citizen,
            w.confidential,
            w.consent,
            w.complained_unit,
            new.fresh.digest.clone(),
            new.fresh.salt.clone(),
            new.fresh.sealed.clone(),
            &new.fresh.token_digest,
            new.receipt_until,
            phone_digest
        ],
    )
    .await
}

/// Stores a later message of the sender; gives its key.
pub async fn add_message(tx: &mut Tx, letter: i64, kind: &str, text: &str, at: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO letters_message (letter_id, at, kind, text) VALUES ($1, $2, $3, $4) RETURNING id",
        args![letter, at, kind, text],
    )
    .await
}

/// Stores a file of the sender.
pub async fn add_file(
    tx: &mut Tx,
    letter: i64,
    message: Option<i64>,
    file: &matter::store::FileRef,
    at: Moment,
) -> Result<()> {
    store::files::record(tx, &file.digest, file.size, &file.media_type, at).await?;
    tx.run(
        "INSERT INTO letters_file (letter_id, message_id, digest, name, size, media_type, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![letter, message, &file.digest, &file.name, file.size, &file.media_type, at],
    )
    .await
    .map(drop)
}

/// Keeps the answer under review and the unit that wrote it.
pub async fn set_draft(tx: &mut Tx, id: i64, draft: &str, unit: i64) -> Result<()> {
    tx.run("UPDATE letters_letter SET draft = $1, draft_unit = $2 WHERE id = $3", args![draft, unit, id])
        .await
        .map(drop)
}

/// The answer goes out. The first answer's moment and its due moment stay for the counts.
pub async fn answered(
    tx: &mut Tx,
    id: i64,
    answer: &str,
    unit: Option<i64>,
    at: Moment,
    due: Option<Moment>,
) -> Result<()> {
    tx.run(
        "UPDATE letters_letter SET answer = $1, answer_unit = $2, replied_at = $3,
         answered_due = CASE WHEN answered_at IS NULL THEN $4 ELSE answered_due END,
         answered_at = COALESCE(answered_at, $3) WHERE id = $5",
        args![answer, unit, at, due, id],
    )
    .await
    .map(drop)
}

/// The sender's judgement.
pub async fn rated(tx: &mut Tx, id: i64, satisfaction: i64, text: &str, at: Moment) -> Result<()> {
    tx.run(
        "UPDATE letters_letter SET satisfaction = $1, rating_text = $2, rated_at = $3 WHERE id = $4",
        args![satisfaction, text, at, id],
    )
    .await
    .map(drop)
}

/// It is handled once more, and counts again when it did not.
pub async fn reopened(tx: &mut Tx, id: i64) -> Result<()> {
    let sql = "UPDATE letters_letter SET reopened = reopened + 1, warned = 0, valid = 1 WHERE id = $1";
    tx.run(sql, args![id]).await.map(drop)
}

/// Whether it counts as a valid letter.
pub async fn set_valid(tx: &mut Tx, id: i64, valid: bool) -> Result<()> {
    tx.run("UPDATE letters_letter SET valid = $1 WHERE id = $2", args![valid, id]).await.map(drop)
}

/// The last warning given.
pub async fn warned(tx: &mut Tx, id: i64, level: i64) -> Result<()> {
    tx.run("UPDATE letters_letter SET warned = $1 WHERE id = $2", args![level, id]).await.map(drop)
}

/// Publishes the masked texts.
pub async fn publish(tx: &mut Tx, id: i64, texts: [&str; 3], at: Moment) -> Result<()> {
    let [title, body, answer] = texts;
    tx.run(
        "UPDATE letters_letter SET public_title = $1, public_body = $2, public_answer = $3,
         published_at = COALESCE(published_at, $4), withdrawn_at = NULL, withdrawn_why = '' WHERE id = $5",
        args![title, body, answer, at, id],
    )
    .await
    .map(drop)
}

/// Withdraws it from the public.
pub async fn withdraw(tx: &mut Tx, id: i64, why: &str, at: Moment) -> Result<()> {
    tx.run(
        "UPDATE letters_letter SET published_at = NULL, withdrawn_at = $1, withdrawn_why = $2 WHERE id = $3",
        args![at, why, id],
    )
    .await
    .map(drop)
}
