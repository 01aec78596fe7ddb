//! Where the clocks of orders end of which the program reminds, and orders that come under supervision by themselves.

use base::Moment;
use store::{Query, Result, Tx, args};

/// A clock of whose end nobody was reminded yet.
pub struct Ending {
    /// Key of the order.
    pub order: i64,
    /// Key of the clock.
    pub clock: String,
    /// When it ends.
    pub due: Moment,
    /// When the program reminds of it.
    pub remind: Moment,
    /// The matter.
    pub matter: i64,
}

/// The running clocks of an order, each with its end and when the program reminds of it, and nothing else. One whose end is another is
/// reminded of anew.
pub async fn keep_clocks(tx: &mut Tx, order: i64, ends: &[(&str, Moment, Moment)]) -> Result<()> {
    let known: Vec<(String, Moment)> =
        tx.list("SELECT clock, due_at FROM hotline_clock WHERE order_id = $1 LIMIT 20", args![order]).await?;
    for (clock, _) in known.iter().filter(|(clock, _)| !ends.iter().any(|(key, ..)| key == clock)) {
        tx.run("DELETE FROM hotline_clock WHERE order_id = $1 AND clock = $2", args![order, clock]).await?;
    }
    for (clock, due, remind) in ends {
        match known.iter().find(|(key, _)| key == clock) {
            Some((_, before)) if before == due => {}
            Some(_) => {
                let sql = "UPDATE hotline_clock SET due_at = $1, remind_at = $2, reminded_at = NULL
                           WHERE order_id = $3 AND clock = $4";
                tx.run(sql, args![*due, *remind, order, *clock]).await?;
            }
            None => {
                let sql = "INSERT INTO hotline_clock (order_id, clock, due_at, remind_at) VALUES ($1, $2, $3, $4)";
                tx.run(sql, args![order, *clock, *due, *remind]).await?;
            }
        }
    }
    Ok(())
}

/// Orders that are open, with matter and urgency, after the matter `after`; at most 500.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn open_orders(q: &mut impl Query, after: i64) -> Result<Vec<(i64, i64, String)>> {
    q.list(
        "SELECT o.id, m.id, o.urgency FROM matter_matter m JOIN hotline_order o ON o.matter_id = m.id
         WHERE m.process = 'hotline.order' AND m.closed_at IS NULL AND m.id > $1 ORDER BY m.id LIMIT 500",
        args![after],
    )
    .await
}

/// Clocks of which somebody is to be reminded by `now`, after the reminder, order and clock `after`; at most 500.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn ending(q: &mut impl Query, now: Moment, after: (Moment, i64, &str)) -> Result<Vec<Ending>> {
    let rows: Vec<(i64, String, Moment, Moment, i64)> = q
        .list(
            "SELECT c.order_id, c.clock, c.due_at, c.remind_at, o.matter_id
             FROM hotline_clock c JOIN hotline_order o ON o.id = c.order_id
             WHERE c.reminded_at IS NULL AND c.remind_at <= $1 AND (c.remind_at, c.order_id, c.clock) > ($2, $3, $4)
             ORDER BY c.remind_at, c.order_id, c.clock LIMIT 500",
            args![now, after.0, after.1, after.2],
        )
        .await?;
    let ending = |(order, clock, due, remind, matter)| Ending { order, clock, due, remind, matter };
    Ok(rows.into_iter().map(ending).collect())
}

/// Somebody was reminded of this end.
pub async fn reminded(tx: &mut Tx, order: i64, clock: &str, at: Moment) -> Result<()> {
    let sql = "UPDATE hotline_clock SET reminded_at = $1 WHERE order_id = $2 AND clock = $3";
    tx.run(sql, args![at, order, clock]).await.map(drop)
}

/// An order that is late and not under supervision.
pub struct Late {
    /// Key.
    pub order: i64,
    /// Its matter.
    pub matter: i64,
    /// When its main clock ended.
    pub due: Moment,
    /// Whether it is urgent or critical.
    pub hasty: bool,
    /// How often it was urged.
    pub urged: i64,
}

/// Orders that are not answered, late and not under supervision, after the end and matter `after`; at most 500.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn late(q: &mut impl Query, now: Moment, after: (Moment, i64)) -> Result<Vec<Late>> {
    let rows: Vec<(i64, i64, Moment, String, i64)> = q
        .list(
            "SELECT o.id, m.id, m.due_at, o.urgency, m.urged FROM matter_matter m CROSS JOIN hotline_order o
             WHERE m.closed_at IS NULL AND m.clock = 'running' AND m.due_at < $1 AND (m.due_at, m.id) > ($2, $3)
               AND m.process = 'hotline.order' AND m.supervised_at IS NULL AND o.matter_id = m.id
             ORDER BY m.due_at, m.id LIMIT 500",
            args![now, after.0, after.1],
        )
        .await?;
    let late = |(order, matter, due, urgency, urged): (i64, i64, Moment, String, i64)| Late {
        order,
        matter,
        due,
        hasty: urgency != "plain",
        urged,
    };
    Ok(rows.into_iter().map(late).collect())
}
