//! A message of the city's platform, read: what it is about, and what of it a person has to look at.

use serde::Deserialize;
use serde_json::Value;

use crate::model::{KINDS, Told, URGENCIES};

/// What a message wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `order.created` and `order.updated`: the order as it is now.
    Order,
    /// `order.urged`.
    Urged,
    /// `order.supervised`.
    Supervised,
    /// `order.withdrawn`.
    Withdrawn,
    /// Something that we do not know.
    Unknown,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Outer {
    r#type: String,
    data: Value,
}

/// The order in a message; everything but number and version may be missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Data {
    /// Its number on the city's platform.
    pub number: String,
    /// Its version, counting up from 1.
    pub version: i64,
    /// One of our kinds, or its name in Chinese.
    pub kind: String,
    /// Code of its class.
    pub class: String,
    /// One of our urgencies, or its name in Chinese.
    pub urgency: String,
    /// Title.
    pub title: String,
    /// What was said.
    pub body: String,
    /// Who called; missing when a newer version says nothing of it.
    pub caller: Option<Caller>,
    /// Where it happened.
    pub place: String,
    /// The town, by its short name.
    pub town: String,
    /// The unit complained of, by name.
    pub complained: String,
    /// When it happened on the city's platform, RFC 3339.
    pub at: String,
    /// Until when the city wants the answer, RFC 3339.
    pub due: String,
    /// Why it is urged, supervised or withdrawn.
    pub reason: String,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// Where it stood, when it is a message of new media.
    pub media: Option<Told>,
}

/// Who called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Caller {
    /// Name.
    pub name: String,
    /// Telephone, empty when it is withheld.
    pub phone: String,
    /// Whether the caller wants to stay unknown.
    pub confidential: bool,
}

/// A file in a message.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its content in base64.
    pub content: String,
}

/// A message as read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What it wants.
    pub kind: Kind,
    /// What it was called.
    pub called: String,
    /// The order.
    pub data: Data,
}

/// Reads a message.
///
/// # Errors
/// What is wrong with it, in Chinese, all at once.
pub fn read(body: &[u8]) -> Result<Message, String> {
    let outer: Outer = serde_json::from_slice(body).map_err(|e| format!("报文不是合格的 JSON：{e}"))?;
    let data: Data = serde_json::from_value(without_nulls(outer.data)).map_err(|e| format!("data 的格式不对：{e}"))?;
    let mut wrong = Vec::new();
    let number = base::text::clean_line(&data.number);
    if number.is_empty() || number.chars().count() > 60 {
        wrong.push("data.number（工单编号）缺少或者超过 60 字".to_owned());
    }
    if data.version < 1 {
        wrong.push("data.version（版本）须为从 1 开始的整数".to_owned());
    }
    let kind = match outer.r#type.as_str() {
        "order.created" | "order.updated" => Kind::Order,
        "order.urged" => Kind::Urged,
        "order.supervised" => Kind::Supervised,
        "order.withdrawn" => Kind::Withdrawn,
        _ => Kind::Unknown,
    };
    if kind == Kind::Order {
        let chars = |text: &str| base::text::char_count(text.trim());
        if chars(&data.body) == 0 {
            wrong.push("data.body（诉求内容）缺少".to_owned());
        }
    }
    if wrong.is_empty() {
        Ok(Message { kind, called: outer.r#type, data: Data { number, ..data } })
    } else {
        Err(format!("{}。", wrong.join("；")))
    }
}

/// The same without what is null: many platforms write so what they do not know.
fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            fields.into_iter().filter(|(_, v)| !v.is_null()).map(|(k, v)| (k, without_nulls(v))).collect()
        }
        Value::Array(all) => all.into_iter().filter(|v| !v.is_null()).map(without_nulls).collect(),
        other => other,
    }
}

/// Our word for a kind; nothing when we do not know it.
pub fn kind_of(word: &str) -> Option<&'static str> {
    KINDS.iter().find(|c| c.value == word || c.title == word).map(|c| c.value)
}

/// Our word for an urgency; nothing when we do not know it. None said means plain.
pub fn urgency_of(word: &str) -> Option<&'static str> {
    if word.is_empty() {
        return Some("plain");
    }
    URGENCIES.iter().find(|c| c.value == word || c.title == word).map(|c| c.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_with_the_least_is_read_and_one_with_less_is_told_what_is_missing() {
        let read = |text: &str| read(text.as_bytes());
        let least = read(r#"{"type":"order.created","data":{"number":" SZ1 ","version":1,"body":"停水"},"more":1}"#);
        let least = least.expect("may be taken");
        assert_eq!((least.kind, least.data.number.as_str()), (Kind::Order, "SZ1"));
        for (text, told) in [
            ("", "JSON"),
            ("[]", "data"),
            (r#"{"type":"order.created","data":{}}"#, "data.number"),
            (r#"{"type":"order.created","data":{"number":"1","version":0,"body":"x"}}"#, "data.version"),
            (r#"{"type":"order.created","data":{"number":"1","version":1}}"#, "data.body"),
            (r#"{"type":"order.created","data":{"number":1,"version":1}}"#, "data"),
        ] {
            let why = read(text).expect_err(text);
            assert!(why.contains(told), "{text}: {why}");
        }
        let other = read(r#"{"type":"order.sung","data":{"number":"1","version":1}}"#).expect("is kept for a person");
        assert_eq!(other.kind, Kind::Unknown);
        let withdrawn =
            read(r#"{"type":"order.withdrawn","data":{"number":"1","version":2}}"#).expect("no text is needed");
        assert_eq!(withdrawn.kind, Kind::Withdrawn);
    }

    #[test]
    fn null_in_an_optional_field_reads_as_missing() {
        let text = r#"{"type":"order.created","data":{"number":"1","version":1,"body":"停水","caller":null,"title":null,
            "media":null,"attachments":[null,{"name":null,"content":"eA=="}]}}"#;
        let data = read(text.as_bytes()).expect("may be taken").data;
        assert_eq!((data.caller, data.title.as_str(), data.media), (None, "", None));
        assert_eq!(data.attachments, [Attachment { name: String::new(), content: "eA==".to_owned() }]);
        let named = r#"{"type":"order.created","data":{"number":"1","version":1,"body":"停水","caller":{"name":"王川","phone":null}}}"#;
        let caller = read(named.as_bytes()).expect("may be taken").data.caller.expect("somebody called");
        assert_eq!((caller.name.as_str(), caller.phone.as_str()), ("王川", ""));
        assert!(read(br#"{"type":"order.created","data":null}"#).is_err(), "what an order needs is still asked for");
    }

    #[test]
    fn words_are_ours_or_chinese() {
        assert_eq!((kind_of("help"), kind_of("求助"), kind_of("x")), (Some("help"), Some("help"), None));
        assert_eq!((urgency_of(""), urgency_of("特急"), urgency_of("x")), (Some("plain"), Some("critical"), None));
    }
}
