//! Plain answers: bodies, downloads, redirects, files with ranges.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::params::encode;

/// An answer with a body of the media type `kind`.
pub fn body(kind: &'static str, body: impl Into<Body>) -> Response {
    ([(header::CONTENT_TYPE, kind)], body.into()).into_response()
}

/// A file for saving under `name`, of the media type `kind`.
pub fn download(name: &str, kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = self::body(kind, body);
    response.headers_mut().insert(header::CONTENT_DISPOSITION, disposition(name, false));
    response
}

/// A page elsewhere, to be asked for with GET.
pub(crate) fn see_other(to: &str) -> Response {
    let to = HeaderValue::try_from(to).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, to)]).into_response()
}

/// `Content-Disposition` with the name for old and new browsers (RFC 6266).
pub(crate) fn disposition(name: &str, inline: bool) -> HeaderValue {
    let name = base::text::clean_line(name).replace(['/', '\\'], "_");
    let plain: String =
        name.chars().map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_') { c } else { '_' }).collect();
    let place = if inline { "inline" } else { "attachment" };
    let text = format!("{place}; filename=\"{plain}\"; filename*=UTF-8''{}", encode(&name));
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("attachment"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_downloads_survive_and_break_nothing() {
        let cases = [
            (
                "报表 2026.xlsx",
                "attachment; filename=\"___2026.xlsx\"; filename*=UTF-8''%E6%8A%A5%E8%A1%A8%202026.xlsx",
            ),
            ("a\"b\r\n.txt", "attachment; filename=\"a_b_.txt\"; filename*=UTF-8''a%22b%20.txt"),
            ("../x", "attachment; filename=\".._x\"; filename*=UTF-8''.._x"),
        ];
        for (name, expected) in cases {
            assert_eq!(disposition(name, false).to_str().expect("a header"), expected);
        }
    }
}
