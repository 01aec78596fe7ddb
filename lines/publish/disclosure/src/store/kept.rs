//! What was handed over to archive and library, and what was looked at again.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

record! {
    /// A list of documents that was handed over (移送).
    pub struct Handed from "disclosure_transfer" {
        /// Key.
        pub id: i64,
        /// archive or library.
        pub receiver: String,
        /// First civil date of publication.
        pub from_on: String,
        /// Last civil date of publication.
        pub to_on: String,
        /// When it was made.
        pub made_at: Moment,
        /// Who made it.
        pub made_by: String,
        /// Number of documents.
        pub entries: i64,
        /// Digest of the sheet, empty for transfers of before.
        pub digest: String,
    }
}

pub(crate) async fn add_transfer(tx: &mut Tx, new: &Handed) -> Result<i64> {
    tx.insert(
        "INSERT INTO disclosure_transfer (receiver, from_on, to_on, made_at, made_by, entries, digest)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        args![&new.receiver, &new.from_on, &new.to_on, new.made_at, &new.made_by, new.entries, &new.digest],
    )
    .await
}

/// A transfer.
pub(crate) async fn transfer(q: &mut impl Query, id: i64) -> Result<Option<Handed>> {
    q.maybe(&format!("SELECT {} FROM disclosure_transfer WHERE id = $1", Handed::COLUMNS), args![id]).await
}

/// The transfers before the key `before`, the newest first.
pub(crate) async fn transfers(q: &mut impl Query, before: Option<i64>, limit: usize) -> Result<Vec<Handed>> {
    let mut w = Where::new().and_if("id < ?", before);
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM disclosure_transfer{} ORDER BY id DESC LIMIT {limit}", Handed::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

pub(crate) async fn assess(tx: &mut Tx, item: i64, actor: &str, result: &str, why: &str, now: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO disclosure_assessment (item_id, at, actor, result, why) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        args![item, now, actor, result, why],
    )
    .await
}

/// Something that was kept closed and has to be looked at again: key, title, basis, when it was last looked at or begun.
pub(crate) type Due = (i64, String, String, Moment);

/// What is kept closed with the time since which nobody looked at it.
const CLOSED: &str = "(SELECT i.id AS id, i.unit_id AS unit_id, i.title AS title, i.attribute_why AS why,
    COALESCE((SELECT MAX(a.at) FROM disclosure_assessment a WHERE a.item_id = i.id), i.created_at) AS since
    FROM edition_item i WHERE i.attribute = 'closed') AS closed";

fn unseen(units: &[i64], before: Moment) -> Where {
    Where::new().and("since <= ?", args![before]).and_in("unit_id", units.iter().copied())
}

/// What these units kept closed and nobody looked at since `before`, what waits longest first, after the place `(time, key)`.
pub(crate) async fn due(
    q: &mut impl Query,
    units: &[i64],
    before: Moment,
    after: (i64, i64),
    limit: usize,
) -> Result<Vec<Due>> {
    let mut w = unseen(units, before).and("(since, id) > (?, ?)", args![after.0, after.1]);
    let limit = w.arg(limit);
    let sql = format!("SELECT id, title, why, since FROM {CLOSED}{} ORDER BY since, id LIMIT {limit}", w.text());
    q.list(&sql, w.args()).await
}

/// How much [`due`] has in all.
pub(crate) async fn due_count(q: &mut impl Query, units: &[i64], before: Moment) -> Result<i64> {
    let w = unseen(units, before);
    q.scalar(&format!("SELECT COUNT(*) FROM {CLOSED}{}", w.text()), w.args()).await
}

/// What was found to be disclosable and is not published yet: key, title, state of the copy, when and why it was found so, by whom.
pub(crate) type Opened = (i64, String, String, Moment, String, String);

/// What the last assessment found disclosable (转为公开) and what nobody published since; what was and is withdrawn again waits for nobody.
const OPENED: &str = "(SELECT i.id AS id, i.unit_id AS unit_id, i.title AS title, i.state AS state, a.at AS at, a.why AS why,
    a.actor AS actor FROM disclosure_assessment a JOIN edition_item i ON i.id = a.item_id
    WHERE a.result = 'open' AND NOT EXISTS (SELECT 1 FROM disclosure_assessment b WHERE b.item_id = a.item_id AND b.id > a.id)
    AND NOT EXISTS (SELECT 1 FROM edition_live l WHERE l.item_id = i.id)
    AND NOT EXISTS (SELECT 1 FROM edition_version v WHERE v.item_id = i.id AND v.what = 'published' AND v.at >= a.at)) AS opened";

/// What these units have to publish since it was looked at again, the oldest first, after the place `(time, key)`.
pub(crate) async fn opened(q: &mut impl Query, units: &[i64], after: (i64, i64), limit: usize) -> Result<Vec<Opened>> {
    let mut w = Where::new().and_in("unit_id", units.iter().copied()).and("(at, id) > (?, ?)", args![after.0, after.1]);
    let limit = w.arg(limit);
    let sql =
        format!("SELECT id, title, state, at, why, actor FROM {OPENED}{} ORDER BY at, id LIMIT {limit}", w.text());
    q.list(&sql, w.args()).await
}

/// How much [`opened`] has in all.
pub(crate) async fn opened_count(q: &mut impl Query, units: &[i64]) -> Result<i64> {
    let w = Where::new().and_in("unit_id", units.iter().copied());
    q.scalar(&format!("SELECT COUNT(*) FROM {OPENED}{}", w.text()), w.args()).await
}

/// The units that have something to publish which was found disclosable before `before`: unit, number.
pub(crate) async fn units_with_opened(q: &mut impl Query, before: Moment) -> Result<Vec<(i64, i64)>> {
    let sql =
        format!("SELECT unit_id, COUNT(*) FROM {OPENED} WHERE at <= $1 GROUP BY unit_id ORDER BY unit_id LIMIT 2000");
    q.list(&sql, args![before]).await
}

/// The units that have to look at something since `before`: unit, number, when its keepers were told last.
pub(crate) async fn units_with_due(q: &mut impl Query, before: Moment) -> Result<Vec<(i64, i64, Option<Moment>)>> {
    let sql = format!(
        "SELECT closed.unit_id, COUNT(*), MAX(r.told_at) FROM {CLOSED}
         LEFT JOIN disclosure_reminder r ON r.unit_id = closed.unit_id
         WHERE closed.since <= $1 GROUP BY closed.unit_id ORDER BY closed.unit_id LIMIT 2000"
    );
    q.list(&sql, args![before]).await
}

/// Notes that the keepers of a unit were told.
pub(crate) async fn told(tx: &mut Tx, unit: i64, items: i64, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO disclosure_reminder (unit_id, told_at, items) VALUES ($1, $2, $3)
         ON CONFLICT (unit_id) DO UPDATE SET told_at = excluded.told_at, items = excluded.items",
        args![unit, now, items],
    )
    .await?;
    Ok(())
}
