//! What a look, a site, a column, a yearly sheet says and to where it leads, for the gate: each text and address with the field of its
//! form.

use edition::column::ColumnForm;
use edition::gate::{Plain, Sort, within};
use edition::site::SiteForm;
use serde_json::json;

use crate::look::Look;
use crate::menu::COLUMN;
use crate::sheet::{FIELDS, Kind, Typed};

/// All texts and addresses of a look. An entry of the navigation that stands for a column, or that names several addresses of which the
/// first that is there is shown, leads nowhere by itself.
pub(crate) fn texts(look: &Look) -> Vec<Plain> {
    let mut all = within(&json!(look), |way| named(look, way));
    all.retain(|plain| plain.sort != Sort::Link || !(plain.text.starts_with(COLUMN) || plain.text.contains('|')));
    all
}

/// What a site says of itself.
pub(crate) fn of_site(form: &SiteForm) -> Vec<Plain> {
    vec![Plain::line("name", "站点名称", &form.name)]
}

/// What a column says of itself, and where it leads.
pub(crate) fn of_column(form: &ColumnForm) -> Vec<Plain> {
    let mut all = vec![Plain::line("name", "栏目名称", &form.name), Plain::line("note", "栏目说明", &form.note)];
    if !form.link.trim().is_empty() {
        all.push(Plain::link("link", "链接网址", &form.link));
    }
    all
}

/// What somebody typed into a yearly sheet.
pub(crate) fn of_sheet(typed: &Typed) -> Vec<Plain> {
    let texts = FIELDS.iter().filter(|field| matches!(field.kind, Kind::Text { .. }));
    texts.filter_map(|field| Some(Plain::line(field.key, field.title, typed.get(field.key)?))).collect()
}

/// Field and name of a part.
fn named(look: &Look, way: &[String]) -> (String, String) {
    let way: Vec<&str> = way.iter().map(String::as_str).collect();
    let list = |list: &str| match list {
        "menu" => "主导航",
        "upper" => "顶栏链接",
        "media" => "新媒体",
        _ => "导航与链接",
    };
    let slot =
        |at: &str| at.parse::<usize>().map_or_else(|_| "首页版块".to_owned(), |at| format!("第 {} 个版块", at + 1));
    match way.as_slice() {
        ["alert", key] => (format!("alert_{key}"), "通知横幅".to_owned()),
        ["footer", key] => (format!("set_{key}"), "底部信息".to_owned()),
        ["hot", at] => (format!("hot_{at}_word"), "热搜词".to_owned()),
        ["slots", at, "links", row, key] => (format!("slot_{at}_links_{row}_{key}"), slot(at)),
        ["slots", at, "text"] if counts(look, at) => (format!("slot_{at}_numbers_rows"), slot(at)),
        ["slots", at, key, ..] => (format!("slot_{at}_{key}"), slot(at)),
        ["links", group, "items", row, key] => (format!("group_{group}_{row}_{key}"), "友情链接".to_owned()),
        ["links", group, key] => (format!("group_{group}_{key}"), "友情链接".to_owned()),
        [part, row, key] => (format!("{part}_{row}_{key}"), list(part).to_owned()),
        other => (other.join("_"), "导航与链接".to_owned()),
    }
}

/// Whether the text of a block is typed as rows of numbers.
fn counts(look: &Look, at: &str) -> bool {
    let slot = at.parse::<usize>().ok().and_then(|at| look.slots.get(at));
    slot.and_then(|slot| slot.known()).is_some_and(|kind| crate::forms::number_rows(kind).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{Alert, Group, Link, Slot};

    #[test]
    fn each_text_and_address_has_the_field_in_which_it_is_typed() {
        let links = vec![
            Link::new("栏目", "栏目:news"),
            Link::new("二选一", "/a/1|/a/2"),
            Link::new("写信", "/letters/notice"),
        ];
        let look = Look {
            alert: Alert { text: "停水通知".into(), href: "/c/notice/".into(), ..Alert::default() },
            slots: vec![
                Slot { text: "粮食 | 1".into(), ..Slot::of("data", "half", "", &[]) },
                Slot { links: vec![Link::new("甲", "/a/9")], ..Slot::of("links", "half", "链接", &[]) },
            ],
            menu: links,
            links: vec![Group { title: "部门".into(), items: vec![Link::new("乙", "https://www.gov.cn/")] }],
            hot: vec!["春耕".into()],
            ..Look::default()
        };
        let all = texts(&look);
        let has = |field: &str, sort: Sort| all.iter().any(|plain| plain.field == field && plain.sort == sort);
        for field in
            ["alert_text", "hot_0_word", "slot_0_numbers_rows", "slot_1_title", "slot_1_links_0_title", "group_0_title"]
        {
            assert!(has(field, Sort::Line), "{field}: {all:?}");
        }
        for field in ["alert_href", "slot_1_links_0_href", "menu_2_href", "group_0_0_href"] {
            assert!(has(field, Sort::Link), "{field}: {all:?}");
        }
        assert!(!has("menu_0_href", Sort::Link) && !has("menu_1_href", Sort::Link), "{all:?}");
    }
}
