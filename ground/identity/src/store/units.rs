//! Rows of `identity_unit`.

use base::Date;
use store::sql::{Where, contains};
use store::{Query, Result, Tx, args};

store::record! {
    /// A unit (单位): an organ, department, town or section.
    pub struct Unit from "identity_unit" {
        /// Its key.
        pub id: i64,
        /// The unit above; none for the county itself.
        pub parent_id: Option<i64>,
        /// The county's own code for it (单位编码).
        pub code: String,
        /// Full name.
        pub name: String,
        /// Name used in lists.
        pub short_name: String,
        /// Key of a [`Kind`](crate::units::Kind).
        pub kind: String,
        /// Pinyin initials of the short name.
        pub initials: String,
        /// Keys from the root down to this unit: `/1/4/`.
        pub path: String,
        /// Political order among siblings, smallest first.
        pub rank: i64,
        /// Office telephone, may be empty.
        pub phone: String,
        /// With what the numbers of its documents begin (机关代字), such as 青城管; empty for that of the unit above.
        pub sign: String,
        /// Date on which it was closed (撤销).
        #[serde(with = "base::time::date_text_option")]
        pub closed_on: Option<Date>,
    }
}

/// The order in which units are listed everywhere.
const ORDER: &str = "ORDER BY rank, id";

pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Unit>> {
    q.maybe(&format!("SELECT {} FROM identity_unit WHERE id = $1", Unit::COLUMNS), args![id]).await
}

pub(crate) async fn by_code(q: &mut impl Query, code: &str) -> Result<Option<Unit>> {
    q.maybe(&format!("SELECT {} FROM identity_unit WHERE code = $1", Unit::COLUMNS), args![code]).await
}

pub(crate) async fn all(q: &mut impl Query) -> Result<Vec<Unit>> {
    q.list(&format!("SELECT {} FROM identity_unit {ORDER}", Unit::COLUMNS), args![]).await
}

pub(crate) async fn children(q: &mut impl Query, parent: Option<i64>) -> Result<Vec<Unit>> {
    let w = match parent {
        Some(parent) => Where::new().and("parent_id = ?", args![parent]),
        None => Where::new().and("parent_id IS NULL", args![]),
    }
    .and("closed_on IS NULL", args![]);
    q.list(&format!("SELECT {} FROM identity_unit{} {ORDER}", Unit::COLUMNS, w.text()), w.args()).await
}

pub(crate) async fn subtree(q: &mut impl Query, path: &str) -> Result<Vec<Unit>> {
    // A path consists of digits and strokes, so nothing in it has to be escaped.
    let sql = format!("SELECT {} FROM identity_unit WHERE path LIKE $1 {ORDER}", Unit::COLUMNS);
    q.list(&sql, args![format!("{path}%")]).await
}

pub(crate) async fn search(q: &mut impl Query, text: &str, limit: usize) -> Result<Vec<Unit>> {
    let initials = format!("{}%", text.to_lowercase().replace(['%', '_', '\\'], ""));
    let mut w = Where::new().and("closed_on IS NULL", args![]);
    if !text.is_empty() {
        let like = contains(text);
        let named = "name LIKE ? ESCAPE '\\' OR short_name LIKE ? ESCAPE '\\' OR code = ? OR initials LIKE ?";
        // Text without any letter left would match all initials.
        let initials = if initials == "%" { String::new() } else { initials };
        w = w.and(named, args![like.clone(), like, text, initials]);
    }
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM identity_unit{} {ORDER} LIMIT {limit}", Unit::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

/// What is written of a unit besides its place in the tree.
pub(crate) struct Words<'a> {
    pub name: &'a str,
    pub short_name: &'a str,
    pub kind: &'a str,
    pub initials: &'a str,
    pub rank: i64,
    pub phone: &'a str,
}

pub(crate) async fn insert(tx: &mut Tx, parent: Option<&Unit>, code: &str, words: &Words<'_>) -> Result<i64> {
    crate::known::changed(tx);
    let id: i64 = tx
        .insert(
            "INSERT INTO identity_unit (parent_id, code, name, short_name, kind, initials, path, rank, phone) \
             VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8) RETURNING id",
            args![
                parent.map(|unit| unit.id),
                code,
                words.name,
                words.short_name,
                words.kind,
                words.initials,
                words.rank,
                words.phone
            ],
        )
        .await?;
    let path = format!("{}{id}/", parent.map_or("/", |unit| unit.path.as_str()));
    tx.run("UPDATE identity_unit SET path = $2 WHERE id = $1", args![id, path]).await?;
    Ok(id)
}

pub(crate) async fn update(tx: &mut Tx, id: i64, words: &Words<'_>) -> Result<u64> {
    crate::known::changed(tx);
    tx.run(
        "UPDATE identity_unit SET name = $2, short_name = $3, kind = $4, initials = $5, rank = $6, phone = $7 \
         WHERE id = $1",
        args![id, words.name, words.short_name, words.kind, words.initials, words.rank, words.phone],
    )
    .await
}

pub(crate) async fn set_sign(tx: &mut Tx, id: i64, sign: &str) -> Result<u64> {
    crate::known::changed(tx);
    tx.run("UPDATE identity_unit SET sign = $2 WHERE id = $1", args![id, sign]).await
}

/// The open unit beside `id` that bears the sign.
pub(crate) async fn by_sign(q: &mut impl Query, sign: &str, id: i64) -> Result<Option<Unit>> {
    let sql = format!(
        "SELECT {} FROM identity_unit WHERE sign = $1 AND id <> $2 AND closed_on IS NULL {ORDER} LIMIT 1",
        Unit::COLUMNS
    );
    q.maybe(&sql, args![sign, id]).await
}

/// The county's government: the first of the units that have none above them, one that is open before one that is closed.
pub(crate) async fn county(q: &mut impl Query) -> Result<Option<Unit>> {
    let order = "ORDER BY CASE WHEN closed_on IS NULL THEN 0 ELSE 1 END, rank, id LIMIT 1";
    q.maybe(&format!("SELECT {} FROM identity_unit WHERE parent_id IS NULL {order}", Unit::COLUMNS), args![]).await
}

/// Puts the unit under `parent` and moves the paths of all units under it along.
pub(crate) async fn move_under(tx: &mut Tx, unit: &Unit, parent: Option<&Unit>) -> Result<()> {
    crate::known::changed(tx);
    let path = format!("{}{}/", parent.map_or("/", |p| p.path.as_str()), unit.id);
    tx.run("UPDATE identity_unit SET parent_id = $2 WHERE id = $1", args![unit.id, parent.map(|p| p.id)]).await?;
    tx.run(
        "UPDATE identity_unit SET path = $1 || substr(path, CAST($2 AS INTEGER)) WHERE path LIKE $3",
        args![path, unit.path.len() + 1, format!("{}%", unit.path)],
    )
    .await?;
    Ok(())
}

pub(crate) async fn close(tx: &mut Tx, id: i64, on: Date) -> Result<u64> {
    crate::known::changed(tx);
    tx.run("UPDATE identity_unit SET closed_on = $2 WHERE id = $1 AND closed_on IS NULL", args![id, on]).await
}

/// Open units directly under `id`.
pub(crate) async fn open_children(q: &mut impl Query, id: i64) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM identity_unit WHERE parent_id = $1 AND closed_on IS NULL", args![id]).await
}
