//! A working copy as it will look: for officials, and by a link that expires for others. Never counted, never cached.

use base::Error;
use base::time::HOUR;
use edition::site::MAIN;
use edition::{Item, item};
use serde_json::json;
use web::{Cx, Form, Page, Path, Result};

use crate::public::files::is_shown;
use crate::spot::Spot;
use crate::view::{self, Shown};

/// What links to previews are signed for.
const PURPOSE: &str = "content preview";

/// `/work/content/{id}/preview`.
pub(crate) async fn inside(cx: Cx, Path(id): Path<i64>) -> Result {
    let item = item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let link = cx.query.get("link").to_owned();
    show(&cx, &item, format!("/a/{id}/files"), &link).await
}

/// `POST /work/content/{id}/preview`: makes a link for somebody who has no account here.
pub(crate) async fn make(cx: Cx, Path(id): Path<i64>, _: Form) -> Result {
    let item = item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let hours = cx.app.number("edition.preview")?;
    let until = cx.now.plus(hours.saturating_mul(HOUR));
    // The link is for this state of the working copy: a later one was not meant by whoever gave it.
    let token = cx.sign(PURPOSE, &format!("{}.{}", item.id, item.seq), until);
    let entry = ledger::Entry {
        at: cx.now,
        actor: cx.actor.ledger(),
        verb: "content.preview",
        subject: ledger::Subject { kind: "edition", id },
        facts: json!({ "until": until.0, "seq": item.seq }),
        bodies: Vec::new(),
    };
    let mut tx = cx.begin().await?;
    ledger::record(&mut tx, &cx.app.chance, entry).await?;
    tx.commit().await?;
    cx.notice("good", format!("预览链接已生成，{} 前有效；稿件再次保存后失效。", until.minutes()));
    cx.see_other(&format!("/work/content/{id}/preview?link={}", web::encode(&token)))
}

/// `/preview/{token}`.
pub(crate) async fn outside(cx: Cx, Path(token): Path<String>) -> Result {
    let item = opened(&cx, &token).await?;
    show(&cx, &item, format!("/preview/{token}/files"), "").await
}

/// `/preview/{token}/files/{file}`.
pub(crate) async fn file(cx: Cx, Path((token, file)): Path<(String, i64)>) -> Result {
    let item = opened(&cx, &token).await?;
    let row = item::file(&mut cx.reader(), file).await?;
    let row = row.filter(|row| row.item_id == item.id && row.removed_at.is_none() && row.role != "source");
    let row = row.ok_or(Error::Unseen)?;
    web::send(&cx, &row.digest, &row.name, is_shown(&row.media_type)).await
}

/// The working copy that a link was given for, while it holds.
async fn opened(cx: &Cx, token: &str) -> std::result::Result<Item, Error> {
    let over =
        || Error::Gone("预览链接已失效：已过有效期，或者稿件后来又改过。请向提供链接的人索取新的链接。".to_owned());
    let text = cx.signed(PURPOSE, token).ok_or_else(over)?;
    let (id, seq) = text.split_once('.').ok_or_else(over)?;
    let (id, seq): (i64, i64) = (id.parse().map_err(|_| over())?, seq.parse().map_err(|_| over())?);
    let item = item::find(&mut cx.reader(), id).await?.filter(|item| item.seq == seq);
    item.ok_or_else(over)
}

async fn show(cx: &Cx, item: &Item, base: String, link: &str) -> Result {
    let site = edition::site::find(&mut cx.reader(), item.site_id).await?.ok_or(Error::Unseen)?;
    // As its readers will see it, also from within the workbench.
    cx.show_site(&site.slug, None).await?;
    let spot = Spot::at_site(cx, site).await?;
    let column = spot
        .column(item.column_id)
        .ok_or_else(|| Error::refused("content.column", "稿件所在栏目已关闭，请先另选栏目再预览。"))?;
    let content = item.content()?;
    let files = item::files(&mut cx.reader(), item.id).await?;
    let files: Vec<_> = files.into_iter().filter(|file| file.role != "source").collect();
    let published = item.published_at.or(item.scheduled_at).unwrap_or(cx.now);
    let published = content.shown_at.map_or(published, base::Moment);
    let shown = Shown {
        item: item.id,
        kind: &item.kind,
        unit: item.maker(),
        content: &content,
        files: &files,
        published: Some(published),
        year: edition::dated::year(&content, published),
        base,
    };
    let article = view::data(&mut cx.reader(), &shown).await?;
    let page = spot.crumbs(Page::new(&content.title).kind("article").noindex(), column, true);
    let inside = cx.path.starts_with("/work/");
    let host =
        if cx.site_text("domain").is_empty() || spot.site.slug != MAIN { cx.host() } else { cx.site_text("domain") };
    let data = json!({
        "a": article,
        "inside": inside,
        "id": item.id,
        "state": edition::terms::title(edition::terms::STATES, &item.state),
        "link": if link.is_empty() { String::new() } else { format!("/preview/{link}") },
        "host": host,
        "side": spot.side(column),
    });
    cx.page("content/preview.html", page, data)
}
