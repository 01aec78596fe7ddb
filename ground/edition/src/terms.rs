//! The closed lists of terms (分类与取值): kinds of editions, columns and sites, disclosure attributes, themes, genres,
//! validity. Keys are stored, titles are shown.

/// A key with its Chinese name.
pub type Term = (&'static str, &'static str);

/// Kinds of editions (稿件类型).
pub const KINDS: &[Term] = &[
    ("article", "文章"),
    ("images", "图集"),
    ("video", "视频"),
    ("policy", "政策文件"),
    ("interpretation", "政策解读"),
    ("chart", "图解"),
    ("download", "下载"),
    ("link", "链接"),
];

/// A kind of column (栏目类型) with the rule row of the longest time without news.
#[derive(Debug, Clone, Copy)]
pub struct ColumnKind {
    /// Stable key.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// Rule row of the allowed gap; empty when the inspection sets none.
    pub gap: &'static str,
    /// Whether units hand editions in to such a column of the portal (报送).
    pub handed_in: bool,
    /// Node of the catalogue (公开目录) for what is disclosed in it, when nothing else is said; empty when it is not obvious.
    pub node: &'static str,
}

/// Kinds of columns and how long each may stay without news (检查指标 国办秘函〔2019〕19号 §3.2).
pub const COLUMN_KINDS: &[ColumnKind] = &[
    ColumnKind { key: "news", title: "动态要闻", gap: "edition.gap.news", handed_in: true, node: "" },
    ColumnKind { key: "notice", title: "通知公告", gap: "edition.gap.notice", handed_in: true, node: "" },
    ColumnKind {
        key: "policy", title: "政策文件", gap: "edition.gap.notice", handed_in: true, node: "basis/other"
    },
    ColumnKind { key: "interpretation", title: "政策解读", gap: "edition.gap.notice", handed_in: true, node: "" },
    ColumnKind { key: "overview", title: "概况信息", gap: "", handed_in: false, node: "" },
    ColumnKind { key: "organs", title: "机构职能", gap: "", handed_in: false, node: "organ/duty" },
    ColumnKind { key: "leaders", title: "负责人信息", gap: "", handed_in: false, node: "organ/leader" },
    ColumnKind { key: "catalogue", title: "公开目录", gap: "edition.gap.year", handed_in: false, node: "" },
    ColumnKind { key: "reprint", title: "上级信息转载", gap: "edition.gap.news", handed_in: true, node: "" },
    ColumnKind { key: "images", title: "图片视频", gap: "", handed_in: true, node: "" },
    ColumnKind { key: "data", title: "数据发布", gap: "edition.gap.year", handed_in: true, node: "statistics" },
    ColumnKind { key: "topic", title: "专题专栏", gap: "", handed_in: false, node: "" },
    ColumnKind { key: "download", title: "下载", gap: "", handed_in: true, node: "" },
    ColumnKind { key: "link", title: "链接", gap: "", handed_in: false, node: "" },
];

/// Kinds of sites (站点类型).
pub const SITE_KINDS: &[Term] = &[("portal", "门户"), ("department", "部门"), ("town", "乡镇街道"), ("topic", "专题")];

/// States of an edition (稿件状态).
pub const STATES: &[Term] =
    &[("draft", "草稿"), ("review", "审核中"), ("ready", "待发布"), ("published", "已发布"), ("withdrawn", "已撤回")];

/// Disclosure attributes (公开属性, 政府信息公开条例 art. 14–16).
pub const ATTRIBUTES: &[Term] =
    &[("active", "主动公开"), ("request", "依申请公开"), ("closed", "不予公开"), ("none", "非政府信息")];

/// 有效性.
pub const VALIDITIES: &[Term] =
    &[("valid", "有效"), ("amended", "部分失效"), ("expired", "失效"), ("repealed", "废止"), ("pending", "尚未施行")];

/// 体裁分类 (公文种类, 党政机关公文处理工作条例 art. 8, as disclosure catalogues use them).
pub const GENRES: &[Term] = &[
    ("order", "命令（令）"),
    ("decision", "决定"),
    ("announcement", "公告"),
    ("circular", "通告"),
    ("notice", "通知"),
    ("bulletin", "通报"),
    ("motion", "议案"),
    ("report", "报告"),
    ("request", "请示"),
    ("reply", "批复"),
    ("opinion", "意见"),
    ("letter", "函"),
    ("minutes", "会议纪要"),
    ("plan", "规划计划"),
    ("rule", "规章规范"),
    ("law", "法律法规"),
    ("other", "其他"),
];

/// 主题分类: the 22 classes of the central government's portal.
pub const THEMES: &[Term] = &[
    ("t01", "国务院组织机构"),
    ("t02", "综合政务"),
    ("t03", "国民经济管理、国有资产监管"),
    ("t04", "财政、金融、审计"),
    ("t05", "国土资源、能源"),
    ("t06", "农业、林业、水利"),
    ("t07", "工业、交通"),
    ("t08", "商贸、海关、旅游"),
    ("t09", "市场监管、安全生产监管"),
    ("t10", "城乡建设、环境保护"),
    ("t11", "科技、教育"),
    ("t12", "文化、广电、新闻出版"),
    ("t13", "卫生、体育"),
    ("t14", "人口与计划生育、妇女儿童工作"),
    ("t15", "劳动、人事、监察"),
    ("t16", "公安、安全、司法"),
    ("t17", "民政、扶贫、救灾"),
    ("t18", "民族、宗教"),
    ("t19", "对外事务"),
    ("t20", "港澳台侨工作"),
    ("t21", "国防"),
    ("t22", "其他"),
];

/// Relations between editions: key, name as seen from the first, key of the way back.
pub const LINKS: &[(&str, &str, &str)] = &[
    ("interprets", "解读", "interpreted"),
    ("interpreted", "相关解读", "interprets"),
    ("charts", "图解", "charted"),
    ("charted", "相关图解", "charts"),
    ("supersedes", "替代", "superseded"),
    ("superseded", "已被替代", "supersedes"),
    ("amends", "修改", "amended"),
    ("amended", "已被修改", "amends"),
    ("cites", "引用", "cited"),
    ("cited", "被引用", "cites"),
    ("related", "相关", "related"),
];

/// The name of `key` in `terms`.
pub fn title(terms: &[Term], key: &str) -> Option<&'static str> {
    terms.iter().find(|(k, _)| *k == key).map(|(_, title)| *title)
}

/// 主题分类 of `key`.
pub fn theme(key: &str) -> Option<&'static str> {
    title(THEMES, key)
}

/// 体裁 of `key`.
pub fn genre(key: &str) -> Option<&'static str> {
    title(GENRES, key)
}

/// The kind of column called `key`.
pub fn column_kind(key: &str) -> Option<&'static ColumnKind> {
    COLUMN_KINDS.iter().find(|kind| kind.key == key)
}

/// The way back of a relation; `None` for one that there is not.
pub fn back(link: &str) -> Option<&'static str> {
    LINKS.iter().find(|(key, ..)| *key == link).map(|(.., back)| *back)
}

/// The relation between a document's number and its key in the index: all brackets, widths and spaces made alike, so that
/// `青政办发〔2026〕3号`, `青政办发[2026]3号` and `青政办发（2026）３号` are one.
pub fn doc_key(number: &str) -> String {
    base::text::normalise(number)
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| match c {
            '〔' | '[' | '【' | '（' | '(' | '﹝' => '[',
            '〕' | ']' | '】' | '）' | ')' | '﹞' => ']',
            other => other,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_number_is_one_whatever_its_brackets() {
        let one = doc_key("青政办发〔2026〕3号");
        for other in ["青政办发[2026]3号", "青政办发（2026）３号", "青政办发【2026】3 号", "青政办发(2026)3号"]
        {
            assert_eq!(doc_key(other), one, "{other}");
        }
        assert_ne!(doc_key("青政办发〔2026〕13号"), one);
    }

    #[test]
    fn every_relation_has_a_way_back_that_leads_back() {
        for (key, _, way_back) in LINKS {
            assert_eq!(back(way_back), Some(*key));
        }
    }

    #[test]
    fn gaps_of_columns_are_rules() {
        let (rules, today) = (base::Rules::built_in(), base::time::Date::constant(2026, 3, 2));
        for kind in COLUMN_KINDS.iter().filter(|kind| !kind.gap.is_empty()) {
            assert!(rules.length(kind.gap, today).is_ok(), "{}", kind.gap);
        }
    }
}
