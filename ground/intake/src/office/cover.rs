//! A Word file put together anew from what a reader sees of it, with parts covered (遮盖): text, its bold and size, alignment, tables.
//! Nothing else comes along, so that nothing hidden does: no earlier wording of tracked changes, no comments, no hidden text, no
//! properties, no pictures. What was left out is counted, for the person who looks at the result.

use std::ops::Range;

use base::Refusal;
use quick_xml::events::BytesStart;

use super::package::Package;
use super::parts::{Step, attribute, walk};

/// What stands in the place of a covered character.
pub const COVER: char = '■';

/// A file with parts covered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Covered {
    /// What stands in the body of the new document, in WordprocessingML with the prefix `w`.
    pub body: String,
    /// Its text, a paragraph a line, as it reads now.
    pub text: String,
    /// Places that were covered.
    pub places: usize,
    /// What was left out, and how often.
    pub left_out: Vec<(&'static str, usize)>,
}

/// Covers in the Word file `name` what `wanted` finds in the text of each paragraph: ranges of bytes at borders of characters.
///
/// # Errors
/// `intake.cover` for what is no Word file of this kind (docx); as [`super::read`] for torn files and those that unpack without end.
pub fn cover(name: &str, bytes: &[u8], wanted: &dyn Fn(&str) -> Vec<Range<usize>>) -> Result<Covered, Refusal> {
    let other = || {
        let message = format!("“{name}”不是 Word（docx）文件，不能在这里遮盖。请在原软件中遮盖、导出后再上传。");
        Refusal::new("intake.cover", message)
    };
    if !bytes.starts_with(b"PK\x03\x04") || bytes.len() > super::BYTES_MAX {
        return Err(other());
    }
    let mut package = Package::open(name, bytes)?;
    if !package.has("word/document.xml") {
        return Err(other());
    }
    let xml = package.part("word/document.xml")?;
    let mut draft = Draft::new(wanted);
    walk(name, &xml, |step| match step {
        Step::Open(tag, all) => draft.open(tag, all),
        Step::Text(text) => draft.text(text),
        Step::Close(tag) => draft.close(tag),
    })?;
    let sides = package.below("word/header").len() + package.below("word/footer").len();
    draft.leave_out("页眉、页脚", sides);
    Ok(draft.done)
}

/// Elements that stay, with what is in them.
const KEPT: &[&str] =
    &["tbl", "tr", "tc", "p", "r", "pPr", "rPr", "tblPr", "trPr", "tcPr", "tblGrid", "tblBorders", "tcBorders"];

/// Elements that stay by themselves, with these attributes.
const LEAVES: &[(&str, &[&str])] = &[
    ("jc", &["val"]),
    ("ind", &["firstLine", "firstLineChars", "left", "leftChars", "right", "rightChars", "hanging", "hangingChars"]),
    ("spacing", &["before", "after", "line", "lineRule"]),
    ("b", &["val"]),
    ("i", &["val"]),
    ("u", &["val"]),
    ("sz", &["val"]),
    ("tblW", &["w", "type"]),
    ("tblLayout", &["type"]),
    ("gridCol", &["w"]),
    ("tcW", &["w", "type"]),
    ("gridSpan", &["val"]),
    ("vMerge", &["val"]),
    ("vAlign", &["val"]),
    ("trHeight", &["val", "hRule"]),
    ("tblHeader", &["val"]),
    ("top", BORDER),
    ("left", BORDER),
    ("bottom", BORDER),
    ("right", BORDER),
    ("insideH", BORDER),
    ("insideV", BORDER),
];
const BORDER: &[&str] = &["val", "sz", "space", "color"];

/// Elements of which only the content stays.
const OPENED: &[&str] = &[
    "document",
    "body",
    "hyperlink",
    "ins",
    "moveTo",
    "smartTag",
    "sdt",
    "sdtContent",
    "customXml",
    "fldSimple",
    "ruby",
    "rubyBase",
];

/// What people are told of when it does not come along.
const TOLD: &[(&str, &[&str])] = &[
    ("图片、文本框", &["drawing", "pict", "object", "AlternateContent"]),
    ("脚注、尾注", &["footnoteReference", "endnoteReference"]),
    ("公式", &["oMath", "oMathPara"]),
    ("自动编号", &["numPr"]),
    ("批注", &["commentReference"]),
    ("修订中删除的内容", &["del", "moveFrom"]),
    ("隐藏文字", &[]),
];

/// A part of a paragraph.
enum Part {
    Mark(String),
    Text(String),
}

struct Draft<'a> {
    wanted: &'a dyn Fn(&str) -> Vec<Range<usize>>,
    done: Covered,
    /// Elements that are open: what closes them in the result, if anything does.
    open: Vec<Option<&'static str>>,
    /// Elements open below one that is left out, with it.
    gone: usize,
    /// The paragraph that is being read.
    parts: Option<Vec<Part>>,
    /// Where the run that is being read begins in it, and whether it is hidden.
    run: Option<usize>,
    hidden: bool,
    /// In the properties of a paragraph, whose mark may be hidden without its text.
    of_paragraph: bool,
    in_text: bool,
}

impl<'a> Draft<'a> {
    fn new(wanted: &'a dyn Fn(&str) -> Vec<Range<usize>>) -> Self {
        Self {
            wanted,
            done: Covered::default(),
            open: Vec::new(),
            gone: 0,
            parts: None,
            run: None,
            hidden: false,
            of_paragraph: false,
            in_text: false,
        }
    }

    fn leave_out(&mut self, what: &'static str, times: usize) {
        if times == 0 {
            return;
        }
        match self.done.left_out.iter_mut().find(|(known, _)| *known == what) {
            Some((_, count)) => *count += times,
            None => self.done.left_out.push((what, times)),
        }
    }

    fn mark(&mut self, mark: String) {
        match &mut self.parts {
            Some(parts) => parts.push(Part::Mark(mark)),
            None => self.done.body.push_str(&mark),
        }
    }

    fn open(&mut self, tag: &str, all: &BytesStart<'_>) {
        if self.gone > 0 {
            self.gone += 1;
            return;
        }
        if let Some(kept) = KEPT.iter().find(|kept| **kept == tag) {
            match *kept {
                "p" => self.parts = Some(Vec::new()),
                "r" => (self.run, self.hidden) = (self.parts.as_ref().map(Vec::len), false),
                "pPr" => self.of_paragraph = true,
                _ => {}
            }
            self.mark(format!("<w:{kept}>"));
            self.open.push(Some(kept));
            return;
        }
        if let Some((leaf, attributes)) = LEAVES.iter().find(|(leaf, _)| *leaf == tag) {
            let mut mark = format!("<w:{leaf}");
            for name in *attributes {
                if let Some(value) = attribute(all, name).filter(|v| is_plain(v)) {
                    mark.push_str(&format!(" w:{name}=\"{value}\""));
                }
            }
            mark.push_str("/>");
            self.mark(mark);
            self.open.push(None);
            return;
        }
        match tag {
            "t" => self.in_text = true,
            "tab" if self.run.is_some() => self.mark("<w:tab/>".to_owned()),
            "br" | "cr" if self.run.is_some() => self.mark("<w:br/>".to_owned()),
            "noBreakHyphen" => self.put("-"),
            "vanish" | "specVanish" | "webHidden" => {
                let off = attribute(all, "val").is_some_and(|v| matches!(v.as_str(), "0" | "false" | "off"));
                self.hidden |= !off && !self.of_paragraph;
            }
            tag if OPENED.contains(&tag) => {}
            tag => {
                let told = TOLD.iter().find(|(_, tags)| tags.contains(&tag));
                if let Some((what, _)) = told {
                    self.leave_out(what, 1);
                }
                self.gone = 1;
                return;
            }
        }
        self.open.push(None);
    }

    fn text(&mut self, text: &str) {
        if self.gone == 0 && self.in_text {
            self.put(text);
        }
    }

    fn put(&mut self, text: &str) {
        let Some(parts) = &mut self.parts else { return };
        match parts.last_mut() {
            Some(Part::Text(before)) => before.push_str(text),
            _ => parts.push(Part::Text(text.to_owned())),
        }
    }

    fn close(&mut self, tag: &str) {
        if self.gone > 0 {
            self.gone -= 1;
            return;
        }
        if tag == "t" {
            self.in_text = false;
        }
        let Some(Some(kept)) = self.open.pop() else { return };
        self.mark(format!("</w:{kept}>"));
        match kept {
            "pPr" => self.of_paragraph = false,
            "r" => {
                if let (true, Some(at), Some(parts)) = (self.hidden, self.run, &mut self.parts) {
                    let words = parts.iter().skip(at).any(|part| matches!(part, Part::Text(_)));
                    parts.truncate(at);
                    self.leave_out("隐藏文字", usize::from(words));
                }
                (self.run, self.hidden) = (None, false);
            }
            "p" => self.paragraph(),
            _ => {}
        }
    }

    /// A paragraph is over: what is to be covered in it is covered.
    fn paragraph(&mut self) {
        let parts = self.parts.take().unwrap_or_default();
        let whole: String =
            parts.iter().filter_map(|p| if let Part::Text(t) = p { Some(t.as_str()) } else { None }).collect();
        let mut ranges = (self.wanted)(&whole);
        ranges.retain(|range| range.start < range.end);
        ranges.sort_by_key(|range| (range.start, range.end));
        let mut merged: Vec<Range<usize>> = Vec::new();
        for range in ranges {
            match merged.last_mut() {
                Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
                _ => merged.push(range),
            }
        }
        self.done.places += merged.len();
        let mut at = 0;
        for part in parts {
            match part {
                Part::Mark(mark) => self.done.body.push_str(&mark),
                Part::Text(text) => {
                    self.done.body.push_str("<w:t xml:space=\"preserve\">");
                    for (offset, c) in text.char_indices() {
                        let byte = at + offset;
                        let covered = merged.iter().any(|range| range.contains(&byte));
                        let shown = if covered { COVER } else { c };
                        self.done.text.push(shown);
                        escape(&mut self.done.body, shown);
                    }
                    self.done.body.push_str("</w:t>");
                    at += text.len();
                }
            }
        }
        self.done.text.push('\n');
    }
}

/// Whether the value of an attribute is a number, a word or a colour, as all that are kept are.
fn is_plain(value: &str) -> bool {
    value.len() <= 20 && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.' || b == b'%')
}

/// A character in XML, nothing for one that XML cannot hold.
fn escape(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        c if (c < ' ' && !matches!(c, '\t' | '\n')) || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests;
