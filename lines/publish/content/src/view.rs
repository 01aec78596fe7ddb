//! One edition as a reader sees it, published or in preview: the same data for page, print and preview.

use base::Moment;
use edition::{Column, Content, FileRow, Listed, Site, dated, terms};
use serde_json::{Value, json};
use store::Query;

pub(crate) use edition::shown::body;

use crate::rows;

/// What is shown.
pub(crate) struct Shown<'a> {
    /// Key.
    pub item: i64,
    /// Key of a kind.
    pub kind: &'a str,
    /// The unit that publishes it.
    pub unit: i64,
    /// What it says.
    pub content: &'a Content,
    /// Its files.
    pub files: &'a [FileRow],
    /// The time of publication that is shown.
    pub published: Option<Moment>,
    /// The year under which it is found, for what has no known date.
    pub year: i64,
    /// Where its files are: `/a/7/files`, or under a preview's own address.
    pub base: String,
}

/// Everything that the templates of an edition ask for as `a`.
///
/// # Errors
/// A fault when the database does not answer or the stored body cannot be read.
pub(crate) async fn data(q: &mut impl Query, shown: &Shown<'_>) -> Result<Value, base::Error> {
    let Shown { content, files, .. } = shown;
    let unit = identity::units::find(q, shown.unit).await?;
    let (unit_name, unit_short) = unit.map(|u| (u.name, u.short_name)).unwrap_or_default();
    let source = if content.source.is_empty() { unit_short } else { content.source.clone() };
    let pictures: Vec<Value> = files.iter().filter(|f| f.role == "image").map(|f| file(shown, f)).collect();
    let attachments: Vec<Value> = files.iter().filter(|f| f.role == "attachment").map(|f| file(shown, f)).collect();
    let film = files.iter().find(|f| f.role == "video").map(|f| file(shown, f));
    Ok(json!({
        "id": shown.item,
        "kind": shown.kind,
        "kind_title": terms::title(terms::KINDS, shown.kind).unwrap_or_default(),
        "title": content.title,
        "subtitle": content.subtitle,
        "summary": content.summary,
        "published": shown.published.map(|at| dated::minutes(at, shown.year)).unwrap_or_default(),
        "undated": shown.published == Some(dated::UNDATED),
        "source": source,
        "author": content.author,
        "editor": content.editor,
        "validity": rows::validity(&content.head.validity),
        "tone": rows::validity_tone(&content.head.validity),
        "head": head(shown, &unit_name),
        "official": shown.kind == "policy",
        "body": body(&content.body, shown.item, files, &shown.base)?,
        "pictures": if shown.kind == "images" { pictures } else { Vec::new() },
        "film": film,
        "poster": rows::cover(shown.item, &content.cover.digest),
        "attachments": attachments,
        "origin": content.origin_url,
        "origin_on": content.origin_on.map(|on| on.to_string()).unwrap_or_default(),
    }))
}

/// The head table of a document (公开元数据): pairs of name and value, those that say something.
fn head(shown: &Shown<'_>, unit: &str) -> Vec<Value> {
    let head = &shown.content.head;
    if head.index_no.is_empty() && head.doc_no.is_empty() && shown.kind != "policy" {
        return Vec::new();
    }
    let issuer = if head.issuer.is_empty() { unit } else { head.issuer.as_str() };
    let until = match head.valid_until {
        Some(until) if !head.validity.is_empty() => format!("{}（至 {until}）", rows::validity(&head.validity)),
        _ => rows::validity(&head.validity).to_owned(),
    };
    let date = |date: Option<base::Date>| date.map(|on| on.to_string()).unwrap_or_default();
    let pairs = [
        ("索引号", head.index_no.clone(), false),
        ("主题分类", terms::theme(&head.theme).unwrap_or_default().to_owned(), false),
        ("发文机关", issuer.to_owned(), false),
        ("成文日期", date(head.made_on), false),
        ("标题", shown.content.title.clone(), true),
        ("发文字号", head.doc_no.clone(), false),
        ("发布日期", shown.published.map(|at| dated::day(at, shown.year)).unwrap_or_default(), false),
        ("体裁分类", terms::genre(&head.genre).unwrap_or_default().to_owned(), false),
        ("有效性", until, false),
        ("主题词", head.subject_words.clone(), true),
    ];
    let told = pairs.into_iter().filter(|(_, value, _)| !value.is_empty());
    told.map(|(name, value, wide)| json!({ "name": name, "value": value, "wide": wide })).collect()
}

/// A file as a list of attachments or pictures shows it.
fn file(shown: &Shown<'_>, file: &FileRow) -> Value {
    let kind = file.name.rsplit_once('.').map_or("", |(_, end)| end);
    json!({
        "id": file.id,
        "href": format!("{}/{}?v={}", shown.base, file.id, rows::brief(&file.digest)),
        "name": file.name,
        "size": file.size,
        "kind": kind.to_uppercase(),
        "type": file.media_type,
        "digest": file.digest,
        "alt": file.alt,
    })
}

/// Published editions that are related, in groups with the names that readers know.
pub(crate) fn related(site: &Site, links: &[(String, Listed)]) -> Vec<Value> {
    const GROUPS: &[(&str, &str)] = &[
        ("superseded", "替代本文的文件"),
        ("supersedes", "本文替代的文件"),
        ("amended", "修改本文的文件"),
        ("amends", "本文修改的文件"),
        ("interprets", "所解读的文件"),
        ("charts", "所图解的文件"),
        ("interpreted", "相关解读"),
        ("charted", "相关图解"),
        ("cites", "本文引用的文件"),
        ("cited", "引用本文的文件"),
        ("related", "相关信息"),
    ];
    let group = |(key, title): &(&str, &str)| {
        let items: Vec<Value> = links
            .iter()
            .filter(|(kind, _)| kind == key)
            .map(|(_, row)| json!({ "title": row.title, "href": site.at(&row.path()), "date": row.day() }))
            .collect();
        (!items.is_empty()).then(|| json!({ "key": key, "title": title, "items": items }))
    };
    GROUPS.iter().filter_map(group).collect()
}

/// Where a published edition is at home: its site and the column under which a page of `site` shows it.
pub(crate) fn column_on<'a>(columns: &'a [Column], own: i64, places: &[(i64, i64, String)]) -> Option<&'a Column> {
    let find = |id: i64| columns.iter().find(|column| column.id == id);
    find(own).or_else(|| places.iter().filter(|(_, _, kind)| kind != "above").find_map(|(id, _, _)| find(*id)))
}
