//! Published letters, as everybody may see them.

use base::{Date, Fault, Moment};
use store::long::{CAP, Columns, Counted, Key, List, Page, Stretch, Terms, Turn};
use store::{FromRow, Query, Result, Row as DbRow, args};

use super::list::{Filter, UNIT};

/// What the public sees of a letter in a list.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Published {
    /// Key.
    pub id: i64,
    /// Number.
    pub number: String,
    /// Masked title.
    pub title: String,
    /// Kind.
    pub kind: String,
    /// Mailbox.
    pub mailbox: String,
    /// State of the matter.
    pub state: String,
    /// Who answered.
    pub unit: String,
    /// When it came.
    pub received_at: Moment,
    /// When it was answered.
    pub replied_at: Option<Moment>,
    /// 1 to 5.
    pub satisfaction: Option<i64>,
    /// When it was published.
    pub published_at: Moment,
}

impl FromRow for Published {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            id: row.get("id")?,
            number: row.get("number")?,
            title: row.get("public_title")?,
            kind: row.get("kind")?,
            mailbox: row.get("mailbox")?,
            state: row.get("state")?,
            unit: row.get("unit")?,
            received_at: row.get("received_at")?,
            replied_at: row.get("replied_at")?,
            satisfaction: row.get("satisfaction")?,
            published_at: row.get("published_at")?,
        })
    }
}

const PUBLISHED: &str =
    "l.id, m.number, l.public_title, l.kind, l.mailbox, m.state, u.short_name AS unit, l.received_at,
     l.replied_at, l.satisfaction, l.published_at";

const LIST: List = List {
    table: "letters_letter l",
    joined: " CROSS JOIN matter_matter m",
    joint: "m.id = l.matter_id",
    keys: ["l.published_at", "l.id"],
    newest_first: true,
    apart: true,
    stretches: Vec::new(),
};

/// Published letters that fit, the newest publication first.
fn whole(filter: &Filter) -> List {
    let index = Terms::new().and("l.published_at IS NOT NULL", args![]);
    // A letter is published after its answer, so it counts to the unit that answered.
    let index = match &filter.ids {
        Some(ids) => index.and_in("l.id", ids.iter().copied()),
        None => index.and_if("l.answer_unit = ?", filter.unit),
    };
    let besides = Terms::new()
        .and_if("l.answer_unit = ?", filter.unit.filter(|_| filter.ids.is_some()))
        .and_if("l.received_on >= ?", filter.from)
        .and_if("l.received_on <= ?", filter.to)
        .and_if("l.kind = ?", filter.kind.clone())
        .and_if("l.mailbox = ?", filter.mailbox.clone())
        .and_if("m.state = ?", filter.state.clone());
    List { stretches: vec![Stretch { index, besides, ..Stretch::default() }], ..LIST }
}

/// A page of the published letters that fit, for readers outside.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published(q: &mut impl Query, filter: &Filter, turn: &Turn, limit: usize) -> Result<Page<Published>> {
    let also = format!(" LEFT JOIN identity_unit u ON u.id = {UNIT}");
    whole(filter).page(q, Columns { select: PUBLISHED, also: &also }, turn, limit).await
}

/// How many published letters fit, as far as lists count.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published_count(q: &mut impl Query, filter: &Filter) -> Result<Counted> {
    whole(filter).count(q, CAP).await
}

/// The newest published letters.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn newest_published(q: &mut impl Query, limit: usize) -> Result<Vec<Published>> {
    Ok(published(q, &Filter::all(Moment(0)), &Turn::First, limit).await?.rows)
}

/// The published letters with these keys, the newest publication first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published_by_ids(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Published>> {
    let filter = Filter { ids: Some(ids.to_vec()), ..Filter::all(Moment(0)) };
    Ok(published(q, &filter, &Turn::First, ids.len()).await?.rows)
}

/// The place of a published letter in that order; `None` for one that is not published.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published_key(q: &mut impl Query, id: i64) -> Result<Option<Key>> {
    let sql = "SELECT published_at FROM letters_letter WHERE id = $1 AND published_at IS NOT NULL";
    let row: Option<(Moment,)> = q.maybe(sql, args![id]).await?;
    Ok(row.map(|(at,)| [at.into(), id.into()]))
}

/// Units that answered published letters, in political order: key and short name.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn publishing_units(q: &mut impl Query) -> Result<Vec<(i64, String)>> {
    q.list(
        "SELECT u.id, u.short_name FROM identity_unit u
         WHERE EXISTS (SELECT 1 FROM letters_letter l WHERE l.answer_unit = u.id AND l.published_at IS NOT NULL)
         ORDER BY u.rank, u.id LIMIT 2000",
        args![],
    )
    .await
}

/// The first and the last year in which letters came; `None` without any.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn years(q: &mut impl Query) -> Result<Option<(i16, i16)>> {
    let row: Option<(Option<Date>, Option<Date>)> = q
        .maybe(
            "SELECT (SELECT MIN(received_on) FROM letters_letter), (SELECT MAX(received_on) FROM letters_letter)",
            args![],
        )
        .await?;
    Ok(row.and_then(|(first, last)| Some((first?.year(), last?.year()))))
}
