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
