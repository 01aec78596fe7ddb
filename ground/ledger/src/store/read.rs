//! Reading the ledger: entries, heads, keys and nodes of the tree.

use std::collections::HashMap;

use base::{Fault, Moment};
use store::sql::Where;
use store::{Query, args};

use crate::entry::Stored;
use crate::tree::{Hash, Node, Plan};

store::record! {
    /// A head as it was published.
    pub struct PublishedHead from "ledger_head" {
        /// Entries under it.
        pub size: i64,
        /// Root of the tree of that size.
        pub root: Vec<u8>,
        /// When it was signed.
        pub at: Moment,
        /// Fingerprint of the key that signed.
        pub key_id: String,
        /// The signed note.
        pub note: String,
    }
}

store::record! {
    /// A key that heads were or are signed with.
    pub struct KeyRow from "ledger_key" {
        /// Fingerprint: SM3 of the key as SubjectPublicKeyInfo.
        pub id: String,
        /// The public key.
        pub public_pem: String,
        /// When it came into use.
        pub from_at: Moment,
        /// The entry that records it.
        pub entry_id: i64,
    }
}

store::record! {
    /// A commitment as it is stored.
    pub struct Commitment from "ledger_body" {
        /// Its key.
        pub id: i64,
        /// The entry it belongs to.
        pub entry_id: i64,
        /// Table of the content.
        pub table_name: String,
        /// Column of the content.
        pub column_name: String,
        /// Key of the content's row.
        pub row_id: i64,
        /// 16 random bytes, unless forgotten.
        pub salt: Option<Vec<u8>>,
        /// SM3 of the salt.
        pub seal: Vec<u8>,
        /// SM3 of salt and content.
        pub digest: Vec<u8>,
        /// When the salt was forgotten.
        pub erased_at: Option<i64>,
        /// The entry that records it.
        pub erased_by: Option<i64>,
    }
}

/// A count or a place as the database keeps it.
pub fn number(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A count or a place that the database keeps; negative ones, which nobody writes, are 0.
pub fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// How many entries have their place.
pub async fn sequenced(q: &mut impl Query) -> Result<u64, Fault> {
    let last: Option<i64> = q.scalar("SELECT MAX(seq) FROM ledger_entry", args![]).await?;
    Ok(last.map_or(0, |last| count(last) + 1))
}

/// How many entries have their place, and the size of the largest head, at one moment.
pub async fn extent(q: &mut impl Query) -> Result<(u64, u64), Fault> {
    let sql =
        "SELECT (SELECT COALESCE(MAX(seq), -1) FROM ledger_entry), (SELECT COALESCE(MAX(size), 0) FROM ledger_head)";
    let found: Option<(i64, i64)> = q.maybe(sql, args![]).await?;
    Ok(found.map_or((0, 0), |(last, size)| (count(last.saturating_add(1)), count(size))))
}

/// As [`extent`], and how many entries wait for their place.
pub async fn survey(q: &mut impl Query) -> Result<(u64, u64, u64), Fault> {
    let sql = "SELECT (SELECT COALESCE(MAX(seq), -1) FROM ledger_entry), (SELECT COALESCE(MAX(size), 0) FROM ledger_head), \
               (SELECT COUNT(*) FROM ledger_entry WHERE seq IS NULL)";
    let found: Option<(i64, i64, i64)> = q.maybe(sql, args![]).await?;
    Ok(found.map_or((0, 0, 0), |(last, size, waiting)| (count(last.saturating_add(1)), count(size), count(waiting))))
}

/// The entry with the key `id`.
pub async fn entry(q: &mut impl Query, id: i64) -> Result<Option<Stored>, Fault> {
    q.maybe(&format!("SELECT {} FROM ledger_entry WHERE id = $1", Stored::COLUMNS), args![id]).await
}

/// The entries with the keys `ids`.
pub async fn entries_by_id(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Stored>, Fault> {
    let found = Where::new().and_in("id", ids.iter().copied());
    let sql = format!("SELECT {} FROM ledger_entry{} ORDER BY id", Stored::COLUMNS, found.text());
    q.list(&sql, found.args()).await
}

/// The entries from the place `from` on, at most `limit`.
pub async fn entries(q: &mut impl Query, from: u64, limit: usize) -> Result<Vec<Stored>, Fault> {
    let sql = format!("SELECT {} FROM ledger_entry WHERE seq >= $1 ORDER BY seq LIMIT $2", Stored::COLUMNS);
    q.list(&sql, args![number(from), limit]).await
}

/// The verbs of the entries with places from `from` up to but without `to`, each once.
pub async fn verbs(q: &mut impl Query, from: u64, to: u64) -> Result<Vec<String>, Fault> {
    let sql = "SELECT DISTINCT verb FROM ledger_entry WHERE seq >= $1 AND seq < $2";
    let rows: Vec<(String,)> = q.list(sql, args![number(from), number(to)]).await?;
    Ok(rows.into_iter().map(|(verb,)| verb).collect())
}

/// Keys of the entries with places from `from` up to but without `to` whose verb begins with `prefix` and is none of
/// `but`; at most `limit`.
pub async fn keys_of_verbs(
    q: &mut impl Query,
    (from, to): (u64, u64),
    prefix: &str,
    but: &[&str],
    limit: usize,
) -> Result<Vec<i64>, Fault> {
    let w = Where::new().and("seq >= ? AND seq < ?", args![number(from), number(to)]);
    let mut w = w.and("verb LIKE ?", args![format!("{prefix}%")]);
    for verb in but {
        w = w.and("verb <> ?", args![*verb]);
    }
    let limit = w.arg(limit);
    let rows: Vec<(i64,)> =
        q.list(&format!("SELECT id FROM ledger_entry{} ORDER BY seq LIMIT {limit}", w.text()), w.args()).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The commitments of the entries whose keys lie between two others, ordered by entry.
pub async fn bodies_between(q: &mut impl Query, first: i64, last: i64) -> Result<Vec<Commitment>, Fault> {
    let sql = format!(
        "SELECT {} FROM ledger_body WHERE entry_id >= $1 AND entry_id <= $2 ORDER BY entry_id, id",
        Commitment::COLUMNS
    );
    q.list(&sql, args![first, last]).await
}

/// The commitments of the entries with places from `from` up to but without `to`, ordered by entry.
pub async fn bodies_of_places(q: &mut impl Query, from: u64, to: u64) -> Result<Vec<Commitment>, Fault> {
    let sql = format!(
        "SELECT {} FROM ledger_body WHERE entry_id IN (SELECT id FROM ledger_entry WHERE seq >= $1 AND seq < $2) \
         ORDER BY entry_id, id",
        Commitment::COLUMNS
    );
    q.list(&sql, args![number(from), number(to)]).await
}

/// Those of `bodies`, which are ordered by entry, that belong to `entry`.
pub fn bodies_of(bodies: &[Commitment], entry: i64) -> &[Commitment] {
    let start = bodies.partition_point(|body| body.entry_id < entry);
    let end = bodies.partition_point(|body| body.entry_id <= entry);
    bodies.get(start..end).unwrap_or_default()
}

/// The entries that erased the commitments `ids`, by commitment.
pub async fn erasers(q: &mut impl Query, ids: &[i64]) -> Result<HashMap<i64, Option<i64>>, Fault> {
    let found = Where::new().and_in("id", ids.iter().copied());
    let sql = format!("SELECT id, erased_by FROM ledger_body{}", found.text());
    Ok(q.list::<(i64, Option<i64>)>(&sql, found.args()).await?.into_iter().collect())
}

/// Heads from the newest down, below the size `before` if given.
pub async fn heads(q: &mut impl Query, limit: usize, before: Option<u64>) -> Result<Vec<PublishedHead>, Fault> {
    let mut found = Where::new().and_if("size < ?", before.map(number));
    let limit = found.arg(limit);
    let columns = PublishedHead::COLUMNS;
    let sql = format!("SELECT {columns} FROM ledger_head{} ORDER BY size DESC LIMIT {limit}", found.text());
    q.list(&sql, found.args()).await
}

/// Heads with sizes above `above` up to `upto`, in order.
pub async fn heads_between(q: &mut impl Query, above: u64, upto: u64) -> Result<Vec<PublishedHead>, Fault> {
    let columns = PublishedHead::COLUMNS;
    let sql = format!("SELECT {columns} FROM ledger_head WHERE size > $1 AND size <= $2 ORDER BY size");
    q.list(&sql, args![number(above), number(upto)]).await
}

/// The first head that covers the place `seq`.
pub async fn head_over(q: &mut impl Query, seq: u64) -> Result<Option<PublishedHead>, Fault> {
    let columns = PublishedHead::COLUMNS;
    let sql = format!("SELECT {columns} FROM ledger_head WHERE size > $1 ORDER BY size LIMIT 1");
    q.maybe(&sql, args![number(seq)]).await
}

/// All keys, oldest first.
pub async fn keys(q: &mut impl Query) -> Result<Vec<KeyRow>, Fault> {
    q.list(&format!("SELECT {} FROM ledger_key ORDER BY entry_id", KeyRow::COLUMNS), args![]).await
}

/// The hashes that `plan` asks for.
pub async fn assemble(q: &mut impl Query, plan: &Plan) -> Result<Vec<Hash>, Fault> {
    let nodes: Vec<Node> = plan.nodes().collect();
    let hashes = hashes(q, &nodes).await?;
    plan.assemble(|node| hashes.get(&node).copied())
        .map_err(|node| Fault::broken(format!("node {} at level {} of the ledger is missing", node.index, node.level)))
}

/// The hashes of `nodes`, as far as they are there: leaves lie with their entries.
async fn hashes(q: &mut impl Query, nodes: &[Node]) -> Result<HashMap<Node, Hash>, Fault> {
    let (leaves, inner): (Vec<&Node>, Vec<&Node>) = nodes.iter().partition(|node| node.level == 0);
    let mut found = HashMap::with_capacity(nodes.len());
    if !leaves.is_empty() {
        let places = Where::new().and_in("seq", leaves.iter().map(|node| number(node.index)));
        let sql = format!("SELECT 0, seq, leaf FROM ledger_entry{}", places.text());
        collect(q.list(&sql, places.args()).await?, &mut found);
    }
    if !inner.is_empty() {
        let condition = vec!["(level = ? AND idx = ?)"; inner.len()].join(" OR ");
        let args = inner.iter().flat_map(|node| args![node.level, number(node.index)]).collect();
        let places = Where::new().and(&condition, args);
        let sql = format!("SELECT level, idx, hash FROM ledger_node{}", places.text());
        collect(q.list(&sql, places.args()).await?, &mut found);
    }
    Ok(found)
}

/// A run of nodes at one level, from `first` up to but without `end`.
pub async fn run_of_nodes(q: &mut impl Query, level: u32, first: u64, end: u64) -> Result<HashMap<Node, Hash>, Fault> {
    let sql = match level {
        0 => "SELECT $1, seq, leaf FROM ledger_entry WHERE seq >= $2 AND seq < $3",
        _ => "SELECT level, idx, hash FROM ledger_node WHERE level = $1 AND idx >= $2 AND idx < $3",
    };
    let mut found = HashMap::new();
    collect(q.list(sql, args![level, number(first), number(end)]).await?, &mut found);
    Ok(found)
}

/// Keeps what is a node with a whole hash; anything else counts as missing.
fn collect(rows: Vec<(i64, i64, Option<Vec<u8>>)>, into: &mut HashMap<Node, Hash>) {
    for (level, index, hash) in rows {
        let (Ok(level), Ok(index)) = (u32::try_from(level), u64::try_from(index)) else { continue };
        if let Some(hash) = hash.and_then(|hash| Hash::try_from(hash).ok()) {
            into.insert(Node { level, index }, hash);
        }
    }
}
