//! `/api/v1/letters`: published letters for programs.

use ::store::Value;
use ::store::long::{Page, Turn};
use base::Error;
use counter::choice;
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use web::{Cx, Path, Result};

use crate::kinds;
use crate::model::Letter;
use crate::store::{self, Count, Filter, Published};

/// A published letter.
#[derive(Serialize, ToSchema)]
struct Item {
    /// Key.
    id: i64,
    /// Number.
    number: String,
    /// Masked title.
    title: String,
    /// Kind in Chinese.
    kind: String,
    /// Mailbox in Chinese.
    mailbox: String,
    /// The unit that answered.
    unit: String,
    /// When it was sent, RFC 3339.
    received_at: String,
    /// When it was answered, RFC 3339; empty before.
    replied_at: String,
    /// 1 very dissatisfied to 5 very satisfied; absent while it is not rated.
    satisfaction: Option<i64>,
}

/// A published letter with its texts.
#[derive(Serialize, ToSchema)]
struct Full {
    /// What lists show of it.
    #[serde(flatten)]
    item: Item,
    /// Masked text.
    body: String,
    /// Masked answer.
    answer: String,
}

/// A page of published letters, newest first.
#[derive(Serialize, ToSchema)]
struct Items {
    /// The letters.
    items: Vec<Item>,
    /// `cursor` of the next page; absent on the last. With filters a page may hold fewer than asked for, or none, and
    /// still have a next one.
    next: Option<i64>,
}

/// The description of these routes.
#[derive(OpenApi)]
#[openapi(paths(list, one), components(schemas(Item, Full, Items)))]
struct Document;

/// The OpenAPI description of these routes.
pub(super) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Published letters.
#[utoipa::path(get, path = "/api/v1/letters", tag = "letters", params(
    ("kind" = Option<String>, Query, description = "consult, advice, complaint, help or report"),
    ("mailbox" = Option<String>, Query, description = "mayor or secretary"),
    ("unit" = Option<i64>, Query, description = "Key of the unit that answered"),
    ("from" = Option<String>, Query, description = "Received on or after, YYYY-MM-DD"),
    ("to" = Option<String>, Query, description = "Received on or before, YYYY-MM-DD"),
    ("limit" = Option<i64>, Query, description = "At most so many, 1 to 100; 20 when absent"),
    ("cursor" = Option<i64>, Query, description = "`next` of the page before"),
), responses((status = 200, body = Items)))]
pub(super) async fn list(cx: Cx) -> Result {
    let slice = cx.slice()?;
    let limit = usize::try_from(slice.limit).unwrap_or(20);
    let filter = Filter { count: Count::Published, state: None, ..super::filter_of(&cx) };
    let turn = match slice.cursor {
        None => Turn::First,
        Some(id) => {
            let key = store::published_key(&mut cx.reader(), id).await?;
            Turn::After(key.ok_or_else(|| Error::field("cursor", "这个位置已经失效，请从第一页重新读取"))?)
        }
    };
    let Page { rows: mut letters, stopped } = store::published(&mut cx.reader(), &filter, &turn, limit + 1).await?;
    let more = letters.len() > limit;
    letters.truncate(limit);
    let next = match (stopped, letters.last()) {
        (Some([_, Value::Int(next)]), _) if !more => next,
        (_, last) => last.map(|l| l.id).filter(|_| more),
    };
    let items = Items { items: letters.iter().map(item).collect(), next };
    web::json(&items)
}

/// One published letter.
#[utoipa::path(get, path = "/api/v1/letters/{id}", tag = "letters",
    params(("id" = i64, Path, description = "Key of the letter")),
    responses((status = 200, body = Full), (status = 404, description = "Not there, or not published")))]
pub(super) async fn one(cx: Cx, Path(id): Path<i64>) -> Result {
    let letter: Letter = store::letter(&mut cx.reader(), id).await?;
    if letter.published_at.is_none() {
        return Err(super::not_public(&letter).into());
    }
    let row = store::published_by_ids(&mut cx.reader(), &[id]).await?.pop().ok_or(Error::Unseen)?;
    let full = Full { item: item(&row), body: letter.public_body, answer: letter.public_answer };
    web::json(&full)
}

fn item(letter: &Published) -> Item {
    Item {
        id: letter.id,
        number: letter.number.clone(),
        title: letter.title.clone(),
        kind: choice::title(kinds::KINDS, &letter.kind).to_owned(),
        mailbox: choice::title(kinds::MAILBOXES, &letter.mailbox).to_owned(),
        unit: letter.unit.clone(),
        received_at: letter.received_at.rfc3339(),
        replied_at: letter.replied_at.map(base::Moment::rfc3339).unwrap_or_default(),
        satisfaction: letter.satisfaction,
    }
}
