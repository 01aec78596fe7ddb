//! The gate for the editor before he hands in (检查): the same findings, and suggestions that are taken over one by one.

use base::Error;
use edition::item::{self, Draft};
use edition::{Content, Desk, Item};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Result};

use crate::gate::{self, Finding};
use crate::pages;

/// What is found in the working copy.
pub(crate) async fn page(cx: Cx) -> Result {
    let id = cx.query.int("item").ok_or(Error::Unseen)?;
    let item = item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let handed = pages::handed(&cx, item).await?;
    let findings: Vec<Value> = handed
        .findings
        .iter()
        .enumerate()
        .map(|(at, finding)| {
            let mut value = json!(finding);
            value["at"] = json!(at);
            value
        })
        .collect();
    let may_change = handed.item.state != "review" && cx.actor.may(edition::WRITE, Some(handed.item.unit_id));
    let data = json!({
        "item": id, "seq": handed.item.seq, "title": handed.content.title, "findings": findings,
        "stops": handed.findings.iter().filter(|f| f.stops).count(), "kinds": gate::kinds(&handed.findings),
        "may_change": may_change,
    });
    let page = Page::new("发布前检查").kind("list").crumb("稿件", "/work/content");
    cx.page("submission/check.html", page, data)
}

/// Puts a suggestion into the working copy, as a new version.
pub(crate) async fn accept(cx: Cx, form: Form) -> Result {
    let number = |name: &str| form.get(name).parse::<i64>().map_err(|_| Error::Unseen);
    let (id, seq) = (number("item")?, number("seq")?);
    let to = format!("/work/submissions/check?item={id}");
    let item = item::seen(&mut cx.reader(), &cx.actor, id).await?;
    let handed = pages::handed(&cx, item).await?;
    let nth = form.get("nth").parse::<usize>().map_err(|_| Error::Unseen)?;
    let meant = |f: &&Finding| {
        f.wrong == form.get("wrong") && f.spot.as_ref().is_some_and(|s| s.field == form.get("field") && s.nth == nth)
    };
    let Some(finding) = handed.findings.iter().find(meant) else {
        cx.notice("warn", "稿件已经变了，没有找到这一处，请看最新的检查结果。");
        return cx.see_other(&to);
    };
    let Some(content) = put_right(&handed.content, finding) else {
        cx.notice("warn", "这一处不能自动改，请返回修改。");
        return cx.see_other(&to);
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let desk = Desk::of(&cx);
    item::save(&mut tx, &desk, id, seq, draft(&handed.item, content)).await?;
    if matches!(handed.item.state.as_str(), "ready" | "published" | "withdrawn") {
        item::revise(&mut tx, &desk, id).await?;
    }
    cx.once_done(&mut tx, &form, &to).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    cx.notice("good", format!("已将“{}”改为“{}”。", finding.wrong, finding.instead));
    cx.see_other(&to)
}

fn draft(item: &Item, content: Content) -> Draft {
    Draft {
        kind: item.kind.clone(),
        column: item.column_id,
        content,
        attribute: item.attribute.clone(),
        attribute_why: item.attribute_why.clone(),
    }
}

/// The content with the suggestion in its place; nothing when the place cannot be told in the HTML for sure.
fn put_right(content: &Content, finding: &Finding) -> Option<Content> {
    let spot = finding.spot.as_ref()?;
    let mut content = content.clone();
    let field = field(&mut content, spot.field)?;
    if spot.field == "body" {
        let plain = intake::text::plain(field).ok()?;
        // A piece across tags, or one in an attribute too: the numbers differ, and only a person can tell.
        if plain.matches(&finding.wrong).count() != field.matches(&finding.wrong).count() {
            return None;
        }
    }
    let (at, _) = field.match_indices(&finding.wrong).nth(spot.nth)?;
    let instead = if spot.field == "body" { escaped(&finding.instead) } else { finding.instead.clone() };
    field.replace_range(at..at + finding.wrong.len(), &instead);
    Some(content)
}

/// The text of a field, as [`crate::gate::Spot`] names it.
fn field<'a>(content: &'a mut Content, name: &str) -> Option<&'a mut String> {
    Some(match name {
        "title" => &mut content.title,
        "short_title" => &mut content.short_title,
        "subtitle" => &mut content.subtitle,
        "summary" => &mut content.summary,
        "body" => &mut content.body,
        "source" => &mut content.source,
        "author" => &mut content.author,
        "editor" => &mut content.editor,
        "keywords" => &mut content.keywords,
        "cover_alt" => &mut content.cover.alt,
        "index_no" => &mut content.head.index_no,
        "doc_no" => &mut content.head.doc_no,
        "issuer" => &mut content.head.issuer,
        "subject_words" => &mut content.head.subject_words,
        _ => return None,
    })
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gate::{Level, Spot};

    #[test]
    fn a_suggestion_is_put_into_its_own_place_or_nowhere() {
        let cases = [
            ("<p>布署</p><p>再布署</p>", 1, Some("<p>布署</p><p>再部署</p>")),
            ("<p>布署</p>", 0, Some("<p>部署</p>")),
            ("<p>布<strong>署</strong></p>", 0, None),
            ("<p><img src=\"/x\" alt=\"布署\">布署</p>", 0, None),
            ("<p>布署</p>", 3, None),
        ];
        for (body, nth, expected) in cases {
            let mut finding = Finding::new("常错词", Level::Asks, "正文", "", "");
            (finding.wrong, finding.instead) = ("布署".to_owned(), "部署".to_owned());
            finding.spot = Some(Spot { field: "body", nth });
            let content = Content { body: body.to_owned(), ..Content::default() };
            assert_eq!(put_right(&content, &finding).map(|c| c.body).as_deref(), expected, "{body}");
        }
    }

    #[test]
    fn a_suggestion_for_any_line_of_the_edition_is_put_into_it() {
        let fields = [
            "title",
            "short_title",
            "subtitle",
            "summary",
            "source",
            "author",
            "editor",
            "keywords",
            "cover_alt",
            "index_no",
            "doc_no",
            "issuer",
            "subject_words",
        ];
        for name in fields {
            let mut content = Content::default();
            "再布署 & 布署".clone_into(field(&mut content, name).unwrap());
            let mut finding = Finding::new("常错词", Level::Asks, "", "", "");
            (finding.wrong, finding.instead) = ("布署".to_owned(), "部署".to_owned());
            finding.spot = Some(Spot { field: name, nth: 1 });
            let mut right = put_right(&content, &finding).unwrap();
            assert_eq!(field(&mut right, name).unwrap(), "再布署 & 部署", "{name}");
        }
    }
}
