//! The page of a list: rows with a link and a date.

use base::Refusal;
use url::Url;

use super::{ENTRIES_MAX, Raw, no};
use crate::dom::{self, Dom, Id};
use crate::page;

/// Characters of a title, at least: shorter links are menus and page numbers.
const TITLE_CHARS_MIN: usize = 6;
/// Links of a row, at most: a place with more is not a row.
const ROW_LINKS_MAX: usize = 3;

/// The title of the page and the rows that lead to pages of the same host.
pub(super) fn read(text: &str, base: Option<&Url>) -> Result<(String, Vec<Raw>), Refusal> {
    let shapeless = || no("feed.shape", "不是 RSS、Atom，也不是带日期的文章列表网页。请核对订阅地址。");
    if !text.starts_with('<') {
        return Err(shapeless());
    }
    let base = base.ok_or_else(|| no("feed.address", "网页列表须有地址才能认出文章的原文网址。请先填写订阅地址。"))?;
    let dom = dom::document(text)?;
    let title = dom.below(dom.top).find(|id| dom.name(*id) == "title").map(|id| dom.text_below(id));
    let links = dom.below(dom.top).filter(|id| dom.name(*id) == "a");
    let rows: Vec<Raw> = links.filter_map(|link| row(&dom, link, base)).take(ENTRIES_MAX).collect();
    if rows.is_empty() { Err(shapeless()) } else { Ok((title.unwrap_or_default(), rows)) }
}

fn row(dom: &Dom, link: Id, base: &Url) -> Option<Raw> {
    let address = super::address(dom.attr(link, "href")?, Some(base))?;
    let same = Url::parse(&address).ok()?.host_str() == base.host_str();
    let shown = base::text::clean_line(&dom.text_below(link));
    // Long titles are cut in the list and stand whole in the attribute.
    let named = base::text::clean_line(dom.attr(link, "title").unwrap_or_default());
    let title = if base::text::char_count(&named) > base::text::char_count(&shown) { named } else { shown };
    if !same || base::text::char_count(&title) < TITLE_CHARS_MIN {
        return None;
    }
    let around = dom.above(link).find(|id| matches!(dom.name(*id), "li" | "tr" | "dd" | "dl" | "p" | "div"))?;
    let links = dom.below(around).filter(|id| dom.name(*id) == "a").count();
    if links > ROW_LINKS_MAX {
        return None;
    }
    let words = dom.text_below(around).replace(&title, " ");
    let published = page::moment(&words).or_else(|| page::in_address(&address))?;
    Some(Raw { title: title.replace(['<', '&'], " "), address, published: published.rfc3339(), ..Raw::default() })
}
