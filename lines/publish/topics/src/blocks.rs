//! The closed blocks of a topic (专题版块). A block names a kind, where its entries come from and a few words; what it may hold
//! is decided by its kind, and an unknown kind shows nothing.

use base::Date;
use base::time::date_text_option;
use serde::{Deserialize, Serialize};

/// Blocks of a topic at most.
pub(crate) const BLOCKS_MAX: usize = 30;
/// Rows of a block at most.
pub(crate) const COUNT_MAX: u8 = 30;
/// Editions that are chosen for one block at most.
pub(crate) const CHOSEN_MAX: usize = 50;
/// Keywords of a block at most.
pub(crate) const TAGS_MAX: usize = 10;

/// A kind of block.
#[derive(Debug, Clone, Copy, Serialize)]
pub(crate) struct Kind {
    /// Key.
    pub key: &'static str,
    /// 名称.
    pub title: &'static str,
    /// What it shows.
    pub note: &'static str,
    /// How many columns it takes at most; 0 when its entries come from nowhere.
    pub columns: usize,
    /// Whether editions may be chosen for it one by one or by keywords.
    pub chosen: bool,
    /// Rows when none is given; 0 when it counts nothing.
    pub count: u8,
    /// What its text is; empty when it has none.
    pub text: &'static str,
    /// What the addresses are that its text holds, one a line; empty when it holds none.
    pub addresses: &'static str,
    /// What its links are; empty when it has none.
    pub links: &'static str,
    /// What its date is; empty when it has none.
    pub date: &'static str,
    /// Its template.
    #[serde(skip)]
    pub template: &'static str,
}

const fn kind(key: &'static str, title: &'static str, note: &'static str, template: &'static str) -> Kind {
    Kind {
        key,
        title,
        note,
        columns: 0,
        chosen: false,
        count: 0,
        text: "",
        addresses: "",
        links: "",
        date: "",
        template,
    }
}

/// A kind whose entries come from columns, keywords and choice.
const fn drawn(key: &'static str, title: &'static str, note: &'static str, count: u8, template: &'static str) -> Kind {
    Kind { columns: 6, chosen: true, count, ..kind(key, title, note, template) }
}

/// All kinds.
pub(crate) const KINDS: &[Kind] = &[
    drawn(
        "headline",
        "头条",
        "最上面一条用大标题和摘要，其余作小标题；选定的稿件排在前面",
        4,
        "topics/blocks/headline.html",
    ),
    drawn("list", "列表", "标题和日期", 8, "topics/blocks/list.html"),
    Kind {
        chosen: false, ..drawn("tabs", "分栏列表", "几个栏目并列，点标题切换", 8, "topics/blocks/tabs.html")
    },
    drawn("pictures", "图片墙", "图片和标题；没有图片的稿件用装饰图案", 8, "topics/blocks/pictures.html"),
    drawn("timeline", "时间轴", "按发布日期从新到旧排成一条线", 8, "topics/blocks/timeline.html"),
    drawn("leaders", "人物", "照片、姓名和简介；来自栏目时按栏目排定的次序", 8, "topics/blocks/leaders.html"),
    drawn("video", "视频", "视频稿件，点开即播；不是视频的稿件不显示", 2, "topics/blocks/video.html"),
    Kind {
        date: "倒计时到哪一天",
        text: "那一天之后显示的话；留空则不再显示",
        ..kind("countdown", "倒计时", "距离某一天还有几天，每天零点更新", "topics/blocks/countdown.html")
    },
    Kind {
        count: 6,
        addresses: "按显示的次序，一行一个，可从列出的里面选；一个也不填，自动列出正在进行的",
        ..kind("survey", "征集调查", "意见征集、调查、公示和测一测；结束后仍显示所选的", "topics/blocks/survey.html")
    },
    Kind {
        text: "文字，每行一段，最多 600 字", ..kind("text", "文字", "导语、说明", "topics/blocks/text.html")
    },
    Kind {
        links: "从上到下就是显示的次序",
        ..kind("links", "链接", "办事入口、征集调查、上级专题等", "topics/blocks/links.html")
    },
];

/// Widths of a block: key, name, twelfths.
pub(crate) const WIDTHS: &[(&str, &str, u8)] =
    &[("full", "整行", 12), ("half", "二分之一", 6), ("third", "三分之一", 4), ("two", "三分之二", 8)];

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Link {
    /// 名称.
    pub title: String,
    /// Address.
    pub href: String,
    /// What one finds there; may be empty.
    pub note: String,
}

/// One block of a topic.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Block {
    /// Its short name in addresses, once for each topic: it stays when the block is moved or renamed.
    pub key: String,
    /// Key of a kind.
    pub kind: String,
    /// 标题; the column's or the kind's name when empty.
    pub title: String,
    /// Key of a width; empty for the whole row.
    pub width: String,
    /// Short names of columns of the topic's site.
    pub columns: Vec<String>,
    /// Editions chosen one by one, in their order.
    pub items: Vec<i64>,
    /// Keywords of editions on the topic's site.
    pub tags: Vec<String>,
    /// Rows; 0 for what is usual.
    pub count: u8,
    /// What the kind makes of it.
    pub text: String,
    /// Links.
    pub links: Vec<Link>,
    /// A day.
    #[serde(with = "date_text_option")]
    pub date: Option<Date>,
}

impl Block {
    /// A block of `kind` called `key`.
    pub(crate) fn of(key: &str, kind: &str, width: &str, title: &str) -> Self {
        Self {
            key: key.to_owned(),
            kind: kind.to_owned(),
            title: title.to_owned(),
            width: width.to_owned(),
            ..Self::default()
        }
    }

    /// Its kind.
    pub(crate) fn known(&self) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.key == self.kind)
    }

    /// Twelfths of a row.
    pub(crate) fn twelfths(&self) -> u8 {
        WIDTHS.iter().find(|(key, ..)| *key == self.width).map_or(12, |(.., twelfths)| *twelfths)
    }

    /// Rows to show.
    pub(crate) fn rows(&self) -> usize {
        let usual = self.known().map_or(0, |kind| kind.count);
        usize::from(if self.count == 0 { usual } else { self.count.min(COUNT_MAX) })
    }

    /// Whether it has a page of its own with everything that belongs to it (板块).
    pub(crate) fn is_board(&self) -> bool {
        self.known().is_some_and(|kind| kind.columns > 0) && !self.key.is_empty()
    }
}
