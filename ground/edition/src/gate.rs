//! What a machine finds in an edition before somebody publishes it (发布前检查). The line of reviews reads it; app hands its reading
//! over here ([`Gate`]), since no line calls another.

use base::{Error, FieldError, reason, text};
use matter::Later;
use serde_json::{Value, json};
use web::App;

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

/// How many there are of each kind, for people: `个人信息 1，错字 2`.
pub fn kinds<'a>(found: impl Iterator<Item = &'a str>) -> String {
    let mut counts: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    for kind in found {
        *counts.entry(kind).or_default() += 1;
    }
    counts.iter().map(|(kind, count)| format!("{kind} {count}")).collect::<Vec<_>>().join("，")
}

/// A text that is published without being an edition: a page, a cell of a list, a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plain {
    /// The field of the form in which it stands.
    pub field: String,
    /// What it is called for people.
    pub place: String,
    /// What it says.
    pub text: String,
    /// It is HTML, whose links and pictures are looked at too.
    pub html: bool,
}

impl Plain {
    /// A text without markup.
    pub fn line(field: impl Into<String>, place: impl Into<String>, text: impl Into<String>) -> Self {
        Self { field: field.into(), place: place.into(), text: text.into(), html: false }
    }
}

/// Findings, each with the field of the text in which it stands.
pub type InFields = Vec<(String, Found)>;

/// Reads texts that are published without being editions.
#[derive(Clone, Copy)]
pub struct TextGate(pub for<'a> fn(&'a App, Vec<Plain>) -> Later<'a, InFields>);

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

/// Reads texts before they are published. What has to be put right is named at its field; it passes with a reason `why` (the form's
/// field [`WHY`]), the mark of a state secret never (保守国家秘密法 art. 35).
///
/// # Errors
/// Wrong fields; a fault when the database does not answer.
pub async fn pass(app: &App, texts: Vec<Plain>, why: &str) -> Result<Passed, Error> {
    let Some(gate) = app.ext::<TextGate>() else { return Ok(Passed::default()) };
    let found = (gate.0)(app, texts).await?;
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
    Err(Error::Invalid(named.chain([FieldError::new(WHY, wrong)]).collect()))
}

/// All texts within a value that people read (what has a character of Chinese), each under the name of the part in which it
/// stands, as `named` gives field and name of a part.
pub fn within(value: &Value, named: impl Fn(&str) -> (String, String)) -> Vec<Plain> {
    fn gather(value: &Value, texts: &mut Vec<String>) {
        match value {
            Value::String(text) if text.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}')) || is_number(text) => {
                texts.push(text.clone());
            }
            Value::Array(all) => all.iter().for_each(|value| gather(value, texts)),
            Value::Object(all) => all.values().for_each(|value| gather(value, texts)),
            _ => {}
        }
    }
    // A telephone or an identity number stands alone in a field too.
    fn is_number(text: &str) -> bool {
        text.chars().count() >= 11 && text.chars().all(|c| c.is_ascii_digit() || matches!(c, 'X' | 'x' | ' ' | '-'))
    }
    let mut out = Vec::new();
    for (part, value) in value.as_object().into_iter().flatten() {
        let mut texts = Vec::new();
        gather(value, &mut texts);
        let (field, place) = named(part);
        out.extend(texts.into_iter().map(|text| Plain::line(&*field, &*place, text)));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_gathered_from_all_depths_and_keys_are_none() {
        let value = json!({ "title": "专题", "art": "ab12", "blocks": [{ "kind": "text", "text": "甲", "links": [{ "href": "/a/1", "title": "乙" }] }],
            "phone": "13800001234" });
        let all = within(&value, |part| (part.to_owned(), format!("<{part}>")));
        let said: Vec<(&str, &str)> = all.iter().map(|plain| (plain.field.as_str(), plain.text.as_str())).collect();
        assert_eq!(said, [("title", "专题"), ("blocks", "甲"), ("blocks", "乙"), ("phone", "13800001234")]);
    }
}
