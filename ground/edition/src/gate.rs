//! What a machine finds in an edition before somebody publishes it (发布前检查). The line of reviews reads it; app hands its reading
//! over here ([`Gate`]), since no line calls another.

use base::{Error, FieldError, reason, text};
use matter::Later;
use serde_json::{Value, json};
use store::Tx;
use web::App;

use crate::{Content, Desk};

/// The field of a form with the reason for which something is published although something was found in it.
pub const WHY: &str = "gate_why";
/// Characters of that reason at most.
const WHY_MAX: usize = 200;
/// Findings that a form names.
const NAMED_MAX: usize = 20;

/// Something that was found.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Found {
    /// What kind of finding it is, in Chinese.
    pub kind: String,
    /// Where it stands.
    pub place: String,
    /// What stands there, personal data masked.
    pub excerpt: String,
    /// Why, and the way out.
    pub why: String,
    /// It has to be put right, or be answered for.
    pub stops: bool,
    /// It is the mark of a state secret (密级), which nobody may answer for (保守国家秘密法 art. 35).
    pub secret: bool,
}

/// Reads the working copy of an edition with its files.
#[derive(Clone, Copy)]
pub struct Gate(pub for<'a> fn(&'a App, i64) -> Later<'a, Vec<Found>>);

/// Reads editions that are not written yet, as an import brings them: all that each says, but not where its links lead, since the other
/// pages of an older system need not be here yet.
#[derive(Clone, Copy)]
pub struct NewGate(pub NewGateFn);

/// Gives what was found in each, in order.
pub type NewGateFn = for<'a> fn(&'a App, Vec<Content>) -> Later<'a, Vec<Vec<Found>>>;

/// How many there are of each kind, for people: `个人信息 1，错字 2`.
pub fn kinds<'a>(found: impl Iterator<Item = &'a str>) -> String {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for kind in found {
        *counts.entry(kind).or_default() += 1;
    }
    counts.iter().map(|(kind, count)| format!("{kind} {count}")).collect::<Vec<_>>().join("，")
}

/// What a plain text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// A text without markup.
    Line,
    /// HTML, whose links and pictures are looked at too.
    Html,
    /// An address to which readers are led.
    Link,
}

/// A text that is published without being an edition: a page, a cell of a list, a notice, a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// The field of the form in which it stands.
    pub field: String,
    /// What it is called for people.
    pub place: String,
    /// What it says.
    pub text: String,
    /// What it is.
    pub sort: Sort,
}

impl Plain {
    /// A text without markup.
    pub fn line(field: impl Into<String>, place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: field.into(), place: place.into(), text: text.into(), sort: Sort::Line }
    }

    /// A text with markup.
    pub fn html(field: impl Into<String>, place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { sort: Sort::Html, ..Self::line(field, place, text) }
    }

    /// An address.
    pub fn link(field: impl Into<String>, place: impl Into<String>, address: impl Into<String>) -> Self {
        Self { sort: Sort::Link, ..Self::line(field, place, address) }
    }
}

/// Where plain texts will stand, which says where their links lead.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stand {
    /// The site; the portal without.
    pub site: Option<i64>,
    /// The beginning of the addresses that are there once it is published; empty for none.
    pub own: String,
}

/// Findings, each with the field of the text in which it stands.
pub type InFields = Vec<(String, Found)>;

/// Reads texts that are published without being editions.
#[derive(Clone, Copy)]
pub struct TextGate(pub for<'a> fn(&'a App, Stand, Vec<Plain>) -> Later<'a, InFields>);

/// That texts were read before they were published, and what was let through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Passed {
    /// What was found, by kind.
    kinds: String,
    /// How much of it had to be put right.
    stops: usize,
    /// Why it is published nevertheless.
    why: String,
}

impl Passed {
    /// Puts what was let through, and why, beside the `facts` of an entry of the ledger.
    pub fn note(&self, facts: &mut Value) {
        if !self.kinds.is_empty() {
            facts["found"] = json!(self.kinds);
        }
        if self.stops > 0 {
            (facts["stops"], facts["let"]) = (json!(self.stops), json!(self.why));
        }
    }
}

impl Passed {
    /// Puts what was found and let through on the ledger as an entry of its own, beside that of the publication; nothing when nothing
    /// was found.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn record(
        &self,
        tx: &mut Tx,
        desk: &Desk<'_>,
        verb: &str,
        subject: (&'static str, i64),
    ) -> Result<(), Error> {
        let mut facts = json!({});
        self.note(&mut facts);
        if facts != json!({}) {
            desk.record(tx, verb, subject, facts, Vec::new()).await?;
        }
        Ok(())
    }
}

/// Reads texts before they are published. What has to be put right is named at its field; it passes with a reason `why` (the form's
/// field [`WHY`]), the mark of a state secret never (保守国家秘密法 art. 35). It may ask pages of the program itself, so it stands before
/// a transaction, never within.
///
/// # Errors
/// Wrong fields; a fault when the database does not answer.
pub async fn pass(app: &App, stand: Stand, texts: Vec<Plain>, why: &str) -> Result<Passed, Error> {
    pass_beside(app, stand, texts, (WHY, why)).await
}

/// The same for one of several forms of a page, whose reason has a field of its own.
///
/// # Errors
/// As [`pass`].
pub async fn pass_beside(
    app: &App,
    stand: Stand,
    texts: Vec<Plain>,
    (field, why): (&str, &str),
) -> Result<Passed, Error> {
    let Some(gate) = app.ext::<TextGate>() else { return Ok(Passed::default()) };
    if texts.is_empty() {
        return Ok(Passed::default());
    }
    let found = (gate.0)(app, stand, texts).await?;
    let kinds = kinds(found.iter().map(|(_, found)| found.kind.as_str()));
    let secret = found.iter().filter(|(_, found)| found.secret).map(|(field, found)| {
        let message = format!(
            "{}有国家秘密标志，不能发布。请立即停止发布并报告保密员；已解密的，请去掉标志后再发布。",
            found.place
        );
        FieldError::new(field, message)
    });
    let secret: Vec<FieldError> = secret.take(NAMED_MAX).collect();
    if !secret.is_empty() {
        return Err(Error::Invalid(secret));
    }
    let stops: Vec<&(String, Found)> = found.iter().filter(|(_, found)| found.stops).collect();
    let why = text::clean_line(why);
    if stops.is_empty() {
        return Ok(Passed { kinds, ..Passed::default() });
    }
    let wrong = match why.is_empty() {
        true => Some(format!(
            "发布前检查发现 {} 处必须处理：请逐处改正；确需照样公开的，写明理由（记入底账）。",
            stops.len()
        )),
        false => reason::wrong("照样公开的理由", &why, reason::LEAST, WHY_MAX),
    };
    let Some(wrong) = wrong else { return Ok(Passed { kinds, stops: stops.len(), why }) };
    let named = stops.into_iter().take(NAMED_MAX).map(|(field, found)| {
        FieldError::new(field, format!("{}：{}“{}”。{}", found.place, found.kind, found.excerpt, found.why))
    });
    Err(Error::Invalid(named.chain([FieldError::new(field, wrong)]).collect()))
}

/// The same for texts of people's matters, whose personal data the line itself looks for and lets none through.
///
/// # Errors
/// As [`pass`].
pub async fn pass_masked(app: &App, texts: Vec<Plain>, why: &str) -> Result<Passed, Error> {
    let masked = |plain: Plain| Plain { text: base::redact::mask(&plain.text), ..plain };
    pass(app, Stand::default(), texts.into_iter().map(masked).collect(), why).await
}

/// Characters of a link's name by which it is told.
const NAME_CHARS: usize = 20;

/// All that people read and follow within a value: texts that have a character of Chinese or are a number of eleven digits and more,
/// and addresses, which stand under the key `href`. `named` gives field and name of the part to which a way of keys and places leads.
pub fn within(value: &Value, named: impl Fn(&[String]) -> (String, String)) -> Vec<Plain> {
    let mut out = Vec::new();
    gather(value, &mut Vec::new(), "", &named, &mut out);
    out
}

/// Those of `now` that do not stand in `before`, wherever they stood there.
pub fn fresh(mut now: Vec<Plain>, before: &[Plain]) -> Vec<Plain> {
    now.retain(|plain| before.iter().all(|known| known.text != plain.text || known.sort != plain.sort));
    now
}

fn gather(
    value: &Value,
    way: &mut Vec<String>,
    name: &str,
    named: &impl Fn(&[String]) -> (String, String),
    out: &mut Vec<Plain>,
) {
    match value {
        Value::String(text) if text.trim().is_empty() => {}
        Value::String(text) if way.last().is_some_and(|key| key == "href") => {
            let (field, place) = named(way);
            let place =
                if name.is_empty() { format!("{place}的链接") } else { format!("{place}“{name}”的链接") };
            out.push(Plain::link(field, place, text));
        }
        Value::String(text) if is_read(text) => {
            let (field, place) = named(way);
            out.push(Plain::line(field, place, text));
        }
        Value::Array(all) => {
            for (at, value) in all.iter().enumerate() {
                way.push(at.to_string());
                gather(value, way, "", named, out);
                way.pop();
            }
        }
        Value::Object(all) => {
            let name = ["title", "text"].iter().find_map(|key| all.get(*key)?.as_str()).unwrap_or_default();
            let name = text::truncate(name, NAME_CHARS);
            for (key, value) in all {
                way.push(key.clone());
                gather(value, way, &name, named, out);
                way.pop();
            }
        }
        _ => {}
    }
}

/// Whether people read it: a key is no text. A telephone or an identity number stands alone in a field too.
fn is_read(text: &str) -> bool {
    let number =
        text.chars().count() >= 11 && text.chars().all(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x' | ' ' | '-'));
    number || text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_addresses_are_gathered_from_all_depths_and_keys_are_none() {
        let value = json!({ "title": "专题", "art": "ab12", "blocks": [{ "kind": "text", "text": "甲", "links": [{ "href": "/a/1", "title": "乙" },
            { "href": " ", "title": "" }] }], "phone": "13800001234" });
        let all = within(&value, |way| (way.join("_"), "版块".to_owned()));
        let said: Vec<(&str, &str, Sort)> =
            all.iter().map(|plain| (plain.field.as_str(), plain.text.as_str(), plain.sort)).collect();
        let expected = [
            ("title", "专题", Sort::Line),
            ("blocks_0_text", "甲", Sort::Line),
            ("blocks_0_links_0_href", "/a/1", Sort::Link),
            ("blocks_0_links_0_title", "乙", Sort::Line),
            ("phone", "13800001234", Sort::Line),
        ];
        assert_eq!(said, expected);
        assert_eq!(all[2].place, "版块“乙”的链接");
        let moved = json!({ "blocks": [{}, { "text": "甲", "links": [{ "href": "/a/2", "title": "乙" }] }] });
        let new = fresh(within(&moved, |way| (way.join("_"), "版块".to_owned())), &all);
        assert_eq!(
            new.iter().map(|plain| plain.text.as_str()).collect::<Vec<_>>(),
            ["/a/2"],
            "what only moved is known"
        );
    }
}
