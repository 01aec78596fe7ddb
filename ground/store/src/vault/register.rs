//! The vault of one database: whether the keys at hand are the ones its values are sealed under, sealing again after a
//! change, and looking whether everything opens.

use std::path::Path;

use base::{Chance, Error, Fault, Moment};

use super::Vault;
use crate::{Args, Db, Query, Result, Row, Tx, Value, args};

/// Rows that are sealed again in one transaction.
const PAGE: usize = 200;

/// A column whose values are sealed; its table has the key `id`. Names come from the program only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sealed {
    /// The table.
    pub table: &'static str,
    /// The column: text or bytes.
    pub column: &'static str,
    /// Where it is sealed for, `table.column`.
    pub place: &'static str,
    /// The column of the digest by which values are found; empty for none.
    pub digest: &'static str,
}

/// What a look at sealed columns found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Survey {
    /// Values that open.
    pub sealed: u64,
    /// Values that are not sealed.
    pub plain: u64,
    /// Values that do not open.
    pub bad: u64,
}

/// Opens the vault in `data_dir` for `db`, migrated, and takes it into use. It is made only for a database in which nothing
/// is sealed yet.
///
/// # Errors
/// A refusal in Chinese when a key is missing under which values are sealed; a fault when the file or the database cannot
/// be read.
pub async fn open(db: &Db, data_dir: &Path, chance: &Chance, at: Moment) -> Result<Vault, Error> {
    let mut tx = db.begin().await?;
    let wanted = wanted(&mut tx).await?;
    let vault = match Vault::existing(data_dir, chance)? {
        Some(vault) => vault,
        None if wanted.is_empty() => Vault::load_or_make(data_dir, chance)?,
        None => return Err(missing(data_dir, &wanted[0])),
    };
    if let Some(id) = wanted.iter().find(|id| vault.ids().all(|known| known != id.as_str())) {
        return Err(missing(data_dir, id));
    }
    tx.run(
        "INSERT INTO store_vault (key_id, from_at) VALUES ($1, $2) ON CONFLICT (key_id) DO NOTHING",
        args![vault.current(), at],
    )
    .await?;
    tx.commit().await?;
    db.use_vault(vault.clone());
    Ok(vault)
}

/// Names of the keys under which values may be sealed, oldest first.
///
/// # Errors
/// A fault of the database.
pub async fn wanted(q: &mut impl Query) -> Result<Vec<String>> {
    let sql = "SELECT key_id FROM store_vault WHERE retired_at IS NULL ORDER BY from_at, key_id";
    Ok(q.list::<(String,)>(sql, args![]).await?.into_iter().map(|(id,)| id).collect())
}

fn missing(data_dir: &Path, id: &str) -> Error {
    let message = format!(
        "数据库中的手机号和动态口令密钥是用密钥 {id} 封存的，而 {} 里没有这把密钥。请从备份或另一台服务器的数据目录复制 {} 后再启动。",
        data_dir.display(),
        super::KEY_FILE
    );
    Error::refused("vault.missing", message)
}

/// Whether there may be values that are not sealed under the newest key.
///
/// # Errors
/// A fault of the database.
pub async fn pending(q: &mut impl Query) -> Result<bool> {
    let current = q.vault()?.current().to_owned();
    let sql = "SELECT COUNT(*) FROM store_vault WHERE key_id = $1 AND done_at IS NOT NULL";
    Ok(q.scalar::<i64>(sql, args![current]).await? == 0)
}

/// Notes that every value is sealed under the newest key: the older ones are not needed any more.
///
/// # Errors
/// A fault of the database.
pub async fn finish(tx: &mut Tx, at: Moment) -> Result<()> {
    let current = tx.vault()?.current().to_owned();
    tx.run("UPDATE store_vault SET done_at = $2 WHERE key_id = $1", args![&current, at]).await?;
    tx.run("UPDATE store_vault SET retired_at = $2 WHERE key_id <> $1 AND retired_at IS NULL", args![&current, at])
        .await?;
    Ok(())
}

/// Seals all values of a column that are not sealed under the newest key, and gives how many; a value that somebody
/// changes meanwhile is left to him, who seals it.
///
/// # Errors
/// A fault when the database does not answer or a value does not open.
pub async fn reseal(db: &Db, what: &Sealed) -> Result<u64> {
    let (mut done, mut after) = (0, i64::MIN);
    loop {
        let mut tx = db.begin().await?;
        let rows = page(&mut tx, what, after).await?;
        let Some(last) = rows.last() else { return Ok(done) };
        after = last.get("id")?;
        for row in &rows {
            done += seal(&mut tx, what, row).await?;
        }
        tx.commit().await?;
    }
}

async fn page(q: &mut impl Query, what: &Sealed, after: i64) -> Result<Vec<Row>> {
    let Sealed { table, column, .. } = what;
    let sql = format!("SELECT id, {column} AS content FROM {table} WHERE id > $1 ORDER BY id LIMIT $2");
    q.rows(&sql, args![after, PAGE]).await
}

async fn seal(tx: &mut Tx, what: &Sealed, row: &Row) -> Result<u64> {
    let Some((stored, bytes)) = content(row)? else { return Ok(0) };
    let vault = tx.vault()?.clone();
    if stored.starts_with(vault.mark().as_bytes()) {
        return Ok(0);
    }
    let plain = open_stored(&vault, what, &stored)?;
    let sealed = vault.seal(what.place, &plain)?;
    let value = |content: Vec<u8>| match bytes {
        true => Value::Blob(Some(content)),
        false => Value::Text(Some(String::from_utf8_lossy(&content).into_owned())),
    };
    let mut found: Args = args![row.get::<i64>("id")?];
    found.push(value(stored));
    found.push(value(sealed.into_bytes()));
    let Sealed { table, column, digest, .. } = what;
    let digested = match digest.is_empty() {
        true => String::new(),
        false => {
            found.push(Value::Text(Some(vault.digest(what.place, &String::from_utf8_lossy(&plain)))));
            format!(", {digest} = $4")
        }
    };
    tx.run(&format!("UPDATE {table} SET {column} = $3{digested} WHERE id = $1 AND {column} = $2"), found).await
}

/// What a row holds, and whether as bytes; nothing for an empty value.
fn content(row: &Row) -> Result<Option<(Vec<u8>, bool)>> {
    match row.fields().find(|(name, _)| *name == "content").map(|(_, value)| value) {
        Some(Value::Text(Some(text))) if !text.is_empty() => Ok(Some((text.as_bytes().to_vec(), false))),
        Some(Value::Blob(Some(bytes))) if !bytes.is_empty() => Ok(Some((bytes.clone(), true))),
        Some(Value::Int(Some(_))) => Err(Fault::broken("a sealed column of numbers")),
        _ => Ok(None),
    }
}

fn open_stored(vault: &Vault, what: &Sealed, stored: &[u8]) -> Result<Vec<u8>> {
    match std::str::from_utf8(stored) {
        Ok(text) => vault.open(what.place, text),
        Err(_) => Ok(stored.to_vec()),
    }
}

/// Whether all values of a column open with `vault`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn survey(db: &Db, vault: &Vault, what: &Sealed) -> Result<Survey> {
    let (mut found, mut after) = (Survey::default(), i64::MIN);
    loop {
        let rows = page(&mut db.reader(), what, after).await?;
        let Some(last) = rows.last() else { return Ok(found) };
        after = last.get("id")?;
        for row in &rows {
            let Some((stored, _)) = content(row)? else { continue };
            match open_stored(vault, what, &stored) {
                Err(_) => found.bad += 1,
                Ok(plain) if plain == stored => found.plain += 1,
                Ok(_) => found.sealed += 1,
            }
        }
    }
}
