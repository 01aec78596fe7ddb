//! Rows of `identity_access`.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, Tx, args};

use crate::access::{Access, Filter};

store::record! {
    /// One line of the access log (访问日志).
    pub struct Line from "identity_access" {
        /// Its key.
        pub id: i64,
        /// When.
        pub at: Moment,
        /// What kind of event, see [`Access::kind`].
        pub kind: String,
        /// The official, if known.
        pub person_id: Option<i64>,
        /// The citizen, if known.
        pub citizen_id: Option<i64>,
        /// Network address.
        pub address: String,
        /// What was asked for.
        pub path: String,
        /// How it ended.
        pub outcome: String,
    }
}

pub(crate) async fn insert(tx: &mut Tx, at: Moment, access: &Access<'_>) -> Result<u64> {
    tx.run(
        "INSERT INTO identity_access (at, kind, person_id, citizen_id, address, path, outcome) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        args![at, access.kind, access.person, access.citizen, access.address, access.path, access.outcome],
    )
    .await
}

pub(crate) async fn list(q: &mut impl Query, filter: &Filter, limit: usize) -> Result<Vec<Line>> {
    let mut w = Where::new()
        .and_if("id < ?", filter.before)
        .and_if("person_id = ?", filter.person)
        .and_if("kind = ?", filter.kind.as_deref())
        .and_if("at >= ?", filter.since)
        .and_if("at < ?", filter.until);
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM identity_access{} ORDER BY id DESC LIMIT {limit}", Line::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

pub(crate) async fn forget_before(tx: &mut Tx, at: Moment) -> Result<u64> {
    tx.run("DELETE FROM identity_access WHERE at < $1", args![at]).await
}
