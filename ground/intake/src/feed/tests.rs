//! Feeds as they come: both shapes, list pages, other characters, and what attacks or damage makes of them.

use base::Moment;

use super::*;

const AT: &str = "https://www.province.example/rss/policy.xml";

fn rss(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\"><channel><title>政策文件</title>\
         <link>https://www.province.example/</link>{items}</channel></rss>"
    )
}

fn one(text: &str) -> Entry {
    let feed = read(text.as_bytes(), AT).expect("a feed");
    assert_eq!((feed.entries.len(), feed.skipped), (1, 0), "{feed:?}");
    feed.entries.into_iter().next().expect("an entry")
}

#[test]
fn each_shape_is_read() {
    let cases = [
        (
            rss("<item><title>甲</title><link>/a/1.html</link><pubDate>Mon, 02 Mar 2026 01:00:00 GMT</pubDate>\
                 <source url=\"x\">省政府办公厅</source><description>&lt;p&gt;正文&lt;/p&gt;</description></item>"),
            Shape::Rss,
        ),
        (
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>政策文件</title><entry><title>甲</title><id>urn:x</id>\
             <link rel=\"self\" href=\"/z\"/><link rel=\"alternate\" href=\"/a/1.html\"/><author><name>省政府办公厅</name></author>\
             <updated>2026-03-02T09:00:00+08:00</updated><content type=\"html\">&lt;p&gt;正文&lt;/p&gt;</content></entry></feed>"
                .to_owned(),
            Shape::Atom,
        ),
        (
            "<a:feed xmlns:a=\"http://www.w3.org/2005/Atom\"><a:title>政策文件</a:title><a:entry><a:title>甲</a:title>\
             <a:link href=\"/a/1.html\"/><a:author><a:name>省政府办公厅</a:name></a:author>\
             <a:published>2026-03-02T01:00:00Z</a:published><a:updated>2026-03-05T01:00:00Z</a:updated>\
             <a:content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>正文</p></div></a:content></a:entry></a:feed>"
                .to_owned(),
            Shape::Atom,
        ),
    ];
    for (text, shape) in cases {
        let feed = read(text.as_bytes(), AT).expect("a feed");
        assert_eq!((feed.shape, feed.title.as_str()), (shape, "政策文件"));
        let entry = feed.entries.first().expect("an entry");
        assert_eq!(entry.address, "https://www.province.example/a/1.html");
        assert_eq!(
            (entry.title.as_str(), entry.source.as_str(), entry.body.as_str()),
            ("甲", "省政府办公厅", "<p>正文</p>")
        );
        assert_eq!(entry.published.map(Moment::minutes).as_deref(), Some("2026-03-02 09:00"));
    }
}

#[test]
fn times_are_read_with_and_without_zones() {
    let cases = [
        ("Mon, 02 Mar 2026 08:30:00 +0800", Some("2026-03-02 08:30")),
        ("Sun, 02 Mar 2026 08:30:00 +0800", Some("2026-03-02 08:30")),
        ("02 Mar 2026 00:30 GMT", Some("2026-03-02 08:30")),
        ("2026-03-02T08:30:00+08:00", Some("2026-03-02 08:30")),
        ("2026-03-02 08:30:00", Some("2026-03-02 08:30")),
        ("2026年3月2日 8时30分", Some("2026-03-02 08:30")),
        ("2026-03-02", Some("2026-03-02 00:00")),
        ("yesterday", None),
        ("0001-01-01T00:00:00Z", None),
        ("", None),
    ];
    for (text, wanted) in cases {
        assert_eq!(moment::read(text).map(Moment::minutes).as_deref(), wanted, "{text}");
    }
}

#[test]
fn the_fuller_text_is_taken_whatever_its_place() {
    let full = "<content:encoded><![CDATA[<p>全文</p>]]></content:encoded>";
    let brief = "<description>摘要</description>";
    for order in [format!("{full}{brief}"), format!("{brief}{full}")] {
        let entry = one(&rss(&format!("<item><title>甲</title><link>/1</link>{order}</item>")));
        assert_eq!(entry.body, "<p>全文</p>");
    }
}

#[test]
fn other_characters_are_read_by_their_bytes() {
    let text = rss("<item><title>关于春耕生产的通知</title><link>/1</link></item>").replace("utf-8", "GB18030");
    let (bytes, ..) = encoding_rs::GB18030.encode(&text);
    let feed = read(&bytes, AT).expect("a feed");
    assert_eq!(feed.entries.first().map(|e| e.title.as_str()), Some("关于春耕生产的通知"));
    let marked = [b"\xef\xbb\xbf\r\n".as_slice(), text.as_bytes()].concat();
    assert_eq!(read(&marked, AT).expect("a feed").entries.len(), 1);
    let wide: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    assert_eq!(read(&wide, AT).expect("a feed").entries.len(), 1);
    let noise: Vec<u8> = (0..4_000_u32).map(|n| (n * 97 % 251) as u8 | 0x80).collect();
    assert!(read(&noise, AT).is_err());
}

#[test]
fn scripts_stay_outside_wherever_they_stand() {
    let bad = "<item><title>甲&lt;script&gt;alert(1)&lt;/script&gt;<![CDATA[<img src=x onerror=alert(1)>]]></title>\
        <link>https://www.province.example/1</link><description><![CDATA[<p onclick=\"x()\">正文<script>alert(1)</script>\
        <iframe src=\"https://evil.example\"></iframe><a href=\"javascript:alert(1)\">点</a><img src=\"/p.png\"></p>]]>\
        </description></item>";
    let entry = one(&rss(bad));
    assert_eq!(entry.title, "甲");
    for part in ["script", "onclick", "iframe", "javascript", "<img"] {
        assert!(!entry.body.contains(part), "{part}: {}", entry.body);
    }
    assert!(entry.body.contains("正文") && entry.left.contains_key(&Left::OutsideImage), "{entry:?}");
    let named = one(&rss("<item><title>&amp;lt;b&amp;gt; 1 &amp;lt; 2</title><link>/1</link></item>"));
    assert_eq!(named.title, "<b> 1 < 2", "text that looks like a tag is text");
}

#[test]
fn links_of_the_origin_lead_to_the_origin() {
    let entry = one(&rss(
        "<item><title>甲</title><link>/a/1.html</link><description>&lt;a href=\"../b.pdf\"&gt;附件&lt;/a&gt;\
        </description></item>",
    ));
    assert!(entry.body.contains("href=\"https://www.province.example/b.pdf\""), "{}", entry.body);
}

#[test]
fn what_cannot_be_known_again_is_left_out_and_counted() {
    let items = "<item><title>没有网址</title></item><item><link>/2</link></item>\
        <item><title>乱网址</title><link>javascript:alert(1)</link></item>\
        <item><title>带口令</title><link>https://a:b@www.province.example/3</link></item>\
        <item><title>凭标记</title><guid>https://www.province.example/4#x</guid></item>\
        <item><title>重复</title><link>https://www.province.example/4</link></item>";
    let feed = read(rss(items).as_bytes(), AT).expect("a feed");
    assert_eq!((feed.entries.len(), feed.skipped), (1, 4), "{feed:?}");
    assert_eq!(feed.entries.first().map(|e| e.address.as_str()), Some("https://www.province.example/4"));
    assert_eq!(read(rss("<item><title>甲</title><link>/1</link></item>").as_bytes(), "").expect("a feed").skipped, 1);
}

#[test]
fn a_list_page_is_read_by_its_rows() {
    let page = "<!DOCTYPE html><html><head><title>政策文件</title></head><body><ul class=nav><li><a href=/>首页</a></li></ul><ul>\
        <li><a href=\"./t1.html\" title=\"关于做好春耕生产工作的通知\">关于做好春耕生产…</a><span>2026-03-02</span></li>\
        <li><a href=\"https://other.example/2\">别的网站上的一篇很长的文章</a><span>2026-03-01</span></li>\
        <li><a href=\"/c/202602/t20260228_9.html\">关于防汛抗旱准备工作的通知</a></li>\
        <li><a href=\"/x\">没有日期的一行不是文章</a></li></ul></body></html>";
    let feed = read(page.as_bytes(), "https://www.province.example/zc/").expect("a list");
    let seen: Vec<(&str, &str)> = feed.entries.iter().map(|e| (e.title.as_str(), e.address.as_str())).collect();
    assert_eq!(
        seen,
        [
            ("关于做好春耕生产工作的通知", "https://www.province.example/zc/t1.html"),
            ("关于防汛抗旱准备工作的通知", "https://www.province.example/c/202602/t20260228_9.html"),
        ]
    );
    assert!(feed.entries.iter().all(|e| e.published.is_some()));
}

#[test]
fn what_is_no_feed_is_refused_with_the_reason() {
    let bomb = "<?xml version=\"1.0\"?><!DOCTYPE rss [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;\">]><rss><channel><item>\
        <title>&b;</title><link>/1</link></item></channel></rss>";
    let file = "<!DOCTYPE rss [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><rss><channel><item><title>&x;</title></item></channel></rss>";
    let deep = format!("<rss><channel><item>{}", "<a>".repeat(5_000));
    let cases: Vec<(Vec<u8>, &str)> = vec![
        (bomb.into(), "feed.entities"),
        (file.into(), "feed.entities"),
        (deep.into(), "feed.deep"),
        (b"".to_vec(), "feed.shape"),
        (b"{\"items\": []}".to_vec(), "feed.shape"),
        (b"<html><body><p>404</p></body></html>".to_vec(), "feed.shape"),
        (b"<rss><channel><item><title>x</title>".to_vec(), "feed.broken"),
        (b"<rss><channel></item></channel></rss>".to_vec(), "feed.broken"),
        (vec![b' '; FEED_BYTES_MAX + 1], "intake.too_large"),
    ];
    for (bytes, name) in cases {
        let refused = read(&bytes, AT).expect_err(name);
        assert_eq!(
            refused.name,
            name,
            "{}",
            String::from_utf8_lossy(bytes.get(..60.min(bytes.len())).unwrap_or_default())
        );
    }
}

#[test]
fn a_long_feed_is_read_up_to_the_limit() {
    let items: String =
        (0..ENTRIES_MAX + 50).map(|n| format!("<item><title>第{n}篇</title><link>/{n}</link></item>")).collect();
    assert_eq!(read(rss(&items).as_bytes(), AT).expect("a feed").entries.len(), ENTRIES_MAX);
    let long = rss(&format!("<item><title>{}</title><link>/1</link></item>", "长".repeat(5_000)));
    assert!(base::text::char_count(&one(&long).title) <= TITLE_CHARS_MAX);
}

/// Damage at every place: the answer is a feed or a refusal, never a panic, and never a script.
#[test]
fn damage_is_borne() {
    let whole =
        rss("<item><title>甲&amp;乙</title><link>/1</link><description><![CDATA[<p>正文<script>x</script></p>]]>\
        </description><pubDate>Mon, 02 Mar 2026 08:30:00 +0800</pubDate></item>");
    let bytes = whole.as_bytes();
    let look = |bytes: &[u8]| {
        if let Ok(feed) = read(bytes, AT) {
            for entry in feed.entries {
                assert!(!entry.body.contains("<script") && !entry.title.contains("<script"));
                assert!(entry.address.starts_with("http"));
            }
        }
    };
    for at in 0..bytes.len() {
        look(bytes.get(..at).unwrap_or_default());
        for change in [0, b'<', b'>', b'&', b'"', 0xff] {
            let mut other = bytes.to_vec();
            other.iter_mut().skip(at).take(1).for_each(|byte| *byte = change);
            look(&other);
        }
    }
}
