//! Writing requests; each function is a part of the caller's transaction.

use base::{Date, Moment};
use counter::code::Fresh;
use store::{Query, Result, Tx, args};

use super::{PHONE, PROOF};
use crate::model::{Asking, Request};

/// A request to be stored.
pub struct NewRequest<'a> {
    /// What was typed.
    pub asking: &'a Asking,
    /// When it reached the organ.
    pub arrived_on: Date,
    /// 收到申请之日, when it is known.
    pub received_on: Option<Date>,
    /// Account of the applicant.
    pub citizen: Option<i64>,
    /// Its query code.
    pub fresh: &'a Fresh,
    /// Until when the receipt page can be opened.
    pub receipt_until: Moment,
    /// The matter.
    pub matter: i64,
}

/// Stores a request; gives its key. Its ledger entry is noted later.
pub async fn insert(tx: &mut Tx, new: &NewRequest<'_>) -> Result<i64> {
    let a = new.asking;
    let vault = tx.vault()?;
    let (phone, phone_digest) = (vault.seal(PHONE, a.phone.as_bytes())?, vault.digest(PHONE, &a.phone));
    let (proof, proof_digest) = (vault.seal(PROOF, a.id_number.as_bytes())?, vault.digest(PROOF, &a.id_number));
    tx.insert(
        "INSERT INTO requests_request (matter_id, organ_id, kind, channel, submitted_on, arrived_on, received_on, applicant,
         name, id_kind, id_number, id_digest, agent, phone, phone_digest, email, address, title, paper, content, way,
         carrier, citizen_id, code_digest, code_salt, code_sealed, receipt_digest, receipt_until, entry_id, corrected, draft,
         answer, late, delivered_how)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
         $24, $25, $26, $27, $28, 0, '', '', '', 0, '') RETURNING id",
        args![
            new.matter,
            a.organ,
            &a.kind,
            &a.channel,
            a.submitted_on,
            new.arrived_on,
            new.received_on,
            &a.applicant,
            &a.name,
            &a.id_kind,
            proof,
            proof_digest,
            &a.agent,
            phone,
            phone_digest,
            &a.email,
            &a.address,
            &a.title,
            &a.paper,
            &a.content,
            &a.way,
            &a.carrier,
            new.citizen,
            new.fresh.digest.clone(),
            new.fresh.salt.clone(),
            new.fresh.sealed.clone(),
            &new.fresh.token_digest,
            new.receipt_until
        ],
    )
    .await
}

/// Both sides confirmed it: the day of receipt.
pub async fn confirmed(tx: &mut Tx, id: i64, day: Date) -> Result<()> {
    let sql = "UPDATE requests_request SET confirmed_on = $1, received_on = $1 WHERE id = $2";
    tx.run(sql, args![day, id]).await.map(drop)
}

/// An entry made by mistake: it has no day of receipt any more, so that no table counts it.
pub async fn voided(tx: &mut Tx, id: i64, day: Date) -> Result<()> {
    let sql = "UPDATE requests_request SET voided_on = $1, received_on = NULL WHERE id = $2";
    tx.run(sql, args![day, id]).await.map(drop)
}

/// How a request should have been entered (更正登记).
pub async fn amended(tx: &mut Tx, id: i64, right: &Amended<'_>) -> Result<()> {
    let proof = tx.vault()?;
    let (sealed, digest) = (proof.seal(PROOF, right.id_number.as_bytes())?, proof.digest(PROOF, right.id_number));
    tx.run(
        "UPDATE requests_request SET channel = $1, arrived_on = $2, confirmed_on = $3, received_on = $4, applicant = $5,
         name = $6, id_kind = $7, id_number = $8, id_digest = $9, agent = $10, address = $11, paper = $12, title = $13, content = $14
         WHERE id = $15",
        args![
            right.channel,
            right.arrived_on,
            right.confirmed_on,
            right.received_on,
            right.applicant,
            right.name,
            right.id_kind,
            sealed,
            digest,
            right.agent,
            right.address,
            right.paper,
            right.title,
            right.content,
            id
        ],
    )
    .await
    .map(drop)
}

/// What an entry says when it is put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amended<'a> {
    /// How it came.
    pub channel: &'a str,
    /// When it reached the organ.
    pub arrived_on: Date,
    /// When both sides confirmed it.
    pub confirmed_on: Option<Date>,
    /// 收到申请之日.
    pub received_on: Option<Date>,
    /// Kind of the applicant.
    pub applicant: &'a str,
    /// Name of the applicant.
    pub name: &'a str,
    /// Kind of the proof of identity.
    pub id_kind: &'a str,
    /// Its number.
    pub id_number: &'a str,
    /// Legal representative or agent.
    pub agent: &'a str,
    /// Postal address.
    pub address: &'a str,
    /// Document number.
    pub paper: &'a str,
    /// Name of the information.
    pub title: &'a str,
    /// Description.
    pub content: &'a str,
}

/// Words of a request as they were entered before they were put right.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Entered {
    /// Name of the information.
    pub title: String,
    /// Description.
    pub content: String,
    /// When it was put right.
    pub on: String,
    /// Why.
    pub reason: String,
}

/// Keeps the words of a request as they stand; gives the key of what was kept.
pub async fn keep_entered(tx: &mut Tx, request: &Request, why: &str, at: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO requests_entered (request_id, title, content, replaced_at, reason) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        args![request.id, &request.title, &request.content, at, why],
    )
    .await
}

/// The words of a request as they were entered, the oldest first; none when they never were put right.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn entered(q: &mut impl Query, request: i64) -> Result<Vec<Entered>> {
    let sql =
        "SELECT title, content, replaced_at, reason FROM requests_entered WHERE request_id = $1 ORDER BY id LIMIT 50";
    let rows: Vec<(String, String, Moment, String)> = q.list(sql, args![request]).await?;
    let of = |(title, content, at, reason): (String, String, Moment, String)| Entered {
        title,
        content,
        on: at.minutes(),
        reason,
    };
    Ok(rows.into_iter().map(of).collect())
}

/// The description as corrected.
pub async fn corrected(tx: &mut Tx, id: i64, text: &str, day: Date) -> Result<()> {
    let sql = "UPDATE requests_request SET corrected = $1, corrected_on = $2 WHERE id = $3";
    tx.run(sql, args![text, day, id]).await.map(drop)
}

/// Keeps the answer under review.
pub async fn set_draft(tx: &mut Tx, id: i64, draft: &str) -> Result<()> {
    tx.run("UPDATE requests_request SET draft = $1 WHERE id = $2", args![draft, id]).await.map(drop)
}

/// The answer as it goes out.
pub async fn answered(tx: &mut Tx, id: i64, answer: &str) -> Result<()> {
    tx.run("UPDATE requests_request SET answer = $1 WHERE id = $2", args![answer, id]).await.map(drop)
}

/// The one result, for good: a second one is not taken. Gives whether it was taken.
pub async fn closed(tx: &mut Tx, id: i64, result: &str, day: Date, late: bool) -> Result<bool> {
    let sql = "UPDATE requests_request SET result = $1, closed_on = $2, late = $3 WHERE id = $4 AND result IS NULL";
    Ok(tx.run(sql, args![result, day, late, id]).await? == 1)
}

/// What was dropped because nothing came in time is handled after all: it has no result any more.
pub async fn reopened(tx: &mut Tx, id: i64) -> Result<()> {
    let sql = "UPDATE requests_request SET result = NULL, closed_on = NULL, late = 0 WHERE id = $1";
    tx.run(sql, args![id]).await.map(drop)
}

/// When and how the answer reached the applicant: in which way, how exactly, and why not in the way that was asked for.
pub async fn delivered(tx: &mut Tx, id: i64, day: Date, [way, how, why]: [&str; 3]) -> Result<()> {
    let sql =
        "UPDATE requests_request SET delivered_on = $1, delivered_way = $2, delivered_how = $3, delivered_why = $4
               WHERE id = $5";
    tx.run(sql, args![day, way, how, why, id]).await.map(drop)
}

/// What the applicant says of it, once. Gives whether it was not rated before.
pub async fn rated(tx: &mut Tx, id: i64, satisfaction: i64, text: &str, at: Moment) -> Result<bool> {
    let sql = "UPDATE requests_request SET satisfaction = $1, rating_text = $2, rated_at = $3
               WHERE id = $4 AND satisfaction IS NULL";
    Ok(tx.run(sql, args![satisfaction, text, at, id]).await? == 1)
}
