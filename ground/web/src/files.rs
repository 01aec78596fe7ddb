//! Stored files as answers, whole or in ranges. Who may read a file is decided by the caller.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base::Error;

use crate::{Cx, answer, compress};

/// Kinds that a browser shows by itself without running anything.
const SHOWN: [&str; 7] =
    ["application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "audio/mpeg", "video/mp4"];

/// The file `digest` under `name`: shown in the browser when `inline` and its kind is harmless, else saved.
///
/// # Errors
/// `Unseen` when there is no such file; a fault when the store does not answer.
pub async fn send(cx: &Cx, digest: &str, name: &str, inline: bool) -> crate::Result {
    let row = store::files::find(&mut cx.reader(), digest).await?.ok_or(Error::Unseen)?;
    let size = u64::try_from(row.size).unwrap_or(0);
    let etag = format!("\"{}\"", row.digest);
    let asked = &cx.trip.headers;
    let mut response = if compress::is_same(asked, &etag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        part(cx, digest, size, asked).await?
    };
    let headers = response.headers_mut();
    let inline = inline && SHOWN.contains(&row.media_type.as_str());
    headers.insert(header::CONTENT_DISPOSITION, answer::disposition(name, inline));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
    if let (Ok(kind), Ok(etag)) = (HeaderValue::try_from(row.media_type), HeaderValue::try_from(etag)) {
        headers.insert(header::CONTENT_TYPE, kind);
        headers.insert(header::ETAG, etag);
    }
    Ok(response)
}

async fn part(cx: &Cx, digest: &str, size: u64, asked: &HeaderMap) -> Result<Response, Error> {
    let wanted = asked.get(header::RANGE).and_then(|value| value.to_str().ok());
    let (status, from, length) = match wanted.map(|text| range(text, size)) {
        None | Some(Range::Whole) => (StatusCode::OK, 0, size),
        Some(Range::Part { from, length }) => (StatusCode::PARTIAL_CONTENT, from, length),
        Some(Range::Beyond) => {
            let all = [(header::CONTENT_RANGE, format!("bytes */{size}"))];
            return Ok((StatusCode::RANGE_NOT_SATISFIABLE, all).into_response());
        }
    };
    let content = cx.app.files.open(digest, from, Some(length)).await?.ok_or(Error::Unseen)?;
    let mut response = (status, Body::from_stream(content)).into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if status == StatusCode::PARTIAL_CONTENT
        && let Ok(range) = HeaderValue::try_from(format!("bytes {from}-{}/{size}", from + length - 1))
    {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    Ok(response)
}

/// What a `Range` header asks for.
#[derive(Debug, PartialEq, Eq)]
enum Range {
    /// Everything, also when the header makes no sense or asks for several parts.
    Whole,
    /// One part.
    Part {
        /// First byte.
        from: u64,
        /// Bytes.
        length: u64,
    },
    /// Nothing that is there.
    Beyond,
}

fn range(text: &str, size: u64) -> Range {
    let Some((from, to)) = text.strip_prefix("bytes=").and_then(|text| text.split_once('-')) else {
        return Range::Whole;
    };
    let (from, to) = match (from.trim().parse::<u64>(), to.trim().parse::<u64>()) {
        (Ok(from), Ok(to)) if from <= to => (from, to.min(size.saturating_sub(1))),
        (Ok(from), Err(_)) if to.trim().is_empty() => (from, size.saturating_sub(1)),
        (Err(_), Ok(last)) if from.trim().is_empty() && last > 0 => (size.saturating_sub(last), size.saturating_sub(1)),
        _ => return Range::Whole,
    };
    if from >= size { Range::Beyond } else { Range::Part { from, length: to - from + 1 } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_browsers_send_them() {
        let part = |from, length| Range::Part { from, length };
        let cases = [
            ("bytes=0-99", part(0, 100)),
            ("bytes=900-", part(900, 100)),
            ("bytes=-100", part(900, 100)),
            ("bytes=990-2000", part(990, 10)),
            ("bytes=1000-", Range::Beyond),
            ("bytes=5-1", Range::Whole),
            ("bytes=0-1,5-6", Range::Whole),
            ("items=0-1", Range::Whole),
            ("bytes=-", Range::Whole),
        ];
        for (text, expected) in cases {
            assert_eq!(range(text, 1000), expected, "{text}");
        }
        assert_eq!(range("bytes=0-0", 0), Range::Beyond);
    }
}
