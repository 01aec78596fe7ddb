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
        Slot::of("headline", "full", "", &["yaowen"]),
        Slot::of("slides", "half", "图片新闻", &["photo"]),
        Slot { count: 9, ..Slot::of("tabs", "half", "新闻", &["yaowen", "bumen", "xiangzhen", "notice", "shangji"]) },
        Slot::of("tiles", "full", "快捷入口", &[]),
        Slot::of("disclosure", "two", "政府信息公开", &["gfxwj", "qtwj", "organs", "leaders", "data", "download"]),
        Slot { count: 6, ..Slot::of("leaders", "third", "领导之窗", &["leaders"]) },
        Slot { count: 7, ..Slot::of("tabs", "half", "政策", &["policy", "gfxwj", "qtwj"]) },
        Slot { count: 7, ..Slot::of("tabs", "half", "解读", &["jiedu", "tujie"]) },
        Slot::of("services", "full", "办事服务", &[]),
        line("letters", "互动交流"),
        Slot::of("topics", "full", "专题专栏", &["topics"]),
        Slot::of("data", "half", "数据发布", &["data"]),
        Slot::of("about", "half", "走进本县", &["gaikuang"]),
        Slot::of("group", "full", "站点群", &[]),
    ]
}

fn unit(about: &str) -> Vec<Slot> {
    vec![
        Slot::of("headline", "full", "", &["news"]),
        Slot::of("slides", "half", "图片新闻", &["news"]),
        Slot { count: 9, ..Slot::of("tabs", "half", "新闻", &["news", "notice"]) },
        Slot::of("about", "two", about, &["overview"]),
        Slot::of("tiles", "third", "办事与互动", &[]),
    ]
}

fn topic() -> Vec<Slot> {
    vec![Slot::of("headline", "full", "", &["news"]), Slot::of("list", "full", "", &["news"])]
}
