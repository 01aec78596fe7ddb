//! PDF (ISO 32000-1), A4, laid out after GB/T 9704-2012: text 156 × 225 mm, 标题 22 pt, 正文 16 pt with a pitch of 28 pt, the number of
//! the page below.
//!
//! Letters are not embedded: the fonts are named with the character collection Adobe-GB1 and its map UniGB-UTF16-H, for which every
//! reader that knows Chinese has letters of its own. So no font has to be shipped.

mod layout;
mod table;

use pdf_writer::types::{CidFontType, FontFlags};
use pdf_writer::{Content, Date, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

use crate::Paper;
use crate::measure::{self, NARROW};
use layout::{Face, Mark, Sheet};

/// Media type of PDF.
pub const PDF: &str = "application/pdf";

/// A4 in points.
const SIZE: (f32, f32) = (595.28, 841.89);
/// The map from UTF-16 to the characters of Adobe-GB1.
const MAP: &[u8] = b"UniGB-UTF16-H";

/// Hands out the numbers of objects.
struct Refs(i32);

impl Refs {
    fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }
}

/// The PDF file of `paper`.
pub(crate) fn file(paper: &Paper<'_>) -> Vec<u8> {
    let layout = layout::of(paper.pieces);
    let mut refs = Refs(0);
    let (catalog, tree, info) = (refs.next(), refs.next(), refs.next());
    let mut pdf = Pdf::new();
    let fonts: Vec<(Face, Ref)> = Face::ALL.iter().map(|face| (*face, font(&mut pdf, &mut refs, *face))).collect();
    let pages: Vec<Ref> = layout.sheets.iter().map(|_| refs.next()).collect();
    for ((n, sheet), page) in (1..).zip(&layout.sheets).zip(&pages) {
        let content = refs.next();
        let mut out = pdf.page(*page);
        out.parent(tree).media_box(Rect::new(0.0, 0.0, SIZE.0, SIZE.1)).contents(content);
        let mut resources = out.resources();
        let mut named = resources.fonts();
        for (face, font) in &fonts {
            named.pair(Name(face.key()), *font);
        }
        named.finish();
        resources.finish();
        out.finish();
        pdf.stream(content, &drawn(sheet, n));
    }
    let count = i32::try_from(pages.len()).unwrap_or(i32::MAX);
    pdf.pages(tree).kids(pages.iter().copied()).count(count).media_box(Rect::new(0.0, 0.0, SIZE.0, SIZE.1));
    let outline = outlined(&mut pdf, &mut refs, &layout.heads, &pages);
    let mut out = pdf.catalog(catalog);
    out.pages(tree).lang(TextStr("zh-CN")).viewer_preferences().display_doc_title(true);
    if let Some(outline) = outline {
        out.outlines(outline);
    }
    out.finish();
    let made = paper.at.civil();
    let part = |n: i8| u8::try_from(n).unwrap_or_default();
    let date =
        Date::new(u16::try_from(made.year()).unwrap_or_default()).month(part(made.month())).day(part(made.day()));
    let date = date.hour(part(made.hour())).minute(part(made.minute())).second(part(made.second())).utc_offset_hour(8);
    pdf.document_info(info).title(TextStr(paper.title)).author(TextStr(paper.organ)).creation_date(date);
    pdf.finish()
}

/// Names a font that every reader puts its own letters for.
fn font(pdf: &mut Pdf, refs: &mut Refs, face: Face) -> Ref {
    let (whole, cid, descriptor) = (refs.next(), refs.next(), refs.next());
    let name = Name(face.name());
    pdf.type0_font(whole).base_font(name).encoding_predefined(Name(MAP)).descendant_font(cid);
    let mut font = pdf.cid_font(cid);
    font.subtype(CidFontType::Type2).base_font(name).font_descriptor(descriptor).default_width(1000.0);
    font.system_info(pdf_writer::types::SystemInfo { registry: Str(b"Adobe"), ordering: Str(b"GB1"), supplement: 5 });
    // The characters 1 to 95 of the collection are those of ASCII.
    font.widths().same(1, 95, NARROW * 1000.0);
    font.finish();
    pdf.font_descriptor(descriptor)
        .name(name)
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(0.0, -140.0, 1000.0, 860.0))
        .italic_angle(0.0)
        .ascent(860.0)
        .descent(-140.0)
        .cap_height(700.0)
        .stem_v(80.0);
    whole
}

/// What is drawn on a page, its number included.
fn drawn(sheet: &Sheet, number: usize) -> Vec<u8> {
    let mut content = Content::new();
    content.set_line_width(0.5);
    for mark in &sheet.marks {
        match mark {
            Mark::Text { x, y, size, face, text } => show(&mut content, (*x, *y), (*face, *size), text),
            Mark::Rule { from, to } => {
                content.move_to(from.0, from.1).line_to(to.0, to.1).stroke();
            }
        }
    }
    let text = format!("— {number} —");
    let size = 14.0;
    let x = (SIZE.0 - measure::width(&text, size)) / 2.0;
    show(&mut content, (x, layout::FOOT), (Face::Song, size), &text);
    content.finish().into_vec()
}

fn show(content: &mut Content, (x, y): (f32, f32), (face, size): (Face, f32), text: &str) {
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    content.begin_text().set_font(Name(face.key()), size).next_line(x, y).show(Str(&bytes)).end_text();
}

/// The outline (书签) of the headings.
fn outlined(pdf: &mut Pdf, refs: &mut Refs, heads: &[layout::Heading], pages: &[Ref]) -> Option<Ref> {
    let outline = refs.next();
    let items: Vec<Ref> = heads.iter().map(|_| refs.next()).collect();
    let (first, last) = (*items.first()?, *items.last()?);
    pdf.outline(outline).first(first).last(last).count(i32::try_from(items.len()).unwrap_or(i32::MAX));
    for (n, (head, item)) in heads.iter().zip(&items).enumerate() {
        let mut out = pdf.outline_item(*item);
        out.title(TextStr(&head.text)).parent(outline);
        if let Some(before) = n.checked_sub(1).and_then(|n| items.get(n)) {
            out.prev(*before);
        }
        if let Some(after) = items.get(n + 1) {
            out.next(*after);
        }
        if let Some(page) = pages.get(head.sheet) {
            out.dest().page(*page).xyz(0.0, head.top, None);
        }
    }
    Some(outline)
}
