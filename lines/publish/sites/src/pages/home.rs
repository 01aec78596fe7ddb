//! Home pages: the portal's and those of the other sites.

use base::Error;
use edition::Site;
use serde_json::json;
use web::{Cx, Page, Path, Result};

use crate::look::Look;
use crate::{blocks, context};

/// The portal's home page.
pub(super) async fn portal(cx: Cx) -> Result {
    let site = edition::site::main(&mut cx.reader()).await?;
    match site {
        Some(site) => shown(&cx, &site).await,
        // Nothing was made yet: a new installation before its first unit.
        None => cx.page("sites/home.html", Page::new("首页").kind("home"), json!({ "rows": [], "preview": "" })),
    }
}

/// The home page of another site.
pub(super) async fn site(cx: Cx, Path(slug): Path<String>) -> Result {
    let site = edition::site::by_slug(&mut cx.reader(), &slug).await?.ok_or(Error::Unseen)?;
    shown(&cx, &site).await
}

async fn shown(cx: &Cx, site: &Site) -> Result {
    let look = context::look_of(&cx.app, site).await?;
    drawn(cx, site, &look, "").await
}

/// The home page of `site` in the look `look`; `back` is the form that a preview belongs to.
pub(super) async fn drawn(cx: &Cx, site: &Site, look: &Look, back: &str) -> Result {
    let home = blocks::draw(&cx.app, site, look, cx.now).await?;
    home.depends.iter().for_each(|key| cx.depends(key));
    let description = format!("{}网站：信息公开、政策解读、办事服务、政民互动。", site.name);
    let page = Page::new("首页").kind("home").description(description).canonical(site.href());
    cx.page("sites/home.html", page, json!({ "rows": home.rows, "preview": back }))
}
