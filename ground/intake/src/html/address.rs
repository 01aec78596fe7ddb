//! Addresses in HTML: what they lead to, read as browsers read them.

use url::Url;

/// Longest address kept, in bytes.
const ADDRESS_BYTES_MAX: usize = 2_000;
/// Stands for our own host while an address is read.
const OWN: &str = "https://own.invalid/";

/// What an address leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// Our own site: the address as written, without what browsers ignore.
    Own(String),
    /// Another server.
    Outside {
        /// In lower case; domestic names in punycode.
        host: String,
        /// The whole address.
        url: String,
    },
    /// mailto: or tel:.
    Person(String),
    /// A place in the same page (`#…`), or nothing at all.
    Nowhere,
    /// `data:` or `file:` and the like: content that stands with the editor.
    Local,
    /// `javascript:` and everything else that a public page must not hold.
    Bad,
}

/// Reads an address. Browsers drop control characters and blanks around it, and take `\` for `/`; so does this.
pub(crate) fn target(address: &str) -> Target {
    let address: String = address.chars().filter(|c| !matches!(c, '\t' | '\n' | '\r' | '\0')).collect();
    let address = address.trim_matches(|c: char| c <= ' ' || c == '\u{a0}' || c == '\u{3000}');
    if address.is_empty() || address.starts_with('#') {
        return Target::Nowhere;
    }
    let scheme = address.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase());
    if scheme.is_some_and(|s| matches!(s.as_str(), "data" | "file" | "blob" | "cid" | "about")) {
        return Target::Local;
    }
    if address.len() > ADDRESS_BYTES_MAX {
        return Target::Bad;
    }
    let Ok(own) = Url::parse(OWN) else { return Target::Bad };
    let Ok(url) = Url::options().base_url(Some(&own)).parse(address) else { return Target::Bad };
    match (url.scheme(), url.host_str()) {
        ("https", Some("own.invalid")) if !address.contains("own.invalid") => Target::Own(address.to_owned()),
        ("http" | "https", Some(host)) if url.username().is_empty() && url.password().is_none() => {
            Target::Outside { host: host.to_owned(), url: url.to_string() }
        }
        ("mailto" | "tel", None) => Target::Person(url.to_string()),
        _ => Target::Bad,
    }
}

/// Whether `host` is one of `hosts` or stands below one of them.
pub(crate) fn is_among(host: &str, hosts: &[String]) -> bool {
    let host = host.trim_end_matches('.');
    hosts.iter().map(|h| h.trim().trim_start_matches("*.").trim_matches('.')).filter(|h| !h.is_empty()).any(|known| {
        let above = host.len().checked_sub(known.len()).map(|at| host.split_at(at));
        above.is_some_and(|(before, end)| {
            end.eq_ignore_ascii_case(known) && (before.is_empty() || before.ends_with('.'))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::{Target, is_among, target};

    #[test]
    fn addresses_are_read_as_browsers_read_them() {
        let outside = |host: &str, url: &str| Target::Outside { host: host.into(), url: url.into() };
        let own = |a: &str| Target::Own(a.into());
        let cases = [
            ("/files/1.jpg", own("/files/1.jpg")),
            ("../a/t2024.html?x=1#y", own("../a/t2024.html?x=1#y")),
            (" /a\nb ", own("/ab")),
            ("https://www.gov.cn/a", outside("www.gov.cn", "https://www.gov.cn/a")),
            ("//evil.example/x", outside("evil.example", "https://evil.example/x")),
            ("\\\\evil.example\\x", outside("evil.example", "https://evil.example/x")),
            ("/\\evil.example", outside("evil.example", "https://evil.example/")),
            ("HTTP://Evil.Example", outside("evil.example", "http://evil.example/")),
            ("https:evil", own("https:evil")),
            ("http://www.gov.cn@evil.example/", Target::Bad),
            ("http://own.invalid/", outside("own.invalid", "http://own.invalid/")),
            ("mailto:a@qinghe.gov.cn", Target::Person("mailto:a@qinghe.gov.cn".into())),
            ("tel:0934-12345", Target::Person("tel:0934-12345".into())),
            ("#top", Target::Nowhere),
            ("", Target::Nowhere),
            ("javascript:alert(1)", Target::Bad),
            ("java\tscript:alert(1)", Target::Bad),
            ("\u{1}javascript:alert(1)", Target::Bad),
            ("JaVaScRiPt:alert(1)", Target::Bad),
            ("vbscript:x", Target::Bad),
            ("data:text/html,x", Target::Local),
            ("DATA:image/png;base64,x", Target::Local),
            ("file:///C:/Users/a.png", Target::Local),
            ("http://", Target::Bad),
            ("http://[::1", Target::Bad),
        ];
        for (address, wanted) in cases {
            assert_eq!(target(address), wanted, "{address:?}");
        }
    }

    #[test]
    fn a_host_stands_for_all_below_it_and_for_no_look_alike() {
        let hosts = ["gov.cn".to_owned(), "*.news.cn".to_owned()];
        for (host, wanted) in [
            ("gov.cn", true),
            ("www.gov.cn", true),
            ("WWW.GOV.CN", true),
            ("xgov.cn", false),
            ("gov.cn.evil.example", false),
            ("www.news.cn", true),
            ("", false),
            ("国.cn", false),
        ] {
            assert_eq!(is_among(host, &hosts), wanted, "{host}");
        }
        assert!(!is_among("gov.cn", &[String::new()]));
    }
}
