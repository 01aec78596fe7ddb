//! Consultations and error reports, one by one.

use base::{Date, Error, Moment};
use counter::code::Fresh;
use store::{Query, Result, Tx, args};

use super::PHONE;
use crate::model::Case;

/// With the telephone taken out of the vault.
fn opened(q: &impl Query, mut case: Case) -> Result<Case> {
    case.phone = q.vault()?.open_text(PHONE, &case.phone)?;
    Ok(case)
}

/// The case with the key `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn case(q: &mut impl Query, id: i64) -> std::result::Result<Case, Error> {
    let sql = format!("SELECT {} FROM consult_case WHERE id = $1", Case::COLUMNS);
    let found = q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)?;
    Ok(opened(q, found)?)
}

/// The case that runs as the matter `id`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_matter(q: &mut impl Query, id: i64) -> Result<Option<Case>> {
    let sql = format!("SELECT {} FROM consult_case WHERE matter_id = $1", Case::COLUMNS);
    let found: Option<Case> = q.maybe(&sql, args![id]).await?;
    found.map(|case| opened(q, case)).transpose()
}

/// How long a chain of cases joined with one another is followed at most.
const CHAIN: i64 = 16;

/// Cases that are joined with the matter `id`, or with one that is joined with it, and so on, after the case `after`; at most 100. What was
/// joined once and goes on by itself is not among them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn joined_with(q: &mut impl Query, id: i64, after: i64) -> Result<Vec<Case>> {
    let sql = format!(
        "WITH RECURSIVE chain (matter_id, steps) AS (
             SELECT other_id, 1 FROM matter_link WHERE matter_id = $1 AND kind = 'merged'
             UNION SELECT l.other_id, n.steps + 1 FROM chain n JOIN matter_link l ON l.matter_id = n.matter_id
             WHERE l.kind = 'merged' AND n.steps < {CHAIN})
         SELECT {} FROM consult_case WHERE matter_id IN (SELECT matter_id FROM chain) AND id + 0 > $2 AND valid = 0
         ORDER BY id + 0 LIMIT 100",
        Case::COLUMNS
    );
    let found: Vec<Case> = q.list(&sql, args![id, after]).await?;
    found.into_iter().map(|case| opened(q, case)).collect()
}

/// The oldest open report of the same spot: its matter.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn same_spot(q: &mut impl Query, spot: &str, but: i64) -> Result<Option<i64>> {
    let row: Option<(i64,)> = q
        .maybe(
            "SELECT m.id FROM consult_case c JOIN matter_matter m ON m.id = c.matter_id
             WHERE c.spot = $1 AND c.what = 'error' AND c.id <> $2 AND m.closed_at IS NULL ORDER BY c.id LIMIT 1",
            args![spot, but],
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Other reports of the same page, newest first: matter, number, marked text, state.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn known(q: &mut impl Query, page: &str, but: i64) -> Result<Vec<(i64, String, String, String)>> {
    q.list(
        "SELECT m.id, m.number, c.selected, m.state FROM consult_case c JOIN matter_matter m ON m.id = c.matter_id
         WHERE c.page = $1 AND c.what = 'error' AND c.id <> $2 ORDER BY c.id DESC LIMIT 10",
        args![page, but],
    )
    .await
}

/// What the person wrote later: when, kind, text.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn messages(q: &mut impl Query, case: i64) -> Result<Vec<(Moment, String, String)>> {
    q.list("SELECT at, kind, text FROM consult_message WHERE case_id = $1 ORDER BY id LIMIT 100", args![case]).await
}

/// Consultations replied to and not rated whose answer went out before `before`: case and matter, after the matter `after`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn unrated(q: &mut impl Query, before: Moment, after: i64) -> Result<Vec<(i64, i64)>> {
    q.list(
        "SELECT c.id, m.id FROM matter_matter m CROSS JOIN consult_case c
         WHERE m.turn = 'waiting' AND m.process = 'consult.ask' AND m.state = 'replied' AND m.id > $2
           AND c.matter_id = m.id AND c.replied_at < $1
         ORDER BY m.id LIMIT 500",
        args![before, after],
    )
    .await
}

/// A case to be stored.
pub struct NewCase<'a> {
    /// The matter.
    pub matter: i64,
    /// ask or error.
    pub what: &'a str,
    /// Pace or kind.
    pub kind: &'a str,
    /// Topic.
    pub topic: Option<i64>,
    /// web, or how else it came.
    pub source: &'a str,
    /// Date from which its times count.
    pub received_on: Date,
    /// When it was sent.
    pub at: Moment,
    /// Title.
    pub title: &'a str,
    /// Text.
    pub body: &'a str,
    /// Name.
    pub name: &'a str,
    /// Telephone.
    pub phone: &'a str,
    /// E-mail address.
    pub email: &'a str,
    /// Account.
    pub citizen: Option<i64>,
    /// Whether publication is agreed to.
    pub consent: bool,
    /// Its query code.
    pub fresh: &'a Fresh,
    /// Until when the receipt page can be opened.
    pub receipt_until: Moment,
    /// The page that is wrong.
    pub page: &'a str,
    /// What was marked on it.
    pub selected: &'a str,
    /// Digest of both.
    pub spot: &'a str,
}

/// Stores a case; gives its key. Its ledger entry is noted later.
pub async fn insert(tx: &mut Tx, new: &NewCase<'_>) -> Result<i64> {
    let vault = tx.vault()?;
    let (phone, digest) = (vault.seal(PHONE, new.phone.as_bytes())?, vault.digest(PHONE, new.phone));
    tx.insert(
        "INSERT INTO consult_case (matter_id, what, kind, topic_id, source, received_on, received_at, title, body, name, phone,
         phone_digest, email, citizen_id, consent, code_digest, code_salt, code_sealed, receipt_digest, receipt_until, entry_id,
         page, selected, spot, draft, answer, result, fixed_page, rating_text, reopened, valid, public_title, public_body,
         public_answer, withdrawn_why)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 0, $21, $22, $23,
         '', '', '', '', '', 0, 1, '', '', '', '') RETURNING id",
        args![
            new.matter,
            new.what,
            new.kind,
            new.topic,
            new.source,
            new.received_on,
            new.at,
            new.title,
            new.body,
            new.name,
            phone,
            digest,
            new.email,
            new.citizen,
            new.consent,
            new.fresh.digest.clone(),
            new.fresh.salt.clone(),
            new.fresh.sealed.clone(),
            &new.fresh.token_digest,
            new.receipt_until,
            new.page,
            new.selected,
            new.spot
        ],
    )
    .await
}

/// Stores a later message of the person; gives its key.
pub async fn add_message(tx: &mut Tx, case: i64, kind: &str, text: &str, at: Moment) -> Result<i64> {
    let sql = "INSERT INTO consult_message (case_id, at, kind, text) VALUES ($1, $2, $3, $4) RETURNING id";
    tx.insert(sql, args![case, at, kind, text]).await
}

/// Keeps the answer under review and the unit that wrote it.
pub async fn set_draft(tx: &mut Tx, id: i64, draft: &str, unit: i64) -> Result<()> {
    let sql = "UPDATE consult_case SET draft = $1, draft_unit = $2 WHERE id = $3";
    tx.run(sql, args![draft, unit, id]).await.map(drop)
}

/// The answer goes out. The first answer's moment and its due moment stay for the counts.
pub async fn answered(tx: &mut Tx, id: i64, answer: &str, unit: i64, at: Moment, due: Option<Moment>) -> Result<()> {
    tx.run(
        "UPDATE consult_case SET answer = $1, answer_unit = $2, replied_at = $3,
         answered_due = CASE WHEN answered_at IS NULL THEN $4 ELSE answered_due END,
         answered_at = COALESCE(answered_at, $3) WHERE id = $5",
        args![answer, unit, at, due, id],
    )
    .await
    .map(drop)
}

/// How an error report ended.
pub async fn finished(tx: &mut Tx, id: i64, result: &str, fixed_page: &str) -> Result<()> {
    let sql = "UPDATE consult_case SET result = $1, fixed_page = $2 WHERE id = $3";
    tx.run(sql, args![result, fixed_page, id]).await.map(drop)
}

/// An entry of the knowledge base was drafted from it.
pub async fn made_known(tx: &mut Tx, id: i64, entry: i64) -> Result<()> {
    tx.run("UPDATE consult_case SET knowledge_id = $1 WHERE id = $2", args![entry, id]).await.map(drop)
}

/// The person's judgement.
pub async fn rated(tx: &mut Tx, id: i64, satisfaction: i64, text: &str, at: Moment) -> Result<()> {
    let sql = "UPDATE consult_case SET satisfaction = $1, rating_text = $2, rated_at = $3 WHERE id = $4";
    tx.run(sql, args![satisfaction, text, at, id]).await.map(drop)
}

/// It is handled once more: how it ended counts no longer.
pub async fn reopened(tx: &mut Tx, id: i64) -> Result<()> {
    let sql = "UPDATE consult_case SET reopened = reopened + 1, valid = 1, result = '', fixed_page = '' WHERE id = $1";
    tx.run(sql, args![id]).await.map(drop)
}

/// Whether it counts as valid.
pub async fn set_valid(tx: &mut Tx, id: i64, valid: bool) -> Result<()> {
    tx.run("UPDATE consult_case SET valid = $1 WHERE id = $2", args![valid, id]).await.map(drop)
}

/// Publishes the masked texts.
pub async fn publish(tx: &mut Tx, id: i64, texts: [&str; 3], at: Moment) -> Result<()> {
    let [title, body, answer] = texts;
    tx.run(
        "UPDATE consult_case SET public_title = $1, public_body = $2, public_answer = $3,
         published_at = COALESCE(published_at, $4), withdrawn_at = NULL, withdrawn_why = '' WHERE id = $5",
        args![title, body, answer, at, id],
    )
    .await
    .map(drop)
}

/// Withdraws it from the public.
pub async fn withdraw(tx: &mut Tx, id: i64, why: &str, at: Moment) -> Result<()> {
    let sql = "UPDATE consult_case SET published_at = NULL, withdrawn_at = $1, withdrawn_why = $2 WHERE id = $3";
    tx.run(sql, args![at, why, id]).await.map(drop)
}
