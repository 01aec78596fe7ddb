//! `/api/v1/editions`: published editions for programs.

use base::Error;
use edition::live::{self, Turn};
use edition::{Listed, terms};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};
use web::{Cx, Path, Result};

use crate::spot::Spot;
use crate::store;
use crate::view;

/// A published edition as lists give it.
#[derive(Serialize, ToSchema)]
struct Item {
    /// Key.
    id: i64,
    /// Kind, such as article, images, policy or interpretation.
    kind: String,
    /// 标题.
    title: String,
    /// 摘要, may be empty.
    summary: String,
    /// Key of the unit that publishes it.
    unit: i64,
    /// When it was published, RFC 3339; absent when nobody knows.
    published_at: Option<String>,
    /// Year of the document, or of its publication; 0 when nobody knows.
    year: i64,
    /// How often it was read, without machines and without who opens it again at once.
    reads: i64,
    /// 索引号, may be empty.
    index_no: String,
    /// 发文字号, may be empty.
    doc_no: String,
    /// 成文日期, may be empty.
    made_on: String,
    /// 主题分类, may be empty.
    theme: String,
    /// 体裁分类, may be empty.
    genre: String,
    /// 有效性, may be empty.
    validity: String,
    /// Local address of its page.
    href: String,
}

/// A file of an edition.
#[derive(Serialize, ToSchema)]
struct File {
    /// Name.
    name: String,
    /// Bytes.
    size: i64,
    /// Media type.
    media_type: String,
    /// SM3 of its content in hexadecimal.
    sm3: String,
    /// Local address.
    href: String,
}

/// A relation to another published edition.
#[derive(Serialize, ToSchema)]
struct Relation {
    /// 解读, 相关解读, 已被替代 and others.
    relation: String,
    /// Key of the other.
    id: i64,
    /// Its title.
    title: String,
}

/// A published edition with everything it says.
#[derive(Serialize, ToSchema)]
struct Full {
    /// What lists give of it.
    #[serde(flatten)]
    item: Item,
    /// 副题, may be empty.
    subtitle: String,
    /// 来源.
    source: String,
    /// 作者, may be empty.
    author: String,
    /// 责任编辑, may be empty.
    editor: String,
    /// 关键词, separated by spaces.
    keywords: String,
    /// 正文 as HTML of a closed list of elements.
    body: String,
    /// Address of the original of a reprint, may be empty.
    origin_url: String,
    /// When this version was published, RFC 3339.
    revised_at: String,
    /// Pictures, films and attachments.
    files: Vec<File>,
    /// Relations.
    relations: Vec<Relation>,
}

/// A page of published editions, the newest first.
#[derive(Serialize, ToSchema)]
struct Items {
    /// The editions.
    items: Vec<Item>,
    /// `cursor` of the next page; absent on the last.
    next: Option<String>,
}

/// How often an edition was read.
#[derive(Serialize, ToSchema)]
struct Reads {
    /// Key.
    id: i64,
    /// How often, as of a minute ago.
    reads: i64,
}

#[derive(OpenApi)]
#[openapi(paths(list, one, reads), components(schemas(Item, Items, Full, File, Relation, Reads)))]
struct Document;

/// The OpenAPI description of these routes.
pub(crate) fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// Published editions of a site or of one of its columns.
#[utoipa::path(get, path = "/api/v1/editions", tag = "editions", params(
    ("site" = Option<String>, Query, description = "Short name of the site; the portal when absent"),
    ("column" = Option<String>, Query, description = "Short name of a column of the site; all columns when absent"),
    ("limit" = Option<i64>, Query, description = "At most so many, 1 to 100; 20 when absent"),
    ("cursor" = Option<String>, Query, description = "`next` of the page before"),
), responses((status = 200, body = Items), (status = 404, description = "No such site or column")))]
pub(crate) async fn list(cx: Cx) -> Result {
    let limit = match cx.query.get("limit") {
        "" => 20,
        text => text.parse::<usize>().map_err(|_| Error::field("limit", "limit 须为整数。"))?.clamp(1, 100),
    };
    let turn = match cx.query.get("cursor") {
        "" => Turn::First,
        text => {
            let key = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, id.parse().ok()?)));
            let (at, id) = key.ok_or_else(|| Error::field("cursor", "cursor 须为上一页返回的 next。"))?;
            Turn::After(at, id)
        }
    };
    let site = Some(cx.query.get("site")).filter(|slug| !slug.is_empty()).unwrap_or(edition::site::MAIN);
    let spot = Spot::of(&cx, site).await?;
    let mut rows = match cx.query.get("column") {
        "" => live::on_site(&mut cx.reader(), spot.site.id, turn, limit + 1).await?,
        slug => {
            let column = spot.by_slug(slug).ok_or(Error::Unseen)?;
            live::in_column(&mut cx.reader(), column.id, turn, limit + 1).await?
        }
    };
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| format!("{}.{}", row.published_at.0, row.item_id));
    // What stands in two columns of the site comes once.
    rows.dedup_by_key(|row| row.item_id);
    let keys: Vec<i64> = rows.iter().map(|row| row.item_id).collect();
    let reads = store::reads::of(&mut cx.reader(), &keys).await?;
    let items = rows.iter().map(|row| item(&spot, row, reads.get(&row.item_id))).collect();
    web::json(&Items { items, next })
}

/// One published edition.
#[utoipa::path(get, path = "/api/v1/editions/{id}", tag = "editions",
    params(("id" = i64, Path, description = "Key of the edition")),
    responses((status = 200, body = Full), (status = 404, description = "Not there, or not published"),
        (status = 410, description = "Withdrawn, with the reason, or its site is off line")))]
pub(crate) async fn one(cx: Cx, Path(id): Path<i64>) -> Result {
    let Some(live) = live::find(&mut cx.reader(), id).await? else {
        return Err(super::article::gone(&cx, id).await?.into());
    };
    let site = match live::home(&mut cx.reader(), &live).await? {
        Some(site) => site,
        // It says since when it is off line.
        None => edition::site::find(&mut cx.reader(), live.site_id).await?.ok_or(Error::Unseen)?,
    };
    let spot = Spot::at_site(&cx, site).await?;
    let listed = live::these(&mut cx.reader(), &[id]).await?.pop().ok_or(Error::Unseen)?;
    let files = live::files(&mut cx.reader(), id).await?;
    let related = live::related(&mut cx.reader(), id).await?;
    let reads = store::reads::of(&mut cx.reader(), &[id]).await?;
    let content = live.content()?;
    let body = view::body(&content.body, id, &files, "")?;
    let full = Full {
        item: item(&spot, &listed, reads.get(&id)),
        subtitle: content.subtitle,
        source: content.source,
        author: content.author,
        editor: content.editor,
        keywords: content.keywords,
        body,
        origin_url: content.origin_url,
        revised_at: live.revised_at.rfc3339(),
        files: files.into_iter().filter(|file| file.role != "cover").map(|file| file_of(id, file)).collect(),
        relations: related.into_iter().map(|(kind, row)| relation(&kind, row)).collect(),
    };
    web::json(&full)
}

/// How often a published edition was read; its page asks, since the page itself is kept for everybody.
#[utoipa::path(get, path = "/api/v1/editions/{id}/reads", tag = "editions",
    params(("id" = i64, Path, description = "Key of the edition")),
    responses((status = 200, body = Reads), (status = 404, description = "Not there, or not published")))]
pub(crate) async fn reads(cx: Cx, Path(id): Path<i64>) -> Result {
    if !live::is_shown(&mut cx.reader(), id).await? {
        return Err(Error::Unseen.into());
    }
    let reads = store::reads::of(&mut cx.reader(), &[id]).await?.remove(&id).unwrap_or(0);
    web::json(&Reads { id, reads })
}

fn item(spot: &Spot, row: &Listed, reads: Option<&i64>) -> Item {
    let title = |name: Option<&str>| name.unwrap_or_default().to_owned();
    Item {
        id: row.item_id,
        kind: row.kind.clone(),
        title: row.title.clone(),
        summary: row.summary.clone(),
        unit: row.maker(),
        published_at: row.at().map(base::Moment::rfc3339),
        year: row.year,
        reads: reads.copied().unwrap_or(0),
        index_no: row.index_no.clone(),
        doc_no: row.doc_no.clone(),
        made_on: row.made_on.clone(),
        theme: title(terms::theme(&row.theme)),
        genre: title(terms::genre(&row.genre)),
        validity: title(terms::title(terms::VALIDITIES, &row.validity)),
        href: spot.at(&row.path()),
    }
}

fn file_of(item: i64, file: edition::FileRow) -> File {
    File {
        href: format!("/a/{item}/files/{}", file.id),
        name: file.name,
        size: file.size,
        media_type: file.media_type,
        sm3: file.digest,
    }
}

fn relation(kind: &str, row: Listed) -> Relation {
    let name = terms::LINKS.iter().find(|(key, ..)| *key == kind).map_or("", |(_, title, _)| title);
    Relation { relation: name.to_owned(), id: row.item_id, title: row.title }
}
