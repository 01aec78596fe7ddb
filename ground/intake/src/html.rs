//! Editors' HTML made safe: a closed list of what an article may hold, and the cleaning of what comes from Word, WPS and Excel.
//!
//! The way is always the same: read into a bounded tree, keep what the closed list names, put blocks in order, write, and
//! let ammonia have the last word with the same list. What comes out is stable: cleaning it again changes nothing.
//!
//! **The list.** Blocks `p h2 h3 h4 ul ol li blockquote figure figcaption hr table caption thead tbody tfoot tr th td`; in
//! lines `strong em u sub sup br a img`; classes `align-center align-right indent` on blocks; `a href rel`,
//! `img src alt width height`, `td th colspan rowspan scope`, `ol start type`. Nothing else: no style, no event, no frame,
//! no form, no drawing, no address but `http https mailto tel` and our own.

pub(crate) mod address;
pub(crate) mod blocks;
mod gate;
mod left;
mod paste;
pub(crate) mod polish;
mod proof;
pub(crate) mod strip;
pub(crate) mod style;

pub use left::Left;

use crate::dom::{self, Dom};
use base::Refusal;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// Bytes of a piece of HTML, at most. A long statute has a tenth of this.
pub const HTML_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Bytes of a paste, at most: Word writes ten times what it says.
pub const PASTE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// What may be shown beside our own.
#[derive(Debug, Clone, Default)]
pub struct Policy {
    /// Hosts from which pictures may come, such as `www.qinghe.gov.cn`; hosts below them are meant too. Pictures with an
    /// address of our own (without host) are always taken.
    pub image_hosts: Vec<String>,
}

/// A piece of HTML made safe.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cleaned {
    /// The HTML of the article's body.
    pub html: String,
    /// What was left out, with how often.
    pub left: BTreeMap<Left, usize>,
}

impl Cleaned {
    /// One Chinese sentence for each kind of thing that was left out, for the editor.
    pub fn sentences(&self) -> Vec<String> {
        self.left.iter().map(|(kind, count)| kind.sentence(*count)).collect()
    }
}

/// `html` with everything outside the closed list taken out. To be called when an article is stored and again when it is
/// shown, so that a wider list of yesterday does no harm today.
///
/// # Errors
/// `intake.too_large` above [`HTML_BYTES_MAX`], `intake.tangled` for what no reader would finish.
pub fn sanitise(html: &str, policy: &Policy) -> Result<Cleaned, Refusal> {
    sized(html, HTML_BYTES_MAX, "正文")?;
    let mut dom = dom::fragment(html)?;
    let left = strip::strip(&mut dom, policy);
    blocks::order(&mut dom);
    Ok(Cleaned { html: gate::pass(&dom)?, left })
}

/// `html` as it is shown: what [`sanitise`] gave once is seen to be clean without being read again, anything else is cleaned.
///
/// # Errors
/// As [`sanitise`].
pub fn shown<'a>(html: &'a str, policy: &Policy) -> Result<Cow<'a, str>, Refusal> {
    sized(html, HTML_BYTES_MAX, "正文")?;
    match proof::is_clean(html) {
        true => Ok(Cow::Borrowed(html)),
        false => Ok(Cow::Owned(sanitise(html, policy)?.html)),
    }
}

/// What was pasted from Word, WPS, Excel or a web page as clean paragraphs, headings, lists and tables.
///
/// Gone are `mso-` styles, conditional comments, fonts, empty paragraphs and spaces used for indenting; list paragraphs become
/// lists where the marker is a bullet or a number (一、（一） stay text, as in official documents); hidden text, deleted
/// revisions and comments are left out and counted.
///
/// # Errors
/// `intake.too_large` above [`PASTE_BYTES_MAX`], `intake.tangled` for what no reader would finish.
pub fn clean_paste(html: &str, policy: &Policy) -> Result<Cleaned, Refusal> {
    sized(html, PASTE_BYTES_MAX, "粘贴的内容")?;
    let mut dom = dom::fragment(html)?;
    let cleaned = clean_tree(&mut dom, policy)?;
    sized(&cleaned.html, HTML_BYTES_MAX, "粘贴的内容")?;
    Ok(cleaned)
}

/// A tree cleaned like a paste; pages of other sites take the same way.
pub(crate) fn clean_tree(dom: &mut Dom, policy: &Policy) -> Result<Cleaned, Refusal> {
    let mut left = paste::read(dom);
    for (kind, count) in strip::strip(dom, policy) {
        *left.entry(kind).or_default() += count;
    }
    blocks::unframe(dom);
    blocks::order(dom);
    polish::polish(dom);
    Ok(Cleaned { html: gate::pass(dom)?, left })
}

/// Refuses what is larger than `limit` bytes.
pub(crate) fn sized(text: &str, limit: usize, what: &str) -> Result<(), Refusal> {
    sized_bytes(text.len(), limit, what)
}

/// Refuses what has more than `limit` bytes.
pub(crate) fn sized_bytes(bytes: usize, limit: usize, what: &str) -> Result<(), Refusal> {
    if bytes <= limit {
        return Ok(());
    }
    let (size, limit) = (megabytes(bytes), megabytes(limit));
    Err(Refusal::new(
        "intake.too_large",
        format!(
            "{what}太大（{size} MB），最多 {limit} MB。图片请用“插入图片”上传，长表格和整份文件请作为附件上传，文字可以分成几篇。"
        ),
    ))
}

fn megabytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(104_858);
    if tenths.is_multiple_of(10) { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

#[cfg(test)]
pub(crate) mod attacks;
#[cfg(test)]
mod tests;
