//! The closed blocks of a home page (首页版块). A slot names a kind, the columns it shows and a few texts; what it may hold is
//! decided by its kind, and an unknown kind shows nothing.

use serde::{Deserialize, Serialize};

use super::Link;

/// Blocks of a home page at most.
pub const SLOTS_MAX: usize = 30;

/// A kind of block.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Kind {
    /// Key.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// What it shows.
    pub note: &'static str,
    /// How many columns it takes at most.
    pub columns: usize,
    /// Rows or pictures when none is given; 0 when it counts nothing.
    pub count: u8,
    /// What its text is; empty when it has none.
    pub text: &'static str,
    /// What its links are; empty when it has none.
    pub links: &'static str,
    /// Whether its links are entrances, with a note and an icon.
    pub entrances: bool,
    /// Its template.
    #[serde(skip)]
    pub template: &'static str,
}

const fn kind(key: &'static str, title: &'static str, note: &'static str, template: &'static str) -> Kind {
    Kind { key, title, note, columns: 0, count: 0, text: "", links: "", entrances: false, template }
}

/// All kinds.
pub const KINDS: &[Kind] = &[
    Kind {
        columns: 4,
        text: "头条标题（留空时取第一个栏目置顶的或最新的一条）",
        links: "填了头条标题时：第一行是头条的网址，其余是小标题",
        ..kind(
            "headline",
            "头条",
            "居中的红色大标题；下面的小标题取其他所选栏目的最新一条",
            "sites/slots/headline.html",
        )
    },
    Kind {
        columns: 1,
        count: 5,
        ..kind("slides", "轮播", "图片轮播，可暂停；没有脚本时可左右滑动", "sites/slots/slides.html")
    },
    Kind {
        columns: 6, count: 8, ..kind("tabs", "分栏列表", "几个栏目并列，点标题切换", "sites/slots/tabs.html")
    },
    Kind {
        columns: 1, count: 8, ..kind("list", "单栏目列表", "一个栏目的最新标题", "sites/slots/list.html")
    },
    Kind {
        columns: 1, count: 6, ..kind("pictures", "图片墙", "一个栏目的图片和标题", "sites/slots/pictures.html")
    },
    Kind {
        columns: 1,
        count: 8,
        ..kind("leaders", "领导之窗", "负责人，按栏目里排定的次序", "sites/slots/leaders.html")
    },
    Kind {
        links: "留空时列出各业务的入口",
        entrances: true,
        ..kind("tiles", "快捷入口", "大按钮", "sites/slots/tiles.html")
    },
    Kind {
        columns: 8,
        links: "另加的入口",
        entrances: true,
        ..kind(
            "disclosure",
            "政府信息公开",
            "指南、制度、法定主动公开内容、年报、依申请公开；没有公开业务时列出所选栏目",
            "sites/slots/disclosure.html",
        )
    },
    Kind {
        links: "办事入口；留空时列出办事业务的入口",
        entrances: true,
        ..kind("services", "办事服务", "个人、法人、部门、主题、热门、一件事", "sites/slots/services.html")
    },
    Kind {
        text: "业务标识，例如 letters",
        ..kind("line", "业务版块", "互动交流等业务自己的版块", "sites/slots/line.html")
    },
    Kind {
        columns: 1,
        count: 4,
        links: "留空时取专题业务或所选栏目",
        ..kind("topics", "专题专栏", "一排专题", "sites/slots/topics.html")
    },
    Kind {
        columns: 1,
        count: 4,
        text: "几个主要数字",
        ..kind("data", "数据发布", "几个主要数字和数据栏目", "sites/slots/data.html")
    },
    Kind {
        columns: 1,
        text: "介绍文字（留空时取栏目最新一条的摘要）",
        links: "下面的小链接",
        ..kind("about", "走进本地", "图文介绍", "sites/slots/about.html")
    },
    Kind {
        text: "横幅上的话",
        links: "点横幅时打开的页面",
        ..kind("banner", "横幅", "一条通栏", "sites/slots/banner.html")
    },
    Kind {
        links: "从上到下就是显示的次序", ..kind("links", "链接", "一组链接", "sites/slots/links.html")
    },
    kind("group", "站点群", "下级站点：部门和乡镇", "sites/slots/group.html"),
];

/// Widths of a block: key, name, twelfths.
pub const WIDTHS: &[(&str, &str, u8)] =
    &[("full", "整行", 12), ("half", "二分之一", 6), ("third", "三分之一", 4), ("two", "三分之二", 8)];

/// One block of a home page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Slot {
    /// Key of a kind.
    pub kind: String,
    /// 标题; the kind's or the column's name when empty.
    pub title: String,
    /// Key of a width; empty for the whole row.
    pub width: String,
    /// Short names of columns of the same site.
    pub columns: Vec<String>,
    /// Rows; 0 for what is usual.
    pub count: u8,
    /// What the kind makes of it.
    pub text: String,
    /// Links.
    pub links: Vec<Link>,
}

impl Slot {
    /// Its kind.
    pub fn known(&self) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.key == self.kind)
    }

    /// Twelfths of a row.
    pub fn twelfths(&self) -> u8 {
        WIDTHS.iter().find(|(key, ..)| *key == self.width).map_or(12, |(.., twelfths)| *twelfths)
    }

    /// Rows or pictures to show.
    pub fn rows(&self) -> usize {
        let usual = self.known().map_or(0, |kind| kind.count);
        usize::from(if self.count == 0 { usual } else { self.count.min(20) })
    }

    /// A block of `kind` over `columns`.
    pub(crate) fn of(kind: &str, width: &str, title: &str, columns: &[&str]) -> Self {
        Self {
            kind: kind.to_owned(),
            title: title.to_owned(),
            width: width.to_owned(),
            columns: columns.iter().map(|slug| (*slug).to_owned()).collect(),
            ..Self::default()
        }
    }
}
