//! Recording an act inside the transaction that carries it out.

use base::{Chance, Fault};
use store::{Tx, args};

use crate::entry::{Entry, canonical, commitment};
use sm3::{Digest, Sm3};

/// Puts `entry` on the ledger; gives its key. One statement, and one more for each content committed to.
///
/// # Errors
/// A fault when the database does not take it, when the actor's kind is unknown, or when the facts hold a number that
/// is not whole.
pub async fn record(tx: &mut Tx, chance: &Chance, entry: Entry<'_>) -> Result<i64, Fault> {
    if !entry.actor.is_known() {
        return Err(Fault::broken(format!("unknown kind of actor: {}", entry.actor.kind)));
    }
    let id: i64 = tx
        .insert(
            "INSERT INTO ledger_entry (at, actor_kind, actor_person, actor_post, actor_unit, verb, subject_kind, subject_id, facts) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id",
            args![
                entry.at,
                entry.actor.kind,
                entry.actor.person,
                entry.actor.post,
                entry.actor.unit,
                entry.verb,
                entry.subject.kind,
                entry.subject.id,
                canonical(&entry.facts)?,
            ],
        )
        .await?;
    for body in &entry.bodies {
        let salt = chance.bytes::<16>();
        let seal: [u8; 32] = Sm3::digest(salt).into();
        tx.run(
            "INSERT INTO ledger_body (entry_id, table_name, column_name, row_id, salt, seal, digest) \
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
            args![id, body.table, body.column, body.row, &salt[..], seal, commitment(&salt, body.content)],
        )
        .await?;
    }
    Ok(id)
}
