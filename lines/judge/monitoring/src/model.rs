//! An order and what stands on it, as data.

use base::{Date, Moment, text};
use store::record;

/// Who found it: key and 名称.
pub const SOURCES: &[(&str, &str)] =
    &[("self", "日常监测"), ("above", "上级检查通报"), ("third", "第三方监测"), ("public", "群众反映")];

/// What a unit answers of a finding.
pub const ANSWERS: &[(&str, &str)] = &[("mended", "已整改"), ("cannot", "无法整改")];

/// Longest text of what is wrong, in characters.
pub const WHAT_MAX: usize = 300;
/// Longest address, in characters.
pub const ADDRESS_MAX: usize = 500;
/// Longest demand, in characters.
pub const DEMAND_MAX: usize = 1_000;
/// Longest answer to one finding, in characters.
pub const SAID_MAX: usize = 300;

record! {
    /// A rectification order (督办单).
    pub struct Order from "monitoring_order" {
        /// Key.
        pub id: i64,
        /// How it runs.
        pub matter_id: i64,
        /// The unit to which it goes.
        pub unit_id: i64,
        /// Who found it.
        pub source: String,
        /// What is demanded.
        pub demand: String,
        /// Until when somebody above wants it.
        #[serde(with = "base::time::date_text_option")]
        pub bound_on: Option<Date>,
        /// Who drew it up.
        pub drafter: String,
        /// When it was drawn up.
        #[serde(with = "base::time::date_text")]
        pub opened_on: Date,
        /// Who signed it off.
        pub issuer: String,
        /// When it was signed off.
        #[serde(with = "base::time::date_text_option")]
        pub issued_on: Option<Date>,
        /// The unit handed in after its time.
        pub late: bool,
        /// How often it was sent back.
        pub returned: i64,
    }
}

record! {
    /// Something wrong on an order.
    pub struct Item from "monitoring_finding" {
        /// Key.
        pub id: i64,
        /// The order.
        pub order_id: i64,
        /// What is watched; empty for what was entered by hand.
        pub kind: String,
        /// Names it within its kind.
        pub key: String,
        /// What is wrong.
        pub what: String,
        /// The page or place.
        pub address: String,
        /// Since when it is known.
        #[serde(with = "base::time::date_text")]
        pub found_on: Date,
        /// Its order is open.
        pub open: bool,
        /// mended, cannot or empty.
        pub answer: String,
        /// What the unit says of it.
        pub said: String,
        /// gone, there, unknown, seen or empty.
        pub verdict: String,
        /// When somebody looked again last.
        pub checked_at: Option<Moment>,
    }
}

/// What looking again says: key, words and tone.
pub const VERDICTS: &[(&str, &str, &str)] = &[
    ("gone", "已消除", "good"),
    ("there", "仍存在", "bad"),
    ("unknown", "需人工核查", "warn"),
    ("seen", "人工核查已消除", "good"),
];

/// The name of a key in a list of names.
pub fn name_of(names: &[(&'static str, &'static str)], key: &str) -> &'static str {
    names.iter().find(|(known, _)| *known == key).map_or("", |(_, title)| title)
}

/// A finding that is to stand on a new order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// What is watched; empty for what was entered by hand.
    pub kind: String,
    /// Names it within its kind.
    pub key: String,
    /// What is wrong.
    pub what: String,
    /// The page or place.
    pub address: String,
    /// Since when it is known.
    pub found_on: Date,
}

/// Findings as an inspector's list says them, one each line: what is wrong and, after the last blank, its address.
pub fn by_hand(typed: &str, found_on: Date) -> Vec<Wanted> {
    let lines = text::clean_text(typed);
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let split = line.rsplit_once(char::is_whitespace).filter(|(_, last)| is_address(last));
            let (what, address) = split.unwrap_or(if is_address(line) { ("", line) } else { (line, "") });
            Wanted {
                kind: String::new(),
                key: String::new(),
                what: what.trim().to_owned(),
                address: address.to_owned(),
                found_on,
            }
        })
        .collect()
}

fn is_address(word: &str) -> bool {
    ["http://", "https://", "/"].iter().any(|begin| word.starts_with(begin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pasted_list_becomes_findings_with_their_addresses() {
        let on = base::time::Date::constant(2026, 3, 2);
        let list =
            "  机构职能页电话错误  https://nyj.qinghe.example/a/7\n\n首页标题用语不规范\n搜索 打不开 /search?q=1\n/a/9";
        let found: Vec<(String, String)> = by_hand(list, on).into_iter().map(|w| (w.what, w.address)).collect();
        let expected = [
            ("机构职能页电话错误", "https://nyj.qinghe.example/a/7"),
            ("首页标题用语不规范", ""),
            ("搜索 打不开", "/search?q=1"),
            ("", "/a/9"),
        ];
        assert_eq!(found, expected.map(|(what, address)| (what.to_owned(), address.to_owned())));
    }
}
