//! Orders, one by one: stored, found, and what was said about them.

use base::{Date, Error, Moment};
use counter::code::Fresh;
use store::{Query, Result, Tx, args};

use super::PHONE;
use crate::model::{Calling, Order};

/// With the telephone taken out of the vault.
fn opened(q: &impl Query, mut order: Order) -> Result<Order> {
    order.phone = q.vault()?.open_text(PHONE, &order.phone)?;
    Ok(order)
}

/// The order with the key `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn order(q: &mut impl Query, id: i64) -> std::result::Result<Order, Error> {
    let sql = format!("SELECT {} FROM hotline_order WHERE id = $1", Order::COLUMNS);
    let found = q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)?;
    Ok(opened(q, found)?)
}

/// The orders with these keys, in their order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn orders(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Order>> {
    let wanted = store::sql::Where::new().and_in("id", ids.to_vec());
    let sql = format!("SELECT {} FROM hotline_order{} ORDER BY id LIMIT 500", Order::COLUMNS, wanted.text());
    let found: Vec<Order> = q.list(&sql, wanted.args()).await?;
    found.into_iter().map(|order| opened(q, order)).collect()
}

/// The order that runs as the matter `id`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_matter(q: &mut impl Query, id: i64) -> Result<Option<Order>> {
    let sql = format!("SELECT {} FROM hotline_order WHERE matter_id = $1", Order::COLUMNS);
    let found: Option<Order> = q.maybe(&sql, args![id]).await?;
    found.map(|order| opened(q, order)).transpose()
}

/// How long a chain of orders joined with one another is followed at most.
pub const CHAIN: i64 = 20;

/// Orders whose matters were joined with the matter `id`, or with one that was joined with it, and so on, after the order `after`; at
/// most 100 at once.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn joined_with(q: &mut impl Query, id: i64, after: i64) -> Result<Vec<Order>> {
    let sql = format!(
        "WITH RECURSIVE chain (matter_id, steps) AS (
             SELECT other_id, 1 FROM matter_link WHERE matter_id = $1 AND kind = 'merged'
             UNION SELECT l.other_id, c.steps + 1 FROM matter_link l JOIN chain c ON l.matter_id = c.matter_id
             WHERE l.kind = 'merged' AND c.steps < {CHAIN})
         SELECT {} FROM hotline_order WHERE id > $2 AND matter_id IN (SELECT matter_id FROM chain) ORDER BY id LIMIT 100",
        Order::COLUMNS
    );
    let found: Vec<Order> = q.list(&sql, args![id, after]).await?;
    found.into_iter().map(|order| opened(q, order)).collect()
}

/// An earlier call from the same telephone, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Earlier {
    /// Key of its matter.
    pub matter_id: i64,
    /// Number.
    pub number: String,
    /// Its title as lists may show it.
    pub title: String,
    /// State of the matter.
    pub state: String,
    /// Civil date on which it was taken.
    pub on: String,
}

/// The newest calls from a telephone since `since`, by its digest, at most `limit`, and how many there are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn history(
    q: &mut impl Query,
    digest: &str,
    since: Date,
    but: i64,
    limit: usize,
) -> Result<(Vec<Earlier>, i64)> {
    if digest.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let rows: Vec<(i64, String, String, String, String)> = q
        .list(
            "SELECT m.id, m.number, m.title, m.state, o.received_on FROM hotline_order o
             JOIN matter_matter m ON m.id = o.matter_id
             WHERE o.phone_digest = $1 AND o.received_on >= $2 AND o.id <> $3 ORDER BY o.id DESC LIMIT $4",
            args![digest, since, but, limit],
        )
        .await?;
    let total = q
        .scalar(
            "SELECT COUNT(*) FROM hotline_order WHERE phone_digest = $1 AND received_on >= $2 AND id <> $3",
            args![digest, since, but],
        )
        .await?;
    let earlier = |(matter_id, number, title, state, on)| Earlier { matter_id, number, title, state, on };
    Ok((rows.into_iter().map(earlier).collect(), total))
}

/// Valid orders of the same telephone and class since `since`: keys, oldest first, at most 100.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_phone(q: &mut impl Query, digest: &str, class: Option<i64>, since: Date) -> Result<Vec<i64>> {
    let (true, Some(class)) = (!digest.is_empty(), class) else { return Ok(Vec::new()) };
    let rows: Vec<(i64,)> = q
        .list(
            "SELECT id FROM hotline_order WHERE phone_digest = $1 AND class_id = $2 AND received_on >= $3
             ORDER BY id LIMIT 100",
            args![digest, class, since],
        )
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// An order to be stored.
pub struct NewOrder<'a> {
    /// The matter.
    pub matter: i64,
    /// What was taken down.
    pub calling: &'a Calling,
    /// The earlier order that it repeats.
    pub repeat_of: Option<i64>,
    /// When.
    pub at: Moment,
    /// Person who took it.
    pub taken_by: Option<i64>,
    /// Account of the caller.
    pub citizen: Option<i64>,
    /// Number on the city's platform, its version, and until when the city wants the answer.
    pub city: (&'a str, i64, Option<Moment>),
    /// Its query code.
    pub fresh: &'a Fresh,
    /// Until when the receipt page can be opened.
    pub receipt_until: Moment,
}

/// Stores an order; gives its key. Its ledger entry is noted later.
pub async fn insert(tx: &mut Tx, new: &NewOrder<'_>) -> Result<i64> {
    let vault = tx.vault()?;
    let c = &new.calling.entry;
    let digest = if c.phone.is_empty() { String::new() } else { vault.digest(PHONE, &c.phone) };
    let phone = vault.seal(PHONE, c.phone.as_bytes())?;
    let (city_number, city_version, city_due) = new.city;
    tx.insert(
        "INSERT INTO hotline_order (matter_id, source, kind, urgency, class_id, received_on, received_at, title, body, name,
         phone, phone_digest, citizen_id, place, town_id, confidential, consent, complained_unit, repeat_of, taken_by,
         city_number, city_version, city_due, code_digest, code_salt, code_sealed, receipt_digest, receipt_until, entry_id,
         objected, misplaced, designated, extended, draft, answer, attempts, rating_text, redone, hold_kind, hold_plan,
         excluded, petition, valid, public_title, public_body, public_answer, withdrawn_why)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
         $24, $25, $26, $27, $28, 0, 0, 0, 0, 0, '', '', 0, '', 0, '', '', 0, 0, 1, '', '', '', '') RETURNING id",
        args![
            new.matter,
            &c.source,
            &c.kind,
            &c.urgency,
            c.class,
            new.at.date(),
            new.at,
            &c.title,
            &c.body,
            &c.name,
            phone,
            digest,
            new.citizen,
            &c.place,
            c.town,
            c.confidential,
            new.calling.consent,
            c.complained,
            new.repeat_of,
            new.taken_by,
            city_number,
            city_version,
            city_due,
            new.fresh.digest.clone(),
            new.fresh.salt.clone(),
            new.fresh.sealed.clone(),
            &new.fresh.token_digest,
            new.receipt_until
        ],
    )
    .await
}

/// What was said about an order later: when, kind, text; at most 100.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn messages(q: &mut impl Query, order: i64) -> Result<Vec<(Moment, String, String)>> {
    q.list("SELECT at, kind, text FROM hotline_message WHERE order_id = $1 ORDER BY id LIMIT 100", args![order]).await
}

/// Stores what was said; gives its key.
pub async fn add_message(tx: &mut Tx, order: i64, kind: &str, text: &str, at: Moment) -> Result<i64> {
    let sql = "INSERT INTO hotline_message (order_id, at, kind, text) VALUES ($1, $2, $3, $4) RETURNING id";
    tx.insert(sql, args![order, at, kind, text]).await
}

::store::record! {
    /// A callback (回访).
    pub struct Call from "hotline_call" {
        /// Key.
        pub id: i64,
        /// When.
        pub at: Moment,
        /// Whether the caller was reached.
        pub reached: bool,
        /// Whether the unit had spoken with the caller.
        pub contacted: Option<bool>,
        /// Whether it is solved.
        pub solved: Option<bool>,
        /// 1 to 5.
        pub satisfaction: Option<i64>,
        /// What the caller said.
        pub text: String,
    }
}

/// The callbacks of an order, oldest first; at most 100.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn calls(q: &mut impl Query, order: i64) -> Result<Vec<Call>> {
    let sql = format!("SELECT {} FROM hotline_call WHERE order_id = $1 ORDER BY id LIMIT 100", Call::COLUMNS);
    q.list(&sql, args![order]).await
}

/// Stores a callback of `person`; gives its key. The key and the moment in `call` are not looked at.
pub async fn add_call(tx: &mut Tx, order: i64, person: Option<i64>, at: Moment, call: &Call) -> Result<i64> {
    tx.insert(
        "INSERT INTO hotline_call (order_id, at, person_id, reached, contacted, solved, satisfaction, text)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        args![order, at, person, call.reached, call.contacted, call.solved, call.satisfaction, &call.text],
    )
    .await
}

/// An order that is to be urged.
#[derive(Debug, Clone, Copy)]
pub struct ToUrge {
    /// Its key.
    pub order: i64,
    /// Its matter.
    pub matter: i64,
    /// Until when it is due.
    pub due_at: Moment,
    /// Whether that is the city's own time.
    pub of_city: bool,
}

/// Orders with a unit that are due before `until`, not urged since `since`, urged by the program fewer than `most` times since
/// they were last answered, after the time and the matter `after`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn to_urge(
    q: &mut impl Query,
    until: Moment,
    most: i64,
    since: Moment,
    after: (Moment, i64),
) -> Result<Vec<ToUrge>> {
    let rows: Vec<(i64, Moment, i64, Option<Moment>)> = q
        .list(
            "SELECT o.id, m.due_at, m.id, o.city_due FROM matter_matter m CROSS JOIN hotline_order o
             WHERE m.closed_at IS NULL AND m.clock = 'running' AND m.due_at <= $1 AND (m.due_at, m.id) > ($4, $5)
               AND m.process = 'hotline.order' AND m.state IN ('dispatched', 'handling') AND o.matter_id = m.id
               AND NOT EXISTS (SELECT 1 FROM matter_act a WHERE a.matter_id = m.id AND a.action = 'urge' AND a.at >= $3)
               AND $2 > (SELECT COUNT(*) FROM matter_act a WHERE a.matter_id = m.id AND a.action = 'urge'
                         AND a.person_id IS NULL AND a.at >= COALESCE(o.replied_at, 0))
             ORDER BY m.due_at, m.id LIMIT 500",
            args![until, most, since, after.0, after.1],
        )
        .await?;
    let row = |(order, due_at, matter, city)| ToUrge { order, matter, due_at, of_city: city == Some(due_at) };
    Ok(rows.into_iter().map(row).collect())
}

/// Orders for which the city wants the answer before the time by which they are listed, after the matter `after`: matter and that time.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn unbound(q: &mut impl Query, after: i64) -> Result<Vec<(i64, Moment)>> {
    q.list(
        "SELECT m.id, o.city_due FROM hotline_order o CROSS JOIN matter_matter m
         WHERE o.city_due IS NOT NULL AND o.answered_at IS NULL AND o.matter_id > $1 AND m.id = o.matter_id
           AND m.closed_at IS NULL AND m.clock = 'running' AND o.city_due < m.due_at AND o.city_due > m.opened_at
         ORDER BY o.matter_id LIMIT 500",
        args![after],
    )
    .await
}

/// Orders whose hold ends on or before `today`, after the matter `after`: key and matter.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn held_until(q: &mut impl Query, today: Date, after: i64) -> Result<Vec<(i64, i64)>> {
    q.list(
        "SELECT o.id, m.id FROM matter_matter m CROSS JOIN hotline_order o
         WHERE m.turn = 'waiting' AND m.process = 'hotline.order' AND m.state = 'held' AND m.id > $2
           AND o.matter_id = m.id AND o.hold_until <= $1
         ORDER BY m.id LIMIT 500",
        args![today, after],
    )
    .await
}
