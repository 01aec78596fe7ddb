//! The catalogue of the platform ([`edition::catalogue`]), the 26 domains of 国办发〔2019〕54号, and the three lists.

pub use edition::catalogue::{FIVE, NODES, find};

/// 26 个试点领域 (国办发〔2019〕54号): key and name, in the order of the document.
pub const DOMAINS: &[(&str, &str)] = &[
    ("project", "重大建设项目"),
    ("trade", "公共资源交易"),
    ("finance", "财政预决算"),
    ("safety", "安全生产"),
    ("tax", "税收管理"),
    ("land", "征地补偿"),
    ("house", "国有土地上房屋征收"),
    ("housing", "保障性住房"),
    ("rural-house", "农村危房改造"),
    ("environment", "生态环境"),
    ("education", "义务教育"),
    ("household", "户籍管理"),
    ("farm", "涉农补贴"),
    ("culture", "公共文化服务"),
    ("law", "公共法律服务"),
    ("poverty", "扶贫"),
    ("relief", "救灾"),
    ("food", "食品药品监管"),
    ("enforcement", "城市综合执法"),
    ("work", "就业"),
    ("insurance", "社会保险"),
    ("assistance", "社会救助"),
    ("old", "养老服务"),
    ("health", "医疗卫生"),
    ("municipal", "市政服务"),
    ("space", "国土空间规划"),
];

/// The three lists (三张清单).
pub const LISTS: &[(&str, &str)] = &[("power", "权力清单"), ("duty", "责任清单"), ("negative", "负面清单")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domains_are_those_of_the_document() {
        assert_eq!(DOMAINS.len(), 26);
    }
}
