//! The programs' interface under `/api/v1`: JSON answers, cursors, the OpenAPI description.

use axum::http::header;
use axum::response::IntoResponse;
use base::{Error, Fault};
use serde::Serialize;
use serde_json::{Value, json};
use utoipa::OpenApi;
use utoipa::openapi::OpenApi as Document;

use crate::{Audience, Cx, Result, Routes};

/// Rows of one answer when nothing is asked.
const LIMIT: i64 = 20;
/// Rows of one answer at most.
const LIMIT_MAX: i64 = 100;

/// What the description says about the whole.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "人和 开放接口",
        version = "1",
        description = "列表用 limit 与 cursor 翻页；错误为 application/problem+json（RFC 9457）。",
        license(name = "AGPL-3.0-or-later")
    ),
    servers((url = "/"))
)]
struct About;

/// Which part of a list is asked for: `limit` rows after the place `cursor`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slice {
    /// Rows, 1 to 100.
    pub limit: i64,
    /// The last key of the part before; none for the beginning.
    pub cursor: Option<i64>,
}

impl Cx {
    /// The part of a list that the query asks for.
    ///
    /// # Errors
    /// `Invalid` when `limit` or `cursor` is no number.
    pub fn slice(&self) -> std::result::Result<Slice, Error> {
        let number = |name: &str, otherwise: Option<i64>| match self.query.get(name) {
            "" => Ok(otherwise),
            text => text.parse().map(Some).map_err(|_| Error::field(name, format!("{name} 须为整数。"))),
        };
        let limit = number("limit", Some(LIMIT))?.unwrap_or(LIMIT).clamp(1, LIMIT_MAX);
        Ok(Slice { limit, cursor: number("cursor", None)? })
    }
}

/// A JSON answer.
///
/// # Errors
/// A fault when the value cannot be written as JSON.
pub fn json(value: &impl Serialize) -> Result {
    let text = serde_json::to_string(value).map_err(|e| Fault::of(base::error::FaultKind::Broken, "write JSON", e))?;
    Ok(([(header::CONTENT_TYPE, "application/json; charset=utf-8")], text).into_response())
}

/// A part of a list as JSON: `items`, and `next` with the cursor of the following part or null.
///
/// # Errors
/// As [`json`].
pub fn json_list(items: &impl Serialize, next: Option<i64>) -> Result {
    json(&json!({ "items": items, "next": next }))
}

/// The description's route, put together from what the packages say.
pub(crate) fn routes(documents: Vec<Document>) -> Routes {
    let mut whole = About::openapi();
    for document in documents {
        whole.merge(document);
    }
    let text = serde_json::to_value(&whole).unwrap_or(Value::Null);
    let serve = move |_: Cx| {
        let text = text.clone();
        async move { json(&text) }
    };
    Routes::new("web").get("/api/v1/openapi.json", Audience::Public, serve)
}
