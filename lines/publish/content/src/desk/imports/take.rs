//! What is done with an import: a file is handed in, columns are chosen, it begins, or it is given up.

use base::{Error, FieldError};
use edition::{Column, Desk, Site};
use serde_json::{Value, json};
use store::{Job, Tx};
use web::{Cx, Form, Once, Path, Result, Upload};

use super::{NOT, PLACES_MAX, again, blank, framed, seen, sees};
use crate::brought;
use crate::foreign::run::{LOOK, RUN};
use crate::store::imports::{self, Import, New};

/// `POST /work/content/imports/new`: takes a file in and has it looked at.
pub(crate) async fn create(cx: Cx, form: Form) -> Result {
    let (column, upload) = match wanted(&cx, &form).await? {
        Ok(wanted) => wanted,
        Err(errors) => {
            let data = blank(&cx).await?;
            return cx.again("content/work_import_new.html", framed("上传旧网站").kind("form"), data, &form, errors);
        }
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let size = i64::try_from(upload.size).unwrap_or(i64::MAX);
    store::files::record(&mut tx, &upload.digest, size, &upload.media_type, cx.now).await?;
    let new = New {
        site: column.site_id,
        column: column.id,
        name: &upload.name,
        digest: &upload.digest,
        size,
        person: cx.actor.person(),
        actor: &cx.actor.name(),
    };
    let id = imports::insert(&mut tx, &new, cx.now).await?;
    tx.enqueue(Job::new(LOOK, json!({ "import": id }))).await?;
    let facts = json!({ "site": column.site_id, "column": column.id, "digest": upload.digest, "size": size });
    record(&cx, &mut tx, "content.import", id, facts).await?;
    let to = format!("/work/content/imports/{id}");
    cx.once_done(&mut tx, &form, &to).await?;
    tx.commit().await?;
    cx.see_other(&to)
}

/// The column and the file of a form; or what is wrong with them.
async fn wanted(
    cx: &Cx,
    form: &Form,
) -> std::result::Result<std::result::Result<(Column, Upload), Vec<FieldError>>, Error> {
    let mut errors = form.problems().to_vec();
    let column = match form.get("column").parse() {
        Ok(id) => open_column(cx, id).await?,
        Err(_) => None,
    };
    if column.is_none() {
        errors.push(FieldError::new("column", "请选择导入到哪个栏目。"));
    }
    let upload = form.files("file").first().map(|upload| (*upload).clone());
    match &upload {
        None if !errors.iter().any(|error| error.field == "file") => {
            errors.push(FieldError::new("file", "请选择旧网站的压缩文件（zip）。"));
        }
        Some(upload) if upload.media_type != "application/zip" => {
            let why = format!("“{}”不是 zip 压缩文件。请把保存下来的网页目录压缩为 zip 后再传。", upload.name);
            errors.push(FieldError::new("file", why));
        }
        _ => {}
    }
    Ok(match (column, upload) {
        (Some(column), Some(upload)) if errors.is_empty() => Ok((column, upload)),
        _ => Err(errors),
    })
}

/// The open column `id` of a site that the actor keeps or publishes on.
async fn open_column(cx: &Cx, id: i64) -> std::result::Result<Option<Column>, Error> {
    let column = edition::column::find(&mut cx.reader(), id).await?;
    let Some(column) = column.filter(|column| column.closed_at.is_none() && column.kind != "link") else {
        return Ok(None);
    };
    let site = edition::site::find(&mut cx.reader(), column.site_id).await?;
    Ok(site.filter(|site| sees(cx, site)).map(|_| column))
}

/// `POST /work/content/imports/{id}`: saves the choices, begins, or gives up, as the button says.
pub(crate) async fn act(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (import, site) = seen(&cx, id).await?;
    let to = format!("/work/content/imports/{id}");
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let done = match form.get("act") {
        "drop" => give_up(&cx, &mut tx, &import).await,
        act => chosen(&cx, &mut tx, (&import, &site), &form, act == "start").await,
    };
    match done {
        Ok(told) => {
            cx.once_done(&mut tx, &form, &to).await?;
            tx.commit().await?;
            cx.notice("good", told);
            cx.see_other(&to)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            again(&cx, &import, &site, &form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes the choices, and begins when it is time.
async fn chosen(
    cx: &Cx,
    tx: &mut Tx,
    (import, site): (&Import, &Site),
    form: &Form,
    start: bool,
) -> std::result::Result<&'static str, Error> {
    if import.state != "looked" {
        return Err(Error::Conflict("这次导入已经开始、结束或放弃，不能再改。".to_owned()));
    }
    let mut errors = Vec::new();
    let mut comes = 0;
    for number in 0..PLACES_MAX {
        let place = form.get(&format!("place-{number}"));
        if place.is_empty() {
            break;
        }
        let typed = form.get(&format!("column-{number}"));
        let column = match typed.parse() {
            Ok(id) => open_column(cx, id).await?.filter(|column| column.site_id == import.site_id),
            Err(_) => None,
        };
        if column.is_none() && typed != NOT {
            errors
                .push(FieldError::new(format!("column-{number}"), format!("请为“{place}”选择栏目，或者选择不导入。")));
            continue;
        }
        comes += usize::from(column.is_some());
        imports::set_place(tx, import.id, place, column.map(|column| column.id)).await?;
    }
    let manner = form.get("manner");
    if start && !matches!(manner, "published" | "drafts") {
        errors.push(FieldError::new("manner", "请选择按原样发布，还是导入为草稿。"));
    }
    if start && comes == 0 && errors.is_empty() {
        errors.push(FieldError::new("manner", "所有原栏目都选了不导入，没有可以导入的网页。"));
    }
    if !errors.is_empty() {
        return Err(Error::Invalid(errors));
    }
    let undated = form.get("undated") == "1";
    imports::choose(tx, import.id, manner, undated).await?;
    if !start {
        return Ok("对应关系已保存。");
    }
    if imports::step(tx, import.id, "looked", "running").await? == 0 {
        return Err(Error::Conflict("这次导入刚刚已由他人开始。".to_owned()));
    }
    if manner == "published" {
        brought::begin(tx, &Desk::of(cx), import, site, form.get("why")).await?;
    }
    tx.enqueue(Job::new(RUN, json!({ "import": import.id }))).await?;
    let facts = json!({ "manner": manner, "undated": undated, "pages": import.pages, "digest": import.digest });
    record(cx, tx, "content.import.start", import.id, facts).await?;
    Ok("已经开始导入，可以离开本页，稍后再来看结果。")
}

/// Gives an import up; what came in already stays.
async fn give_up(cx: &Cx, tx: &mut Tx, import: &Import) -> std::result::Result<&'static str, Error> {
    if imports::end(tx, import.id, &import.state, "dropped", "", cx.now).await? == 0
        || !matches!(import.state.as_str(), "looking" | "looked" | "running")
    {
        return Err(Error::Conflict("这次导入已经结束。".to_owned()));
    }
    record(cx, tx, "content.import.drop", import.id, json!({ "state": import.state })).await?;
    Ok("已放弃这次导入；已经导入的稿件保留。")
}

async fn record(cx: &Cx, tx: &mut Tx, verb: &str, id: i64, facts: Value) -> std::result::Result<(), Error> {
    Desk::of(cx).record(tx, verb, ("content_import", id), facts, Vec::new()).await?;
    Ok(())
}
