//! The picture at the head of a topic: to everybody while the topic is shown, before that to its keepers.

use axum::http::{HeaderValue, header};
use base::Error;
use edition::site::MAIN;
use web::{Cx, Path, Result};

use crate::actions;
use crate::store::rows;

/// `/topics/{slug}/art`.
pub(super) async fn on_portal(cx: Cx, Path(slug): Path<String>) -> Result {
    art(&cx, MAIN, &slug).await
}

/// `/s/{site}/topics/{slug}/art`.
pub(super) async fn on_site(cx: Cx, Path((site, slug)): Path<(String, String)>) -> Result {
    art(&cx, &site, &slug).await
}

async fn art(cx: &Cx, site: &str, slug: &str) -> Result {
    let mut reader = cx.reader();
    let site = edition::site::by_slug(&mut reader, site).await?.ok_or(Error::Unseen)?;
    let topic = rows::by_slug(&mut reader, site.id, slug).await?.ok_or(Error::Unseen)?;
    if site.closed_at.is_some() || !topic.is_shown(cx.now.date()) {
        actions::kept(&mut reader, &cx.actor, topic.id).await?;
    }
    if topic.art.is_empty() {
        return Err(Error::Unseen.into());
    }
    let mut response = web::send(cx, &topic.art, "art", true).await?;
    let version = cx.query.get("v");
    let fixed = version.len() >= 12 && topic.art.starts_with(version);
    let value = if fixed { "private, max-age=31536000, immutable" } else { "private, no-cache" };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    Ok(response)
}
