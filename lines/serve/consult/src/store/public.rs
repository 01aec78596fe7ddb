//! Published consultations, as everybody may see them.

use base::{Fault, Moment};
use store::long::{Columns, List, Page, Stretch, Terms, Turn};
use store::{FromRow, Query, Result, Row as DbRow, args};

/// What the public sees of an answered consultation in a list.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Published {
    /// When it was published; with the key its place.
    pub published_at: Moment,
    /// Key.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Masked title.
    pub title: String,
    /// Masked answer.
    pub answer: String,
    /// Topic.
    pub topic: String,
    /// Who answered.
    pub unit: String,
    /// That unit's key.
    pub unit_id: i64,
    /// 1 to 5.
    pub satisfaction: Option<i64>,
}

impl FromRow for Published {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            published_at: row.get("k1")?,
            id: row.get("k2")?,
            number: row.get("number")?,
            title: row.get("public_title")?,
            answer: row.get("public_answer")?,
            topic: row.get::<Option<String>>("topic")?.unwrap_or_default(),
            unit: row.get("unit")?,
            unit_id: row.get("unit_id")?,
            satisfaction: row.get("satisfaction")?,
        })
    }
}

/// A page of published consultations, of these keys or all, the newest publication first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published(
    q: &mut impl Query,
    ids: Option<&[i64]>,
    topic: Option<i64>,
    turn: &Turn,
    limit: usize,
) -> Result<Page<Published>> {
    let mut index = Terms::new().and("c.published_at IS NOT NULL", args![]);
    if let Some(ids) = ids {
        index = index.and_in("c.id", ids.iter().copied());
    }
    let list = List {
        table: "consult_case c",
        joined: " CROSS JOIN matter_matter m",
        joint: "m.id = c.matter_id",
        keys: ["c.published_at", "c.id"],
        newest_first: true,
        apart: true,
        stretches: vec![Stretch { index: index.and_if("c.topic_id = ?", topic), ..Stretch::default() }],
    };
    let select = "m.number, c.public_title, c.public_answer, t.title AS topic, u.short_name AS unit, u.id AS unit_id, c.satisfaction";
    let also = " LEFT JOIN identity_unit u ON u.id = c.answer_unit LEFT JOIN consult_topic t ON t.id = c.topic_id";
    list.page(q, Columns { select, also }, turn, limit).await
}
