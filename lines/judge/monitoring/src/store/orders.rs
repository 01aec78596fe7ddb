//! Rows of `monitoring_order` and `monitoring_round`.

use base::{Date, Moment};
use store::{Query, Result, Tx, args};

use crate::model::Order;

/// The order whose matter is `matter`.
pub(crate) async fn of_matter(q: &mut impl Query, matter: i64) -> Result<Option<Order>> {
    q.maybe(&format!("SELECT {} FROM monitoring_order WHERE matter_id = $1", Order::COLUMNS), args![matter]).await
}

/// Whether there is any order.
pub(crate) async fn any(q: &mut impl Query) -> Result<bool> {
    Ok(q.maybe::<(i64,)>("SELECT id FROM monitoring_order ORDER BY id LIMIT 1", args![]).await?.is_some())
}

/// What is written of a new order.
pub(crate) struct New<'a> {
    pub matter: i64,
    pub unit: i64,
    pub source: &'a str,
    pub demand: &'a str,
    pub bound_on: Option<Date>,
    pub drafter: &'a str,
    pub on: Date,
}

/// Adds an order; gives its key.
pub(crate) async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<i64> {
    tx.insert(
        "INSERT INTO monitoring_order (matter_id, unit_id, source, demand, bound_on, drafter, opened_on, issuer, late, returned)
         VALUES ($1, $2, $3, $4, $5, $6, $7, '', 0, 0) RETURNING id",
        args![new.matter, new.unit, new.source, new.demand, new.bound_on, new.drafter, new.on],
    )
    .await
}

/// Writes the demand anew while it is drawn up.
pub(crate) async fn set_demand(tx: &mut Tx, id: i64, demand: &str, bound_on: Option<Date>) -> Result<u64> {
    tx.run("UPDATE monitoring_order SET demand = $1, bound_on = $2 WHERE id = $3", args![demand, bound_on, id]).await
}

/// It was signed off.
pub(crate) async fn issued(tx: &mut Tx, id: i64, issuer: &str, on: Date) -> Result<u64> {
    tx.run("UPDATE monitoring_order SET issuer = $1, issued_on = $2 WHERE id = $3", args![issuer, on, id]).await
}

/// It was sent back for a further round.
pub(crate) async fn returned(tx: &mut Tx, id: i64) -> Result<u64> {
    tx.run("UPDATE monitoring_order SET returned = returned + 1 WHERE id = $1", args![id]).await
}

/// The unit handed in; the first time that it is late stays.
pub(crate) async fn handed(
    tx: &mut Tx,
    (id, round): (i64, i64),
    (person, actor): (i64, &str),
    at: Moment,
    late: bool,
) -> Result<()> {
    tx.run(
        "INSERT INTO monitoring_round (order_id, round, person_id, actor, handed_at) VALUES ($1, $2, $3, $4, $5)",
        args![id, round, person, actor, at],
    )
    .await?;
    if late {
        tx.run("UPDATE monitoring_order SET late = 1 WHERE id = $1", args![id]).await?;
    }
    Ok(())
}

/// When the unit handed in, and who did, in the order of the rounds.
pub(crate) async fn rounds(q: &mut impl Query, id: i64) -> Result<Vec<(i64, String, Moment)>> {
    let sql = "SELECT round, actor, handed_at FROM monitoring_round WHERE order_id = $1 ORDER BY round LIMIT 100";
    q.list(sql, args![id]).await
}

/// Whether this person handed in, in whatever round.
pub(crate) async fn handed_by(q: &mut impl Query, id: i64, person: i64) -> Result<bool> {
    let sql = "SELECT round FROM monitoring_round WHERE order_id = $1 AND person_id = $2 ORDER BY round LIMIT 1";
    Ok(q.maybe::<(i64,)>(sql, args![id, person]).await?.is_some())
}

/// Open orders at units whose time ends by `until` and that were not urged since `since`, by key after `after`: key and matter.
pub(crate) async fn to_urge(
    q: &mut impl Query,
    (until, since): (Moment, Moment),
    after: i64,
    limit: usize,
) -> Result<Vec<(i64, i64)>> {
    q.list(
        "SELECT o.id, m.id FROM monitoring_order o JOIN matter_matter m ON m.id = o.matter_id
         WHERE m.closed_at IS NULL AND m.clock = 'running' AND m.due_at <= $1 AND m.state IN ('issued', 'mending') AND o.id > $2
         AND NOT EXISTS (SELECT 1 FROM matter_act a WHERE a.matter_id = m.id AND a.action = 'urge' AND a.at >= $3)
         ORDER BY o.id LIMIT $4",
        args![until, after, since, limit],
    )
    .await
}
