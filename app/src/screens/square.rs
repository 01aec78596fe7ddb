//! `/square.svg?to=/a/12`: the address of a page of this site as a square for telephones (二维码), drawn when somebody wants to
//! share the page; nothing of it comes from elsewhere.

use axum::http::{HeaderValue, header};
use base::Error;
use web::{Cx, Result};

/// Bytes of an address at most.
const BYTES_MAX: usize = 500;
/// Pixels of a side at least.
const SIDE: u32 = 160;

/// The drawing. Only addresses of this site are drawn, so that no square of ours leads anywhere else.
pub async fn draw(cx: Cx) -> Result {
    let to = cx.query.get("to");
    let local = to.starts_with('/') && !to.starts_with("//") && !to.contains(['\\', '\n', '\r', '\t']);
    if !local || to.len() > BYTES_MAX {
        return Err(Error::Unseen.into());
    }
    let drawing = base::qr::svg(&format!("{}{to}", cx.here()), SIDE)?;
    let mut answer = web::body("image/svg+xml", drawing);
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    Ok(answer)
}
