//! Files made here, good and hostile.

use std::io::{Cursor, Write};

use super::*;

pub(super) fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).expect("begins");
        zip.write_all(text.as_bytes()).expect("is written");
    }
    zip.finish().expect("ends").into_inner()
}

fn pieces(name: &str, parts: &[(&str, &str)]) -> Vec<(String, String)> {
    let office = read(name, &packed(parts)).expect("is read");
    office.pieces.into_iter().map(|p| (p.place, p.text)).collect()
}

fn pair(place: &str, text: &str) -> (String, String) {
    (place.to_owned(), text.to_owned())
}

#[test]
fn a_document_gives_its_paragraphs_headers_and_comments() {
    let body = "<w:document xmlns:w='x'><w:body><w:p/><w:p><w:r><w:t>关于A&amp;B</w:t></w:r><w:r><w:tab/><w:t>的通知</w:t>\
                </w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>表中&#25991;字</w:t>\
                </w:r></w:p></w:tc></w:tr></w:tbl></w:body></w:document>";
    let found =
        pieces("通知.docx", &[("word/document.xml", body), ("word/header1.xml", "<h><p><t>内部资料</t></p></h>")]);
    assert_eq!(found, [pair("第1段", "关于A&B 的通知"), pair("第2段", "表中文字"), pair("页眉", "内部资料")]);
}

#[test]
fn a_workbook_gives_its_cells_with_sheet_and_place() {
    let found = pieces(
        "名单.xlsx",
        &[
            ("xl/workbook.xml", "<workbook><sheets><sheet name='名单' r:id='rId1'/></sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", "<R><Relationship Id='rId1' Target='worksheets/sheet1.xml'/></R>"),
            ("xl/sharedStrings.xml", "<sst><si><t>姓名</t></si><si><r><t>张</t></r><r><t>三</t></r></si></sst>"),
            (
                "xl/worksheets/sheet1.xml",
                "<s><c r='A1' t='s'><v>0</v></c><c r='A2' t='s'><v>1</v></c><c r='B2'><v>1.3800001234E10</v></c>\
                 <c r='C2' t='inlineStr'><is><t>在读</t></is></c><c r='D2' t='s'><v>99</v></c></s>",
            ),
        ],
    );
    let expected = [("A1", "姓名"), ("A2", "张三"), ("B2", "13800001234"), ("C2", "在读")];
    assert_eq!(found, expected.map(|(cell, text)| pair(&format!("工作表“名单”{cell}"), text)));
}

#[test]
fn slides_come_in_the_order_of_their_numbers() {
    let slide = |text: &str| format!("<s><a:p><a:r><a:t>{text}</a:t></a:r></a:p></s>");
    let found = pieces(
        "汇报.pptx",
        &[
            ("ppt/presentation.xml", "<p/>"),
            ("ppt/slides/slide10.xml", &slide("末页")),
            ("ppt/slides/slide2.xml", &slide("首页")),
        ],
    );
    assert_eq!(found, [pair("第1页", "首页"), pair("第2页", "末页")]);
}

#[test]
fn hostile_and_unknown_files_are_refused_in_plain_words() {
    let old = [&OLD[..], &[0; 512]].concat();
    let bomb = packed(&[("word/document.xml", &" ".repeat(65 * 1024 * 1024))]);
    assert!(bomb.len() < 1024 * 1024, "it is small while packed");
    let torn = packed(&[("word/document.xml", "<w:p><w:t>甲</w:x>")]);
    let half = bomb.get(..bomb.len() / 2).unwrap_or_default().to_vec();
    let cases: [(&str, &[u8], &str); 13] = [
        ("旧.doc", &old, "intake.by_hand"),
        ("旧.xls", &old, "intake.by_hand"),
        ("稿.wps", &old, "intake.by_hand"),
        ("密.docx", &old, "intake.locked"),
        ("图.png", b"\x89PNG", "intake.by_hand"),
        ("文.pdf", b"%PDF-1.7", "intake.broken"),
        ("假.pdf", b"hello", "intake.broken"),
        ("假.ofd", b"hello", "intake.broken"),
        ("空.ofd", &packed(&[("Doc.xml", "")]), "intake.by_hand"),
        ("炸.docx", &bomb, "intake.bomb"),
        ("坏.docx", &torn, "intake.broken"),
        ("半.docx", &half, "intake.broken"),
        ("假.xlsx", b"hello", "intake.broken"),
    ];
    for (name, bytes, code) in cases {
        let refusal = read(name, bytes).expect_err(name);
        assert_eq!(refusal.name, code, "{name}");
        assert!(refusal.message.contains("人工核对"), "{}", refusal.message);
    }
}

#[test]
fn entities_do_not_multiply_and_nothing_is_fetched() {
    let xml = "<!DOCTYPE d [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'><!ENTITY f SYSTEM 'file:///etc/passwd'>]>\
               <d><p><t>前&b;&f;后</t></p></d>";
    assert_eq!(pieces("实体.docx", &[("word/document.xml", xml)]), [pair("第1段", "前后")]);
}

#[test]
fn many_parts_and_long_texts_have_an_end() {
    let names: Vec<String> = (0..5_001).map(|i| format!("x/{i}.xml")).collect();
    let many: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(read("多.docx", &packed(&many)).expect_err("too many").name, "intake.bomb");
    let long = "字".repeat(CHARS_MAX);
    let office = read("长.txt", format!("{long}\n再来一行").as_bytes()).expect("is read");
    assert_eq!((office.pieces.len(), office.cut), (1, true));
}

/// A PDF with these streams as pages, in a Chinese font that is not in the file, as printers' drivers write it.
fn printed(streams: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..streams.len()).map(|i| format!("{} 0 R", 10 + 2 * i)).collect();
    let mut pdf = format!(
        "%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n2 0 obj <</Type/Pages/Kids[{}]/Count {}>> endobj\n\
         3 0 obj <</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[4 0 R]>> endobj\n\
         4 0 obj <</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo\
         <</Registry(Adobe)/Ordering(GB1)/Supplement 0>>/FontDescriptor 5 0 R/DW 1000>> endobj\n\
         5 0 obj <</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[0 0 1000 1000]>> endobj\n\
         6 0 obj <</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream\n\
         0\nendstream endobj\n",
        kids.join(" "),
        streams.len()
    );
    for (i, stream) in streams.iter().enumerate() {
        let (page, content) = (10 + 2 * i, 11 + 2 * i);
        pdf.push_str(&format!(
            "{page} 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>/XObject<</I 6 0 R>>>>\
             /Contents {content} 0 R>> endobj\n{content} 0 obj <</Length {}>>stream\n{stream}\nendstream endobj\n",
            stream.len()
        ));
    }
    pdf.push_str("trailer <</Root 1 0 R>>\n%%EOF");
    pdf.into_bytes()
}

/// A text at a place, in 12 points.
fn shown(x: u32, y: u32, text: &str) -> String {
    let codes: String = text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
    format!("BT /F 12 Tf {x} {y} Td <{codes}> Tj ET")
}

#[test]
fn a_pdf_gives_its_paragraphs_page_by_page_and_names_those_without_text() {
    let first = [
        shown(96, 700, "各乡镇人民政府：联系人张某，电话"),
        shown(72, 680, "13800000000，请相互转告。"),
        shown(96, 660, "特此通知。"),
    ]
    .join("\n");
    let office = read("通知.pdf", &printed(&[&first, "q 100 0 0 100 0 0 cm /I Do Q", ""])).expect("is read");
    let found: Vec<_> = office.pieces.into_iter().map(|p| (p.place, p.text)).collect();
    let expected =
        [pair("第1页", "各乡镇人民政府：联系人张某，电话13800000000，请相互转告。"), pair("第1页", "特此通知。")];
    assert_eq!(found, expected);
    assert_eq!(office.unread, ["第2页"], "a scanned page is named, an empty one is not");
}

#[test]
fn radicals_by_which_browsers_name_letters_are_read_as_characters() {
    let map = "/CIDInit/ProcSet findresource begin 12 dict begin begincmap /CMapName/X def /CMapType 2 def \
        1 begincodespacerange <0000><FFFF> endcodespacerange 2 beginbfchar <4E00> <2F24> <4E01> <2ECB> endbfchar endcmap end end";
    let stream = format!("7 0 obj <</Length {}>>stream\n{map}\nendstream endobj\ntrailer", map.len());
    let pdf = String::from_utf8(printed(&[&shown(72, 700, "一丁")])).expect("is text");
    let pdf = pdf.replace("/DescendantFonts", "/ToUnicode 7 0 R/DescendantFonts").replace("trailer", &stream);
    let office = read("打印.pdf", pdf.as_bytes()).expect("is read");
    assert_eq!(office.pieces.first().map(|piece| piece.text.as_str()), Some("大车"));
}

#[test]
fn a_pdf_under_another_name_is_read_and_one_of_another_kind_is_refused() {
    let bytes = printed(&[&shown(72, 700, "正文")]);
    assert_eq!(read("附件", &bytes).expect("its bytes tell").pieces.len(), 1);
    assert_eq!(read("附件.pdf", b"%PDF-1.7 torn").expect_err("torn").name, "intake.broken");
}

#[test]
fn an_ofd_gives_its_paragraphs_page_by_page() {
    let page = |objects: &str| format!("<ofd:Page xmlns:ofd='o'><ofd:Content>{objects}</ofd:Content></ofd:Page>");
    let line = |x: u32, y: u32, text: &str| {
        format!(
            "<ofd:TextObject Boundary='{x} {y} 100 5' Size='5'><ofd:TextCode X='0' Y='4' DeltaX='g {} 5'>{text}</ofd:TextCode>\
             </ofd:TextObject>",
            text.chars().count() - 1
        )
    };
    let first = page(&[line(30, 20, "现将名单公布如"), line(20, 28, "下。"), line(30, 36, "张某 &amp; 李某")].concat());
    let found = pieces(
        "名单.ofd",
        &[
            ("OFD.xml", "<ofd:OFD/>"),
            ("Doc_0/Pages/Page_10/Content.xml", &page(&line(20, 20, "末页"))),
            ("Doc_0/Pages/Page_2/Content.xml", &first),
            ("Doc_0/Tpls/Tpl_0/Content.xml", &page(&line(20, 20, "底图"))),
        ],
    );
    let expected = [pair("第1页", "现将名单公布如下。"), pair("第1页", "张某 & 李某"), pair("第2页", "末页")];
    assert_eq!(found, expected);
}

#[test]
fn files_of_other_programs_are_read_or_refused_in_plain_words() {
    for (folder, least) in [("foreign-files/pdf", 20), ("foreign-files/ofd", 30)] {
        let Some(files) = crate::samples::files(folder) else { return };
        let mut read_ones = 0;
        for (name, bytes) in files {
            match read(&name, &bytes) {
                Ok(office) => read_ones += usize::from(!office.pieces.is_empty()),
                Err(refusal) => assert!(refusal.message.contains("人工核对"), "{name}: {}", refusal.message),
            }
        }
        assert!(read_ones >= least, "{folder}: only {read_ones} gave a text");
    }
}
