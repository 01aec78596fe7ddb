//! Entries (存证条目): what an act leaves on the ledger, and the bytes that are hashed.
//!
//! An entry never carries personal data. Contents that belong to an act are *committed to*: the entry holds
//! `SM3(salt ‖ content)`, the salt lies beside it, and forgetting the salt makes the commitment say nothing more.

use base::{Fault, Moment};
use serde_json::{Value, json};
use sm3::{Digest, Sm3};

use crate::store::read::Commitment;
use crate::tree::{Hash, leaf_hash};

/// Names the way an entry is written.
pub(crate) const FORMAT: &str = "renhe-entry/1";

/// Who acted: keys, never names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Actor {
    /// `system`, `anonymous`, `citizen` or `staff`.
    pub kind: &'static str,
    /// Key of the official or of the citizen.
    pub person: Option<i64>,
    /// Key of the post acted in.
    pub post: Option<i64>,
    /// Key of the unit acted for.
    pub unit: Option<i64>,
}

impl Actor {
    /// The program itself.
    pub const SYSTEM: Self = Self { kind: "system", person: None, post: None, unit: None };
    /// Somebody who did not say who he is.
    pub const ANONYMOUS: Self = Self { kind: "anonymous", person: None, post: None, unit: None };

    /// Whether the kind is one of the four.
    pub(crate) fn is_known(&self) -> bool {
        matches!(self.kind, "system" | "anonymous" | "citizen" | "staff")
    }
}

/// What the act was done to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// Kind of thing, such as `letter`.
    pub kind: &'a str,
    /// Its key.
    pub id: i64,
}

/// A content that the entry commits to: the column `column` of the row whose `id` is `row` in `table`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Body<'a> {
    /// The table.
    pub table: &'a str,
    /// The column.
    pub column: &'a str,
    /// The row's key.
    pub row: i64,
    /// What is stored there: the bytes of a text or a blob, a number in decimal digits.
    pub content: &'a [u8],
}

/// An act, to be recorded in the transaction that carries it out.
#[derive(Debug, Clone)]
pub struct Entry<'a> {
    /// When.
    pub at: Moment,
    /// Who.
    pub actor: Actor,
    /// What was done, such as `letters.submit`.
    pub verb: &'a str,
    /// To what.
    pub subject: Subject<'a>,
    /// What else belongs to the act: whole numbers, text, lists; never personal data.
    pub facts: Value,
    /// Contents committed to.
    pub bodies: Vec<Body<'a>>,
}

store::record! {
    /// An entry as it is stored.
    pub struct Stored from "ledger_entry" {
        /// Its key.
        pub id: i64,
        /// When the act happened.
        pub at: Moment,
        /// `system`, `anonymous`, `citizen` or `staff`.
        pub actor_kind: String,
        /// Key of the official or the citizen.
        pub actor_person: Option<i64>,
        /// Key of the post.
        pub actor_post: Option<i64>,
        /// Key of the unit.
        pub actor_unit: Option<i64>,
        /// What was done.
        pub verb: String,
        /// Kind of the thing it was done to.
        pub subject_kind: String,
        /// Key of that thing.
        pub subject_id: i64,
        /// Canonical JSON.
        pub facts: String,
        /// Place in the tree from 0, once it has one.
        pub seq: Option<i64>,
        /// Leaf hash, once it has a place.
        pub leaf: Option<Vec<u8>>,
    }
}

/// `SM3(salt ‖ content)`.
pub fn commitment(salt: &[u8], content: &[u8]) -> Hash {
    Sm3::new().chain_update(salt).chain_update(content).finalize().into()
}

/// The bytes of an entry that are hashed: canonical JSON. Facts that somebody has made uncanonical are hashed as plain
/// text, so that every row has its bytes and none can hold up the others.
pub(crate) fn canonical_entry(entry: &Stored, bodies: &[Commitment]) -> String {
    let facts = serde_json::from_str::<Value>(&entry.facts).ok();
    let facts = facts.filter(|facts| canonical(facts).is_ok_and(|text| text == entry.facts));
    let (facts_name, facts) = match facts {
        Some(facts) => ("facts", facts),
        None => ("facts_text", Value::from(entry.facts.as_str())),
    };
    let bodies: Vec<Value> = bodies
        .iter()
        .map(|body| {
            json!({
                "id": body.id, "table": body.table_name, "column": body.column_name, "row": body.row_id,
                "seal": hex::encode(&body.seal), "digest": hex::encode(&body.digest),
            })
        })
        .collect();
    let mut out = String::new();
    let whole = json!({
        "format": FORMAT,
        "id": entry.id,
        "at": entry.at.0,
        "actor": {
            "kind": entry.actor_kind, "person": entry.actor_person, "post": entry.actor_post, "unit": entry.actor_unit,
        },
        "verb": entry.verb,
        "subject": { "kind": entry.subject_kind, "id": entry.subject_id },
        facts_name: facts,
        "bodies": bodies,
    });
    write(&whole, &mut out);
    out
}

/// The leaf hash of an entry.
pub(crate) fn leaf(entry: &Stored, bodies: &[Commitment]) -> Hash {
    leaf_hash(canonical_entry(entry, bodies).as_bytes())
}

/// JSON in the one way of writing it: keys sorted by their bytes, no blanks, whole numbers only.
///
/// # Errors
/// A fault when there is a number that is not whole, since others may write it differently.
pub fn canonical(value: &Value) -> Result<String, Fault> {
    if has_fraction(value) {
        return Err(Fault::broken("facts hold a number that is not whole"));
    }
    let mut out = String::new();
    write(value, &mut out);
    Ok(out)
}

fn has_fraction(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_f64(),
        Value::Array(items) => items.iter().any(has_fraction),
        Value::Object(fields) => fields.values().any(has_fraction),
        Value::Null | Value::Bool(_) | Value::String(_) => false,
    }
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => out.push_str(&value.to_string()),
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| name.as_str());
            out.push('{');
            for (i, (name, field)) in fields.into_iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                write(field, out);
            }
            out.push('}');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn canonical_json_sorts_keys_at_every_depth() {
        let value = json!({"b": [1, {"z": null, "a": "引\"号\n"}], "a": -5, "Z": true});
        assert_eq!(canonical(&value).unwrap(), r#"{"Z":true,"a":-5,"b":[1,{"a":"引\"号\n","z":null}]}"#);
    }

    #[test]
    fn numbers_that_are_not_whole_are_refused() {
        for value in [json!(0.5), json!({"a": [1.0]}), json!(1e300)] {
            assert!(canonical(&value).is_err());
        }
        assert_eq!(canonical(&json!([u64::MAX, i64::MIN])).unwrap(), "[18446744073709551615,-9223372036854775808]");
    }

    fn any_json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 5, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
                prop::collection::vec((any::<String>(), inner), 0..5)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_canonical_reads_back_the_same_and_stays_canonical(value in any_json()) {
            let text = canonical(&value).unwrap();
            let again: Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(&again, &value);
            prop_assert_eq!(canonical(&again).unwrap(), text);
        }
    }
}
