//! Requests that went to an heir (承继机关). Who answers counts: the heir counts what it took over, but a year whose report the former organ
//! had settled by then stays as it was published.

use base::Moment;
use store::long::Terms;
use store::{Query, Result, Tx, args};

/// For each request the first time it was handed over after the organ that had it had settled its report of the year. That it was put
/// right (更正) later does not make it younger.
const COUNTED_BEFORE: &str = "SELECT MIN(h.id) FROM requests_handed h
     JOIN requests_report p ON p.unit_id = h.from_id AND p.year = ?
       AND COALESCE((SELECT MIN(o.settled_at) FROM requests_report_old o WHERE o.report_id = p.id), p.settled_at) <= h.at
     GROUP BY h.request_id";

/// What `organ` counts in its report of `year`, as conditions on `requests_request r`.
pub(super) fn counted(organ: i64, year: i16) -> Terms {
    by("r.organ_id", "r.id", organ, year)
}

/// The same of reviews and suits, as conditions on `requests_dispute d`: they go where their request went.
pub(super) fn counted_disputes(organ: i64, year: i16) -> Terms {
    by("d.organ_id", "d.request_id", organ, year)
}

fn by(has: &str, request: &str, organ: i64, year: i16) -> Terms {
    let condition = format!(
        "({has} = ? AND {request} NOT IN (SELECT g.request_id FROM requests_handed g WHERE g.id IN ({COUNTED_BEFORE})))
         OR {request} IN (SELECT g.request_id FROM requests_handed g WHERE g.from_id = ? AND g.id IN ({COUNTED_BEFORE}))"
    );
    Terms::new().and(condition, args![organ, i64::from(year), organ, i64::from(year)])
}

/// Requests of an organ that its heir takes over: without a result, with a dispute or an order to answer anew that is not done with, or
/// closed or with a dispute decided in a year whose report the organ has not settled. What was voided (作废) is nobody's any more. Key, matter,
/// and whether it has no result yet.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn inherited(q: &mut impl Query, organ: i64) -> Result<Vec<(i64, i64, bool)>> {
    const SETTLED: &str =
        "COALESCE((SELECT MAX(p.year) FROM requests_report p WHERE p.unit_id = $1 AND p.settled_at IS NOT NULL), 0)";
    let sql = format!(
        "SELECT r.id, r.matter_id, r.closed_on IS NULL FROM requests_request r
         WHERE r.organ_id = $1 AND r.voided_on IS NULL AND (r.closed_on IS NULL
            OR CAST(substr(r.closed_on, 1, 4) AS INTEGER) > {SETTLED}
            OR EXISTS (SELECT 1 FROM requests_dispute d WHERE d.request_id = r.id
                AND (d.decided_on IS NULL OR CAST(substr(d.decided_on, 1, 4) AS INTEGER) > {SETTLED}))
            OR EXISTS (SELECT 1 FROM requests_redo x WHERE x.request_id = r.id AND x.answered_on IS NULL))
         ORDER BY r.id LIMIT 100000"
    );
    q.list(&sql, args![organ]).await
}

/// A request is of its heir from now on, with its reviews and suits. What was decided goes along: it stays where it was counted in the
/// years whose report was settled, and the heir counts it in those that were not.
pub async fn hand_over(tx: &mut Tx, request: i64, (from, to): (i64, i64), at: Moment) -> Result<()> {
    let sql = "INSERT INTO requests_handed (request_id, from_id, to_id, at) VALUES ($1, $2, $3, $4)";
    tx.run(sql, args![request, from, to, at]).await?;
    tx.run("UPDATE requests_request SET organ_id = $1 WHERE id = $2", args![to, request]).await?;
    let sql = "UPDATE requests_dispute SET organ_id = $1 WHERE request_id = $2";
    tx.run(sql, args![to, request]).await.map(drop)
}
