//! Links of a finished page: led elsewhere (繁體, a host of its own), or taken out (terminals of a 查阅点 leave nobody to
//! other hosts).

/// Attributes that hold an address to which a reader is led.
const NAMES: [&str; 3] = [" href=\"", " action=\"", " formaction=\""];

/// The page with every address of a link or form as `lead` gives it.
pub(crate) fn lead(html: &str, lead: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 50);
    let mut rest = html;
    while let Some((at, length)) = next(rest) {
        let (before, after) = rest.split_at(at + length);
        let value = after.split('"').next().unwrap_or_default();
        out.push_str(before);
        out.push_str(&lead(value));
        rest = after.get(value.len()..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Where the next attribute that holds an address begins, and the length of its name with the quote.
fn next(html: &str) -> Option<(usize, usize)> {
    NAMES.iter().filter_map(|name| Some((html.find(name)?, name.len()))).min()
}

/// The page without links to other hosts: their words stay as plain text, which knows the address so that a terminal can show
/// its code to a phone.
pub(crate) fn stay_here(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find("<a ") {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let Some(close) = tag.find('>') else {
            rest = tag;
            break;
        };
        let (open, after) = tag.split_at(close + 1);
        if leaves(open) {
            // Links hold no links, so the next end is this one's.
            let (words, end) = after.split_once("</a>").unwrap_or((after, ""));
            match address(open) {
                to if to.starts_with("http") => out.push_str(&format!("<span class=\"outside\" data-to=\"{to}\">")),
                _ => out.push_str("<span class=\"outside\">"),
            }
            out.push_str(words);
            out.push_str("</span>");
            rest = end;
        } else {
            out.push_str(open);
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

/// Whether the opening tag of a link leads off this host, or out of the browser.
fn leaves(open: &str) -> bool {
    let to = address(open);
    let inside = to.is_empty() || to.starts_with(['#', '?']) || (to.starts_with('/') && !to.starts_with("//"));
    !inside
}

/// The address in the opening tag of a link, escaped as it stands there.
fn address(open: &str) -> &str {
    open.split(" href=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_and_form_is_led_and_pictures_are_not() {
        let html = r#"<a class="x" href="/a">甲</a><form action="/b"></form><img src="/c"><a href="/d?x=&amp;">丁</a>"#;
        let led = lead(html, |to| format!("/s{to}"));
        let expected =
            r#"<a class="x" href="/s/a">甲</a><form action="/s/b"></form><img src="/c"><a href="/s/d?x=&amp;">丁</a>"#;
        assert_eq!(led, expected);
    }

    #[test]
    fn links_to_other_hosts_become_text_on_a_terminal() {
        let cases = [
            (r#"<a href="/a">甲</a>"#, r#"<a href="/a">甲</a>"#),
            (r##"<a href="#top">甲</a>"##, r##"<a href="#top">甲</a>"##),
            (
                r#"<a href="https://x.example/">甲<b>乙</b></a>丙"#,
                r#"<span class="outside" data-to="https://x.example/">甲<b>乙</b></span>丙"#,
            ),
            (r#"<a rel="nofollow" href="//x.example">甲</a>"#, r#"<span class="outside">甲</span>"#),
            (
                r#"<a href="tel:12345">电话</a><a href="/b">b</a>"#,
                r#"<span class="outside">电话</span><a href="/b">b</a>"#,
            ),
            ("<abbr>甲</abbr><a >", "<abbr>甲</abbr><a >"),
            ("<a href=", "<a href="),
        ];
        for (html, expected) in cases {
            assert_eq!(stay_here(html), expected, "{html}");
        }
    }
}
