//! Names and values as they stand in addresses and forms: percent-encoding, lists of pairs.

use std::sync::Arc;

/// Pairs taken from one query at most; more are not looked at.
const PAIRS_MAX: usize = 200;

/// The query of an address. Values are cleaned of invisible characters and cut at 1,000 characters.
#[derive(Debug, Clone, Default)]
pub struct Params(Arc<Vec<(String, String)>>);

impl Params {
    /// Reads the text after `?`.
    pub fn parse(query: &str) -> Self {
        let pairs = decode_pairs(query, PAIRS_MAX).into_iter();
        Self(Arc::new(pairs.map(|(k, v)| (k, base::text::truncate(&base::text::clean_line(&v), 1_000))).collect()))
    }

    /// The first value of `name`, `""` when there is none.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    /// All values of `name`.
    pub fn all(&self, name: &str) -> Vec<&str> {
        self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str()).collect()
    }

    /// The whole number `name`, if it is one.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.get(name).trim().parse().ok()
    }

    /// The page of a list, counted from 1.
    pub fn page(&self) -> i64 {
        self.int("page").unwrap_or(1).clamp(1, 100_000)
    }

    /// All pairs in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The query without the names of `without` and without what is empty, beginning with `?` and ready for another
    /// pair at its end: the `base` of a pager.
    pub fn base(&self, without: &[&str]) -> String {
        let kept = self.iter().filter(|(key, value)| !value.is_empty() && !without.contains(key));
        kept.fold("?".to_owned(), |out, (key, value)| out + &encode(key) + "=" + &encode(value) + "&")
    }
}

/// Reads `a=1&b=2`, at most `most` pairs; what is no UTF-8 becomes U+FFFD.
pub(crate) fn decode_pairs(text: &str, most: usize) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty()).take(most);
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(k, v)| (decode(k), decode(v))).collect()
}

/// Undoes percent-encoding and `+`; what is no UTF-8 becomes U+FFFD.
pub(crate) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let pair = (byte == b'%').then(|| text.get(at + 1..at + 3)).flatten();
        let decoded = pair.and_then(|pair| u8::from_str_radix(pair, 16).ok().filter(|_| !pair.starts_with('+')));
        match decoded {
            Some(value) => {
                out.push(value);
                at += 3;
            }
            None => {
                out.push(if byte == b'+' { b' ' } else { byte });
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|e| String::from_utf8_lossy(e.as_bytes()).into_owned())
}

/// Percent-encodes everything but letters, digits and `-._~`.
pub fn encode(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

/// `to` when it is an address of this site to go to after something, `/…`; else `otherwise`.
pub(crate) fn local<'a>(to: &'a str, otherwise: &'a str) -> &'a str {
    let rest = to.strip_prefix('/');
    let plain = rest.is_some_and(|rest| !rest.starts_with(['/', '\\']));
    let clean = to.chars().all(|c| c.is_ascii_graphic() && c != '\\');
    if plain && clean && to.len() <= 2_000 { to } else { otherwise }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_signs_decode_and_bad_text_never_fails() {
        let cases = [
            ("%E9%9D%92+%E7%A6%BE", "青 禾"),
            ("100%", "100%"),
            ("%zz%4", "%zz%4"),
            ("%+1", "% 1"),
            ("%ED%A0%80", "\u{fffd}\u{fffd}\u{fffd}"),
            ("%FF", "\u{fffd}"),
            ("%青", "%青"),
        ];
        for (text, expected) in cases {
            assert_eq!(decode(text), expected, "{text}");
        }
        assert_eq!(decode(&encode("青禾 a&b=c/d")), "青禾 a&b=c/d");
    }

    #[test]
    fn only_addresses_of_this_site_are_gone_to() {
        let cases = [
            ("/letters?x=1#top", true),
            ("/", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/a\r\nSet-Cookie: x", false),
            ("letters", false),
            ("", false),
        ];
        for (to, good) in cases {
            assert_eq!(local(to, "/home") == to, good, "{to}");
        }
    }

    #[test]
    fn a_pager_keeps_the_filters() {
        let params = Params::parse("unit=3&state=&page=7&words=%E5%9E%83%E5%9C%BE");
        assert_eq!(params.base(&["page"]), "?unit=3&words=%E5%9E%83%E5%9C%BE&");
        assert_eq!((params.page(), params.int("unit"), params.get("none")), (7, Some(3), ""));
        assert_eq!(Params::parse("page=-5").page(), 1);
    }
}
