//! Versions of an edition, and two of them side by side: facts and files, then the text paragraph by paragraph, words marked
//! within changed paragraphs. An old version can be taken up again.

use base::{Date, Error};
use edition::{Content, FileRow, VersionRow, catalogue, item, terms};
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use crate::compare;

/// `/work/content/{id}/versions?a=1&b=2`.
pub(crate) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let item = item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let versions = item::versions(&mut cx.reader(), id).await?;
    let live = edition::live::find(&mut cx.reader(), id).await?.map(|live| live.version);
    let newest = versions.first().map_or(0, |v| v.version);
    let b = cx.query.int("b").unwrap_or(newest);
    let a = cx.query.int("a").unwrap_or_else(|| b.saturating_sub(1));
    let compared = match (side(&cx, id, a).await?, side(&cx, id, b).await?) {
        (Some(old), Some(new)) => compared(&old, &new),
        _ => Value::Null,
    };
    let open = item.state != "review";
    let row = |v: &VersionRow| {
        json!({
            "version": v.version,
            "at": v.at.minutes(),
            "actor": v.actor,
            "what": what(&v.what),
            "live": live == Some(v.version),
            "restore": open && v.version != newest,
        })
    };
    let rows: Vec<Value> = versions.iter().map(row).collect();
    let data = json!({ "id": id, "title": item.title, "versions": rows, "a": a, "b": b, "compared": compared });
    let page = Page::new("版本与比较")
        .crumb("稿件", "/work/content")
        .crumb(base::text::truncate(&item.title, 20), format!("/work/content/{id}"));
    cx.page("content/work_versions.html", page, data)
}

/// A version with the files that it had.
struct Side {
    content: Content,
    files: Vec<FileRow>,
}

async fn side(cx: &Cx, id: i64, version: i64) -> std::result::Result<Option<Side>, Error> {
    let Some(row) = item::version(&mut cx.reader(), id, version).await? else { return Ok(None) };
    let files = item::files_at(&mut cx.reader(), id, row.at).await?;
    Ok(Some(Side { content: row.content()?, files }))
}

fn what(key: &str) -> &'static str {
    match key {
        "submitted" => "送审",
        "published" => "发布",
        "imported" => "导入",
        "brought" => "导入为草稿",
        "restored" => "恢复旧版",
        _ => "保存",
    }
}

/// Facts that differ, and the text side by side.
fn compared(old: &Side, new: &Side) -> Value {
    let changed: Vec<Value> = facts(old)
        .into_iter()
        .zip(facts(new))
        .filter(|((_, a), (_, b))| a != b)
        .map(|((name, a), (_, b))| json!({ "name": name, "pair": compare::pair(&a, &b) }))
        .collect();
    let rows = compare::texts(
        &intake::text::plain(&old.content.body).unwrap_or_default(),
        &intake::text::plain(&new.content.body).unwrap_or_default(),
    );
    let same = changed.is_empty() && rows.iter().all(|row| row.same);
    json!({ "facts": changed, "rows": rows, "same": same })
}

/// Everything beside the text, by name.
fn facts(side: &Side) -> Vec<(&'static str, String)> {
    let (c, head) = (&side.content, &side.content.head);
    let date = |date: Option<Date>| date.map(|on| on.to_string()).unwrap_or_default();
    let term = |term: Option<&str>| term.unwrap_or_default().to_owned();
    let quotes: Vec<String> = c.quotes.iter().map(ToString::to_string).collect();
    vec![
        ("标题", c.title.clone()),
        ("短标题", c.short_title.clone()),
        ("副题", c.subtitle.clone()),
        ("摘要", c.summary.clone()),
        ("来源", c.source.clone()),
        ("作者", c.author.clone()),
        ("责任编辑", c.editor.clone()),
        ("关键词", c.keywords.clone()),
        ("列表图", cover(side)),
        ("列表图说明", c.cover.alt.clone()),
        ("附件", files(side, |file| file.role == "attachment")),
        ("图片和视频", files(side, |file| matches!(file.role.as_str(), "image" | "video"))),
        ("发文字号", head.doc_no.clone()),
        ("发文机关", head.issuer.clone()),
        ("成文日期", date(head.made_on)),
        ("主题分类", term(terms::theme(&head.theme))),
        ("体裁", term(terms::genre(&head.genre))),
        ("有效性", crate::rows::validity(&head.validity).to_owned()),
        ("有效期至", date(head.valid_until)),
        ("主题词", head.subject_words.clone()),
        ("公开目录", catalogue::path(&head.node)),
        ("索引号", head.index_no.clone()),
        ("链接", c.link_url.clone()),
        ("转载原文", c.origin_url.clone()),
        ("原文日期", date(c.origin_on)),
        ("引用栏目编号", quotes.join("、")),
    ]
}

/// Which picture lists show: its name, and the beginning of its digest, since another picture may have the same name.
fn cover(side: &Side) -> String {
    let digest = &side.content.cover.digest;
    if digest.is_empty() {
        return String::new();
    }
    let name = side.files.iter().find(|file| file.digest == *digest).map_or("", |file| file.name.as_str());
    format!("{name}（{}）", digest.chars().take(8).collect::<String>())
}

/// The names of files with the beginnings of their digests.
fn files(side: &Side, want: impl Fn(&FileRow) -> bool) -> String {
    let name = |file: &FileRow| format!("{}（{}）", file.name, file.digest.chars().take(8).collect::<String>());
    side.files.iter().filter(|file| want(file)).map(name).collect::<Vec<_>>().join("；")
}
