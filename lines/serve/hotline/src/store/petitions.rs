//! Warnings of standing petitions (老信访件预警) with their reasons.

use base::{Date, Moment};
use store::{Query, Result, Tx, args};

::store::record! {
    /// A decision that an order is warned of, or is not any more.
    pub struct Warning from "hotline_petition" {
        /// Key.
        pub id: i64,
        /// Whether it is warned of from then on.
        pub warned: bool,
        /// Why.
        pub reason: String,
        /// Who decided; nobody for the program.
        pub person_id: Option<i64>,
        /// When.
        pub at: Moment,
    }
}

/// Such decisions on an order, the newest first; at most 20.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn warnings(q: &mut impl Query, order: i64) -> Result<Vec<Warning>> {
    let sql =
        format!("SELECT {} FROM hotline_petition WHERE order_id = $1 ORDER BY id DESC LIMIT 20", Warning::COLUMNS);
    q.list(&sql, args![order]).await
}

/// It is warned of as a standing petition, or not any more; gives the key of the decision.
pub async fn set_petition(
    tx: &mut Tx,
    order: i64,
    warned: bool,
    reason: &str,
    person: Option<i64>,
    at: Moment,
) -> Result<i64> {
    tx.run("UPDATE hotline_order SET petition = $1 WHERE id = $2", args![warned, order]).await?;
    let sql = "INSERT INTO hotline_petition (order_id, warned, reason, person_id, at) VALUES ($1, $2, $3, $4, $5) RETURNING id";
    tx.insert(sql, args![order, warned, reason, person, at]).await
}

/// An earlier order that may be of the same person.
pub struct Before {
    /// Key.
    pub id: i64,
    /// Title as written down.
    pub title: String,
    /// What was said.
    pub body: String,
}

/// The newest orders since `since` of the same telephone, by its digest, or of the same name; empty ones find nothing. At most 100 of each.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_person(q: &mut impl Query, digest: &str, name: &str, since: Date) -> Result<Vec<Before>> {
    let mut found: Vec<(i64, String, String)> = Vec::new();
    for (column, value) in [("phone_digest", digest), ("name", name)] {
        if value.is_empty() {
            continue;
        }
        let sql = format!(
            "SELECT id, title, body FROM hotline_order WHERE {column} = $1 AND {column} <> '' AND received_on >= $2
             ORDER BY id DESC LIMIT 100"
        );
        let rows: Vec<(i64, String, String)> = q.list(&sql, args![value, since]).await?;
        found.extend(rows);
    }
    found.sort_by_key(|(id, ..)| *id);
    found.dedup_by_key(|(id, ..)| *id);
    Ok(found.into_iter().map(|(id, title, body)| Before { id, title, body }).collect())
}
