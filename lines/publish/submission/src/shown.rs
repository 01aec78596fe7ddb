//! An edition as its readers will see it, for those who review it: all that will be published, with pictures, cover and film
//! under addresses that they may open, and every fact that stands on the page or in lists.

use base::Error;
use edition::{Content, Item, dated, terms};
use serde_json::{Value, json};
use web::Cx;

use crate::gate;
use crate::pages::Handed;

/// Related editions that are named.
const RELATED_MAX: usize = 20;

/// Where the files of a working copy may be fetched by those who look.
pub(crate) struct Ways {
    /// Files: the key follows after a stroke.
    files: String,
    /// The picture for lists.
    cover: String,
}

impl Ways {
    /// For the writers, who may read the working copy.
    pub(crate) fn of_writers(item: i64) -> Self {
        Self { files: format!("/a/{item}/files"), cover: format!("/a/{item}/cover") }
    }

    /// For the reviewers, through the matter.
    pub(crate) fn of_reviewers(matter: i64) -> Self {
        let base = format!("/work/submissions/{matter}");
        Self { files: format!("{base}/edition"), cover: format!("{base}/cover") }
    }
}

/// Everything that the templates show of the edition.
///
/// # Errors
/// A fault when the database does not answer; a refusal when the body cannot be read.
pub(crate) async fn data(cx: &Cx, handed: &Handed, ways: &Ways) -> Result<Value, Error> {
    let Handed { item, content, findings } = handed;
    let files = edition::item::files(&mut cx.reader(), item.id).await?;
    let shown: Vec<Value> = files
        .iter()
        .map(|file| {
            json!({
                "href": format!("{}/{}?v={}", ways.files, file.id, edition::shown::brief(&file.digest)),
                "name": file.name, "size": file.size, "alt": file.alt, "type": file.media_type, "role": file.role,
            })
        })
        .collect();
    let of = |role: &str| shown.iter().filter(|file| file["role"] == role).cloned().collect::<Vec<_>>();
    // Only a set of pictures shows them below its text; elsewhere they stand within it.
    let pictures = if item.kind == "images" { of("image") } else { Vec::new() };
    let cover = match content.cover.digest.as_str() {
        "" => Value::Null,
        digest => json!({
            "src": format!("{}?v={}", ways.cover, edition::shown::brief(digest)), "alt": content.cover.alt,
        }),
    };
    Ok(json!({
        "item": item.id, "kind": item.kind, "title": content.title, "subtitle": content.subtitle,
        "summary": content.summary,
        "body": edition::shown::body(&content.body, item.id, &files, &ways.files)?,
        "cover": cover, "pictures": pictures, "films": of("video"), "attachments": of("attachment"),
        "sources": of("source"),
        "link": if item.kind == "link" { content.link_url.as_str() } else { "" },
        "facts": facts(cx, item, content).await?,
        "findings": findings, "stops": findings.iter().filter(|f| f.stops).count(), "kinds": gate::kinds(findings),
    }))
}

/// Every fact that will be published with the text, those that say something; the usual ones always.
async fn facts(cx: &Cx, item: &Item, content: &Content) -> Result<Vec<Value>, Error> {
    let site = edition::site::find(&mut cx.reader(), item.site_id).await?;
    let place = format!("{} › {}", site.map(|s| s.name).unwrap_or_default(), column(cx, item.column_id).await?);
    let title = |terms, key: &str| terms::title(terms, key).unwrap_or_default().to_owned();
    let date = |on: Option<base::Date>| on.map(|on| on.to_string()).unwrap_or_default();
    let head = &content.head;
    let always = [
        ("类型", title(terms::KINDS, &item.kind)),
        ("栏目", place),
        ("来源", content.source.clone()),
        ("作者", content.author.clone()),
        ("公开属性（建议）", title(terms::ATTRIBUTES, &item.attribute)),
        ("公开目录", edition::catalogue::path(&head.node)),
        ("拟稿人", item.author.clone()),
    ];
    let more = [
        ("短标题（列表用）", content.short_title.clone()),
        ("副题", content.subtitle.clone()),
        ("责任编辑", content.editor.clone()),
        ("关键词", content.keywords.clone()),
        ("链接地址", content.link_url.clone()),
        ("原文网址", content.origin_url.clone()),
        ("原文日期", date(content.origin_on)),
        ("显示的发布时间", time(content.shown_at)),
        ("列表图片说明", content.cover.alt.clone()),
        ("同时显示在", quotes(cx, content).await?),
        ("关联稿件", related(cx, item.id).await?),
        ("属性依据", item.attribute_why.clone()),
        ("索引号", head.index_no.clone()),
        ("发文字号", head.doc_no.clone()),
        ("发文机关", head.issuer.clone()),
        ("成文日期", date(head.made_on)),
        ("公开期限", edition::deadline::told(&cx.app, item, content)?),
        ("主题分类", terms::theme(&head.theme).unwrap_or_default().to_owned()),
        ("体裁分类", terms::genre(&head.genre).unwrap_or_default().to_owned()),
        ("有效性", title(terms::VALIDITIES, &head.validity)),
        ("有效期至", date(head.valid_until)),
        ("主题词", head.subject_words.clone()),
        ("已撤回", item.withdrawn_at.map(|at| format!("{}：{}", at.minutes(), item.withdrawn_why)).unwrap_or_default()),
    ];
    let fact = |(name, value): (&str, String)| json!({ "name": name, "value": if value.is_empty() { "—".to_owned() } else { value } });
    let said = more.into_iter().filter(|(_, value)| !value.is_empty());
    Ok(always.into_iter().chain(said).map(fact).collect())
}

async fn column(cx: &Cx, id: i64) -> Result<String, Error> {
    Ok(edition::column::find(&mut cx.reader(), id).await?.map(|column| column.name).unwrap_or_default())
}

/// The time of publication that readers will see, when it is not that of the act.
fn time(shown_at: Option<i64>) -> String {
    match shown_at.map(base::Moment) {
        None => String::new(),
        Some(dated::UNDATED) => "不注明日期".to_owned(),
        Some(at) => at.minutes(),
    }
}

/// Further columns that will show it.
async fn quotes(cx: &Cx, content: &Content) -> Result<String, Error> {
    let mut names = Vec::new();
    for quote in &content.quotes {
        names.push(column(cx, *quote).await?);
    }
    names.retain(|name| !name.is_empty());
    Ok(names.join("、"))
}

/// Published editions that its page will name.
async fn related(cx: &Cx, item: i64) -> Result<String, Error> {
    let mut names = Vec::new();
    let links = edition::item::links(&mut cx.reader(), item).await?;
    for (other, kind) in links.into_iter().take(RELATED_MAX) {
        if let Some(live) = edition::live::find(&mut cx.reader(), other).await? {
            let name = terms::LINKS.iter().find(|(key, ..)| *key == kind).map_or("关联", |(_, name, _)| name);
            names.push(format!("{name}《{}》", live.title));
        }
    }
    Ok(names.join("；"))
}
