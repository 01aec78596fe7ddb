//! What a browser may load at most that comes to the home page for the first time, fonts left out.
//!
//! An upper bound, so that it can be read off the answers without drawing the page: all that the page names for itself (style
//! sheets, scripts with what they import, icons, manifest, pictures, those below the fold too, which a browser asks for when
//! they come near) and every picture that those style sheets name, whether one of their selectors matches or not. What
//! Chromium is really sent, to the top of the page and down to its foot, at the width of a desk and of a telephone, is weighed
//! by `browser/judges/weight.mjs`.

use std::collections::BTreeSet;

use axum::http::header::{ACCEPT_ENCODING, CONTENT_TYPE};
use testkit::Answer;

use super::super::Bench;
use crate::report::Row;
use crate::{Result, wire};

const LIMIT: usize = 150_000;

pub async fn take(bench: &mut Bench<'_>, address: &str) -> Result<()> {
    let client = wire::client()?;
    let page = wire::browser(address)?.get("/").await;
    let mut wanted = asked_by(&page);
    let (mut bytes, mut files, mut fonts) = (0, 0, 0);
    let mut seen = BTreeSet::new();
    wanted.push("/".to_owned());
    while let Some(path) = wanted.pop() {
        if !seen.insert(path.clone()) {
            continue;
        }
        let answer = client.get(format!("http://{address}{path}")).header(ACCEPT_ENCODING, "gzip").send().await?;
        if !answer.status().is_success() {
            return Err(format!("{path}, which the home page asks for, answered {}", answer.status()).into());
        }
        let kind =
            answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
        let length = answer.bytes().await?.len();
        if kind.starts_with("font/") || path.ends_with(".woff2") {
            fonts += length;
            continue;
        }
        (bytes, files) = (bytes + length, files + 1);
        let named = match kind.split(';').next() {
            Some("text/css") => pictures_of,
            Some("text/javascript") => imports_of,
            _ => continue,
        };
        let plain = client.get(format!("http://{address}{path}")).send().await?.text().await?;
        wanted.extend(named(&plain, &path));
    }
    let what = format!(
        "first visit to the home page, at most: {files} files, packed with gzip, fonts ({fonts} bytes) left out"
    );
    bench.row(Row::new(what, format!("{bytes} bytes")).aim("≤ 150 kB", bytes <= LIMIT));
    bench.note("First visit: the home page with every style sheet, script, icon and picture that it names, down to its foot, and the pictures that the style sheets name, whether they are shown on it or not: more than any browser loads; only local addresses, as there are no others.");
    Ok(())
}

/// Local addresses that the page lets a browser load by itself.
fn asked_by(page: &Answer) -> Vec<String> {
    let html = page.text();
    let mut found = Vec::new();
    for tag in html.split('<').skip(1).filter_map(|rest| rest.split_once('>').map(|(tag, _)| tag)) {
        let loads = match tag.split_whitespace().next().unwrap_or_default() {
            "script" | "img" | "source" | "video" => attribute(tag, "src").or_else(|| attribute(tag, "poster")),
            "link" => {
                let rel = attribute(tag, "rel").unwrap_or_default();
                let loaded = rel
                    .split(' ')
                    .any(|r| matches!(r, "stylesheet" | "icon" | "modulepreload" | "preload" | "manifest"));
                attribute(tag, "href").filter(|_| loaded)
            }
            _ => None,
        };
        found.extend(loads.map(|address| address.replace("&amp;", "&")).filter(|address| is_local(address)));
    }
    found
}

fn is_local(address: &str) -> bool {
    address.starts_with('/') && !address.starts_with("//")
}

/// The value of an attribute of a tag.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let rest = tag.get(from..)?;
    rest.get(..rest.find('"')?).map(str::to_owned)
}

/// `url` as a file at `path` names it.
fn beside(path: &str, url: &str) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    if url.starts_with('/') { url.to_owned() } else { format!("{folder}/{}", url.trim_start_matches("./")) }
}

/// What a script at `path` imports before it runs; what it brings later, when it is needed, is in brackets.
fn imports_of(script: &str, path: &str) -> Vec<String> {
    let ends = ["from\"", "import\""].into_iter().flat_map(|word| script.split(word).skip(1));
    let urls = ends.filter_map(|rest| rest.split_once('"').map(|(url, _)| url));
    urls.filter(|url| url.starts_with(['.', '/']) && url.ends_with(".js")).map(|url| beside(path, url)).collect()
}

/// What a style sheet at `path` names with `url(…)`, fonts left out.
fn pictures_of(sheet: &str, path: &str) -> Vec<String> {
    let urls = sheet
        .split("url(")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(url, _)| url.trim_matches(['"', '\''])));
    let fonts = |url: &str| [".woff2", ".woff", ".ttf"].iter().any(|end| url.ends_with(end));
    urls.filter(|url| !url.starts_with("data:") && !url.starts_with('#') && !fonts(url))
        .map(|url| beside(path, url))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_browser_loads_is_found_and_links_are_not() {
        let html = "<link rel=\"stylesheet\" href=\"/assets/a.css\"><link rel=\"canonical\" href=\"/\"><script type=\"module\" src=\"/assets/b.js\"></script>\
             <img alt=\"\" src=\"/a/7/cover?v=1&amp;w=2\"><a href=\"/c/news/\">x</a><img src=\"data:image/png;base64,x\">";
        let page = Answer {
            status: axum::http::StatusCode::OK,
            headers: axum::http::HeaderMap::new(),
            bytes: html.as_bytes().to_vec(),
            path: "/".to_owned(),
        };
        assert_eq!(asked_by(&page), ["/assets/a.css", "/assets/b.js", "/a/7/cover?v=1&w=2"]);
        let sheet =
            "a{background:url(x.svg)}@font-face{src:url(\"f.woff2\")}b{background:url('/assets/y.png')}c{mask:url(#m)}";
        assert_eq!(pictures_of(sheet, "/assets/a.css"), ["/assets/x.svg", "/assets/y.png"]);
        let script =
            "import{t as e}from\"./c.js\";import\"./d.js\";let t=()=>import(\"./later.js\");var f=\"./no.js\";";
        assert_eq!(imports_of(script, "/assets/b.js"), ["/assets/c.js", "/assets/d.js"]);
    }
}
