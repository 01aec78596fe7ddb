//! The page of a board (板块): everything that belongs to a block of a topic, page by page.

use base::Error;
use edition::live::Turn;
use edition::site::MAIN;
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use super::public::{COLUMN, archived, framed, site_of, topic_of, way};
use crate::pool::Pool;
use crate::{actions, draw};

/// `/topics/{slug}/{board}/`.
pub(super) async fn on_portal(cx: Cx, Path((slug, board)): Path<(String, String)>) -> Result {
    page(&cx, MAIN, &slug, &board).await
}

/// `/s/{site}/topics/{slug}/{board}/`.
pub(super) async fn on_site(cx: Cx, Path((site, slug, board)): Path<(String, String, String)>) -> Result {
    page(&cx, &site, &slug, &board).await
}

async fn page(cx: &Cx, site: &str, slug: &str, board: &str) -> Result {
    let site = site_of(cx, site).await?;
    let topic = topic_of(cx, &site, slug).await?;
    let sheet = actions::sheet_of(&mut cx.reader(), &topic).await?;
    let columns = edition::column::of_site(&mut cx.reader(), site.id).await?;
    let boards: Vec<_> = sheet.blocks.iter().filter(|block| block.is_board()).collect();
    let block = boards.iter().find(|block| block.key == board).ok_or(Error::Unseen)?;
    let kind = block.known().ok_or(Error::Unseen)?;
    let pool = Pool { site: &site, columns: &columns, now: cx.now };
    pool.depends(block).iter().for_each(|key| cx.depends(key));
    let most = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let leaf = pool.leaf(&mut cx.reader(), block, Turn::of(&cx.query), most).await?;
    let (path, title) = (topic.path(), draw::title(block, kind, &columns));
    let href = |key: &str| site.at(&format!("{path}{key}/"));
    let link = |name: &str, key: Option<(i64, i64)>| {
        key.map(|(at, id)| format!("{}?{name}={at}.{id}", href(board))).unwrap_or_default()
    };
    let row = |item: &edition::Listed| draw::row(&site, item, cx.now);
    let menu: Vec<Value> = boards
        .iter()
        .filter_map(|block| Some((block, block.known()?)))
        .map(|(block, kind)| {
            let title = draw::title(block, kind, &columns);
            json!({ "title": title, "href": href(&block.key), "current": block.key == board })
        })
        .collect();
    framed(cx, &site, &sheet.accent).await?;
    let here = Page::new(&title).kind("list").column_of(&title, COLUMN, &sheet.title).canonical(href(board));
    let here = way(here, &site).crumb(&sheet.title, site.at(&path));
    let data = json!({
        "topic": { "title": sheet.title, "href": site.at(&path) },
        "boards": menu,
        "pictures": matches!(kind.key, "pictures" | "video"),
        "chosen": leaf.chosen.iter().map(row).collect::<Vec<_>>(),
        "rows": leaf.rows.iter().map(row).collect::<Vec<_>>(),
        "newer": link("before", leaf.newer),
        "older": link("after", leaf.older),
        "archived": archived(&topic),
    });
    cx.page("topics/board.html", here, data)
}
