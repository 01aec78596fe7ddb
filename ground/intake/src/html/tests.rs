//! Cleaning as editors meet it: what Word, WPS, Excel and web pages paste, and what becomes of it.

use super::{HTML_BYTES_MAX, Left, Policy, clean_paste, sanitise};

fn paste(html: &str) -> String {
    clean_paste(html, &Policy::default()).expect("small enough").html
}

#[test]
fn pastes_become_clean_articles() {
    let cases = [
        // Word: a paragraph with two-character indent, language spans, an Office tag.
        (
            "<p class=MsoNormal style='text-indent:21.0pt;mso-char-indent-count:2.0;line-height:150%'><span style='font-family:仿宋'>各乡镇要\n高度重视</span><span lang=EN-US>2024</span>年工作。<o:p></o:p></p>",
            "<p class=\"indent\">各乡镇要高度重视2024年工作。</p>",
        ),
        // Indents typed as full-width blanks or as four spaces.
        (
            "<p>　　全县上下</p><p>&nbsp;&nbsp;&nbsp;&nbsp;要求</p>",
            "<p class=\"indent\">全县上下</p><p class=\"indent\">要求</p>",
        ),
        // Paragraphs made of line breaks.
        (
            "<div>　　一<br>　　二<br><br>三<br>四</div>",
            "<p class=\"indent\">一</p><p class=\"indent\">二</p><p>三<br>四</p>",
        ),
        // Empty paragraphs, empty spans, doubled and split emphasis.
        (
            "<p>&nbsp;</p><p><b><span></span></b></p><p><b>重</b><b><b>要</b></b><span style='font-weight:bold'>通知</span></p><p><br></p>",
            "<p><strong>重要通知</strong></p>",
        ),
        // The signature brought to the right by blanks, and by style.
        (
            "<p>　　　　　　　　　　　　　青禾县人民政府</p><p style='text-align:right'>2024年5月22日</p><p align=center>附件</p>",
            "<p class=\"align-right\">青禾县人民政府</p><p class=\"align-right\">2024年5月22日</p><p class=\"align-center\">附件</p>",
        ),
        // Headings of Word, with bold inside.
        (
            "<h1><b>一、总体要求</b></h1><p class=MsoTitle>关于</p><h6>小</h6>",
            "<h2>一、总体要求</h2><h2>关于</h2><h4>小</h4>",
        ),
        // Font tags and nested spans.
        ("<font color=red face=黑体><span><span>请</span></span>注意</font>", "<p>请注意</p>"),
        // Google's and WPS's wrapper that is bold and is not.
        ("<b style='font-weight:normal'><p>文</p></b>", "<p>文</p>"),
        // Bold around paragraphs moves into them.
        ("<strong><p>一</p><p>二</p></strong>", "<p><strong>一</strong></p><p><strong>二</strong></p>"),
        // Raised and lowered letters, underlines.
        (
            "<p>m<span style='vertical-align:super'>2</span>，H<sub>2</sub>O，<span style='text-decoration:underline'>划线</span></p>",
            "<p>m<sup>2</sup>，H<sub>2</sub>O，<u>划线</u></p>",
        ),
        // A frame table around the text.
        ("<table><tr><td><p>正文</p></td></tr></table>", "<p>正文</p>"),
        // Links: outside ones are marked, dead ones lose their tags.
        (
            "<p><a href='https://www.gov.cn/a b'>网</a><a href='#_ftn1'>[1]</a><a>空</a></p>",
            "<p><a href=\"https://www.gov.cn/a%20b\" rel=\"noopener noreferrer\">网</a>[1]空</p>",
        ),
    ];
    for (html, wanted) in cases {
        assert_eq!(paste(html).replace('\n', ""), wanted, "{html}");
    }
}

#[test]
fn list_paragraphs_of_word_and_wps_become_lists() {
    let item = |list: &str, level: u8, marker: &str, text: &str| {
        format!(
            "<p class=MsoListParagraph style='margin-left:18.0pt;mso-list:{list} level{level} lfo1'><![if !supportLists]><span lang=EN-US><span style='mso-list:Ignore'>{marker}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp; </span></span></span><![endif]>{text}<o:p></o:p></p>\n"
        )
    };
    let cases = [
        (vec![("l0", 1, "·", "甲"), ("l0", 1, "·", "乙")], "<ul><li>甲</li><li>乙</li></ul>"),
        (vec![("l0", 1, "3.", "甲"), ("l0", 1, "4.", "乙")], "<ol start=\"3\"><li>甲</li><li>乙</li></ol>"),
        (
            vec![("l0", 1, "1.", "甲"), ("l0", 2, "a)", "子"), ("l0", 2, "b)", "丑"), ("l0", 1, "2.", "乙")],
            "<ol><li>甲<ol type=\"a\"><li>子</li><li>丑</li></ol></li><li>乙</li></ol>",
        ),
        (vec![("l1", 1, "一、", "甲"), ("l1", 1, "（二）", "乙")], "<p>一、甲</p><p>（二）乙</p>"),
        (vec![("l0", 1, "1.", "甲"), ("l1", 1, "Ø", "乙")], "<ol><li>甲</li></ol><ul><li>乙</li></ul>"),
    ];
    for (items, wanted) in cases {
        let html: String = items.iter().map(|(list, level, marker, text)| item(list, *level, marker, text)).collect();
        assert_eq!(paste(&html).replace('\n', ""), wanted, "{items:?}");
    }
    let broken = [item("l0", 1, "1.", "甲"), "<p>中间</p>".into(), item("l0", 1, "2.", "乙")].concat();
    assert_eq!(paste(&broken).replace('\n', ""), "<ol><li>甲</li></ol><p>中间</p><ol start=\"2\"><li>乙</li></ol>");
}

#[test]
fn tables_of_excel_keep_their_merged_cells_and_lose_the_rest() {
    let html = "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><head><style>.xl65{mso-style-parent:style0}</style></head><body><!--StartFragment--><table border=0 cellpadding=0 width=216 style='border-collapse:collapse'><col width=72 span=3><tr height=19 style='height:14.25pt'><td colspan=2 height=19 class=xl65 width=144>单位</td><td rowspan=2 class=xl65>金额</td></tr><tr><td class=xl65>甲</td><td x:num>1,234.50</td></tr><tr style='display:none'><td>底稿</td><td></td><td></td></tr></table><!--EndFragment--></body></html>";
    let cleaned = clean_paste(html, &Policy::default()).expect("small enough");
    assert_eq!(
        cleaned.html.replace('\n', ""),
        "<table><tbody><tr><td colspan=\"2\">单位</td><td rowspan=\"2\">金额</td></tr><tr><td>甲</td><td>1,234.50</td></tr></tbody></table>"
    );
    assert_eq!(cleaned.left, [(Left::Hidden, 1)].into());
}

#[test]
fn what_the_reader_of_the_source_did_not_see_stays_out_and_is_counted() {
    let html = "<p>公开<span style='display:none;mso-hide:all'>内部底稿</span><del cite=\"mailto:x\">删去的</del><ins>加上的</ins><a class=msocomanchor href='#_msocom_1'>[李四1]</a></p><div style='mso-element:comment-list'><div style='mso-element:comment'><p class=MsoCommentText>此处再核</p></div></div><p><img src='file:///C:/a.png'><img src='data:image/png;base64,AAAA'><img src='https://other.example/x.jpg'><img src='/files/1.jpg' alt='会场 全景' width=600 height='400px' onload=x()></p><script>x()</script>";
    let cleaned = clean_paste(html, &Policy::default()).expect("small enough");
    assert_eq!(
        cleaned.html.replace('\n', ""),
        "<p>公开加上的</p><p><img src=\"/files/1.jpg\" alt=\"会场 全景\" width=\"600\" height=\"400\"></p>"
    );
    let wanted = [
        (Left::Script, 2),
        (Left::OutsideImage, 1),
        (Left::LocalImage, 2),
        (Left::Hidden, 1),
        (Left::Revision, 1),
        (Left::Remark, 2),
    ];
    assert_eq!(cleaned.left, wanted.into());
    for sentence in cleaned.sentences() {
        assert!(sentence.ends_with('。') && sentence.contains("有 "), "{sentence}");
    }
}

#[test]
fn pictures_of_named_hosts_are_shown() {
    let policy = Policy { image_hosts: vec!["gov.cn".into()] };
    let html = "<p><img src=\"https://img.qinghe.gov.cn/a.jpg\" alt=\"\"><img src=\"//evil.example/b.jpg\"></p>";
    let cleaned = sanitise(html, &policy).expect("small enough");
    assert_eq!(cleaned.html, "<p><img src=\"https://img.qinghe.gov.cn/a.jpg\" alt=\"\"></p>");
    assert_eq!(cleaned.left, [(Left::OutsideImage, 1)].into());
}

#[test]
fn a_clean_article_is_not_changed() {
    let html = "<h2>一、概况</h2>\n<p class=\"indent\">文<br>文<strong>重</strong></p>\n<ul><li>甲<ul><li>子</li></ul></li></ul>\n<ol start=\"3\" type=\"a\"><li>乙</li></ol>\n<blockquote><p>引</p></blockquote>\n<figure class=\"align-center\"><img src=\"/f/1.jpg\" alt=\"图\"><figcaption>图注</figcaption></figure>\n<table><caption>表</caption><thead><tr><th scope=\"col\">甲</th><th>乙</th></tr></thead><tbody><tr><td rowspan=\"2\" class=\"align-right\">1</td><td>2</td></tr></tbody></table>\n<hr>\n<p class=\"align-right\"><a href=\"/a\" rel=\"noopener noreferrer\">链</a></p>";
    let cleaned = sanitise(html, &Policy::default()).expect("small enough");
    assert_eq!(cleaned.html, html);
    assert!(cleaned.left.is_empty());
}

#[test]
fn what_is_too_large_is_refused_with_the_way_out() {
    let cases = [
        (
            sanitise("x".repeat(HTML_BYTES_MAX + 100_000).as_str(), &Policy::default()),
            "正文太大（4.1 MB），最多 4 MB。",
        ),
        (
            clean_paste("<p>xxx</p>".repeat(5 * 1024 * 1024).as_str(), &Policy::default()),
            "粘贴的内容太大（50 MB），最多 16 MB。",
        ),
    ];
    for (result, begin) in cases {
        let refusal = result.expect_err("too large");
        assert_eq!(refusal.name, "intake.too_large");
        assert!(refusal.message.starts_with(begin), "{}", refusal.message);
    }
    let inside = "<p>正文</p>".repeat(20_000);
    assert!(clean_paste(&inside, &Policy::default()).is_ok());
}
