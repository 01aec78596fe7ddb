//! A workbook (xlsx) put together anew from what a reader sees of it: the cells of its visible sheets, rows and columns, formulas as their
//! results, widths and merged cells. Comments, headers, pictures, charts, names, lists to choose from, hidden rows, columns and
//! sheets, properties and what other files lent it do not come along.

mod cells;
mod styles;
mod write;

use base::Refusal;
use intake::office::{COVER, Package, Step, attribute, shared, walk};

use crate::wish::merged;
use crate::{Covered, Found, Original, Wish, broken, plain, too_large};
use cells::{Cell, Gone, Sheet, Value};

/// Parts of the package of which people are told when they do not come along.
const TOLD: &[(&str, &[&str])] = &[
    ("批注", &["xl/comments", "xl/threadedComments/"]),
    ("图片、图表", &["xl/media/", "xl/charts/chart", "xl/embeddings/"]),
    ("数据透视表", &["xl/pivotTables/"]),
    ("外部引用的数据", &["xl/externalLinks/externalLink"]),
];

/// The workbook with what is wished covered.
struct Draft {
    sheets: Vec<Sheet>,
    texts: usize,
    missing: Vec<String>,
    left_out: Vec<Gone>,
}

pub(crate) fn look(of: Original<'_>, wish: &Wish) -> Result<Found, Refusal> {
    let draft = draft(of, wish)?;
    Ok(Found { texts: draft.texts, missing: draft.missing, ..Found::default() })
}

pub(crate) fn cover(of: Original<'_>, wish: &Wish) -> Result<Covered, Refusal> {
    let draft = draft(of, wish)?;
    let bytes = write::file(&draft.sheets).map_err(|_| too_large(of.name))?;
    Ok(Covered { bytes, ending: "xlsx", texts: 0, spots: 0, left_out: draft.left_out })
}

fn draft(of: Original<'_>, wish: &Wish) -> Result<Draft, Refusal> {
    let plain = |refusal: Refusal| plain(of.name, refusal);
    let mut package = Package::open(of.name, of.bytes).map_err(plain)?;
    if !package.has("xl/workbook.xml") {
        return Err(broken(of.name));
    }
    let mut book = read(&mut package).map_err(plain)?;
    let cells = book.sheets.iter().map(|sheet| sheet.cells.len()).sum::<usize>();
    if cells > cells::CELLS_MAX {
        return Err(too_large(of.name));
    }
    let mut seen = vec![false; wish.words.len()];
    for sheet in &mut book.sheets {
        book.texts += hide(&mut sheet.title, wish, &mut seen);
        for cell in &mut sheet.cells {
            book.texts += hide_cell(cell, wish, &mut seen);
        }
    }
    let words = wish.words.iter().zip(&seen);
    book.missing = words.filter(|(_, seen)| !**seen).map(|(word, _)| word.clone()).collect();
    Ok(book)
}

fn read(package: &mut Package<'_>) -> Result<Draft, Refusal> {
    let mut draft = Draft { sheets: Vec::new(), texts: 0, missing: Vec::new(), left_out: Vec::new() };
    for (what, folders) in TOLD {
        let count = package.those(|name| folders.iter().any(|folder| name.starts_with(folder))).len();
        draft.leave_out(what, count);
    }
    let name = package.name;
    let workbook = package.part("xl/workbook.xml")?;
    let (mut since_1904, mut hidden) = (false, 0);
    let mut listed: Vec<(String, String)> = Vec::new();
    walk(name, &workbook, |step| match step {
        Step::Open("workbookPr", tag) => {
            since_1904 = attribute(tag, "date1904").is_some_and(|v| v == "1" || v == "true")
        }
        Step::Open("sheet", tag) => match attribute(tag, "state").as_deref() {
            Some("hidden" | "veryHidden") => hidden += 1,
            _ => listed.extend(attribute(tag, "name").zip(attribute(tag, "id"))),
        },
        _ => {}
    })?;
    draft.leave_out("隐藏的工作表", hidden);
    let relations = package.part("xl/_rels/workbook.xml.rels")?;
    let mut targets: Vec<(String, String)> = Vec::new();
    walk(name, &relations, |step| {
        if let Step::Open("Relationship", tag) = step {
            targets.extend(attribute(tag, "Id").zip(attribute(tag, "Target")));
        }
    })?;
    let styles = styles::read(name, &package.part("xl/styles.xml")?)?;
    let shared = shared(package)?;
    for (title, id) in listed {
        let Some((_, target)) = targets.iter().find(|(known, _)| *known == id) else { continue };
        let part = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let xml = package.part(&part)?;
        let (mut sheet, gone) = cells::read(name, &xml, &styles, &shared, since_1904)?;
        sheet.title = title;
        for (what, count) in gone {
            draft.leave_out(what, count);
        }
        draft.sheets.push(sheet);
    }
    Ok(draft)
}

impl Draft {
    fn leave_out(&mut self, what: &'static str, times: usize) {
        match self.left_out.iter_mut().find(|(known, _)| *known == what) {
            Some((_, count)) => *count += times,
            None if times > 0 => self.left_out.push((what, times)),
            None => {}
        }
    }
}

/// Covers what is wished in a text; gives how many places.
fn hide(text: &mut String, wish: &Wish, seen: &mut [bool]) -> usize {
    for (word, seen) in wish.words.iter().zip(seen.iter_mut()) {
        *seen |= text.contains(word.as_str());
    }
    let places = merged(wish.places(text));
    if !places.is_empty() {
        let shown = |(at, c): (usize, char)| if places.iter().any(|place| place.contains(&at)) { COVER } else { c };
        *text = text.char_indices().map(shown).collect();
    }
    places.len()
}

/// Covers a cell; a number of which any way to write it says what is wished is covered as a whole.
fn hide_cell(cell: &mut Cell, wish: &Wish, seen: &mut [bool]) -> usize {
    let ways = match &mut cell.value {
        Value::Text(text) => return hide(text, wish, seen),
        Value::Number(number) => cells::ways(*number, cell.style.is_date()),
    };
    let mut covered = false;
    for way in &ways {
        for (word, seen) in wish.words.iter().zip(seen.iter_mut()) {
            *seen |= way.contains(word.as_str());
        }
        covered |= !wish.places(way).is_empty();
    }
    if covered {
        let length = ways.first().map_or(1, |way| way.chars().count());
        cell.value = Value::Text(COVER.to_string().repeat(length));
    }
    usize::from(covered)
}
