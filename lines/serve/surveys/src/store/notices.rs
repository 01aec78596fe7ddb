//! Public notices and objections to them.

use base::{Date, Error, Fault, Moment};
use counter::Scope;
use counter::code::Fresh;
use store::long::{CAP, Columns, Counted, List, Page, Stretch, Terms, Turn};
use store::sql::Where;
use store::{FromRow, Query, Result, Row as DbRow, Tx, args};

use crate::model::notice::{Announcing, Notice, Objection};

/// Where telephones of objections are sealed for.
pub(crate) const PHONE: &str = "surveys_objection.phone";

/// The notice with the key `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn notice(q: &mut impl Query, id: i64) -> std::result::Result<Notice, Error> {
    let sql = format!("SELECT {} FROM surveys_notice WHERE id = $1", Notice::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// Keys of the notices of a unit after `after`, in their order.
pub(crate) async fn notices_of_unit(q: &mut impl Query, unit: i64, after: i64, limit: usize) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM surveys_notice WHERE unit_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    Ok(q.list(sql, args![unit, after, limit]).await?.into_iter().map(|(id,)| id).collect())
}

/// Notices that open or close today: their keys, at most 500.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn due_to_turn(q: &mut impl Query, today: Date) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM surveys_notice WHERE (state = 'approved' AND opens_on <= $1) OR (state = 'open' AND closes_on < $1)
         ORDER BY id LIMIT 500";
    Ok(q.list(sql, args![today]).await?.into_iter().map(|(id,)| id).collect())
}

/// Stores a new draft; gives its key.
pub async fn create_notice(tx: &mut Tx, unit: i64, new: &Announcing, by: Option<i64>, at: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO surveys_notice (unit_id, kind, title, body, basis, how, opens_on, closes_on, state, drafted_by, drafted_at,
         reason, withdrawn_why, longer_why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'draft', $9, $10, '', '', '') RETURNING id",
        args![unit, &new.kind, &new.title, &new.body, &new.basis, &new.how, new.opens_on, new.closes_on, by, at],
    )
    .await
}

/// Writes a draft.
pub async fn set_notice(tx: &mut Tx, id: i64, new: &Announcing, by: Option<i64>, at: Moment) -> Result<()> {
    tx.run(
        "UPDATE surveys_notice SET kind = $1, title = $2, body = $3, basis = $4, how = $5, opens_on = $6, closes_on = $7,
         drafted_by = $8, drafted_at = $9 WHERE id = $10",
        args![&new.kind, &new.title, &new.body, &new.basis, &new.how, new.opens_on, new.closes_on, by, at, id],
    )
    .await
    .map(drop)
}

/// It opens or closes.
pub async fn turn_notice(tx: &mut Tx, id: i64, state: &str, at: Moment) -> Result<()> {
    tx.run(
        "UPDATE surveys_notice SET state = $1, opened_at = COALESCE(opened_at, $2),
         closed_at = CASE WHEN $3 = 1 THEN $2 ELSE closed_at END WHERE id = $4",
        args![state, at, state == "closed", id],
    )
    .await
    .map(drop)
}

/// What a list of notices shows.
#[derive(Debug, Clone)]
pub struct Noticed {
    /// Whose.
    pub scope: Scope,
    /// In one of these states; all when there are none.
    pub states: &'static [&'static str],
    /// Of this kind.
    pub kind: Option<String>,
    /// Of this unit.
    pub unit: Option<i64>,
    /// Opens on or after.
    pub from: Option<Date>,
    /// Opens on or before.
    pub to: Option<Date>,
}

impl Default for Noticed {
    fn default() -> Self {
        Self { scope: Scope::All, states: &[], kind: None, unit: None, from: None, to: None }
    }
}

/// One line of a list of notices.
#[derive(Debug, Clone, serde::Serialize)]
pub struct NoticeRow {
    /// First day; with the key its place.
    #[serde(with = "base::time::date_text")]
    pub opens_on: Date,
    /// Key.
    pub id: i64,
    /// Title.
    pub title: String,
    /// Kind.
    pub kind: String,
    /// State.
    pub state: String,
    /// Short name of the unit.
    pub unit: String,
    /// Last day.
    #[serde(with = "base::time::date_text")]
    pub closes_on: Date,
    /// Objections.
    pub objections: i64,
}

impl FromRow for NoticeRow {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            opens_on: row.get("k1")?,
            id: row.get("k2")?,
            title: row.get("title")?,
            kind: row.get("kind")?,
            state: row.get("state")?,
            unit: row.get::<Option<String>>("unit")?.unwrap_or_default(),
            closes_on: row.get("closes_on")?,
            objections: row.get("objections")?,
        })
    }
}

impl Noticed {
    fn terms(&self) -> Terms {
        let mut index = Terms::new().and_if("n.unit_id = ?", self.unit).and_if("n.kind = ?", self.kind.clone());
        if !self.states.is_empty() {
            index = index.and_in("n.state", self.states.iter().copied());
        }
        if let Scope::Units(units) = &self.scope {
            index = index.and_in("n.unit_id", units.iter().copied());
        }
        index
    }
}

fn whole(wanted: &Noticed) -> List {
    List {
        table: "surveys_notice n",
        joined: "",
        joint: "1 = 1",
        keys: ["n.opens_on", "n.id"],
        newest_first: true,
        apart: true,
        stretches: vec![Stretch {
            index: wanted.terms(),
            least: wanted.from.map(Into::into),
            most: wanted.to.map(Into::into),
            ..Stretch::default()
        }],
    }
}

/// A page of notices, those that open last first, and how many there are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn notices(
    q: &mut impl Query,
    wanted: &Noticed,
    turn: &Turn,
    limit: usize,
) -> Result<(Page<NoticeRow>, Counted)> {
    let select = "n.title, n.kind, n.state, u.short_name AS unit, n.closes_on,
         (SELECT COUNT(*) FROM surveys_objection o WHERE o.notice_id = n.id) AS objections";
    let list = whole(wanted);
    let also = " LEFT JOIN identity_unit u ON u.id = n.unit_id";
    let page = list.page(q, Columns { select, also }, turn, limit).await?;
    let counted = list.count(q, CAP).await?;
    Ok((page, counted))
}

/// How many of these notices each unit has, all of them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn notices_by_unit(q: &mut impl Query, wanted: &Noticed) -> Result<Vec<(i64, i64)>> {
    let days = Terms::new().and_if("n.opens_on >= ?", wanted.from).and_if("n.opens_on <= ?", wanted.to);
    let conditions = wanted.terms().with(&days).put(Where::new());
    let sql = format!(
        "SELECT n.unit_id, COUNT(*) FROM surveys_notice n{} GROUP BY n.unit_id ORDER BY n.unit_id LIMIT 5000",
        conditions.text()
    );
    q.list(&sql, conditions.args()).await
}

/// How many objections a notice has by outcome; the empty outcome counts those that are not answered yet.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn outcomes(q: &mut impl Query, notice: i64) -> Result<Vec<(String, i64)>> {
    let sql = "SELECT outcome, COUNT(*) FROM surveys_objection WHERE notice_id = $1 GROUP BY outcome ORDER BY outcome LIMIT 20";
    q.list(sql, args![notice]).await
}

/// An objection to be stored.
pub struct NewObjection<'a> {
    /// Against which notice.
    pub notice: i64,
    /// The matter.
    pub matter: i64,
    /// Date from which its time counts.
    pub received_on: Date,
    /// Text.
    pub body: &'a str,
    /// Name.
    pub name: &'a str,
    /// Telephone.
    pub phone: &'a str,
    /// Account of who sends it, when signed in.
    pub citizen: Option<i64>,
    /// Its query code.
    pub fresh: &'a Fresh,
    /// Until when the receipt page can be opened.
    pub receipt_until: Moment,
}

/// Stores an objection; gives its key. Its ledger entry is noted later.
pub async fn add_objection(tx: &mut Tx, new: &NewObjection<'_>) -> Result<i64> {
    let vault = tx.vault()?;
    let (phone, digest) = (vault.seal(PHONE, new.phone.as_bytes())?, vault.digest(PHONE, new.phone));
    tx.insert(
        "INSERT INTO surveys_objection (notice_id, matter_id, received_on, body, name, phone, phone_digest, citizen_id, code_digest,
         code_salt, code_sealed, receipt_digest, receipt_until, entry_id, draft, draft_outcome, answer, outcome)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, '', '', '', '') RETURNING id",
        args![
            new.notice,
            new.matter,
            new.received_on,
            new.body,
            new.name,
            phone,
            digest,
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

fn opened(q: &impl Query, mut objection: Objection) -> Result<Objection> {
    objection.phone = q.vault()?.open_text(PHONE, &objection.phone)?;
    Ok(objection)
}

/// The objection with the key `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn objection(q: &mut impl Query, id: i64) -> std::result::Result<Objection, Error> {
    let sql = format!("SELECT {} FROM surveys_objection WHERE id = $1", Objection::COLUMNS);
    let found = q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)?;
    Ok(opened(q, found)?)
}

/// The objection that runs as the matter `id`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn objection_of(q: &mut impl Query, id: i64) -> Result<Option<Objection>> {
    let sql = format!("SELECT {} FROM surveys_objection WHERE matter_id = $1", Objection::COLUMNS);
    let found: Option<Objection> = q.maybe(&sql, args![id]).await?;
    found.map(|objection| opened(q, objection)).transpose()
}

/// Objections to a notice, oldest first: matter, number, day, outcome; at most 500.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn objections(q: &mut impl Query, notice: i64) -> Result<Vec<(i64, String, String, String)>> {
    q.list(
        "SELECT m.id, m.number, o.received_on, o.outcome FROM surveys_objection o JOIN matter_matter m ON m.id = o.matter_id
         WHERE o.notice_id = $1 ORDER BY o.id LIMIT 500",
        args![notice],
    )
    .await
}

/// What the person says of the answer, once. Gives whether it was not rated before.
pub async fn rate_objection(tx: &mut Tx, id: i64, satisfaction: i64, text: &str, at: Moment) -> Result<bool> {
    let sql = "UPDATE surveys_objection SET satisfaction = $1, rating_text = $2, rated_at = $3
               WHERE id = $4 AND satisfaction IS NULL";
    Ok(tx.run(sql, args![satisfaction, text, at, id]).await? == 1)
}

/// Keeps the answer and the outcome under review.
pub async fn set_objection_draft(tx: &mut Tx, id: i64, draft: &str, outcome: &str) -> Result<()> {
    let sql = "UPDATE surveys_objection SET draft = $1, draft_outcome = $2 WHERE id = $3";
    tx.run(sql, args![draft, outcome, id]).await.map(drop)
}

/// The answer goes out.
pub async fn objection_answered(
    tx: &mut Tx,
    id: i64,
    answer: &str,
    outcome: &str,
    at: Moment,
    due: Option<Moment>,
) -> Result<()> {
    let sql =
        "UPDATE surveys_objection SET answer = $1, outcome = $2, answered_at = $3, answered_due = $4 WHERE id = $5";
    tx.run(sql, args![answer, outcome, at, due, id]).await.map(drop)
}
