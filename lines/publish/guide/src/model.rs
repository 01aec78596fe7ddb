//! An item of the directory, as data.

use store::record;

record! {
    /// An item (事项).
    pub struct Item from "guide_item" {
        /// Key.
        pub id: i64,
        /// Code, by which a second import finds it.
        pub code: String,
        /// 事项名称.
        pub name: String,
        /// Key of a kind.
        pub kind: String,
        /// The unit that does it.
        pub unit_id: i64,
        /// Group of items that belong together.
        pub topic: String,
        /// Where it is done online.
        pub link: String,
        /// Order within the unit.
        pub rank: i64,
    }
}

/// Kinds of items by the codes of GB/T 39046—2020 A.1: key, name.
pub const KINDS: &[(&str, &str)] = &[
    ("1", "行政许可"),
    ("2", "行政处罚"),
    ("3", "行政强制"),
    ("4", "行政征收"),
    ("5", "行政给付"),
    ("6", "行政检查"),
    ("7", "行政确认"),
    ("8", "行政奖励"),
    ("9", "行政裁决"),
    ("10", "其他行政权力"),
    ("20", "公共服务"),
];

/// The name of a kind.
pub fn kind(key: &str) -> &'static str {
    KINDS.iter().find(|(k, _)| *k == key).map_or("其他", |(_, title)| title)
}
