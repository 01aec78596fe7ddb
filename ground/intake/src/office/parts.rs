//! What the parts of a document, a workbook and a presentation say.

use std::collections::HashMap;

use base::Refusal;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::package::Package;
use super::{CHARS_MAX, Office, ofd};

/// Tags, texts and entities of one part at most; a book has a tenth of this.
const STEPS_MAX: usize = 8_000_000;
/// Parts of one kind (slides, sheets, footers) that are read at most.
pub(super) const READ_MAX: usize = 300;

/// What a walk over a part meets.
pub enum Step<'a> {
    /// An element begins: its name and all of its tag.
    Open(&'a str, &'a BytesStart<'a>),
    /// A text, whole or in part.
    Text(&'a str),
    /// An element ends.
    Close(&'a str),
}

pub(super) fn read(package: &mut Package<'_>) -> Result<Office, Refusal> {
    if package.has("word/document.xml") {
        document(package)
    } else if package.has("xl/workbook.xml") {
        workbook(package)
    } else if package.has("ppt/presentation.xml") {
        slides(package)
    } else if package.has("OFD.xml") {
        ofd::read(package)
    } else {
        Err(super::by_hand(package.name))
    }
}

/// Walks over a part; names are given without their prefix.
///
/// # Errors
/// `intake.broken` when it is no XML or goes on too long.
pub fn walk(name: &str, xml: &str, mut step: impl FnMut(Step<'_>)) -> Result<(), Refusal> {
    let mut reader = Reader::from_str(xml);
    for _ in 0..STEPS_MAX {
        match reader.read_event().map_err(|_| super::broken(name))? {
            Event::Start(tag) => step(Step::Open(tag.local_name().as_ref(), &tag)),
            Event::Empty(tag) => {
                step(Step::Open(tag.local_name().as_ref(), &tag));
                step(Step::Close(tag.local_name().as_ref()));
            }
            Event::End(tag) => step(Step::Close(tag.local_name().as_ref())),
            Event::Text(text) => step(Step::Text(&text.xml10_content())),
            Event::CData(text) => step(Step::Text(&text.xml10_content())),
            Event::GeneralRef(entity) => {
                let known = entity.resolve_char_ref().ok().flatten().or(match entity.as_ref() {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => None,
                });
                step(Step::Text(&known.map(String::from).unwrap_or_default()));
            }
            Event::Eof => return Ok(()),
            _ => {}
        }
    }
    Err(super::broken(name))
}

/// The value of an attribute, without its prefix.
pub fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = tag.attributes().flatten().find(|a| a.key.local_name().as_ref() == name)?;
    let raw = found.value.to_string();
    Some(quick_xml::escape::unescape(&raw).map_or(raw.clone(), std::borrow::Cow::into_owned))
}

/// The paragraphs of a part: what stands in `t`, with a space for tabs and breaks. A paragraph in a paragraph (text boxes) comes
/// first.
fn paragraphs(name: &str, xml: &str) -> Result<Vec<String>, Refusal> {
    let (mut open, mut out, mut inside) = (Vec::<String>::new(), Vec::new(), false);
    walk(name, xml, |step| match step {
        Step::Open("p", _) => open.push(String::new()),
        Step::Open("t", _) => inside = true,
        Step::Open("tab" | "br" | "cr", _) => open.last_mut().into_iter().for_each(|p| p.push(' ')),
        Step::Text(text) if inside => open.last_mut().into_iter().for_each(|p| p.push_str(text)),
        Step::Close("t") => inside = false,
        Step::Close("p") => out.extend(open.pop()),
        _ => {}
    })?;
    Ok(out)
}

fn document(package: &mut Package<'_>) -> Result<Office, Refusal> {
    let (mut office, mut left) = (Office::default(), CHARS_MAX);
    let body = package.part("word/document.xml")?;
    let mut number = 0;
    for text in paragraphs(package.name, &body)? {
        number += usize::from(!text.trim().is_empty());
        office.put(&mut left, format!("第{number}段"), &text);
    }
    for (folder, place) in
        [("word/header", "页眉"), ("word/footer", "页脚"), ("word/footnotes", "脚注"), ("word/comments", "批注")]
    {
        for part in package.below(folder).into_iter().take(READ_MAX) {
            let xml = package.part(&part)?;
            for text in paragraphs(package.name, &xml)? {
                office.put(&mut left, place.to_owned(), &text);
            }
        }
    }
    Ok(office)
}

fn slides(package: &mut Package<'_>) -> Result<Office, Refusal> {
    let (mut office, mut left) = (Office::default(), CHARS_MAX);
    for (i, part) in package.below("ppt/slides/slide").into_iter().take(READ_MAX).enumerate() {
        let xml = package.part(&part)?;
        for text in paragraphs(package.name, &xml)? {
            office.put(&mut left, format!("第{}页", i + 1), &text);
        }
    }
    Ok(office)
}

/// The sheets in their order: title and part.
fn sheets(package: &mut Package<'_>) -> Result<Vec<(String, String)>, Refusal> {
    let (mut targets, mut found) = (HashMap::new(), Vec::new());
    let relations = package.part("xl/_rels/workbook.xml.rels")?;
    walk(package.name, &relations, |step| {
        if let Step::Open("Relationship", tag) = step
            && let Some((id, target)) = attribute(tag, "Id").zip(attribute(tag, "Target"))
        {
            let target = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(id, target);
        }
    })?;
    let book = package.part("xl/workbook.xml")?;
    walk(package.name, &book, |step| {
        if let Step::Open("sheet", tag) = step
            && let Some((title, id)) = attribute(tag, "name").zip(attribute(tag, "id"))
        {
            found.extend(targets.get(&id).map(|target| (title, target.clone())));
        }
    })?;
    Ok(found)
}

/// The texts that the cells of a workbook share.
///
/// # Errors
/// As [`Package::part`] and [`walk`].
pub fn shared(package: &mut Package<'_>) -> Result<Vec<String>, Refusal> {
    let xml = package.part("xl/sharedStrings.xml")?;
    let (mut out, mut inside, mut spoken) = (Vec::<String>::new(), false, false);
    walk(package.name, &xml, |step| match step {
        Step::Open("si", _) => out.push(String::new()),
        Step::Open("rPh", _) => spoken = true,
        Step::Close("rPh") => spoken = false,
        Step::Open("t", _) => inside = !spoken,
        Step::Close("t") => inside = false,
        Step::Text(text) if inside => out.last_mut().into_iter().for_each(|s| s.push_str(text)),
        _ => {}
    })?;
    Ok(out)
}

fn workbook(package: &mut Package<'_>) -> Result<Office, Refusal> {
    let shared = shared(package)?;
    let (mut office, mut left) = (Office::default(), CHARS_MAX);
    for (title, part) in sheets(package)?.into_iter().take(READ_MAX) {
        let xml = package.part(&part)?;
        let (mut place, mut kind, mut value, mut inside) = (String::new(), String::new(), String::new(), false);
        walk(package.name, &xml, |step| match step {
            Step::Open("c", tag) => {
                place = attribute(tag, "r").unwrap_or_default();
                kind = attribute(tag, "t").unwrap_or_default();
                value.clear();
            }
            Step::Open("v" | "t", _) => inside = true,
            Step::Close("v" | "t") => inside = false,
            Step::Text(text) if inside => value.push_str(text),
            Step::Close("c") => {
                let text = cell(&kind, &value, &shared);
                office.put(&mut left, format!("工作表“{title}”{place}"), &text);
            }
            _ => {}
        })?;
    }
    Ok(office)
}

/// What a cell shows; a long number that Excel keeps as `1.3800001234E10` is written out.
fn cell(kind: &str, value: &str, shared: &[String]) -> String {
    match kind {
        "s" => value.trim().parse().ok().and_then(|i: usize| shared.get(i)).cloned().unwrap_or_default(),
        "" | "n" if value.contains(['E', 'e']) => value.parse().map_or(value.to_owned(), |n: f64| format!("{n:.0}")),
        _ => value.to_owned(),
    }
}
