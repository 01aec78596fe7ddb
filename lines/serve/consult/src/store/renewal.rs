//! Whether knowledge is kept up to date (知识库更新): what is about to expire and whose keepers were not told, and what was due in a
//! period and renewed in time.

use base::{Date, Moment};
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

/// Entries that a period is judged by, at most.
const DUE_MAX: usize = 5_000;

record! {
    /// An entry whose time ended, or would have, on a day.
    pub struct Due from "consult_entry" {
        /// Key of the entry.
        pub id: i64,
        /// The unit responsible.
        pub unit_id: i64,
        /// Its short name.
        pub unit: String,
        /// 标准问题.
        pub question: String,
        /// The day of expiry.
        #[serde(with = "base::time::date_text")]
        pub expires_on: Date,
        /// When a version that holds longer was approved, the first of them.
        pub renewed_at: Option<Moment>,
        /// When it was withdrawn from the public, while it is.
        pub withdrawn_at: Option<Moment>,
    }
}

impl Due {
    /// Whether it was renewed before its time was over.
    pub fn in_time(&self) -> bool {
        self.renewed_at.is_some_and(|at| at.date() <= self.expires_on)
    }

    /// Whether it counts on `today`: its time is over or it was renewed; not when it was taken back before on purpose.
    pub fn counts(&self, today: Date) -> bool {
        let taken_back = self.withdrawn_at.is_some_and(|at| at.date() <= self.expires_on);
        self.in_time() || (self.expires_on < today && !taken_back)
    }
}

/// Entries due in a period, by day and key; of one unit or of all.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn due(q: &mut impl Query, (from, to): (Date, Date), unit: Option<i64>) -> Result<Vec<Due>> {
    let wanted = Where::new()
        .and("v.state = 'approved' AND v.expires_on >= ? AND v.expires_on <= ?", args![from, to])
        .and_if("e.unit_id = ?", unit);
    let sql = format!(
        "SELECT e.id, e.unit_id, u.short_name AS unit, e.question, v.expires_on, e.withdrawn_at,
         (SELECT MIN(w.decided_at) FROM consult_version w WHERE w.entry_id = e.id AND w.state = 'approved'
          AND w.number > v.number AND (w.expires_on IS NULL OR w.expires_on > v.expires_on)) AS renewed_at
         FROM consult_version v JOIN consult_entry e ON e.id = v.entry_id JOIN identity_unit u ON u.id = e.unit_id{}
         AND NOT EXISTS (SELECT 1 FROM consult_version x WHERE x.entry_id = v.entry_id AND x.state = 'approved'
          AND x.expires_on = v.expires_on AND x.number > v.number)
         ORDER BY v.expires_on, e.id LIMIT {DUE_MAX}",
        wanted.text()
    );
    q.list(&sql, wanted.args()).await
}

/// Public entries that expire from `today` until `until`, after the entry `after`, of whose day nobody was told: entry, unit, day.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn to_warn(q: &mut impl Query, (today, until): (Date, Date), after: i64) -> Result<Vec<(i64, i64, Date)>> {
    q.list(
        "SELECT id, unit_id, expires_on FROM consult_entry WHERE live_id IS NOT NULL AND expires_on >= $1 AND expires_on <= $2
         AND (warned_for IS NULL OR warned_for <> expires_on) AND id > $3 ORDER BY id LIMIT 500",
        args![today, until, after],
    )
    .await
}

/// The keepers of an entry were told of its day.
pub async fn warned(tx: &mut Tx, id: i64, day: Date) -> Result<()> {
    tx.run("UPDATE consult_entry SET warned_for = $1 WHERE id = $2", args![day, id]).await.map(drop)
}
