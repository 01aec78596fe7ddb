//! Bringing in by hand: one item typed, or a saved feed file. For closed networks, and for what no feed says.

use base::Error;
use edition::{Desk, KEEP};
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Result};

use crate::actions::sources as actions;
use crate::model::{Source, Typed, name_of};
use crate::process::{DESK, LEVELS};
use crate::store::sources;

/// The sources into which the person may bring something.
async fn open(cx: &Cx) -> std::result::Result<Vec<Source>, Error> {
    let unit = cx.actor.staff()?.unit;
    let desk = cx.actor.may(DESK, Some(unit));
    let mut reader = cx.reader();
    let mut open = Vec::new();
    for source in sources::list(&mut reader, None).await? {
        if source.closed_at.is_some() {
            continue;
        }
        let kept = cx.actor.may(KEEP, Some(source.unit_id));
        if kept || (desk && sources::targets(&mut reader, source.id).await?.iter().any(|t| t.unit_id == unit)) {
            open.push(source);
        }
    }
    if open.is_empty() && !desk && !cx.actor.may(KEEP, None) { Err(Error::Unseen) } else { Ok(open) }
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let choice = |s: &Source| json!({ "value": s.id, "title": format!("{}（{}）", s.name, name_of(LEVELS, &s.level)) });
    let open = open(cx).await?;
    Ok(json!({
        "sources": open.iter().map(choice).collect::<Vec<_>>(),
        "source": cx.query.get("source"),
        "today": cx.now.date().to_string(),
    }))
}

fn framed() -> Page {
    Page::new("登记上级信息").kind("form").crumb("上级信息转载", "/work/reprint")
}

pub(super) async fn page(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("reprint/work_bring.html", framed(), data)
}

/// The source that was chosen, if the person may bring something into it.
async fn chosen(cx: &Cx, form: &Form) -> std::result::Result<i64, Error> {
    let id: i64 = form.get("source").parse().unwrap_or(0);
    let open = open(cx).await?;
    open.iter().find(|s| s.id == id).map(|s| s.id).ok_or_else(|| Error::field("source", "请选择来源。"))
}

async fn again(cx: &Cx, form: &Form, error: Error, tried: &str) -> Result {
    let errors = error.mendable()?;
    let mut data = data(cx).await?;
    data["tried"] = json!(tried);
    cx.again("reprint/work_bring.html", framed(), data, form, errors)
}

/// One item that was typed.
pub(super) async fn hand(cx: Cx, form: Form) -> Result {
    let source = match chosen(&cx, &form).await {
        Ok(source) => source,
        Err(error) => return again(&cx, &form, error, "hand").await,
    };
    let mut check = Check::new(&form);
    let typed = Typed {
        title: check.line("title", "标题", 2..=intake::feed::TITLE_CHARS_MAX),
        address: form.get("origin").trim().to_owned(),
        issuer: check.line("issuer", "发布机关", 0..=100),
        published_on: check.date("published_on", "原文发布日期", false),
        time: base::text::normalise(form.get("time")),
        body: paragraphs(form.get("body")),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let brought = match check.finish(typed) {
        Ok(typed) => actions::by_hand(&mut tx, &Desk::of(&cx), source, &typed).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    match brought {
        Ok(matter) => {
            let to = matter
                .map_or_else(|| format!("/work/reprint/items?source={source}"), |id| format!("/work/reprint/{id}"));
            cx.done(tx, &form, &to, "已登记，并列入转载单位的任务。").await
        }
        Err(error) => {
            drop(tx);
            again(&cx, &form, error, "hand").await
        }
    }
}

/// Plain text becomes paragraphs, one a line; HTML stays for the sanitiser.
fn paragraphs(typed: &str) -> String {
    if typed.contains('<') {
        return typed.to_owned();
    }
    let lines = base::text::clean_text(typed);
    lines.lines().filter(|line| !line.is_empty()).map(|line| format!("<p>{}</p>", line.replace('&', "&amp;"))).collect()
}

/// A saved feed.
pub(super) async fn file(cx: Cx, form: Form) -> Result {
    let source = match chosen(&cx, &form).await {
        Ok(source) => source,
        Err(error) => return again(&cx, &form, error, "file").await,
    };
    let Some(bytes) = form.bytes("file").filter(|bytes| !bytes.is_empty()) else {
        let mut problems = form.problems().to_vec();
        if problems.is_empty() {
            problems.push(base::FieldError::new("file", "请选择订阅文件。"));
        }
        return again(&cx, &form, Error::Invalid(problems), "file").await;
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::file(&mut tx, &Desk::of(&cx), source, bytes).await {
        Ok(came) => cx.done(tx, &form, &format!("/work/reprint/items?source={source}"), &came.words()).await,
        Err(error) => {
            drop(tx);
            again(&cx, &form, error, "file").await
        }
    }
}
