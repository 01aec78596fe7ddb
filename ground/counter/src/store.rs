//! Statements on the table of a book, which its line names, and on those of calls. The names are constants of the program, never what
//! somebody typed.

mod calls;

use base::Moment;
use store::long::Terms;
use store::{Query, Result, Tx, args};

pub use calls::*;

use crate::mine::Handed;

/// What has this number, and the salt and digest of its query code.
pub async fn by_number(q: &mut impl Query, table: &str, number: &str) -> Result<Option<(i64, Vec<u8>, Vec<u8>)>> {
    let sql = format!(
        "SELECT t.id, t.code_salt, t.code_digest FROM {table} t JOIN matter_matter m ON m.id = t.matter_id
         WHERE m.number = $1"
    );
    q.maybe(&sql, args![number]).await
}

/// What has a receipt page with this token digest that may still be opened at `now`, with its sealed code.
pub async fn by_receipt(q: &mut impl Query, table: &str, digest: &str, now: Moment) -> Result<Option<(i64, Vec<u8>)>> {
    let sql = format!(
        "SELECT id, code_sealed FROM {table}
         WHERE receipt_digest = $1 AND receipt_until > $2 AND code_sealed IS NOT NULL"
    );
    q.maybe(&sql, args![digest, now]).await
}

/// What a citizen handed in while signed in, of one table and process, below the matter `before`, the newest first.
pub async fn of_citizen(
    q: &mut impl Query,
    mine: &matter::Mine,
    citizen: i64,
    before: i64,
    limit: usize,
) -> Result<Vec<Handed>> {
    let table = mine.table;
    let sql = format!(
        "SELECT m.id AS id, m.number AS number, m.title AS title, m.state AS state, m.received_on AS received_on
         FROM {table} t JOIN matter_matter m ON m.id = t.matter_id
         WHERE t.citizen_id = $1 AND m.process = $2 AND m.id < $3 ORDER BY m.id DESC LIMIT $4"
    );
    q.list(&sql, args![citizen, mine.process.key, before, limit]).await
}

/// Notes the ledger entry that proves the arrival.
pub async fn set_entry(tx: &mut Tx, table: &str, id: i64, entry: i64) -> Result<()> {
    tx.run(&format!("UPDATE {table} SET entry_id = $1 WHERE id = $2"), args![entry, id]).await.map(drop)
}

/// Forgets the sealed codes of receipt pages that have ended.
pub async fn forget_codes(tx: &mut Tx, table: &str, now: Moment) -> Result<u64> {
    let sql = format!(
        "UPDATE {table} SET code_sealed = NULL, receipt_digest = NULL, receipt_until = NULL WHERE receipt_until <= $1"
    );
    tx.run(&sql, args![now]).await
}

/// Whether a unit has or had this matter at one of its desks.
pub async fn concerns(q: &mut impl Query, matter: i64, units: &[i64]) -> Result<bool> {
    let wanted = store::sql::Where::new().and("matter_id = ?", args![matter]).and_in("unit_id", units.to_vec());
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM matter_task{} LIMIT 1) AS found", wanted.text());
    Ok(q.scalar::<i64>(&sql, wanted.args()).await? > 0)
}

/// The first unit with an open post of this role.
pub async fn unit_of_role(q: &mut impl Query, role: &str) -> Result<Option<i64>> {
    let row: Option<(i64,)> = q
        .maybe(
            "SELECT p.unit_id FROM identity_post p JOIN identity_post_role r ON r.post_id = p.id
             WHERE r.role = $1 AND p.closed_on IS NULL ORDER BY p.id LIMIT 1",
            args![role],
        )
        .await?;
    Ok(row.map(|(unit,)| unit))
}

/// Whether a unit has an open post with one of these roles.
pub async fn has_role(q: &mut impl Query, unit: i64, roles: &[&str]) -> Result<bool> {
    let wanted = store::sql::Where::new()
        .and("p.unit_id = ? AND p.closed_on IS NULL", args![unit])
        .and_in("r.role", roles.iter().map(|role| (*role).to_owned()));
    let sql =
        format!("SELECT COUNT(*) FROM identity_post p JOIN identity_post_role r ON r.post_id = p.id{}", wanted.text());
    Ok(q.scalar::<i64>(&sql, wanted.args()).await? > 0)
}

/// Only a `matter_matter m` that lies or lay at a desk of one of `units`; without units none.
pub fn passed(units: &[i64]) -> Terms {
    if units.is_empty() {
        return Terms::new().and_in("m.id", Vec::<i64>::new());
    }
    let places = vec!["?"; units.len()].join(", ");
    let passed = format!("EXISTS (SELECT 1 FROM matter_task t WHERE t.matter_id = m.id AND t.unit_id IN ({places}))");
    Terms::new().and(passed, units.iter().map(|&unit| unit.into()).collect())
}
