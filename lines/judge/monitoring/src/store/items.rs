//! Rows of `monitoring_finding`.

use base::{Date, Moment};
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

use crate::model::{Item, Wanted};

/// Findings of one order that are read at most; the rule bounds them below that.
const OF_ORDER_MAX: usize = 200;

/// What stands on an order.
pub(crate) async fn of_order(q: &mut impl Query, order: i64) -> Result<Vec<Item>> {
    let sql = format!("SELECT {} FROM monitoring_finding WHERE order_id = $1 ORDER BY id LIMIT $2", Item::COLUMNS);
    q.list(&sql, args![order, OF_ORDER_MAX]).await
}

/// Puts a finding on an open order; gives its key. One that a line watches stands on one open order at most: nothing when another order
/// has it, were it that of somebody who was faster by a moment.
pub(crate) async fn insert(tx: &mut Tx, order: i64, new: &Wanted) -> Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .maybe(
            "INSERT INTO monitoring_finding (order_id, kind, key, what, address, found_on, open, answer, said, verdict)
             VALUES ($1, $2, $3, $4, $5, $6, 1, '', '', '')
             ON CONFLICT (kind, key) WHERE open = 1 AND kind <> '' DO NOTHING RETURNING id",
            args![order, &new.kind, &new.key, &new.what, &new.address, new.found_on],
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

/// Takes a finding off an order that is drawn up.
pub(crate) async fn remove(tx: &mut Tx, id: i64) -> Result<u64> {
    tx.run("DELETE FROM monitoring_finding WHERE id = $1", args![id]).await
}

/// What the unit answers of a finding.
pub(crate) async fn answer(tx: &mut Tx, id: i64, answer: &str, said: &str) -> Result<u64> {
    tx.run("UPDATE monitoring_finding SET answer = $1, said = $2 WHERE id = $3", args![answer, said, id]).await
}

/// What looking again said of a finding.
pub(crate) async fn verdict(tx: &mut Tx, id: i64, verdict: &str, at: Moment) -> Result<u64> {
    tx.run("UPDATE monitoring_finding SET verdict = $1, checked_at = $2 WHERE id = $3", args![verdict, at, id]).await
}

/// The order is over: its findings may stand on another one.
pub(crate) async fn close(tx: &mut Tx, order: i64) -> Result<u64> {
    tx.run("UPDATE monitoring_finding SET open = 0 WHERE order_id = $1", args![order]).await
}

record! {
    /// A finding that stands on an open order.
    pub struct Taken from "monitoring_finding" {
        /// Names it within its kind.
        pub key: String,
        /// The order's matter.
        pub matter_id: i64,
        /// Its number.
        pub number: String,
        /// When it was signed off.
        #[serde(with = "base::time::date_text_option")]
        pub issued_on: Option<Date>,
    }
}

/// Those of `keys` that stand on an open order.
pub(crate) async fn taken(q: &mut impl Query, kind: &str, keys: &[String]) -> Result<Vec<Taken>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let w = Where::new().and("f.open = 1 AND f.kind = ?", args![kind]).and_in("f.key", keys.to_vec());
    let sql = format!(
        "SELECT f.key AS key, m.id AS matter_id, m.number AS number, o.issued_on AS issued_on FROM monitoring_finding f JOIN monitoring_order o ON o.id = f.order_id
         JOIN matter_matter m ON m.id = o.matter_id{} ORDER BY f.id",
        w.text()
    );
    q.list(&sql, w.args()).await
}
