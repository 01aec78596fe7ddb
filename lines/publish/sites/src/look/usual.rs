//! The looks with which sites begin: the portal's home page in the order that people expect, simpler ones for others.

use super::{Group, Link, Look, Slot};

/// The look of a new site of the kind `kind`.
pub fn usual(kind: &str) -> Look {
    match kind {
        "portal" => portal(),
        "department" => Look { art: "hills".to_owned(), slots: unit("本局概况"), ..Look::default() },
        "town" => {
            Look { accent: "pine".to_owned(), art: "fields".to_owned(), slots: unit("本镇概况"), ..Look::default() }
        }
        _ => Look { accent: "cinnabar".to_owned(), art: "plain".to_owned(), slots: topic(), ..Look::default() },
    }
}

fn portal() -> Look {
    Look {
        art: "hills".to_owned(),
        upper: vec![Link::new("中国政府网", "https://www.gov.cn/")],
        hot: Vec::new(),
        links: groups(),
        slots: home(),
        ..Look::default()
    }
}

/// The five groups that portals have, each with what is there for every county.
fn groups() -> Vec<Group> {
    let group = |title: &str, items: &[(&str, &str)]| Group {
        title: title.to_owned(),
        items: items.iter().map(|(title, href)| Link::new(*title, *href)).collect(),
    };
    vec![group(
        "中央政府网站",
        &[
            ("中国政府网", "https://www.gov.cn/"),
            ("国家发展和改革委员会", "https://www.ndrc.gov.cn/"),
            ("教育部", "https://www.moe.gov.cn/"),
            ("民政部", "https://www.mca.gov.cn/"),
            ("财政部", "https://www.mof.gov.cn/"),
            ("农业农村部", "https://www.moa.gov.cn/"),
            ("国家卫生健康委员会", "https://www.nhc.gov.cn/"),
            ("应急管理部", "https://www.mem.gov.cn/"),
        ],
    )]
}

/// The order of portal.md §7.2: headline; slides and lists; entrances; disclosure and leaders; policy; services; letters;
/// topics; data; the county.
fn home() -> Vec<Slot> {
    let line = |key: &str, title: &str| Slot { text: key.to_owned(), ..Slot::of("line", "full", title, &[]) };
    vec![
        Slot::of("headline", "full", "", &["yaowen", "notice", "jiedu"]),
        Slot::of("slides", "half", "图片新闻", &["photo"]),
        Slot { count: 9, ..Slot::of("tabs", "half", "新闻", &["yaowen", "bumen", "xiangzhen", "notice", "shangji"]) },
        Slot::of("tiles", "full", "快捷入口", &[]),
        disclosure(),
        Slot { count: 6, ..Slot::of("leaders", "third", "领导之窗", &["leaders"]) },
        Slot { count: 7, ..Slot::of("tabs", "half", "政策", &["policy", "gfxwj", "qtwj"]) },
        Slot { count: 7, ..Slot::of("tabs", "half", "解读", &["jiedu", "tujie"]) },
        services(),
        line("letters", "互动交流"),
        line("surveys", "征集调查"),
        Slot::of("topics", "full", "专题专栏", &["topics"]),
        Slot::of("data", "half", "数据发布", &["data"]),
        Slot::of("about", "half", "走进本县", &["gaikuang"]),
        Slot::of("group", "full", "站点群", &[]),
    ]
}

/// The fixed parts of 政府信息公开 (国办公开办函〔2019〕61号), then what is asked for most. Entrances that lead nowhere are left out.
fn disclosure() -> Slot {
    let links = [
        ("政府信息公开指南", "/xxgk/guide", "怎样查、怎样申请", "info"),
        ("政府信息公开制度", "/xxgk/rules", "公开工作的规定", "file"),
        ("法定主动公开内容", "/xxgk", "按目录查文件", "folder"),
        ("各单位公开", "/xxgk/organs", "部门和乡镇", "building"),
        ("基层政务公开", "/xxgk/standard", "26 个领域标准目录", "grid"),
        ("权责清单", "/xxgk/lists", "权力、责任、负面", "scale"),
        ("五公开", "/xxgk/five", "决策到结果", "megaphone"),
        ("公开统计", "/xxgk/stats", "按单位、按年度", "chart"),
    ];
    Slot { links: linked(&links), ..Slot::of("disclosure", "two", "政府信息公开", &["organs"]) }
}

/// Entrances of services.
fn services() -> Slot {
    let links = [
        ("全部事项", "/guide", "按部门、按类型查", "list"),
        ("行政许可", "/guide?kind=1", "许可、审批", "seal"),
        ("行政给付", "/guide?kind=5", "补助、补贴、救助", "people"),
        ("行政确认", "/guide?kind=7", "登记、认定", "check"),
        ("公共服务", "/guide?kind=20", "便民服务", "hall"),
        ("咨询求助", "/letters/notice", "不知道找谁办", "mail"),
    ];
    Slot { links: linked(&links), ..Slot::of("services", "full", "办事服务", &[]) }
}

fn linked(links: &[(&str, &str, &str, &str)]) -> Vec<Link> {
    let one = |(title, href, note, icon): &(&str, &str, &str, &str)| Link {
        note: (*note).to_owned(),
        icon: (*icon).to_owned(),
        ..Link::new(*title, *href)
    };
    links.iter().map(one).collect()
}

fn unit(about: &str) -> Vec<Slot> {
    vec![
        Slot::of("headline", "full", "", &["news", "notice"]),
        Slot::of("slides", "half", "图片新闻", &["news"]),
        Slot { count: 9, ..Slot::of("tabs", "half", "新闻", &["news", "notice"]) },
        Slot::of("about", "two", about, &["overview"]),
        Slot::of("tiles", "third", "办事与互动", &[]),
    ]
}

fn topic() -> Vec<Slot> {
    vec![Slot::of("headline", "full", "", &["news"]), Slot::of("list", "full", "", &["news"])]
}
