//! The fixed catalogue (公开目录) of the platform: what 政府信息公开条例 art. 19–21 make every organ disclose, in the shape of 国办公开办函
//! 〔2019〕61号; and the 26 domains of 国办发〔2019〕54号. Keys are stored with documents (`Head::node`).

/// A node of the catalogue: key, name, article, nodes under it.
#[derive(Debug, Clone, Copy)]
pub struct Node {
    /// Key; what is under a node begins with its key and `/`.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// What of the law asks for it.
    pub basis: &'static str,
}

const fn node(key: &'static str, title: &'static str, basis: &'static str) -> Node {
    Node { key, title, basis }
}

/// 法定主动公开内容, parents before what is under them.
pub const NODES: &[Node] = &[
    node("basis", "履职依据", "条例第二十条（一）"),
    node("basis/law", "法律法规", "条例第二十条（一）"),
    node("basis/rule", "行政规范性文件", "条例第二十条（一）"),
    node("basis/other", "其他政策文件", "条例第十九条"),
    node("organ", "机构职能", "条例第二十条（二）"),
    node("organ/duty", "职责与内设机构", "条例第二十条（二）"),
    node("organ/leader", "领导信息", "条例第二十条（二）"),
    node("plan", "规划计划", "条例第二十条（三）"),
    node("statistics", "统计信息", "条例第二十条（四）"),
    node("licence", "行政许可和其他对外管理服务", "条例第二十条（五）"),
    node("penalty", "行政处罚和行政强制", "条例第二十条（六）"),
    node("finance", "财政预算决算", "条例第二十条（七）"),
    node("finance/budget", "部门预算", "条例第二十条（七）"),
    node("finance/final", "部门决算", "条例第二十条（七）"),
    node("fee", "行政事业性收费", "条例第二十条（八）"),
    node("procurement", "政府集中采购", "条例第二十条（九）"),
    node("project", "重大建设项目", "条例第二十条（十）"),
    node("welfare", "扶贫、教育、医疗、社会保障、促进就业", "条例第二十条（十一）"),
    node("emergency", "突发公共事件应急与预警", "条例第二十条（十二）"),
    node("inspection", "环境保护、公共卫生、安全生产、食品药品、产品质量监督检查", "条例第二十条（十三）"),
    node("recruit", "公务员招考录用", "条例第二十条（十四）"),
    node("other", "其他法定公开内容", "条例第二十条（十五）"),
    node("town", "城乡建设、征地拆迁、社会救助", "条例第二十一条"),
    node("decision", "决策公开", "五公开"),
    node("execution", "执行公开", "五公开"),
    node("management", "管理公开", "五公开"),
    node("service", "服务公开", "五公开"),
    node("result", "结果公开", "五公开"),
    node("annual", "政府信息公开年报", "条例第四十九条"),
];

/// The node called `key`.
pub fn find(key: &str) -> Option<&'static Node> {
    NODES.iter().find(|node| node.key == key)
}

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

/// 五公开: keys of nodes.
pub const FIVE: &[&str] = &["decision", "execution", "management", "service", "result"];

/// The three lists (三张清单).
pub const LISTS: &[(&str, &str)] = &[("power", "权力清单"), ("duty", "责任清单"), ("negative", "负面清单")];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_under_a_node_has_its_parent_before_it() {
        for (at, node) in NODES.iter().enumerate() {
            if let Some((parent, _)) = node.key.rsplit_once('/') {
                assert!(NODES[..at].iter().any(|n| n.key == parent), "{}", node.key);
            }
        }
        assert!(FIVE.iter().all(|key| find(key).is_some()));
        assert_eq!(DOMAINS.len(), 26);
    }
}
