//! The start page of a terminal at a 信息公开查阅点, and the count of its printed sheets.

use base::Error;
use edition::Desk;
use serde_json::{Value, json};
use web::{Cx, Form, Page, Result};

use crate::menu::is_there;
use crate::terminals;

/// The entrances of a terminal: title, note, icon, addresses of which the first that is there is taken.
const ENTRANCES: &[(&str, &str, &str, &[&str])] = &[
    ("公开目录", "政府信息公开", "folder", &["/xxgk", "/disclosure", "/map"]),
    ("政策文件", "查文件、查解读", "file", &["/policy", "/c/policy/"]),
    ("办事指南", "材料、地点、时间", "hall", &["/guide", "/hall"]),
    ("依申请公开", "打印申请表", "print", &["/requests", "/xxgk/request"]),
    ("写信反映", "书记、县长信箱", "mail", &["/letters/notice"]),
    ("来信公开", "看看别人问过什么", "list", &["/letters"]),
    ("站内搜索", "输入拼音首字母也能查", "search", &["/search"]),
];
/// Tiles of the start page at most.
const TILES_MAX: usize = 6;

/// The start page: huge tiles on a terminal, an explanation elsewhere.
pub(super) async fn page(cx: Cx) -> Result {
    let there = |to: &&&str| is_there(&cx.app, to);
    let tiles: Vec<Value> = ENTRANCES
        .iter()
        .filter_map(|(title, note, icon, to)| {
            let href = to.iter().find(there)?;
            Some(json!({ "title": title, "note": note, "icon": icon, "href": href }))
        })
        .take(TILES_MAX)
        .collect();
    let today = cx.now.date();
    let data = json!({
        "tiles": tiles,
        "idle": cx.app.number("sites.kiosk.idle")?,
        "today": today.to_string(),
    });
    cx.page("sites/kiosk.html", Page::new("信息公开查阅点").kind("home").noindex(), data)
}

/// Counts a printed sheet of a registered terminal; beyond the day's limit it prints no more.
pub(super) async fn printed(cx: Cx, _form: Form) -> Result {
    if !cx.mode.kiosk {
        return Err(Error::Unseen.into());
    }
    let mut tx = cx.begin().await?;
    let sheets = terminals::print(&mut tx, &Desk::of(&cx), cx.visitor().as_deref()).await?;
    tx.commit().await?;
    web::json(&json!({ "sheets": sheets, "most": cx.app.number("sites.kiosk.sheets")? }))
}
