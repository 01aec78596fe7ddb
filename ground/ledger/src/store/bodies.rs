//! Contents committed to: re-hashing what is stored now, and forgetting a salt when a content is erased.

use base::{Chance, Fault, Moment};
use serde_json::json;
use store::{Db, Query, Row, Tx, Value, args};

use super::record::record;
use crate::entry::{Actor, Entry, Subject, commitment};

/// The verb of an erasure.
pub(crate) const ERASE: &str = "ledger.erase";

/// A column whose contents are committed to; its table has the key `id`. Names come from the program only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
}

/// Where a walk over all contents stands: which of the covered columns, and after which row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Cursor {
    /// Place in the list of covered columns.
    pub column: usize,
    /// The last row looked at.
    pub row: i64,
}

/// A content that is not what was committed to.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct BadBody {
    /// The entry that commits to it.
    pub entry: i64,
    /// Table of the content.
    pub table: String,
    /// Column of the content.
    pub column: String,
    /// Key of the content's row.
    pub row: i64,
    /// What is wrong, in Chinese.
    pub what: String,
}

/// What one page of the walk found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BodyCheck {
    /// Contents that were hashed.
    pub checked: u64,
    /// Contents that were erased and so cannot be.
    pub erased: u64,
    /// Contents that were altered.
    pub bad: Vec<BadBody>,
    /// Where to go on; none at the end.
    pub next: Option<Cursor>,
}

/// Compares a page of stored contents with the latest commitment to each. A content that is NULL counts as empty.
///
/// # Errors
/// A fault when the database does not answer or a covered column does not exist.
pub async fn rehash_bodies(db: &Db, covered: &[Covered], from: Cursor, page: usize) -> Result<BodyCheck, Fault> {
    let mut check = BodyCheck::default();
    let Some(place) = covered.get(from.column) else { return Ok(check) };
    let rows = db.reader().rows(&page_sql(*place)?, args![place.table, place.column, from.row, page.max(1)]).await?;
    for row in &rows {
        compare(*place, row, &mut check)?;
    }
    check.next = match rows.last() {
        Some(last) => Some(Cursor { column: from.column, row: last.get("row_id")? }),
        None if from.column + 1 < covered.len() => Some(Cursor { column: from.column + 1, row: i64::MIN }),
        None => None,
    };
    Ok(check)
}

/// Commitment and content come from one statement, so that an act in between does not look like tampering.
fn page_sql(place: Covered) -> Result<String, Fault> {
    let Covered { table, column } = place;
    if [table, column]
        .iter()
        .any(|name| !name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'))
    {
        return Err(Fault::broken(format!("{table}.{column} is no column")));
    }
    Ok(format!(
        "SELECT b.entry_id, b.row_id, b.salt, b.digest, t.id AS present, t.{column} AS content \
         FROM ledger_body b LEFT JOIN {table} t ON t.id = b.row_id \
         WHERE b.table_name = $1 AND b.column_name = $2 AND b.row_id > $3 AND NOT EXISTS (\
         SELECT 1 FROM ledger_body c WHERE c.table_name = b.table_name AND c.column_name = b.column_name \
         AND c.row_id = b.row_id AND c.id > b.id) ORDER BY b.row_id LIMIT $4"
    ))
}

fn compare(place: Covered, row: &Row, check: &mut BodyCheck) -> Result<(), Fault> {
    let Some(salt) = row.get::<Option<Vec<u8>>>("salt")? else {
        check.erased += 1;
        return Ok(());
    };
    check.checked += 1;
    let id: i64 = row.get("row_id")?;
    let what = if row.get::<Option<i64>>("present")?.is_none() {
        "内容所在的行已不存在，而底账没有删除记录"
    } else if commitment(&salt, &content(row))[..] != row.get::<Vec<u8>>("digest")? {
        "内容与存入底账时的摘要不符，已被改动"
    } else {
        return Ok(());
    };
    check.bad.push(BadBody {
        entry: row.get("entry_id")?,
        table: place.table.to_owned(),
        column: place.column.to_owned(),
        row: id,
        what: what.to_owned(),
    });
    Ok(())
}

fn content(row: &Row) -> Vec<u8> {
    match row.fields().find(|(name, _)| *name == "content").map(|(_, value)| value) {
        Some(Value::Text(Some(text))) => text.as_bytes().to_vec(),
        Some(Value::Blob(Some(bytes))) => bytes.clone(),
        Some(Value::Int(Some(number))) => number.to_string().into_bytes(),
        _ => Vec::new(),
    }
}

/// Columns that are committed to and not in `covered`: nobody would notice an altered content there.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn uncovered(db: &Db, covered: &[Covered]) -> Result<Vec<(String, String)>, Fault> {
    let sql = "SELECT DISTINCT table_name, column_name FROM ledger_body ORDER BY table_name, column_name";
    let mut found: Vec<(String, String)> = db.reader().list(sql, args![]).await?;
    found.retain(|(table, column)| !covered.iter().any(|c| c.table == table && c.column == column));
    Ok(found)
}

/// Forgets the salts of every commitment to one content and records that, so that the commitments say nothing more and
/// the missing content is not taken for tampering. Erasing the content itself is the caller's. Gives how many
/// commitments were open; without any, nothing is recorded.
///
/// # Errors
/// A fault when the database does not take it.
pub async fn erase(
    tx: &mut Tx,
    chance: &Chance,
    at: Moment,
    actor: Actor,
    (table, column, row): (&str, &str, i64),
) -> Result<usize, Fault> {
    let open: Vec<(i64,)> = tx
        .list(
            "SELECT id FROM ledger_body WHERE table_name = $1 AND column_name = $2 AND row_id = $3 AND salt IS NOT NULL ORDER BY id",
            args![table, column, row],
        )
        .await?;
    if open.is_empty() {
        return Ok(0);
    }
    let open: Vec<i64> = open.into_iter().map(|(id,)| id).collect();
    let facts = json!({ "bodies": open, "column": column });
    let subject = Subject { kind: table, id: row };
    let entry = record(tx, chance, Entry { at, actor, verb: ERASE, subject, facts, bodies: vec![] }).await?;
    for id in &open {
        let sql = "UPDATE ledger_body SET salt = NULL, erased_at = $1, erased_by = $2 WHERE id = $3";
        tx.run(sql, args![at, entry, *id]).await?;
    }
    Ok(open.len())
}
