//! By what the pages of each maker of government sites are known, and where they keep the text.

use crate::dom::{Dom, Id};

/// Whose page it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Shape {
    /// 信息公开目录平台 (`/gkmlpt/`): a table of facts above the document.
    Catalogue,
    /// 大汉 jcms.
    Dahan,
    /// 博达 (Visual SiteBuilder).
    Boda,
    /// 动易 SiteFactory, SiteWeaver.
    Dongyi,
    /// 拓尔思 TRS WCM.
    Trs,
    /// None of these, but with the meta tags of the standard (政府网站发展指引, 附件2).
    Standard,
}

impl Shape {
    /// Its name for the report.
    pub fn title(self) -> &'static str {
        match self {
            Self::Catalogue => "信息公开目录平台",
            Self::Dahan => "大汉",
            Self::Boda => "博达",
            Self::Dongyi => "动易",
            Self::Trs => "拓尔思",
            Self::Standard => "规范标签",
        }
    }

    /// Signs in the source (in small letters) by which it is known.
    fn signs(self) -> &'static [&'static str] {
        match self {
            Self::Catalogue => &["/gkmlpt/", "gkmlpt"],
            Self::Dahan => &["<!--<$[", "zjeg_rss", "hanweb", "/jcms/", "jpage.js"],
            Self::Boda => &["vsb_content", "v_news_content", "_newscontent_fromname", "visual sitebuilder"],
            Self::Dongyi => &["powereasy", "sitefactory", "siteweaver", "动易"],
            Self::Trs => &["trs_editor", "trs_ueditor", "trswcm", "trs wcm", "trs_"],
            Self::Standard => &["name=\"articletitle\"", "name='articletitle'", "name=articletitle"],
        }
    }

    /// Where it keeps the text, best first: `#id` and `.class`, in small letters.
    fn bodies(self) -> &'static [&'static str] {
        match self {
            Self::Catalogue => &[".article-content", "#zoomcon", ".content-article", ".article_con"],
            Self::Dahan => &["#zoom", ".bt_content", ".main-txt", "#barrierfree_container", ".article-content"],
            Self::Boda => &[".v_news_content", "#vsb_content", "#vsb_content_2", "#vsb_content_4", "#vsb_content_500"],
            Self::Dongyi => &["#fontzoom", "#zoom", ".c_content_overflow", ".article_content", "#articlecontent"],
            Self::Trs => &[".trs_editor", ".trs_ueditor", ".trs_editor_view", "#zoom", "#ucap-content"],
            Self::Standard => &[],
        }
    }
}

/// All shapes; the first whose signs are found is the page's.
const SHAPES: [Shape; 6] = [Shape::Catalogue, Shape::Dahan, Shape::Boda, Shape::Dongyi, Shape::Trs, Shape::Standard];

/// Where pages keep the text whose maker is not known, or who was asked for something of his own.
const USUAL: [&str; 12] = [
    "#zoom",
    "#ucap-content",
    ".pages_content",
    ".article-content",
    ".article_content",
    ".news_content",
    ".content_main",
    "#articlecontent",
    "#content",
    ".content",
    ".article",
    "article",
];

/// Whose page it is, by its source in small letters and its address.
pub(super) fn of(source: &str, address: &str) -> Option<Shape> {
    let by_address = || match address {
        a if a.contains("/gkmlpt/") => Some(Shape::Catalogue),
        a if a.contains("/art/") && a.contains("/art_") => Some(Shape::Dahan),
        _ => None,
    };
    by_address().or_else(|| SHAPES.into_iter().find(|shape| shape.signs().iter().any(|sign| source.contains(sign))))
}

/// The element that holds the text.
pub(super) fn body(dom: &Dom, shape: Shape) -> Option<Id> {
    let wanted = shape.bodies().iter().chain(&USUAL);
    wanted.into_iter().find_map(|place| dom.below(dom.top).find(|id| stands(dom, *id, place) && says(dom, *id)))
}

/// Whether an element is the one that `place` names.
fn stands(dom: &Dom, id: Id, place: &str) -> bool {
    let has = |value: Option<&str>, name: &str| {
        value.is_some_and(|v| v.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case(name)))
    };
    if !dom.is_element(id) || matches!(dom.name(id), "body" | "html" | "input" | "a" | "meta") {
        return false;
    }
    match (place.strip_prefix('#'), place.strip_prefix('.')) {
        (Some(name), _) => has(dom.attr(id, "id"), name),
        (_, Some(name)) => has(dom.attr(id, "class"), name),
        _ => dom.name(id) == place,
    }
}

/// Whether there is something in it: text, a picture or a link to a file.
fn says(dom: &Dom, id: Id) -> bool {
    dom.below(id).any(|below| match dom.name(below) {
        "img" | "a" => true,
        _ => dom.text(below).is_some_and(|text| text.chars().any(char::is_alphanumeric)) && !is_silent(dom, below),
    })
}

fn is_silent(dom: &Dom, id: Id) -> bool {
    dom.parent(id).is_some_and(|above| matches!(dom.name(above), "script" | "style" | "template"))
}
