//! What the three writers give.

use std::io::{Cursor, Read};

use super::*;

fn paper(pieces: &[Piece]) -> Paper<'_> {
    Paper { title: "甲<乙>&丙", organ: "青禾县", id: "urn:renhe:test:1", at: Moment(0), pieces }
}

fn pieces() -> Vec<Piece> {
    let text = |style, text: &str| Piece::Text(style, text.to_owned());
    vec![
        text(Style::Title, "甲<乙>&丙\u{1}"),
        text(Style::Head, "一、总体情况"),
        text(Style::Body, "本年度收到申请3件。"),
        Piece::Table(vec![vec!["项目".to_owned(), "数量".to_owned()], vec!["收到".to_owned(), "3".to_owned()]]),
        text(Style::Right, "青禾县人民政府"),
    ]
}

fn read(zip: &mut zip::ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    zip.by_name(name).expect(name).read_to_string(&mut text).expect("text");
    text
}

#[test]
fn a_word_file_is_a_zip_with_its_text_and_nothing_that_xml_cannot_hold() {
    let mut zip = zip::ZipArchive::new(Cursor::new(paper(&pieces()).word().expect("written"))).expect("a zip");
    let document = read(&mut zip, "word/document.xml");
    assert!(document.contains("甲&lt;乙&gt;&amp;丙</w:t>") && document.contains("青禾县人民政府"), "{document}");
}

#[test]
fn an_e_book_begins_with_its_type_and_has_a_chapter_for_each_heading() {
    let file = paper(&pieces()).book().expect("written");
    assert_eq!(file.get(30..58), Some(b"mimetypeapplication/epub+zip".as_slice()));
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).expect("a zip");
    let nav = read(&mut zip, "book/nav.xhtml");
    assert!(
        nav.contains("<a href=\"c1.xhtml\">甲&lt;乙&gt;&amp;丙</a>") && nav.contains("c2.xhtml\">一、总体情况"),
        "{nav}"
    );
    let chapter = read(&mut zip, "book/c2.xhtml");
    assert!(chapter.contains("<th scope=\"col\">项目</th>") && chapter.contains("<td>3</td>"), "{chapter}");
    assert!(
        read(&mut zip, "book/package.opf").contains("<meta property=\"dcterms:modified\">1970-01-01T00:00:00Z</meta>")
    );
}

#[test]
fn a_pdf_has_its_title_headings_and_text_and_is_the_same_each_time() {
    let file = paper(&pieces()).pdf();
    assert!(file.starts_with(b"%PDF-1."));
    let has = |bytes: &[u8]| file.windows(bytes.len()).any(|window| window == bytes);
    for wanted in [&b"UniGB-UTF16-H"[..], b"/Outlines", b"/Lang", b"%%EOF"] {
        assert!(has(wanted), "{}", String::from_utf8_lossy(wanted));
    }
    assert_eq!(file, paper(&pieces()).pdf());
}

#[test]
fn nothing_at_all_is_still_a_file() {
    assert!(paper(&[]).pdf().starts_with(b"%PDF"));
    assert!(!paper(&[]).word().expect("written").is_empty());
    assert!(!paper(&[]).book().expect("written").is_empty());
}

/// A form: names of columns and of rows in two levels.
fn form() -> Piece {
    Piece::Grid(Grid {
        heads: 2,
        widths: vec![1, 2, 1, 1],
        rows: vec![
            vec![Cell::head("类别").across(2).down(2), Cell::head("申请人").across(2)],
            vec![Cell::head("自然人"), Cell::head("法人")],
            vec![Cell::name("办理").down(2), Cell::name("公开"), Cell::plain("3"), Cell::plain("4")],
            vec![Cell::name("不公开"), Cell::plain("5"), Cell::plain("6")],
        ],
    })
}

#[test]
fn a_word_file_says_which_cells_go_across_and_down() {
    let file = paper(&[form()]).word().expect("written");
    let mut zip = zip::ZipArchive::new(Cursor::new(file)).expect("a zip");
    let document = read(&mut zip, "word/document.xml");
    // Each row as a reader sees it: what a cell says, columns that it takes, whether it begins (+) or goes on (-) downwards.
    let cell = |cell: &str| {
        let part = |from: &str, to: &str| Some(cell.split_once(from)?.1.split_once(to)?.0.to_owned());
        let down = if cell.contains("restart") {
            "+"
        } else if cell.contains("<w:vMerge/>") {
            "-"
        } else {
            ""
        };
        let text = part("preserve\">", "</w:t>").unwrap_or_default();
        format!("{text}{}{down}", part("<w:gridSpan w:val=\"", "\"").unwrap_or_default())
    };
    let row = |row: &str| row.split("<w:tc>").skip(1).map(cell).collect::<Vec<_>>().join(" ");
    let rows: Vec<String> = document.split("<w:tr>").skip(1).map(row).collect();
    assert_eq!(rows, ["类别2+ 申请人2", "2- 自然人 法人", "办理+ 公开 3 4", "- 不公开 5 6"]);
    assert_eq!(document.matches("<w:tblHeader/>").count(), 2);
    let widths: Vec<u32> =
        document.split("<w:gridCol w:w=\"").skip(1).filter_map(|t| t.split('"').next()?.parse().ok()).collect();
    assert_eq!(widths, [1769, 3538, 1769, 1769]);
}

#[test]
fn an_e_book_says_which_cells_go_across_and_down() {
    let mut zip = zip::ZipArchive::new(Cursor::new(paper(&[form()]).book().expect("written"))).expect("a zip");
    let chapter = read(&mut zip, "book/c1.xhtml");
    for wanted in [
        "<thead><tr><th scope=\"colgroup\" colspan=\"2\" rowspan=\"2\">类别</th>",
        "<tbody><tr><th scope=\"rowgroup\" rowspan=\"2\">办理</th><th scope=\"row\">公开</th><td>3</td>",
        "<tr><th scope=\"row\">不公开</th><td>5</td>",
    ] {
        assert!(chapter.contains(wanted), "{wanted}: {chapter}");
    }
}
