//! Workbooks.

use intake::office;

use super::made::{packed, unpacked};
use super::*;

fn of<'a>(bytes: &'a [u8]) -> Original<'a> {
    Original { name: "名单.xlsx", kind: Kind::Sheet, bytes, fonts: &NO_FONTS }
}

const BOOK: &str = "<workbook><workbookPr/><sheets><sheet name='王小禾的名单' r:id='r1'/><sheet name='底稿' r:id='r2' state='hidden'/></sheets>\
    <definedNames><definedName name='x'>王小禾</definedName></definedNames></workbook>";
const RELATIONS: &str = "<R><Relationship Id='r1' Target='worksheets/sheet1.xml'/><Relationship Id='r2' Target='/xl/worksheets/sheet2.xml'/></R>";
const SHARED: &str =
    "<sst><si><t>姓名</t></si><si><r><t>王小</t></r><r><t>禾家</t></r><rPh><t>秘音</t></rPh></si></sst>";
const STYLES: &str = "<s><numFmts><numFmt numFmtId='170' formatCode=';;;'/><numFmt numFmtId='171' formatCode='&quot;秘密&quot;0'/></numFmts>\
    <fonts><font/><font><b/></font></fonts><borders><border/><border><left style='thin'/></border></borders>\
    <cellXfs><xf numFmtId='0'/><xf numFmtId='14' fontId='1' borderId='1'/><xf numFmtId='170'/><xf numFmtId='171'/></cellXfs></s>";

fn book(cells: &str) -> Vec<u8> {
    let sheet = format!(
        "<worksheet><cols><col min='3' max='3' width='9' hidden='1'/></cols><sheetData>{cells}</sheetData>\
         <mergeCells><mergeCell ref='A9:B9'/></mergeCells><headerFooter><oddHeader>王小禾</oddHeader></headerFooter></worksheet>"
    );
    packed(&[
        ("xl/workbook.xml", BOOK),
        ("xl/_rels/workbook.xml.rels", RELATIONS),
        ("xl/sharedStrings.xml", SHARED),
        ("xl/styles.xml", STYLES),
        ("xl/worksheets/sheet1.xml", &sheet),
        (
            "xl/worksheets/sheet2.xml",
            "<worksheet><sheetData><row><c t='str'><v>王小禾</v></c></row></sheetData></worksheet>",
        ),
        ("xl/comments1.xml", "<comments><comment><t>王小禾</t></comment></comments>"),
        ("xl/pivotCache/pivotCacheRecords1.xml", "<x>王小禾</x>"),
        ("docProps/core.xml", "<cp><creator>王小禾</creator></cp>"),
    ])
}

fn cells_of(bytes: &[u8]) -> Vec<(String, String)> {
    office::read("名单.xlsx", bytes).unwrap().pieces.into_iter().map(|p| (p.place, p.text)).collect()
}

#[test]
fn words_and_personal_data_go_from_cells_and_everything_else_of_the_file_goes_too() {
    let bytes = book(
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c></row>\
         <row r='2'><c r='A2' t='inlineStr'><is><t>王小禾甲</t></is></c><c r='B2'><v>1.3800001234E10</v></c></row>\
         <row r='3'><c r='A3' t='str'><f>CONCAT(\"王小禾\")</f><v>见王小禾</v></c><c r='B3'><v>42.5</v></c></row>",
    );
    let wish = Wish { personal: true, ..words(&["王小禾"]) };
    let covered = cover(of(&bytes), &wish, &never).unwrap();
    assert_eq!((covered.texts, covered.ending), (5, "xlsx"));
    let all = unpacked(&covered.bytes);
    for gone in ["王小", "秘音", "13800001234", "1.38", "CONCAT", "底稿"] {
        assert!(!all.contains(gone), "{gone}: {all}");
    }
    let cells = cells_of(&covered.bytes);
    let texts: Vec<&str> = cells.iter().map(|(_, text)| text.as_str()).collect();
    assert_eq!(texts, ["姓名", "■■■家", "■■■甲", "■■■■■■■■■■■", "见■■■", "42.5"]);
    assert!(cells[0].0.contains("■■■的名单"), "{}", cells[0].0);
    let told: Vec<&str> = covered.left_out.iter().map(|(what, _)| *what).collect();
    assert_eq!(told, ["批注", "隐藏的工作表", "公式（只留结果）", "页眉、页脚"]);
}

#[test]
fn what_is_hidden_in_a_sheet_does_not_come_along() {
    let bytes = book(
        "<row r='1'><c r='A1' t='str'><v>看得见</v></c><c r='C1' t='str'><v>密甲</v></c></row>\
         <row r='2' hidden='1'><c r='A2' t='str'><v>密乙</v></c></row><row r='3' ht='0'><c r='A3' t='str'><v>密丙</v></c></row>\
         <row r='4'><c r='A4' s='2' t='str'><v>密丁</v></c><c r='B4' s='3'><v>7</v></c></row>\
         <row r='9'><c r='A9' t='str'><v>合并</v></c><c r='B9' t='str'><v>密戊</v></c></row>",
    );
    let covered = cover(of(&bytes), &words(&["看得见"]), &never).unwrap();
    let all = unpacked(&covered.bytes);
    assert!(!all.contains('密'), "{all}");
    assert!(all.contains("合并") && all.contains("mergeCell"), "{all}");
    assert!(covered.left_out.contains(&("隐藏的单元格", 5)), "{:?}", covered.left_out);
    let missing = cover(of(&bytes), &words(&["密甲"]), &never).unwrap_err();
    assert_eq!(missing.name, "veil.missing", "nobody sees it");
}

#[test]
fn days_and_numbers_are_found_as_they_are_written() {
    // The 45717th day is 2025-03-01.
    let bytes =
        book("<row r='1'><c r='A1' s='1'><v>45717</v></c><c r='B1'><v>12345.5</v></c><c r='D1'><v>8</v></c></row>");
    for word in ["2025年3月1日", "2025-03-01", "2025/3/1", "12,345.50", "12345.5"] {
        assert_eq!(look(of(&bytes), &words(&[word]), &never).unwrap().texts, 1, "{word}");
    }
    let covered = cover(of(&bytes), &words(&["2025年3月1日"]), &never).unwrap();
    let texts: Vec<String> = cells_of(&covered.bytes).into_iter().map(|(_, text)| text).collect();
    assert_eq!(texts, ["■■■■■■■■■■", "12345.5", "8"]);
    assert!(unpacked(&covered.bytes).contains("2000-01-01"), "when it was made is not told");
}

#[test]
fn torn_and_other_files_are_named() {
    for torn in [&b"PK\x03\x04"[..], b"", &packed(&[("word/document.xml", "<w/>")])] {
        let refusal = look(of(torn), &Wish::default(), &never).unwrap_err();
        assert!(refusal.name == "veil.broken" && refusal.message.contains("名单.xlsx"), "{}", refusal.message);
    }
}
