//! Whether what is stored as a version is what the ledger says was kept: that an entry commits to the text of each, and that
//! it names just this version of just this edition. That the text itself is the one committed to is asked of all covered
//! columns ([`ledger::rehash_bodies`]).

use base::Fault;
use ledger::Covered;
use store::Db;

use crate::store::items as rows;

/// The column whose contents the ledger commits to.
pub const COVERED: Covered = Covered { table: "edition_version", column: "content" };
/// Versions that are read at a time.
const PAGE: usize = 500;

/// A stored version that the ledger does not bear out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unproven {
    /// Key of the edition that it is said to be of.
    pub edition: i64,
    /// Number that it is said to have.
    pub version: i64,
    /// What is wrong, in Chinese.
    pub what: &'static str,
}

/// Looks at every version; gives how many there are, and those that are not borne out.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn versions(db: &Db) -> Result<(u64, Vec<Unproven>), Fault> {
    let (mut count, mut unproven, mut after) = (0, Vec::new(), 0);
    loop {
        let page = rows::version_keys(&mut db.reader(), after, PAGE).await?;
        let Some((last, ..)) = page.last() else { return Ok((count, unproven)) };
        after = *last;
        count += page.len() as u64;
        let keys: Vec<i64> = page.iter().map(|(id, ..)| *id).collect();
        let entries = ledger::committing(&mut db.reader(), COVERED, &keys).await?;
        for (id, edition, version) in page {
            let what = match entries.get(&id) {
                None => "底账没有保存这一版的记录",
                Some(entry) if !is_of(entry, edition, version) => "底账记录的是另一篇稿件或另一版",
                Some(_) => continue,
            };
            unproven.push(Unproven { edition, version, what });
        }
    }
}

/// Whether the entry says that this version of this edition was kept.
fn is_of(entry: &ledger::Stored, edition: i64, version: i64) -> bool {
    let facts: serde_json::Value = serde_json::from_str(&entry.facts).unwrap_or_default();
    entry.subject_kind == "edition" && entry.subject_id == edition && facts["version"].as_i64() == Some(version)
}
