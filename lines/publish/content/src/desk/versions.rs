//! Versions of an edition, and two of them side by side: paragraph by paragraph, words marked within changed paragraphs.

use base::Error;
use edition::{Content, item};
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use crate::compare;

/// `/work/content/{id}/versions?a=1&b=2`.
pub(crate) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let item = item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let versions = item::versions(&mut cx.reader(), id).await?;
    let newest = versions.first().map_or(0, |v| v.version);
    let b = cx.query.int("b").unwrap_or(newest);
    let a = cx.query.int("a").unwrap_or_else(|| b.saturating_sub(1));
    let compared = match (content(&cx, id, a).await?, content(&cx, id, b).await?) {
        (Some(old), Some(new)) => compared(&old, &new),
        _ => Value::Null,
    };
    let rows: Vec<Value> = versions
        .iter()
        .map(|v| {
            json!({
                "version": v.version,
                "at": v.at.minutes(),
                "actor": v.actor,
                "what": what(&v.what),
                "live": false,
            })
        })
        .collect();
    let data = json!({ "id": id, "title": item.title, "versions": rows, "a": a, "b": b, "compared": compared });
    let page = Page::new("版本与比较")
        .crumb("稿件", "/work/content")
        .crumb(base::text::truncate(&item.title, 20), format!("/work/content/{id}"));
    cx.page("content/work_versions.html", page, data)
}

async fn content(cx: &Cx, id: i64, version: i64) -> std::result::Result<Option<Content>, Error> {
    let row = item::version(&mut cx.reader(), id, version).await?;
    Ok(row.map(|row| row.content()).transpose()?)
}

fn what(key: &str) -> &'static str {
    match key {
        "submitted" => "送审",
        "published" => "发布",
        "imported" => "导入",
        _ => "保存",
    }
}

/// Facts that differ, and the text side by side.
fn compared(old: &Content, new: &Content) -> Value {
    let date = |date: Option<base::Date>| date.map(|on| on.to_string()).unwrap_or_default();
    let facts = |c: &Content| -> Vec<(&'static str, String)> {
        vec![
            ("标题", c.title.clone()),
            ("副题", c.subtitle.clone()),
            ("摘要", c.summary.clone()),
            ("来源", c.source.clone()),
            ("作者", c.author.clone()),
            ("责任编辑", c.editor.clone()),
            ("关键词", c.keywords.clone()),
            ("发文字号", c.head.doc_no.clone()),
            ("成文日期", date(c.head.made_on)),
            ("有效性", crate::rows::validity(&c.head.validity).to_owned()),
            ("链接", c.link_url.clone()),
        ]
    };
    let changed: Vec<Value> = facts(old)
        .into_iter()
        .zip(facts(new))
        .filter(|((_, a), (_, b))| a != b)
        .map(|((name, a), (_, b))| json!({ "name": name, "pair": compare::pair(&a, &b) }))
        .collect();
    let rows = compare::texts(
        &intake::text::plain(&old.body).unwrap_or_default(),
        &intake::text::plain(&new.body).unwrap_or_default(),
    );
    let same = changed.is_empty() && rows.iter().all(|row| row.same);
    json!({ "facts": changed, "rows": rows, "same": same })
}
