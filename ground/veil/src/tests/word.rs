//! Word files.

use intake::office;

use super::made::{packed, unpacked};
use super::*;

fn of<'a>(bytes: &'a [u8]) -> Original<'a> {
    Original { name: "通知.docx", kind: Kind::Word, bytes, fonts: &NO_FONTS }
}

#[test]
fn a_name_goes_from_the_text_and_from_every_corner_of_the_file() {
    let body = "<w:document xmlns:w='w'><w:body><w:p><w:pPr><w:rPr><w:rPrChange w:author='王小禾'/></w:rPr></w:pPr>\
        <w:r><w:t>王小</w:t></w:r><w:ins w:author='王小禾'><w:r><w:t>禾住禾丰镇，电话13800001234。</w:t></w:r></w:ins>\
        <w:del w:author='王小禾'><w:r><w:delText>王小禾</w:delText></w:r></w:del><w:commentRangeStart w:id='1'/>\
        <w:r><w:commentReference w:id='1'/></w:r></w:p></w:body></w:document>";
    let says = "<x xmlns:w='w'><w:p><w:r><w:t>王小禾</w:t></w:r></w:p></x>";
    let bytes = packed(&[
        ("word/document.xml", body),
        ("word/comments.xml", says),
        ("word/header1.xml", says),
        ("word/footer2.xml", says),
        ("word/footnotes.xml", says),
        ("word/people.xml", says),
        ("docProps/core.xml", says),
        ("docProps/custom.xml", says),
        ("customXml/item1.xml", says),
    ]);
    let wish = Wish { personal: true, ..words(&["王小禾"]) };
    assert_eq!(look(of(&bytes), &wish, &never).unwrap().texts, 2);
    let covered = cover(of(&bytes), &wish, &never).unwrap();
    let all = unpacked(&covered.bytes);
    for gone in ["王小", "13800001234", "w:author", "w:ins", "w:del", "comment", "docProps", "header1"] {
        assert!(!all.contains(gone), "{gone}: {all}");
    }
    let text: Vec<String> =
        office::read("通知.docx", &covered.bytes).unwrap().pieces.into_iter().map(|p| p.text).collect();
    assert_eq!(text, ["■■■住禾丰镇，电话■■■■■■■■■■■。"]);
    let told: Vec<&str> = covered.left_out.iter().map(|(what, _)| *what).collect();
    assert_eq!(told, ["修订中删除的内容", "批注", "页眉、页脚"]);
}

#[test]
fn what_is_not_there_is_named_and_nothing_is_made() {
    let bytes = packed(&[("word/document.xml", "<w:document><w:p><w:r><w:t>王小禾</w:t></w:r></w:p></w:document>")]);
    let refusal = cover(of(&bytes), &words(&["王小禾", "李青"]), &never).unwrap_err();
    assert!(refusal.message.contains("“李青”") && !refusal.message.contains("王小禾"), "{}", refusal.message);
    let personal = Wish { personal: true, ..Wish::default() };
    assert_eq!(cover(of(&bytes), &personal, &never).unwrap_err().name, "veil.nothing");
    assert_eq!(look(of(b"PK\x03\x04"), &personal, &never).unwrap_err().name, "veil.broken");
}
