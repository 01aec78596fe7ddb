//! An item of the directory, as data.

use store::record;

record! {
    /// An item (事项).
    #[derive(PartialEq, Eq)]
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
        /// person, firm, both, or empty when unknown.
        pub serves: String,
        /// 设定依据, one line each.
        pub basis: String,
        /// 申请条件, one line each.
        pub conditions: String,
        /// 办理材料, one line each.
        pub materials: String,
        /// 办理地点.
        pub place: String,
        /// 办理时间.
        pub hours: String,
        /// 联系电话; empty for that of the unit.
        pub phone: String,
        /// 办理流程, one line each.
        pub steps: String,
        /// 办理时限.
        pub takes: String,
        /// 收费标准.
        pub fee: String,
    }
}

/// Columns of the elements of a guide that the inspection looks for (检查指标 W6 关键要素), besides the name, which every item has.
pub const ELEMENTS: [&str; 7] = ["basis", "conditions", "materials", "place", "hours", "phone", "steps"];

impl Item {
    /// The elements that its guide lacks, in words, in the order of [`ELEMENTS`].
    pub fn lacking(&self) -> Vec<&'static str> {
        let all = [
            ("设定依据", &self.basis),
            ("申请条件", &self.conditions),
            ("办理材料", &self.materials),
            ("办理地点", &self.place),
            ("办理时间", &self.hours),
            ("联系电话", &self.phone),
            ("办理流程", &self.steps),
        ];
        all.into_iter().filter(|(_, text)| text.is_empty()).map(|(name, _)| name).collect()
    }
}

/// Whom items are for (服务对象): key, title.
pub const SERVES: &[(&str, &str)] = &[("person", "个人办事"), ("firm", "法人办事")];

/// Whom an item is for, in words.
pub fn serves(key: &str) -> &'static str {
    match key {
        "person" => "个人",
        "firm" => "法人和其他组织",
        "both" => "个人、法人和其他组织",
        _ => "",
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
