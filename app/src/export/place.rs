//! Where an address lies in a static copy, so that any web server finds it: a page is `index.html` in a folder of its own,
//! a file has an ending that tells its kind, a query becomes one more folder.

use sm3::{Digest, Sm3};

/// Characters of one part of an address, at most.
const PART_MAX: usize = 200;
/// Characters of a query that is written out; a longer one is written as its digest.
const QUERY_MAX: usize = 80;
/// The name of a page's file.
pub(super) const INDEX: &str = "index.html";

/// A file of the copy and the link that opens it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Path below the copy's folder.
    pub file: String,
    /// Address of the link, from the root of the host.
    pub link: String,
}

/// The place of a page at `path` with `query`; `None` when the path cannot be one of files.
pub(super) fn page(path: &str, query: &str) -> Option<Place> {
    let mut parts = parts(path)?;
    if !query.is_empty() {
        parts.push(folder(query));
    }
    let link = match parts.is_empty() {
        true => "/".to_owned(),
        false => format!("{}/", link(&parts)),
    };
    parts.push(INDEX.to_owned());
    Some(Place { file: parts.join("/"), link })
}

/// The place of a file at `path`, whose name gets `ending` (without a dot, may be empty).
pub(super) fn file(path: &str, ending: &str) -> Option<Place> {
    let mut parts = parts(path)?;
    let last = parts.last_mut()?;
    if !ending.is_empty() {
        last.push('.');
        last.push_str(ending);
    }
    Some(Place { file: parts.join("/"), link: link(&parts) })
}

/// The ending of the last part of a path, without its dot; empty for none.
pub(super) fn ending(path: &str) -> &str {
    let last = path.rsplit('/').next().unwrap_or_default();
    let found = last.rsplit_once('.').map_or("", |(name, ending)| if name.is_empty() { "" } else { ending });
    let plain = found.len() <= 12 && found.bytes().all(|b| b.is_ascii_alphanumeric());
    if plain { found } else { "" }
}

/// The parts of a path as names of folders; `None` for one that would lead out of the copy or that no disk takes.
fn parts(path: &str) -> Option<Vec<String>> {
    let inner = path.strip_prefix('/')?;
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    if inner.is_empty() {
        return Some(Vec::new());
    }
    inner.split('/').map(part).collect()
}

fn part(asked: &str) -> Option<String> {
    let name = decoded(asked)?;
    let odd = |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '?' | '*' | '"' | '<' | '>' | '|');
    let good = !name.is_empty() && !name.starts_with('.') && name.len() <= PART_MAX && !name.contains(odd);
    good.then_some(name)
}

fn decoded(text: &str) -> Option<String> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(byte) = bytes.next() {
        if byte == b'%' {
            let pair = [bytes.next()?, bytes.next()?];
            out.extend(hex::decode(pair).ok()?);
        } else {
            out.push(byte);
        }
    }
    String::from_utf8(out).ok()
}

/// The folder that stands for a query.
fn folder(query: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'=' | b'&' | b'.' | b'-' | b'_');
    if query.len() <= QUERY_MAX && query.bytes().all(plain) {
        return format!("_{}", query.replace('&', "+"));
    }
    format!("_{}", &hex::encode(Sm3::digest(query))[..24])
}

fn link(parts: &[String]) -> String {
    parts.iter().map(|part| format!("/{}", encoded(part))).collect()
}

/// A part with everything that an address does not take written as `%XX`.
fn encoded(part: &str) -> String {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'=' | b'+' | b',');
    part.bytes().map(|b| if plain(b) { char::from(b).to_string() } else { format!("%{b:02X}") }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_folders_and_queries_are_folders_in_them() {
        let cases = [
            ("/", "", "index.html", "/"),
            ("/a/7", "", "a/7/index.html", "/a/7/"),
            (
                "/c/news/",
                "after=1770000000000.7",
                "c/news/_after=1770000000000.7/index.html",
                "/c/news/_after=1770000000000.7/",
            ),
            ("/xxgk", "unit=3&after=5", "xxgk/_unit=3+after=5/index.html", "/xxgk/_unit=3+after=5/"),
            ("/hant/", "", "hant/index.html", "/hant/"),
            ("/c/%E9%9D%92", "", "c/青/index.html", "/c/%E9%9D%92/"),
        ];
        for (path, query, file, link) in cases {
            let expected = Place { file: file.to_owned(), link: link.to_owned() };
            assert_eq!(page(path, query), Some(expected), "{path}");
        }
        let long = page("/xxgk", "theme=%E5%86%9C").map(|place| place.file).unwrap_or_default();
        assert!(long.starts_with("xxgk/_") && long.len() == "xxgk/_/index.html".len() + 24, "{long}");
    }

    #[test]
    fn files_get_the_ending_of_their_kind_and_nothing_leads_out_of_the_folder() {
        let place = file("/a/7/files/3", "pdf").map(|place| (place.file, place.link));
        assert_eq!(place, Some(("a/7/files/3.pdf".to_owned(), "/a/7/files/3.pdf".to_owned())));
        assert_eq!(file("/sitemap.xml", "").map(|place| place.file).as_deref(), Some("sitemap.xml"));
        for bad in ["/a/../b", "/a//b", "/a/%2e%2e/b", "/a/.b", "/a/%2Fetc", "/a/%zz", "/a/%", "a", "/a/c:d", "/a/%00"]
        {
            assert_eq!(page(bad, ""), None, "{bad}");
        }
        let endings = [("/a/b.xml", "xml"), ("/a/7", ""), ("/a.b/7", ""), ("/a/.xml", ""), ("/a/x.thisisverylong", "")];
        for (path, expected) in endings {
            assert_eq!(ending(path), expected, "{path}");
        }
    }
}
