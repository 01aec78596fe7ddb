//! What other programs read of the ledger: keys, signed heads, tiles and consistency proofs. Nothing here is personal:
//! heads and hashes only.

use base::{Error, FieldError};
use ledger::PublishedHead;
use serde_json::{Value, json};
use web::{Cx, Path, Result};

/// Heads in one answer, at most.
const HEADS_MAX: i64 = 200;
/// Hashes of a whole tile.
const TILE: i64 = 256;

/// All public keys as PEM, oldest first; new heads are signed with the last.
pub async fn key(cx: Cx) -> Result {
    let keys = cx.app.ledger.keys().await?;
    let pem: String = keys.iter().map(|key| format!("{}\n", key.public_pem.trim_end())).collect();
    Ok(web::body("application/x-pem-file", pem))
}

/// The newest signed head as a note.
pub async fn head(cx: Cx) -> Result {
    let head = cx.app.ledger.head().await?.ok_or(Error::Unseen)?;
    Ok(web::body("text/plain; charset=utf-8", head.note))
}

/// Heads from the newest down, below the size `before`.
pub async fn heads(cx: Cx) -> Result {
    let limit = usize::try_from(cx.query.int("limit").unwrap_or(50).clamp(1, HEADS_MAX)).unwrap_or(1);
    let before = cx.query.int("before").and_then(|size| u64::try_from(size).ok());
    let heads = cx.app.ledger.heads(limit, before).await?;
    let next = heads.last().filter(|head| heads.len() == limit && head.size > 1).map(|head| head.size);
    let heads: Vec<Value> = heads.iter().map(shown).collect();
    json_body(&json!({ "heads": heads, "next_before": next }))
}

/// A head for programs and for the list.
pub fn shown(head: &PublishedHead) -> Value {
    json!({
        "size": head.size,
        "root": hex::encode(&head.root),
        "at": head.at.rfc3339(),
        "key": head.key_id,
        "note": head.note,
    })
}

/// Hashes of the tree as a C2SP tile: 256 to a tile, or the first `width` of the last one.
pub async fn tile(cx: Cx, Path((level, index)): Path<(u8, u64)>) -> Result {
    let width = u16::try_from(cx.query.int("width").unwrap_or(TILE)).map_err(|_| Error::Unseen)?;
    let tile = cx.app.ledger.tile(level, index, width).await?.ok_or(Error::Unseen)?;
    Ok(web::body("application/octet-stream", tile))
}

/// The proof that the tree of `from` entries is the beginning of the tree of `to` entries.
pub async fn consistency(cx: Cx) -> Result {
    let size = |name: &str| {
        let size = cx.query.int(name).and_then(|size| u64::try_from(size).ok());
        size.ok_or_else(|| FieldError::new(name, "请给出 from 和 to 两个条数，0 < from ≤ to。"))
    };
    let (from, to) = match (size("from"), size("to")) {
        (Ok(from), Ok(to)) => (from, to),
        (from, to) => return Err([from.err(), to.err()].into_iter().flatten().collect::<Vec<_>>().into()),
    };
    let path = cx.app.ledger.consistency(from, to).await?.ok_or(Error::Unseen)?;
    let path: Vec<String> = path.iter().map(hex::encode).collect();
    json_body(&json!({ "from": from, "to": to, "path": path }))
}

fn json_body(value: &Value) -> Result {
    Ok(web::body("application/json; charset=utf-8", format!("{value:#}\n")))
}
