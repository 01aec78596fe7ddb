//! Giving entries their place: folding what waits into the tree and signing the head, in one transaction.

use base::{Clock, Fault, Moment};
use store::{Args, Db, Query, Tx, args};

use super::read::{self, Commitment};
use crate::entry::{Stored, leaf};
use crate::head::{Head, SignedHead};
use crate::tree::{self, Frontier, Hash, Node};
use crate::{PublicKey, SigningKey};

/// Entries folded in one transaction, at most; the rest follows in the next.
const BATCH: usize = 1000;
/// Rows per statement.
const ROWS: usize = 100;

/// Folds what waits, in the order of the keys, and signs the new head; gives the head and whether more waits.
///
/// On PostgreSQL an entry with a smaller key may become visible after one with a larger key has its place; it simply
/// comes later. Two sequencers wait for each other at the one row of `ledger_turn` (on SQLite at the writer).
///
/// # Errors
/// A fault when the database does not answer or the stored tree is incomplete; nothing has changed then.
pub async fn fold_waiting(
    db: &Db,
    key: &SigningKey,
    clock: &Clock,
    origin: &str,
) -> Result<Option<(Head, bool)>, Fault> {
    // Most rounds find nothing; they should not queue for the writer.
    let waiting = "SELECT id FROM ledger_entry WHERE seq IS NULL LIMIT 1";
    if db.reader().rows(waiting, args![]).await?.is_empty() {
        return Ok(None);
    }
    let mut tx = db.begin().await?;
    if tx.run("UPDATE ledger_turn SET id = id WHERE id = 1", args![]).await? != 1 {
        return Err(Fault::broken("the row of ledger_turn is missing"));
    }
    let columns = Stored::COLUMNS;
    let sql = format!("SELECT {columns} FROM ledger_entry WHERE seq IS NULL ORDER BY id LIMIT $1");
    let entries: Vec<Stored> = tx.list(&sql, args![BATCH]).await?;
    let (Some(first), Some(last)) = (entries.first(), entries.last()) else {
        tx.rollback().await?;
        return Ok(None);
    };
    let bodies = read::bodies_between(&mut tx, first.id, last.id).await?;
    let (frontier, leaves, nodes) = grow(frontier(&mut tx).await?, &entries, &bodies);
    place(&mut tx, &leaves).await?;
    store_nodes(&mut tx, &nodes).await?;
    let head = Head { origin: origin.to_owned(), size: frontier.size(), root: frontier.root(), at: clock.now() };
    let signed = head.sign(key)?;
    publish(&mut tx, &signed, key.public().id()).await?;
    tx.commit().await?;
    Ok(Some((signed.head, entries.len() == BATCH)))
}

/// The tree as far as it is stored.
async fn frontier(tx: &mut Tx) -> Result<Frontier, Fault> {
    let size = read::sequenced(tx).await?;
    let peaks = read::assemble(tx, &tree::root(size)).await?;
    Frontier::resume(size, peaks).ok_or_else(|| Fault::broken("the stored tree does not fit its size"))
}

/// An entry's key, place and leaf.
type Placed = (i64, u64, Hash);

fn grow(mut tree: Frontier, entries: &[Stored], bodies: &[Commitment]) -> (Frontier, Vec<Placed>, Vec<(Node, Hash)>) {
    let mut placed = Vec::with_capacity(entries.len());
    let mut nodes = Vec::with_capacity(entries.len());
    for entry in entries {
        let hash = leaf(entry, read::bodies_of(bodies, entry.id));
        placed.push((entry.id, tree.size(), hash));
        nodes.extend(tree.push(hash));
    }
    (tree, placed, nodes)
}

async fn place(tx: &mut Tx, leaves: &[Placed]) -> Result<(), Fault> {
    for chunk in leaves.chunks(ROWS) {
        let sql = format!(
            "WITH place (id, seq, leaf) AS (VALUES {}) UPDATE ledger_entry SET seq = place.seq, leaf = place.leaf \
             FROM place WHERE ledger_entry.id = place.id",
            places(chunk.len())
        );
        let args: Args = chunk.iter().flat_map(|(id, seq, leaf)| args![*id, read::number(*seq), leaf]).collect();
        let changed = tx.run(&sql, args).await?;
        if changed != chunk.len() as u64 {
            return Err(Fault::broken("entries vanished while they were being sequenced"));
        }
    }
    Ok(())
}

async fn store_nodes(tx: &mut Tx, nodes: &[(Node, Hash)]) -> Result<(), Fault> {
    for chunk in nodes.chunks(ROWS) {
        let sql = format!("INSERT INTO ledger_node (level, idx, hash) VALUES {}", places(chunk.len()));
        let args: Args =
            chunk.iter().flat_map(|(node, hash)| args![node.level, read::number(node.index), hash]).collect();
        tx.run(&sql, args).await?;
    }
    Ok(())
}

/// `($1, $2, $3), ($4, $5, $6), …`
fn places(rows: usize) -> String {
    (0..rows).map(|i| format!("(${}, ${}, ${})", 3 * i + 1, 3 * i + 2, 3 * i + 3)).collect::<Vec<_>>().join(", ")
}

async fn publish(tx: &mut Tx, signed: &SignedHead, key_id: &str) -> Result<(), Fault> {
    let head = &signed.head;
    tx.run(
        "INSERT INTO ledger_head (size, root, at, key_id, note) VALUES ($1, $2, $3, $4, $5)",
        args![read::number(head.size), head.root, head.at, key_id, &signed.note],
    )
    .await?;
    Ok(())
}

/// Stores a key that heads will be signed with, and the entry that records it.
pub async fn store_key(tx: &mut Tx, key: &PublicKey, from: Moment, entry: i64) -> Result<(), Fault> {
    let sql = "INSERT INTO ledger_key (id, public_pem, from_at, entry_id) VALUES ($1, $2, $3, $4)";
    tx.run(sql, args![key.id(), key.pem(), from, entry]).await?;
    Ok(())
}
