//! Guide (公开指南) and rules (公开制度) of the own unit: the editor with what the article demands, and earlier versions.

use axum::http::StatusCode;
use base::limits::FORM_BYTES_MAX;
use base::{Error, Fault};
use edition::Desk;
use edition::gate::{self, Plain, Stand};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Path, Result};

use super::office::page_of;
use crate::{actions, checklist, first_texts, store};

/// The rule that bounds a paste.
pub(super) const PASTE_RULE: &str = "edition.paste";
/// Earlier versions that are listed.
const VERSIONS_MAX: usize = 50;

fn title_of(kind: &str) -> std::result::Result<&'static str, Error> {
    match kind {
        "guide" => Ok("政府信息公开指南"),
        "rules" => Ok("政府信息公开制度"),
        _ => Err(Error::Unseen),
    }
}

/// What the editor shows beside `body`: the checklist of a guide, the versions there are.
async fn data(cx: &Cx, unit: i64, kind: &str, body: &str) -> std::result::Result<Value, Error> {
    let missing = checklist::missing(body);
    let demands: Vec<Value> = match kind {
        "guide" => checklist::DEMANDS
            .iter()
            .map(|demand| json!({ "title": demand.title, "met": !missing.contains(&demand) }))
            .collect(),
        _ => Vec::new(),
    };
    let versions = store::page_versions(&mut cx.reader(), unit, kind, VERSIONS_MAX).await?;
    let seen = versions.first().map_or(0, |newest| newest.version);
    let versions: Vec<Value> = versions
        .iter()
        .map(|v| {
            json!({
                "version": v.version, "at": v.at.minutes(), "actor": v.actor,
                "href": format!("/work/disclosure/page/{kind}/{}", v.version),
            })
        })
        .collect();
    Ok(json!({
        "body": body, "kind": kind, "unit": unit, "demands": demands, "versions": versions, "seen": seen,
        "paste_most": cx.app.number(PASTE_RULE)?, "text_most": FORM_BYTES_MAX,
    }))
}

/// The editor; `?from=n` takes up the text of an earlier version.
pub(super) async fn page(cx: Cx, Path(kind): Path<String>) -> Result {
    let staff = cx.actor.staff()?;
    let title = title_of(&kind)?;
    let unit = identity::units::find(&mut cx.reader(), staff.unit).await?.ok_or(Error::Unseen)?;
    let kept = match cx.query.int("from") {
        Some(version) => {
            Some(store::page_version(&mut cx.reader(), unit.id, &kind, version).await?.ok_or(Error::Unseen)?)
        }
        None => store::page(&mut cx.reader(), unit.id, &kind).await?,
    };
    let body = kept.map_or_else(|| first_texts::first(&kind, &unit.name, &unit.phone), |text| text.body);
    let data = data(&cx, unit.id, &kind, &body).await?;
    cx.page("disclosure/work_page.html", page_of(title), data)
}

/// One version as it was set.
pub(super) async fn version(cx: Cx, Path((kind, version)): Path<(String, i64)>) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = title_of(&kind)?;
    let text = store::page_version(&mut cx.reader(), unit, &kind, version).await?.ok_or(Error::Unseen)?;
    let newest = store::page(&mut cx.reader(), unit, &kind).await?.map_or(0, |text| text.version);
    let page = page_of(&format!("{title}第 {version} 版")).crumb(title, format!("/work/disclosure/page/{kind}"));
    let data = json!({
        "body": text.body, "at": text.at.minutes(), "by": text.actor, "shown": newest == version,
        "again": format!("/work/disclosure/page/{kind}?from={version}"),
    });
    cx.page("disclosure/work_version.html", page, data)
}

pub(super) async fn save(cx: Cx, Path(kind): Path<String>, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = title_of(&kind)?;
    let here = format!("/work/disclosure/page/{kind}");
    let again = async |error: Error| -> Result {
        let errors = error.mendable()?;
        let mut data = data(&cx, unit, &kind, form.get("body")).await?;
        data["seen"] = json!(form.get("seen"));
        cx.again("disclosure/work_page.html", page_of(title), data, &form, errors)
    };
    // Read before the transaction: a long text keeps nobody waiting.
    let text = Plain::html("body", title, form.get("body"));
    let passed = match gate::pass(&cx.app, Stand::default(), vec![text], form.get(gate::WHY)).await {
        Ok(passed) => passed,
        Err(error) => return again(error).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let newest = store::page(&mut tx, unit, &kind).await?.map_or(0, |text| text.version);
    let set = if form.get("seen").parse() == Ok(newest) {
        actions::set_page(&Desk::of(&cx), &mut tx, (unit, &kind), form.get("body"), &passed).await
    } else {
        Err(Error::Conflict(format!(
            "您打开之后，本单位其他人已把{title}更新为第 {newest} 版。您填写的内容还在：请打开新页面对照后再保存。"
        )))
    };
    match set {
        Ok(version) => cx.done(tx, &form, &here, &format!("{title}已更新为第 {version} 版，公开页面同步更新。")).await,
        Err(error) => {
            drop(tx);
            again(error).await
        }
    }
}

/// What was pasted from Word or WPS, cleaned, with a sentence for each thing left out.
pub(super) async fn paste(_: Cx, form: Form) -> Result {
    let html = form.bytes("html").map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let html = html.unwrap_or_else(|| form.get("html").to_owned());
    let clean = move || intake::html::clean_paste(&html, &intake::html::Policy::default());
    let refused = match form.problems().first() {
        Some(problem) => problem.message.clone(),
        None => {
            let work = tokio::task::spawn_blocking(clean).await;
            match work.map_err(|_| Fault::broken("the cleaning of a paste stopped"))? {
                Ok(clean) => return web::json(&json!({ "html": clean.html, "left": clean.sentences() })),
                Err(refusal) => refusal.message,
            }
        }
    };
    let mut response = web::json(&json!({ "message": refused }))?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}
