//! What a covered file says and what it never says.

use super::*;

const OPEN: &str = "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";

fn docx(body: &str) -> Vec<u8> {
    let document = format!("{OPEN}{body}</w:body></w:document>");
    crate::office::tests::packed(&[
        ("word/document.xml", document.as_str()),
        ("word/header1.xml", "<w:hdr xmlns:w=\"x\"><w:p><w:r><w:t>张三</w:t></w:r></w:p></w:hdr>"),
        ("word/comments.xml", "<w:comments xmlns:w=\"x\"><w:p><w:r><w:t>张三</w:t></w:r></w:p></w:comments>"),
        ("docProps/core.xml", "<cp><creator>张三</creator></cp>"),
    ])
}

fn named(text: &str) -> Vec<Range<usize>> {
    text.match_indices("张三").map(|(at, name)| at..at + name.len()).collect()
}

fn covered(body: &str) -> Covered {
    cover("a.docx", &docx(body), &named).unwrap()
}

#[test]
fn a_name_over_several_runs_is_covered_and_what_surrounds_it_stays() {
    let body = "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>申请人张</w:t></w:r><w:r><w:t>三，住城关镇</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>张三 &lt;甲&gt;</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    let found = covered(body);
    assert_eq!(found.places, 2);
    assert_eq!(found.text, "申请人■■，住城关镇\n■■ <甲>\n");
    assert!(
        found.body.starts_with("<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr>"),
        "{}",
        found.body
    );
    assert!(found.body.contains("<w:gridSpan w:val=\"2\"/>") && found.body.contains("■■ &lt;甲&gt;</w:t>"));
    assert_eq!(found.left_out, [("页眉、页脚", 1)]);
}

#[test]
fn nothing_hidden_comes_along() {
    let secret = "密件";
    let cases = [
        "<w:p><w:del><w:r><w:delText>密件</w:delText></w:r></w:del></w:p>",
        "<w:p><w:moveFrom><w:r><w:t>密件</w:t></w:r></w:moveFrom></w:p>",
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密件</w:t></w:r></w:p>",
        "<w:p><w:r><w:rPr><w:vanish w:val=\"true\"/></w:rPr><w:t>密件</w:t></w:r></w:p>",
        "<w:p><w:r><w:instrText>HYPERLINK 密件</w:instrText></w:r></w:p>",
        "<w:p w:rsidR=\"密件\"><w:r><w:t w:x=\"密件\">甲</w:t></w:r></w:p>",
        "<w:p><w:pPr><w:jc w:val=\"密件\"/><w:pStyle w:val=\"密件\"/></w:pPr></w:p>",
        "<w:p><w:r><w:drawing><wp:docPr descr=\"密件\"/><a:t>密件</a:t></w:drawing></w:r></w:p>",
        "<w:p><w:r><mc:AlternateContent><w:p><w:r><w:t>密件</w:t></w:r></w:p></mc:AlternateContent></w:r></w:p>",
        "<w:sdt><w:sdtPr><w:alias w:val=\"密件\"/><w:t>密件</w:t></w:sdtPr></w:sdt>",
        "<w:p><w:bookmarkStart w:name=\"密件\"/><w:r><w:object>密件</w:object></w:r></w:p>",
        "<w:t>密件</w:t>",
        "<w:p><!-- 密件 --><?密件?></w:p>",
    ];
    for body in cases {
        let found = covered(body);
        assert!(!found.body.contains(secret) && !found.text.contains(secret), "{body}\n{}", found.body);
    }
}

#[test]
fn what_is_seen_comes_along() {
    let cases = [
        ("<w:p><w:ins><w:r><w:t>甲</w:t></w:r></w:ins></w:p>", "甲\n"),
        ("<w:p><w:hyperlink r:id=\"x\"><w:r><w:t>甲</w:t></w:r></w:hyperlink></w:p>", "甲\n"),
        ("<w:sdt><w:sdtContent><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:sdtContent></w:sdt>", "甲\n"),
        ("<w:p><w:r><w:rPr><w:vanish w:val=\"0\"/></w:rPr><w:t>甲</w:t></w:r></w:p>", "甲\n"),
        ("<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr><w:r><w:t>甲</w:t></w:r></w:p>", "甲\n"),
        ("<w:p><w:r><w:t>0</w:t><w:noBreakHyphen/><w:t>1</w:t></w:r></w:p>", "0-1\n"),
    ];
    for (body, text) in cases {
        assert_eq!(covered(body).text, text, "{body}");
    }
    let told: Vec<&str> =
        covered("<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:drawing/></w:r></w:p>").left_out.iter().map(|l| l.0).collect();
    assert_eq!(told, ["自动编号", "图片、文本框", "页眉、页脚"]);
}

#[test]
fn other_files_are_named_and_refused() {
    for bytes in [&b"%PDF-1.7"[..], b"PK\x03\x04", b""] {
        assert!(cover("乙.pdf", bytes, &named).is_err());
    }
    let error = cover("乙.pdf", b"%PDF-1.7", &named).unwrap_err();
    assert!(error.message.contains("乙.pdf") && error.message.contains("docx"));
}
