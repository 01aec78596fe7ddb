//! 繁體: the prefix `/hant` in front of every address, and pages converted phrase by phrase.

use axum::extract::Request;
use axum::http::Uri;
use axum::http::uri::PathAndQuery;
use axum::middleware::Next;
use axum::response::Response;

use crate::mode::Hant;

/// The prefix of addresses in traditional script.
const PREFIX: &str = "/hant";

/// Takes the prefix off before routing and marks the request.
pub(crate) async fn strip_prefix(mut request: Request, next: Next) -> Response {
    if let Some(uri) = stripped(request.uri()) {
        *request.uri_mut() = uri;
        request.extensions_mut().insert(Hant);
    }
    next.run(request).await
}

fn stripped(uri: &Uri) -> Option<Uri> {
    let address = uri.path_and_query()?.as_str();
    let path = match split(address) {
        Some((_, false)) => return None,
        Some((rest, true)) => rest.to_owned(),
        None => format!("/{}", address.strip_prefix(PREFIX)?),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(path).ok()?);
    Uri::from_parts(parts).ok()
}

/// Path and query without the prefix, and whether they had it; `None` for the prefix with nothing but a query after it.
pub(crate) fn split(address: &str) -> Option<(&str, bool)> {
    match address.strip_prefix(PREFIX) {
        Some("") => Some(("/", true)),
        Some(rest) if rest.starts_with('/') => Some((rest, true)),
        Some(rest) if rest.starts_with('?') => None,
        _ => Some((address, false)),
    }
}

/// A local address with or without the prefix, as `hant` says; other addresses stay.
pub(crate) fn address(to: &str, hant: bool) -> String {
    let rest = to.strip_prefix(PREFIX).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let plain = match rest {
        Some("") => "/",
        Some(rest) => rest,
        None => to,
    };
    let ours = plain.starts_with('/') && !plain.starts_with("//") && !stays(plain);
    if hant && ours { format!("{PREFIX}{plain}") } else { plain.to_owned() }
}

/// Files and programs' interfaces have no traditional variant; `/mode` carries its own way back.
fn stays(path: &str) -> bool {
    ["/assets/", "/api/", "/files/", "/mode?"].iter().any(|start| path.starts_with(start))
}

/// A finished page in traditional script, its links and forms leading to pages of the same kind.
pub(crate) fn convert(html: &str) -> String {
    crate::links::lead(&base::text::to_traditional_html(html, &[]), |to| address(to, true))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_get_and_lose_the_prefix() {
        let cases = [
            ("/letters?x=1", true, "/hant/letters?x=1"),
            ("/hant/letters", true, "/hant/letters"),
            ("/hant/letters", false, "/letters"),
            ("/hant", false, "/"),
            ("/", true, "/hant/"),
            ("/assets/a.css", true, "/assets/a.css"),
            ("https://www.gov.cn/", true, "https://www.gov.cn/"),
            ("//evil", true, "//evil"),
            ("/hantu", false, "/hantu"),
        ];
        for (to, hant, expected) in cases {
            assert_eq!(address(to, hant), expected, "{to} {hant}");
        }
    }

    #[test]
    fn a_page_is_converted_and_its_links_stay_in_traditional_script() {
        let html = r##"<a href="/letters">县长信箱</a><form action="/letters/write"><input value="县长"></form><a href="#m">x</a>"##;
        let expected = r##"<a href="/hant/letters">縣長信箱</a><form action="/hant/letters/write"><input value="县长"></form><a href="#m">x</a>"##;
        assert_eq!(convert(html), expected);
    }

    #[test]
    fn only_the_whole_prefix_is_taken_off() {
        let cases = [("/hant/a?b", Some("/a?b")), ("/hant", Some("/")), ("/hant?q=1", Some("/?q=1")), ("/hanta", None)];
        for (from, to) in cases {
            let uri: Uri = from.parse().expect("an address");
            assert_eq!(stripped(&uri).map(|uri| uri.to_string()), to.map(str::to_owned), "{from}");
            let whole = uri.path_and_query().expect("a path").as_str();
            assert!(split(whole).is_none_or(|(rest, is_hant)| is_hant == to.is_some() && rest == to.unwrap_or(whole)));
        }
    }
}
