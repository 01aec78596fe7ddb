//! What is read out of a piece of HTML.

use super::{BlockKind, Content, Hiding, LinkKind, Reach};

fn read(html: &str) -> Content {
    Content::read(html).expect("small enough")
}

#[test]
fn text_comes_in_blocks() {
    let cases = [
        ("<p>一<b>二</b>\n 三</p><p>四</p>", "一二 三\n四\n"),
        ("文<br>字", "文\n字\n"),
        ("<table><tr><td>甲<td><p>乙</p><p>丙</p><tr><td><td>丁</table>后", "甲\t乙\n丙\n\t丁\n后\n"),
        ("<ul><li>甲<ul><li>子</ul><li>乙</ul>", "甲\n子\n乙\n"),
        ("<script>x</script><style>y</style><p>&nbsp;</p><p>a\u{200b}b</p>", "ab\n"),
        ("<p>a &lt;b&gt; &amp;</p>", "a <b> &\n"),
        ("", ""),
    ];
    for (html, wanted) in cases {
        assert_eq!(read(html).text, wanted, "{html}");
    }
}

#[test]
fn a_beginning_is_one_line_of_so_many_characters_at_most() {
    let cases = [
        ("<p>一<strong>二</strong>三</p><p>四<br>五</p>", 20, "一二三 四 五"),
        ("<p>a &lt;b&gt; &amp;&nbsp;c</p>", 20, "a <b> & c"),
        ("<p>一二三四五</p>", 3, "一二三"),
        ("<p", 3, ""),
        ("&", 3, "&"),
        ("", 3, ""),
    ];
    for (html, most, wanted) in cases {
        assert_eq!(super::beginning(html, most), wanted, "{html}");
    }
}

#[test]
fn blocks_have_kinds_and_headings_make_the_outline() {
    let content = read(
        "<h2>一、概况</h2><p>文</p><ul><li>项</li></ul><table><caption>表</caption><tr><td><p>格</p></td></tr></table><h3>（一）小</h3>",
    );
    let kinds: Vec<_> = content.lines().map(|(b, text)| (b.kind, text)).collect();
    assert_eq!(
        kinds,
        [
            (BlockKind::Heading(2), "一、概况"),
            (BlockKind::Paragraph, "文"),
            (BlockKind::Item, "项"),
            (BlockKind::Caption, "表"),
            (BlockKind::Cell, "格"),
            (BlockKind::Heading(3), "（一）小"),
        ]
    );
    let outline: Vec<_> = content.outline.iter().map(|h| (h.level, h.text.as_str(), h.block)).collect();
    assert_eq!(outline, [(2, "一、概况", 0), (3, "（一）小", 5)]);
    assert_eq!(content.block_at(content.text.find("格").unwrap()), Some(4));
    assert_eq!(content.block_at(content.text.len()), None);
}

#[test]
fn a_piece_of_the_text_is_found_again_in_the_html() {
    // Text nodes: 0 "\n", 1 " 各乡镇  ", 2 "高𠮷度", 3 "重视", in UTF-16 units.
    let content = read("\n<p> 各乡镇  <b>高𠮷度</b><!-- x -->重视</p>");
    assert_eq!(content.text, "各乡镇 高𠮷度重视\n");
    let nodes = |piece: &str| {
        let at = content.text.find(piece).unwrap();
        content.nodes(at..at + piece.len()).iter().map(|n| (n.node, n.start, n.end)).collect::<Vec<_>>()
    };
    assert_eq!(nodes("乡镇"), [(1, 2, 4)]);
    assert_eq!(nodes("镇 高𠮷"), [(1, 3, 4), (2, 0, 3)]);
    assert_eq!(nodes("度重"), [(2, 3, 4), (3, 0, 1)]);
    assert_eq!(content.nodes(0..0), []);
}

#[test]
fn excerpts_leave_headings_and_tables_out() {
    let content = read("<h2>题</h2><table><tr><td>格</td></tr></table><p>　　一二三四五。</p><p>六七八九十。</p>");
    assert_eq!(content.excerpt(100), "一二三四五。六七八九十。");
    assert_eq!(content.excerpt(8), "一二三四五。六…");
}

#[test]
fn pictures_without_a_text_that_helps_are_known() {
    let cases = [
        ("<img src=a>", true),
        ("<img src=a alt=''>", true),
        ("<img src=a alt='  '>", true),
        ("<img src=a alt='IMG_20240522.jpg'>", true),
        ("<img src=a alt='微信图片_20240522103000.png'>", true),
        ("<img src=a alt='图片1'>", true),
        ("<img src=a alt='3f2a9c01d2.jpeg'>", true),
        ("<img src=a alt='会议现场'>", false),
        ("<img src=a alt='图片：县长讲话'>", false),
    ];
    for (html, lacks) in cases {
        assert_eq!(read(html).images[0].lacks_text(), lacks, "{html}");
    }
}

#[test]
fn hidden_links_are_found_however_they_are_hidden() {
    use Hiding::*;
    let a = "<a href='http://evil.example/'>彩票</a>";
    let cases: Vec<(String, Option<Hiding>)> = vec![
        (a.into(), None),
        (format!("<div style='display:none'>{a}</div>"), Some(NotShown)),
        (format!("<div style='DISPLAY : NONE !important'>{a}</div>"), Some(NotShown)),
        (format!("<p style='visibility:hidden'>{a}</p>"), Some(NotShown)),
        (format!("<p hidden>{a}</p>"), Some(NotShown)),
        (format!("<p>x</p><noscript>{a}</noscript>"), Some(NotShown)),
        (format!("<div style='position:absolute;left:-9999px'>{a}</div>"), Some(OffScreen)),
        (format!("<div style='position:fixed; top:-1000em'>{a}</div>"), Some(OffScreen)),
        (format!("<div style='text-indent:-9999px'>{a}</div>"), Some(OffScreen)),
        (format!("<div style='position:absolute;clip:rect(0,0,0,0)'>{a}</div>"), Some(OffScreen)),
        (format!("<div style='height:0;overflow:hidden'>{a}</div>"), Some(Tiny)),
        (format!("<div style='height:0'>{a}</div>"), None),
        (format!("<span style='font-size:0'>{a}</span>"), Some(Tiny)),
        (format!("<span style='font-size:1px'>{a}</span>"), Some(Tiny)),
        (format!("<marquee height=1 width=8>{a}</marquee>"), Some(Tiny)),
        (format!("<span style='opacity:0'>{a}</span>"), Some(Transparent)),
        (format!("<span style='color:transparent'>{a}</span>"), Some(Transparent)),
        (format!("<font color=#FFFFFF>{a}</font>"), Some(SameColour)),
        (format!("<div style='background:#1A4F8B'><font color=white>{a}</font></div>"), None),
        (
            format!("<div style='background-color:rgb(26, 79, 139)'><span style='color:#1b4f8a'>{a}</span></div>"),
            Some(SameColour),
        ),
        (format!("<style>.x, #y {{ display:none }}</style><div class='a x'>{a}</div>"), Some(NotShown)),
        (format!("<style>.menu .x {{ display:none }}</style><div class='x'>{a}</div>"), None),
        (
            format!("<div id=k>{a}</div><script>document.getElementById('k').style.display = 'none';</script>"),
            Some(NotShown),
        ),
        ("<a href='http://evil.example/'></a>".into(), Some(Bare)),
        ("<a href='http://evil.example/'> . </a>".into(), Some(Bare)),
        ("<a href='http://evil.example/'><img src=a></a>".into(), None),
    ];
    for (html, wanted) in cases {
        let content = Content::read_page(&html).expect("small enough");
        let link = content.links.iter().find(|l| l.kind == LinkKind::Anchor).expect("a link");
        assert_eq!(link.hidden, wanted, "{html}");
    }
}

#[test]
fn links_are_sorted_by_where_they_lead() {
    let html = "<a href='/own'>一</a><a href='https://www.gov.cn/x'>二</a><a href='//evil.example'>三</a><a href=''>四</a><a href='#x'>五</a><a href='javascript:void(0)'>六</a><a href='mailto:a@b.cn'>七</a><a href='http://192.168.1.9/oa'>八</a><a name=x>九</a><iframe src='http://evil.example/f'></iframe>";
    let content = Content::read_page(html).expect("small enough");
    let hosts = ["gov.cn".to_owned()];
    let found: Vec<_> = content.links.iter().map(|l| (l.text.as_str(), l.leaves(&hosts), l.is_inner())).collect();
    assert_eq!(
        found,
        [
            ("一", false, false),
            ("二", false, false),
            ("三", true, false),
            ("四", false, false),
            ("五", false, false),
            ("六", false, false),
            ("七", false, false),
            ("八", true, true),
            ("", true, false),
        ]
    );
    let reach: Vec<_> = content.links.iter().map(|l| l.reach.clone()).collect();
    assert_eq!(reach[3], Reach::Nowhere);
    assert_eq!(reach[5], Reach::Bad);
    assert_eq!(reach[6], Reach::Person);
}
