//! Typical cases (典型案例), as everybody may see them.

use base::{Fault, Moment};
use store::long::{Columns, List, Page, Stretch, Terms, Turn};
use store::{FromRow, Query, Result, Row as DbRow, Tx, args};

use super::list::UNIT;

/// What the public sees of a published order in a list.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Published {
    /// When it was published; with the key its place.
    pub published_at: Moment,
    /// Key.
    pub id: i64,
    /// Masked title.
    pub title: String,
    /// Kind.
    pub kind: String,
    /// Class, empty without one.
    pub class: String,
    /// Who answered.
    pub unit: String,
    /// 1 to 5.
    pub satisfaction: Option<i64>,
}

impl FromRow for Published {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            published_at: row.get("k1")?,
            id: row.get("k2")?,
            title: row.get("public_title")?,
            kind: row.get("kind")?,
            class: row.get::<Option<String>>("class")?.unwrap_or_default(),
            unit: row.get("unit")?,
            satisfaction: row.get("satisfaction")?,
        })
    }
}

/// A page of typical cases, the newest publication first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published(q: &mut impl Query, turn: &Turn, limit: usize) -> Result<Page<Published>> {
    let list = List {
        table: "hotline_order o",
        joined: " CROSS JOIN matter_matter m",
        joint: "m.id = o.matter_id",
        keys: ["o.published_at", "o.id"],
        newest_first: true,
        apart: true,
        stretches: vec![Stretch {
            index: Terms::new().and("o.published_at IS NOT NULL", args![]),
            least: None,
            most: None,
            besides: Terms::new(),
        }],
    };
    let also = format!(" LEFT JOIN identity_unit u ON u.id = {UNIT} LEFT JOIN hotline_class c ON c.id = o.class_id");
    let select = "o.public_title, o.kind, c.title AS class, u.short_name AS unit, o.satisfaction";
    list.page(q, Columns { select, also: &also }, turn, limit).await
}

/// Publishes the masked texts.
pub async fn publish(tx: &mut Tx, id: i64, texts: [&str; 3], at: Moment) -> Result<()> {
    let [title, body, answer] = texts;
    tx.run(
        "UPDATE hotline_order SET public_title = $1, public_body = $2, public_answer = $3,
         published_at = COALESCE(published_at, $4), withdrawn_at = NULL, withdrawn_why = '' WHERE id = $5",
        args![title, body, answer, at, id],
    )
    .await
    .map(drop)
}

/// Withdraws it from the public.
pub async fn withdraw(tx: &mut Tx, id: i64, why: &str, at: Moment) -> Result<()> {
    let sql = "UPDATE hotline_order SET published_at = NULL, withdrawn_at = $1, withdrawn_why = $2 WHERE id = $3";
    tx.run(sql, args![at, why, id]).await.map(drop)
}
