//! Sample pages in the shape of each maker, and pages that are none.

use base::Moment;

use super::{At, FileKind, Page, Shape, read};
use crate::html::Left;

const TRS: &str = include_str!("../../samples/pages/trs.html");
const DAHAN: &str = include_str!("../../samples/pages/dahan.html");
const BODA: &str = include_str!("../../samples/pages/boda.html");
const DONGYI: &str = include_str!("../../samples/pages/dongyi.html");
const CATALOGUE: &str = include_str!("../../samples/pages/catalogue.html");

fn page(html: &str, url: &str) -> Page {
    read(html.as_bytes(), At { url, sure: true }).expect("an article")
}

/// A page in short: shape, title, time, source, author, editor, column.
fn facts(page: &Page) -> [String; 7] {
    let texts = [&page.title, &page.source, &page.author, &page.editor, &page.column].map(String::clone);
    let [title, source, author, editor, column] = texts;
    [
        page.shape.title().to_owned(),
        title,
        page.published.map(Moment::minutes).unwrap_or_default(),
        source,
        author,
        editor,
        column,
    ]
}

/// Files in short: address, name, whether a picture.
fn files(page: &Page) -> Vec<(&str, &str, bool)> {
    page.files.iter().map(|f| (f.address.as_str(), f.name.as_str(), f.kind == FileKind::Picture)).collect()
}

#[test]
fn facts_are_read_from_the_pages_of_every_maker() {
    let gbk = encoding_rs::GBK.encode(DONGYI).0.into_owned();
    let cases: [(&[u8], &str, [&str; 7]); 5] = [
        (
            TRS.as_bytes(),
            "http://www.qinghe.gov.cn/jrqh/202403/t20240305_4521.html",
            [
                "拓尔思",
                "青禾县召开春耕生产工作会议",
                "2024-03-05 09:20",
                "青禾县融媒体中心",
                "李青",
                "王小禾",
                "今日青禾",
            ],
        ),
        (
            DAHAN.as_bytes(),
            "http://nyj.qinghe.gov.cn/art/2019/5/1/art_12_345.html",
            ["大汉", "县农业农村局开展农机安全检查", "2019-05-01 16:02", "县农业农村局", "", "", "部门动态"],
        ),
        (
            BODA.as_bytes(),
            "http://zjj.qinghe.gov.cn/info/1003/1234.htm",
            ["博达", "关于开展城关镇道路维修的公告", "2022-11-08 00:00", "县住建局", "赵禾", "", ""],
        ),
        (
            &gbk,
            "http://wlj.qinghe.gov.cn/Item/1234.aspx",
            ["动易", "青禾县图书馆暑期开放通告", "2015-07-01 08:30", "县图书馆", "", "孙禾", ""],
        ),
        (
            CATALOGUE.as_bytes(),
            "http://www.qinghe.gov.cn/gkmlpt/content/1/100/post_100234.html",
            [
                "信息公开目录平台",
                "青禾县人民政府办公室关于印发防汛预案的通知",
                "2023-06-12 11:08",
                "",
                "",
                "",
                "政府文件",
            ],
        ),
    ];
    for (bytes, url, wanted) in cases {
        let page = read(bytes, At { url, sure: true }).expect(url);
        assert_eq!(facts(&page), wanted.map(str::to_owned), "{url}");
        assert_eq!(page.url, url);
    }
}

#[test]
fn a_document_brings_the_facts_of_its_table() {
    let page = page(CATALOGUE, "http://x.invalid/");
    let head = &page.head;
    assert!(page.is_document());
    assert_eq!((head.index_no.as_str(), head.doc_no.as_str()), ("QH0001/2023-00045", "青政办发〔2023〕12号"));
    assert_eq!(
        (head.issuer.as_str(), head.made_on.map(|d| d.to_string())),
        ("青禾县人民政府办公室", Some("2023-06-10".into()))
    );
    assert_eq!(
        (head.theme.as_str(), head.words.as_str(), head.validity.as_str()),
        ("民政、扶贫、救灾/通知", "防汛 预案", "有效")
    );
    let body = page.body(&[]).expect("reads");
    assert!(body.contains("<td>城关镇</td>") && !body.contains("索引号"), "{body}");
}

#[test]
fn pictures_and_attachments_get_places_and_links_of_the_site_stay_paths() {
    let page = page(TRS, "http://www.qinghe.gov.cn/jrqh/202403/t20240305_4521.html");
    assert_eq!(
        files(&page),
        [
            ("http://www.qinghe.gov.cn/jrqh/202403/W020240305331.jpg", "会议现场", true),
            ("http://www.qinghe.gov.cn/jrqh/202403/P020240305332.docx", "春耕生产任务表.docx", false),
        ]
    );
    let body = page.body(&[Some("/files/aa".into()), Some("/files/bb".into())]).expect("reads");
    assert!(body.contains("<img src=\"/files/aa\" alt=\"会议现场\">"), "{body}");
    assert!(body.contains("href=\"/files/bb\""), "{body}");
    assert!(body.contains("href=\"/zwgk/202402/t20240220_4411.html\""), "{body}");
    assert!(body.contains("href=\"https://www.gov.cn/zhengce/\""), "{body}");
    let without = page.body(&[]).expect("reads");
    assert!(
        !without.contains("<img") && !without.contains("/files/@") && without.contains("春耕生产任务表.docx"),
        "{without}"
    );
}

#[test]
fn the_name_of_a_file_is_no_text_for_its_picture() {
    let shown = |alt: &str| {
        let html = TRS.replace("会议现场", alt);
        let page = page(&html, "http://www.qinghe.gov.cn/jrqh/202403/t20240305_4521.html");
        files(&page).first().map(|(_, name, _)| (*name).to_owned())
    };
    for alt in ["W020240305331.jpg", "IMG_0012.JPEG ", "微信图片.png", ""] {
        assert_eq!(shown(alt).as_deref(), Some(""), "{alt}");
    }
    assert_eq!(shown("会议现场").as_deref(), Some("会议现场"));
}

#[test]
fn files_beside_the_text_and_late_pictures_are_found() {
    let boda = page(BODA, "http://zjj.qinghe.gov.cn/info/1003/1234.htm");
    let download =
        "http://zjj.qinghe.gov.cn/system/_content/download.jsp?urltype=news.DownloadAttachUrl&owner=1234&wbfileid=5678";
    assert_eq!(
        files(&boda),
        [("http://zjj.qinghe.gov.cn/__local/A/BC/12/road.png", "", true), (download, "施工路段图.pdf", false)]
    );
    let dahan = page(DAHAN, "http://nyj.qinghe.gov.cn/art/2019/5/1/art_12_345.html");
    let names: Vec<_> = files(&dahan).into_iter().map(|(address, ..)| address).collect();
    assert_eq!(
        names,
        [
            "http://nyj.qinghe.gov.cn/module/download/down.jsp?i_ID=345&colID=12",
            "http://nyj.qinghe.gov.cn/picture/0/s1905011602.jpg"
        ]
    );
}

#[test]
fn what_is_hidden_or_would_run_is_left_out_and_counted() {
    let trs = page(TRS, "http://www.qinghe.gov.cn/a.html");
    assert_eq!(trs.left.get(&Left::Frame), Some(&1));
    assert!(trs.left.contains_key(&Left::Script));
    let dahan = page(DAHAN, "http://nyj.qinghe.gov.cn/art/2019/5/1/art_12_345.html");
    assert_eq!(dahan.left.get(&Left::Hidden), Some(&1));
    for html in [TRS, DAHAN, BODA, DONGYI, CATALOGUE] {
        let body = page(html, "http://www.qinghe.gov.cn/a.html").body(&[]).expect("reads").to_lowercase();
        for sign in ["<script", "javascript:", " on", "<iframe", "彩票", "style="] {
            assert!(!body.contains(sign), "{sign} in {body}");
        }
    }
}

#[test]
fn attacks_in_the_text_leave_nothing_that_runs() {
    for (attack, _) in crate::html::attacks::CLASSICS {
        let html = format!(
            "<meta name=ArticleTitle content=甲><meta name=PubDate content=2024-01-01><div id=zoom>文{attack}</div>"
        );
        let Ok(page) = read(html.as_bytes(), At { url: "http://a.example/x", sure: true }) else { continue };
        let places = vec![Some("/files/aa".to_owned()); page.files.len()];
        let body = page.body(&places).expect("reads");
        crate::html::attacks::assert_harmless(&body, attack);
    }
}

#[test]
fn what_is_no_article_is_refused_with_the_reason() {
    let named = "<meta name=\"ArticleTitle\" content=\"甲\">";
    let dated = "<meta name=\"PubDate\" content=\"2024-01-01\">";
    let cases = [
        ("", "page.shape"),
        ("<html><body><div id=\"zoom\">文字</div></body></html>", "page.shape"),
        (&format!("{named}{dated}<p>没有正文区</p>"), "page.body"),
        (&format!("{named}{dated}<div id=zoom> <script>x</script></div>"), "page.body"),
        (&format!("<div class=TRS_Editor>没有标题</div>{dated}"), "page.title"),
        (&format!("{named}{dated}<div id=zoom><img src=\"data:x\"></div>"), "page.empty"),
    ];
    for (html, code) in cases {
        let refusal = read(html.as_bytes(), At { url: "http://a.example/x.html", sure: true }).expect_err(html);
        assert_eq!(refusal.name, code, "{html}");
    }
    let undated = format!("{named}<div id=zoom>没有日期</div>");
    let page = read(undated.as_bytes(), At { url: "http://a.example/x.html", sure: true }).expect("it is read");
    assert_eq!((page.title.as_str(), page.published), ("甲", None), "what has no date stays without one");
    let noise: Vec<u8> = (0..4_000_u32).map(|i| u8::try_from(i * 37 % 128 + 128).unwrap_or(255)).collect();
    assert!(read(&noise, At { url: "http://a.example/", sure: true }).is_err());
    let large = vec![b' '; super::PAGE_BYTES_MAX + 1];
    let refusal = read(&large, At { url: "http://a.example/", sure: true }).expect_err("is too large");
    assert_eq!(refusal.name, "intake.too_large");
}

#[test]
fn a_page_knows_where_it_was_unless_that_is_known_better() {
    let body = "<meta name=PubDate content=2024-01-01><meta name=ArticleTitle content=甲><div id=zoom>文</div>";
    let at = |html: &str, sure: bool| {
        read(html.as_bytes(), At { url: "http://guess.example/a.html?x=1#y", sure }).expect("an article").url
    };
    let saved = format!("<!-- saved from url=(0040)http://www.qinghe.gov.cn/art/1.html -->{body}");
    let canonical = format!("<link rel=canonical href=\"https://www.qinghe.gov.cn/c.html\">{body}");
    let home = format!("<meta name=Url content=\"http://www.qinghe.gov.cn/\">{body}");
    for (html, sure, wanted) in [
        (body, false, "http://guess.example/a.html?x=1"),
        (&saved, false, "http://www.qinghe.gov.cn/art/1.html"),
        (&saved, true, "http://guess.example/a.html?x=1"),
        (&canonical, false, "https://www.qinghe.gov.cn/c.html"),
        (&home, false, "http://guess.example/a.html?x=1"),
    ] {
        assert_eq!(at(html, sure), wanted, "{html}");
    }
    assert_eq!(page(TRS, "http://A.example/x/?id=3").path(), "/x/?id=3");
    assert_eq!(page(TRS, "http://A.example/x/").host(), "a.example");
    assert_eq!(page(TRS, "http://A.example/").published, Some(Moment(1_709_601_600_000)));
    assert_eq!(page(TRS, "http://A.example/").shape, Shape::Trs);
}
