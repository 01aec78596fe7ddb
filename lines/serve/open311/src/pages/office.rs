//! The keeper's pages: keys of programs, and the import of what another server handed out.

use std::collections::BTreeMap;

use base::{Error, FieldError, Moment};
use counter::window::opened;
use matter::Ground;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Path, Result};

use crate::{import, keys, read, store};

/// The keys.
const HERE: &str = "/work/open311";
/// The import.
const IMPORT: &str = "/work/open311/import";

fn minutes(at: Option<Moment>) -> String {
    at.map(Moment::minutes).unwrap_or_default()
}

fn framed() -> Page {
    Page::new("开放 311 接口").kind("list")
}

/// The keys, and the form for a new one.
pub(super) async fn keys(cx: Cx) -> Result {
    let data = data(&cx, "").await?;
    cx.page("open311/work_keys.html", framed(), data)
}

async fn data(cx: &Cx, fresh: &str) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let counts: BTreeMap<i64, i64> = store::counts(&mut reader).await?.into_iter().collect();
    let rows: Vec<Value> = store::keys(&mut reader)
        .await?
        .iter()
        .map(|key| {
            json!({
                "id": key.id, "name": key.name, "contact": key.contact, "hint": key.hint, "made": key.made_at.minutes(),
                "closed": minutes(key.closed_at), "used": minutes(key.used_at),
                "count": counts.get(&key.id).copied().unwrap_or(0),
            })
        })
        .collect();
    let origin = cx.app.origin().await?;
    let origin = if origin.is_empty() { cx.here() } else { origin };
    let services = (opened(&cx.app)?.subjects)(&cx.app).await?.len();
    Ok(json!({ "rows": rows, "fresh": fresh, "origin": origin, "services": services }))
}

/// Registers a key; it is shown on the answer, once.
pub(super) async fn register(cx: Cx, form: Form) -> Result {
    let mut check = Check::new(&form);
    let typed = (check.line("name", "程序名称", 2..=40), check.line("contact", "负责单位", 2..=80));
    let (name, contact) = match check.finish(typed) {
        Ok(typed) => typed,
        Err(errors) => {
            let data = data(&cx, "").await?;
            return cx.again("open311/work_keys.html", framed(), data, &form, errors);
        }
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let secret = keys::register(&mut tx, &Ground::of(&cx.app), &cx.actor, &name, &contact).await?;
    cx.settled(tx, &form, HERE).await?;
    let data = data(&cx, &secret).await?;
    cx.page("open311/work_keys.html", framed(), data)
}

/// Withdraws a key.
pub(super) async fn close(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    keys::close(&mut tx, &Ground::of(&cx.app), &cx.actor, id).await?;
    cx.done(tx, &form, HERE, "密钥已停用，用它不能再提交。").await
}

fn under() -> Page {
    Page::new("导入").kind("form").crumb("开放 311 接口", HERE)
}

/// The form for a file of another server.
pub(super) async fn form(cx: Cx) -> Result {
    cx.page("open311/work_import.html", under(), json!({ "most": read::ROWS_MAX }))
}

/// Takes in what is open in a file.
pub(super) async fn import(cx: Cx, form: Form) -> Result {
    let again =
        |errors| cx.again("open311/work_import.html", under(), json!({ "most": read::ROWS_MAX }), &form, errors);
    let mut check = Check::new(&form);
    let source = check.line("source", "来源名称", 2..=40);
    let bytes = form.bytes("file").filter(|bytes| !bytes.is_empty());
    if bytes.is_none() && check.is_good() {
        check.error("file", "请选择文件。");
    }
    let source = match check.finish(source) {
        Ok(source) => source,
        Err(errors) => return again(errors),
    };
    let requests = match read::requests(bytes.unwrap_or_default()) {
        Ok(requests) => requests,
        Err(refusal) => return again(vec![FieldError::new("file", refusal.message)]),
    };
    let window = opened(&cx.app)?;
    let subjects: Vec<String> = (window.subjects)(&cx.app).await?.into_iter().map(|s| s.code).collect();
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let ground = Ground::of(&cx.app);
    match import::take(&mut tx, &ground, &cx.actor, window, &subjects, (&source, &requests)).await {
        Ok(came) => cx.done(tx, &form, IMPORT, &came.words()).await,
        Err(error) => {
            tx.rollback().await?;
            again(error.mendable()?)
        }
    }
}
