//! Rows of `content_offer`: what units offer to another site, and what became of it.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

record! {
    /// A published edition that a unit offers to another site (报送).
    pub struct Offer from "content_offer" {
        /// Key.
        pub id: i64,
        /// The published edition.
        pub item_id: i64,
        /// The column for which it is offered.
        pub column_id: i64,
        /// The unit that keeps the column's site and decides.
        pub unit_id: i64,
        /// The unit that offers it.
        pub from_unit: i64,
        /// What it says to the editors there.
        pub note: String,
        /// When.
        pub at: Moment,
        /// Name, unit and post of whoever offered it.
        pub actor: String,
        /// open, taken or declined.
        pub state: String,
        /// When it was decided.
        pub answered_at: Option<Moment>,
        /// Name, unit and post of whoever decided.
        pub answerer: String,
        /// Why it was not taken.
        pub answer: String,
    }
}

/// What is written of a new offer.
pub(crate) struct New<'a> {
    pub item: i64,
    pub column: i64,
    pub unit: i64,
    pub from: i64,
    pub note: &'a str,
    pub actor: &'a str,
}

/// Writes an offer; nothing when the same one is open already.
pub(crate) async fn add(tx: &mut Tx, new: &New<'_>, now: Moment) -> Result<Option<i64>> {
    let open: Option<(i64,)> = tx
        .maybe(
            "SELECT id FROM content_offer WHERE item_id = $1 AND column_id = $2 AND state = 'open'",
            args![new.item, new.column],
        )
        .await?;
    if open.is_some() {
        return Ok(None);
    }
    let id = tx
        .insert(
            "INSERT INTO content_offer (item_id, column_id, unit_id, from_unit, note, at, actor, state, answerer, answer)
             VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', '', '') RETURNING id",
            args![new.item, new.column, new.unit, new.from, new.note, now, new.actor],
        )
        .await?;
    Ok(Some(id))
}

/// Whose offers are asked for.
pub(crate) enum Whose<'a> {
    /// Made to the sites of these units (of all without).
    To(Option<&'a [i64]>),
    /// Made by these units (by all without).
    By(Option<&'a [i64]>),
}

/// A page of offers, the newest first, before the key `before` (0 for the first page). `open`: only those that wait.
pub(crate) async fn list(
    q: &mut impl Query,
    whose: Whose<'_>,
    open: bool,
    before: i64,
    limit: usize,
) -> Result<Vec<Offer>> {
    let mut w = Where::new().and_if("id < ?", (before > 0).then_some(before));
    let (column, units) = match whose {
        Whose::To(units) => ("unit_id", units),
        Whose::By(units) => ("from_unit", units),
    };
    if let Some(units) = units {
        w = w.and_in(column, units.iter().copied());
    }
    if open {
        w = w.and("state = 'open'", args![]);
    }
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM content_offer{} ORDER BY id DESC LIMIT {limit}", Offer::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

pub(crate) async fn one(q: &mut impl Query, id: i64) -> Result<Option<Offer>> {
    q.maybe(&format!("SELECT {} FROM content_offer WHERE id = $1", Offer::COLUMNS), args![id]).await
}

/// Notes what became of an offer; 0 when somebody decided already.
pub(crate) async fn answered(
    tx: &mut Tx,
    id: i64,
    state: &str,
    answerer: &str,
    answer: &str,
    now: Moment,
) -> Result<u64> {
    tx.run(
        "UPDATE content_offer SET state = $1, answered_at = $2, answerer = $3, answer = $4
         WHERE id = $5 AND state = 'open'",
        args![state, now, answerer, answer, id],
    )
    .await
}

/// How many open offers wait for the unit, or were made by it.
pub(crate) async fn held(q: &mut impl Query, unit: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM content_offer WHERE state = 'open' AND (unit_id = $1 OR from_unit = $1)";
    q.scalar(sql, args![unit]).await
}

/// Another unit decides and hears of them; gives how many they are.
pub(crate) async fn succeed(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    let sql = "UPDATE content_offer SET unit_id = CASE WHEN unit_id = $2 THEN $1 ELSE unit_id END,
               from_unit = CASE WHEN from_unit = $2 THEN $1 ELSE from_unit END
               WHERE state = 'open' AND (unit_id = $2 OR from_unit = $2)";
    tx.run(sql, args![to, from]).await
}
