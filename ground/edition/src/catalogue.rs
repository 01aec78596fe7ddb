//! The fixed catalogue of disclosure (公开目录): what 政府信息公开条例 art. 19–21 make every organ disclose, in the shape of 国办公开办函
//! 〔2019〕61号. Keys are stored with documents ([`Head::node`](crate::Head)).

/// A node of the catalogue: key, name, article.
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

/// 五公开: keys of nodes.
pub const FIVE: &[&str] = &["decision", "execution", "management", "service", "result"];

/// The names of `key` from the top down, as `财政预算决算 › 部门预算`; empty for a node that there is not.
pub fn path(key: &str) -> String {
    let Some(node) = find(key) else { return String::new() };
    match key.rsplit_once('/').and_then(|(above, _)| find(above)) {
        Some(above) => format!("{} › {}", above.title, node.title),
        None => node.title.to_owned(),
    }
}

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
        let default = crate::terms::COLUMN_KINDS.iter().map(|kind| kind.node).filter(|node| !node.is_empty());
        assert!(default.into_iter().all(|key| find(key).is_some()), "what a column stands for is in the catalogue");
    }

    #[test]
    fn a_node_is_named_with_what_is_over_it() {
        let cases = [("finance/budget", "财政预算决算 › 部门预算"), ("decision", "决策公开"), ("none", "")];
        for (key, name) in cases {
            assert_eq!(path(key), name);
        }
    }
}
