//! An e-book (EPUB 3.3): a package with a way through it (nav) and one XHTML page for each chapter.

use std::fmt::Write as _;
use std::io::{Cursor, Write};

use base::error::FaultKind;
use base::time::HOUR;
use base::{Fault, Moment};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::grid::{self, Placed, Plan};
use crate::{Paper, Piece, Role, Style, escaped};

/// Media type of an e-book.
pub const EPUB: &str = "application/epub+zip";

const CONTAINER: &str = r#"<?xml version="1.0" encoding="UTF-8"?><container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#;
const STYLE: &str = "body{line-height:1.8}h1,.middle{text-align:center}.body{text-indent:2em}.right{text-align:right}\
                     table{border-collapse:collapse;width:100%;font-size:.8em}th,td{border:1px solid;padding:.2em .4em;text-align:start}";

/// One page of the book.
struct Chapter {
    title: String,
    body: String,
}

/// The e-book of `paper`.
///
/// # Errors
/// A fault when the file cannot be put together.
pub(crate) fn file(paper: &Paper<'_>) -> Result<Vec<u8>, Fault> {
    zipped(paper).map_err(|e| Fault::of(FaultKind::Broken, "write an e-book", e))
}

fn zipped(paper: &Paper<'_>) -> Result<Vec<u8>, zip::result::ZipError> {
    let chapters = chapters(paper);
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The first file, not packed, tells what this is.
    zip.start_file("mimetype", SimpleFileOptions::default().compression_method(CompressionMethod::Stored))?;
    zip.write_all(EPUB.as_bytes())?;
    let mut put = |name: &str, text: &str| -> Result<(), zip::result::ZipError> {
        zip.start_file(name, SimpleFileOptions::default())?;
        Ok(zip.write_all(text.as_bytes())?)
    };
    put("META-INF/container.xml", CONTAINER)?;
    put("book/package.opf", &package(paper, chapters.len()))?;
    put("book/nav.xhtml", &nav(paper, &chapters))?;
    put("book/style.css", STYLE)?;
    for (n, chapter) in (1..).zip(&chapters) {
        put(&format!("book/c{n}.xhtml"), &page(&chapter.title, &chapter.body, ""))?;
    }
    Ok(zip.finish()?.into_inner())
}

/// What stands before the first 小标题, and each of them with what follows.
fn chapters(paper: &Paper<'_>) -> Vec<Chapter> {
    let mut chapters = vec![Chapter { title: paper.title.to_owned(), body: String::new() }];
    for piece in paper.pieces {
        if let Piece::Text(Style::Head, title) = piece {
            chapters.push(Chapter { title: title.clone(), body: String::new() });
        }
        if let Some(chapter) = chapters.last_mut() {
            put(&mut chapter.body, piece);
        }
    }
    chapters.retain(|chapter| !chapter.body.is_empty());
    chapters
}

fn put(out: &mut String, piece: &Piece) {
    match piece {
        Piece::Text(style, text) => {
            let (tag, class) = match style {
                Style::Title => ("h1", ""),
                Style::Head => ("h2", ""),
                Style::Middle => ("p", " class=\"middle\""),
                Style::Left => ("p", ""),
                Style::Body => ("p", " class=\"body\""),
                Style::Right => ("p", " class=\"right\""),
            };
            out.push_str(&format!("<{tag}{class}>{}</{tag}>\n", escaped(text)));
        }
        Piece::Table(rows) => table(out, &grid::plain(rows)),
        Piece::Grid(grid) => table(out, &grid.plan()),
    }
}

fn table(out: &mut String, plan: &Plan<'_>) {
    let rows = |from: usize, to: usize| -> String {
        let row = |row: usize| {
            let cells: String = plan.cells.iter().filter(|cell| cell.row == row).map(cell).collect();
            format!("<tr>{cells}</tr>\n")
        };
        (from..to).map(row).collect()
    };
    let (heads, all) = (plan.heads, plan.rows.len());
    // Neither part may be empty.
    let part = |tag: &str, rows: String| if rows.is_empty() { rows } else { format!("<{tag}>{rows}</{tag}>") };
    let (head, body) = (part("thead", rows(0, heads)), part("tbody", rows(heads, all)));
    if plan.columns > 0 {
        out.push_str(&format!("<table>{head}{body}</table>\n"));
    }
}

fn cell(cell: &Placed<'_>) -> String {
    let (tag, scope) = match cell.role {
        Role::Head if cell.across > 1 => ("th", " scope=\"colgroup\""),
        Role::Head => ("th", " scope=\"col\""),
        Role::Name if cell.down > 1 => ("th", " scope=\"rowgroup\""),
        Role::Name => ("th", " scope=\"row\""),
        Role::Plain => ("td", ""),
    };
    let span = |name: &str, over: usize| if over > 1 { format!(" {name}=\"{over}\"") } else { String::new() };
    let (across, down) = (span("colspan", cell.across), span("rowspan", cell.down));
    format!("<{tag}{scope}{across}{down}>{}</{tag}>", escaped(cell.text))
}

fn page(title: &str, body: &str, more: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\"{more} xml:lang=\"zh-CN\" \
         lang=\"zh-CN\"><head><title>{}</title><link rel=\"stylesheet\" type=\"text/css\" href=\"style.css\"/></head><body>\n{body}</body></html>\n",
        escaped(title)
    )
}

fn nav(paper: &Paper<'_>, chapters: &[Chapter]) -> String {
    let items: String = (1..)
        .zip(chapters)
        .map(|(n, c)| format!("<li><a href=\"c{n}.xhtml\">{}</a></li>\n", escaped(&c.title)))
        .collect();
    let body = format!("<nav epub:type=\"toc\" id=\"toc\"><h1>目录</h1><ol>\n{items}</ol></nav>\n");
    page(paper.title, &body, " xmlns:epub=\"http://www.idpf.org/2007/ops\"")
}

fn package(paper: &Paper<'_>, chapters: usize) -> String {
    let (mut items, mut order) = (String::new(), String::new());
    for n in 1..=chapters {
        // A String takes whatever is written.
        let _ = write!(items, "<item id=\"c{n}\" href=\"c{n}.xhtml\" media-type=\"application/xhtml+xml\"/>");
        let _ = write!(order, "<itemref idref=\"c{n}\"/>");
    }
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"id\" \
         xml:lang=\"zh-CN\"><metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\"><dc:identifier id=\"id\">{}</dc:identifier>\
         <dc:title>{}</dc:title><dc:creator>{}</dc:creator><dc:language>zh-CN</dc:language><meta property=\"dcterms:modified\">{}</meta>\
         </metadata><manifest><item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\
         <item id=\"style\" href=\"style.css\" media-type=\"text/css\"/>{items}</manifest><spine>{order}</spine></package>\n",
        escaped(paper.id),
        escaped(paper.title),
        escaped(paper.organ),
        utc(paper.at)
    )
}

/// As EPUB wants it: UTC, to the second.
fn utc(at: Moment) -> String {
    let text = at.plus(-8 * HOUR).rfc3339();
    format!("{}Z", text.split('.').next().unwrap_or_default())
}
