//! A Word file (.docx): the least that Word, WPS and LibreOffice read, laid out after GB/T 9704-2012: 标题 22 pt centred, 正文
//! 16 pt (3号), line pitch 28 pt, two characters of indent, signature to the right.

use std::io::{Cursor, Write};

use base::Fault;
use base::error::FaultKind;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::grid::{self, PAD, Placed, Plan};
use crate::{Piece, Role, Style, escaped};

/// Media type of a Word file.
pub const DOCX: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#;
const RELS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"#;
/// A4 with the margins of GB/T 9704-2012 (top 37 mm, left 28 mm; text 156 × 225 mm), in twentieths of a point.
const PAGE: &str = r#"<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>"#;

/// A Word file of `pieces`.
///
/// # Errors
/// A fault when the file cannot be put together.
pub(crate) fn file(pieces: &[Piece]) -> Result<Vec<u8>, Fault> {
    let mut body = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(style, text) => paragraph(&mut body, *style, text),
            Piece::Table(rows) => table(&mut body, &grid::plain(rows)),
            Piece::Grid(grid) => table(&mut body, &grid.plan()),
        }
    }
    of_body(&body)
}

/// A Word file of what stands in its body.
///
/// # Errors
/// A fault when the file cannot be put together.
pub fn of_body(body: &str) -> Result<Vec<u8>, Fault> {
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/\
         wordprocessingml/2006/main\"><w:body>{body}{PAGE}</w:body></w:document>"
    );
    zipped(&document).map_err(|e| Fault::of(FaultKind::Broken, "write a Word file", e))
}

fn zipped(document: &str) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [("[Content_Types].xml", TYPES), ("_rels/.rels", RELS), ("word/document.xml", document)] {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

fn paragraph(out: &mut String, style: Style, text: &str) {
    let (align, indent, size, font) = match style {
        Style::Title => ("center", 0, 44, "方正小标宋简体"),
        Style::Head => ("left", 0, 32, "黑体"),
        Style::Middle => ("center", 0, 32, "仿宋_GB2312"),
        Style::Left => ("left", 0, 32, "仿宋_GB2312"),
        Style::Body => ("both", 640, 32, "仿宋_GB2312"),
        Style::Right => ("right", 0, 32, "仿宋_GB2312"),
    };
    out.push_str(&format!(
        "<w:p><w:pPr><w:spacing w:line=\"560\" w:lineRule=\"exact\"/><w:ind w:firstLine=\"{indent}\"/><w:jc w:val=\"{align}\"/></w:pPr>"
    ));
    run(out, size, font, text);
    out.push_str("</w:p>");
}

fn run(out: &mut String, size: u32, font: &str, text: &str) {
    out.push_str(&format!(
        "<w:r><w:rPr><w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\" w:eastAsia=\"{font}\"/><w:sz w:val=\"{size}\"/></w:rPr>\
         <w:t xml:space=\"preserve\">{}</w:t></w:r>",
        escaped(text)
    ));
}

/// Points in the unit of Word, a twentieth of them.
fn twentieths(points: f32) -> u32 {
    (points * 20.0).round() as u32
}

fn table(out: &mut String, plan: &Plan<'_>) {
    if plan.columns == 0 {
        return;
    }
    let line = |side: &str| format!("<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"000000\"/>");
    let borders: String = ["top", "left", "bottom", "right", "insideH", "insideV"].map(line).concat();
    let free = |side: &str| format!("<w:{side} w:w=\"{}\" w:type=\"dxa\"/>", twentieths(PAD));
    let free: String = ["left", "right"].map(free).concat();
    let widths: Vec<u32> = plan.widths().into_iter().map(twentieths).collect();
    let columns: String = widths.iter().map(|wide| format!("<w:gridCol w:w=\"{wide}\"/>")).collect();
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"5000\" w:type=\"pct\"/><w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type=\"fixed\"/>\
         <w:tblCellMar>{free}</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>"
    ));
    for (row, places) in plan.rows.iter().enumerate() {
        let whole = if plan.middle { "<w:cantSplit/>" } else { "" };
        let head = if row < plan.heads { "<w:tblHeader/>" } else { "" };
        out.push_str(&format!("<w:tr><w:trPr>{whole}{head}</w:trPr>"));
        for (column, cell) in places.iter().enumerate().filter_map(|(n, cell)| Some((n, plan.cells.get(*cell)?))) {
            if cell.column == column {
                let wide = widths.iter().skip(column).take(cell.across).sum();
                put(out, cell, (wide, row), plan.middle);
            }
        }
        out.push_str("</w:tr>");
    }
    out.push_str("</w:tbl>");
}

/// The part of a cell that stands in a row: all that it says in the first, nothing in those below.
fn put(out: &mut String, cell: &Placed<'_>, (wide, row): (u32, usize), middle: bool) {
    let across = if cell.across > 1 { format!("<w:gridSpan w:val=\"{}\"/>", cell.across) } else { String::new() };
    let down = match (cell.down > 1, row == cell.row) {
        (true, true) => "<w:vMerge w:val=\"restart\"/>",
        (true, false) => "<w:vMerge/>",
        (false, _) => "",
    };
    let upright = if middle { "<w:vAlign w:val=\"center\"/>" } else { "" };
    out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{wide}\" w:type=\"dxa\"/>{across}{down}{upright}</w:tcPr><w:p>"));
    if row == cell.row {
        let align = aligned(cell);
        let font = if cell.role == Role::Head { "黑体" } else { "仿宋_GB2312" };
        out.push_str(&format!("<w:pPr><w:jc w:val=\"{align}\"/></w:pPr>"));
        run(out, 18, font, cell.text);
    }
    out.push_str("</w:p></w:tc>");
}

fn aligned(cell: &Placed<'_>) -> &'static str {
    match cell.role {
        Role::Head => "center",
        Role::Name if cell.down > 1 => "center",
        Role::Plain if grid::is_number(cell.text) => "right",
        Role::Name | Role::Plain => "left",
    }
}
