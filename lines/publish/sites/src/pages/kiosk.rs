//! The start page of a terminal at a 信息公开查阅点, codes of outside addresses for phones, and the count of its printed sheets.

use std::collections::BTreeSet;

use base::Error;
use edition::live::{self, Turn};
use edition::{Desk, Site};
use serde_json::{Value, json};
use web::{Cx, Form, Page, Result};

use crate::menu::is_there;
use crate::terminals;

/// The entrances of a terminal: title, note, icon, addresses of which the first that is there is taken.
const ENTRANCES: &[(&str, &str, &str, &[&str])] = &[
    ("公开目录", "查本县的政府信息", "folder", &["/xxgk", "/disclosure", "/map"]),
    ("政策文件", "查文件、看解读", "file", &["/policy", "/c/policy/"]),
    ("办事指南", "材料、地点、时间", "hall", &["/guide", "/hall"]),
    ("依申请公开", "申请没有公开的信息", "print", &["/requests", "/xxgk/request"]),
    ("写信反映", "书记、县长信箱", "mail", &["/letters/notice"]),
    ("来信公开", "看看别人问过什么", "list", &["/letters"]),
    ("联系我们", "地址、电话、上班时间", "phone", &["/contact"]),
];
/// Pixels of a code, and characters of the address that it holds at most.
const CODE_PIXELS: u32 = 320;
const ADDRESS_MAX: usize = 1_000;
/// Tiles of the start page, and titles of what is new there, at most.
const TILES_MAX: usize = 6;
const NEWS_MAX: usize = 5;

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
    let news = match edition::site::main(&mut cx.reader()).await? {
        Some(site) => news(&cx, &site).await?,
        None => Vec::new(),
    };
    let data = json!({ "tiles": tiles, "news": news, "idle": cx.app.number("sites.kiosk.idle")? });
    cx.page("sites/kiosk.html", Page::new("信息公开查阅点").kind("home").noindex(), data)
}

/// What the portal published last; what stands in two columns comes once.
async fn news(cx: &Cx, site: &Site) -> std::result::Result<Vec<Value>, Error> {
    cx.depends(&edition::news_key(site.id));
    let mut seen = BTreeSet::new();
    let rows = live::on_site(&mut cx.reader(), site.id, Turn::First, NEWS_MAX * 2).await?;
    let fresh = rows.iter().filter(|row| seen.insert(row.item_id)).take(NEWS_MAX);
    let one = |row: &edition::Listed| json!({ "title": row.title, "href": site.at(&row.path()), "date": row.day(), "day": row.short_day() });
    Ok(fresh.map(one).collect())
}

/// The code of an outside address, for the phone of somebody at a terminal.
pub(super) async fn code(cx: Cx) -> Result {
    let to = cx.query.get("to");
    let outside = to.starts_with("https://") || to.starts_with("http://");
    if !outside || to.len() > ADDRESS_MAX {
        return Err(Error::Unseen.into());
    }
    Ok(web::body("image/svg+xml", base::qr::svg(to, CODE_PIXELS)?))
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
