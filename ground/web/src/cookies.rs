//! Cookies: reading those of a request, writing ours.

use axum::http::{HeaderMap, header};

/// The session's cookie, for officials and citizens alike.
pub const SESSION: &str = "renhe";
/// The one-time message for the next page.
pub(crate) const NOTICE: &str = "notice";
/// Elder mode and high contrast.
pub(crate) const MODE: &str = "mode";
/// Light or dark workbench, set by a script of the page.
pub(crate) const THEME: &str = "theme";
/// A year in seconds.
pub(crate) const YEAR: u32 = 31_536_000;

/// The value of the cookie `name`, `""` when there is none.
pub(crate) fn read<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok()).flat_map(|l| l.split(';'));
    let mut found = pairs.filter_map(|pair| pair.trim().split_once('=')).filter(|(key, _)| *key == name);
    found.next().map(|(_, value)| value).unwrap_or_default()
}

/// A `Set-Cookie` value. `max_age` in seconds; `None` ends with the browser, 0 forgets the cookie.
pub(crate) fn write(name: &str, value: &str, max_age: Option<u32>, https: bool) -> String {
    let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    let secure = if https { "; Secure" } else { "" };
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cookie_is_found_among_others() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, "a=1; renhe=abc; renhe2=x".parse().expect("a header"));
        headers.append(header::COOKIE, "mode=elder".parse().expect("a header"));
        let cases = [("renhe", "abc"), ("mode", "elder"), ("a", "1"), ("b", ""), ("ren", "")];
        for (name, value) in cases {
            assert_eq!(read(&headers, name), value, "{name}");
        }
    }
}
