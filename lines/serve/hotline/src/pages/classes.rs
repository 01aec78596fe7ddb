//! `/work/hotline/classes` and `/work/hotline/catalogue`: the classification tree and the catalogue of dispatch, kept by the desk.

use base::{Error, FieldError};
use edition::Desk;
use edition::gate::{self, Plain, Stand, WHY};
use matter::Ground;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::classes::{self, ClassForm, DutyForm, tree};
use crate::process::DESK;
use crate::{CACHE, store};

const CLASSES: &str = "/work/hotline/classes";
const CATALOGUE: &str = "/work/hotline/catalogue";

/// The tree; `?id=` edits a class, `?parent=` makes one below it.
pub(super) async fn page(cx: Cx) -> Result {
    let data = class_data(&cx, cx.query.int("id").unwrap_or(0)).await?;
    cx.page("hotline/work_classes.html", class_page(), data)
}

fn class_page() -> Page {
    super::work("诉求分类", "form")
}

async fn may(cx: &Cx) -> bool {
    crate::home(&mut cx.reader()).await.is_ok_and(|home| cx.actor.may(DESK, Some(home)))
}

async fn class_data(cx: &Cx, id: i64) -> std::result::Result<Value, Error> {
    let all = store::classes(&mut cx.reader(), false).await?;
    let edited = all.iter().find(|c| c.id == id).cloned();
    Ok(json!({
        "rows": tree(&all),
        "classes": super::class_options(cx).await?,
        "id": id,
        "edited": edited,
        "parent": cx.query.get("parent"),
        "desk": may(cx).await,
    }))
}

/// Makes or changes a class.
pub(super) async fn set(cx: Cx, form: Form) -> Result {
    let id = form.get("id").parse().unwrap_or(0);
    let class = match ClassForm::read(&form) {
        Ok(class) => class,
        Err(errors) => return class_again(&cx, id, &form, errors).await,
    };
    // Statistics and programs of others show it to everybody.
    let title = vec![Plain::line("title", "名称", &class.title)];
    let passed = match gate::pass(&cx.app, Stand::default(), title, form.get(WHY)).await {
        Ok(passed) => passed,
        Err(error) => return class_again(&cx, id, &form, error.mendable()?).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let set = match classes::set(&mut tx, &Ground::of(&cx.app), &cx.actor, id, &class).await {
        Ok(id) => passed.record(&mut tx, &Desk::of(&cx), "hotline.class.let", ("hotline.class", id)).await,
        Err(error) => Err(error),
    };
    match set {
        Ok(()) => done(&cx, tx, &form, CLASSES, "分类已保存。").await,
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            class_again(&cx, id, &form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn class_again(cx: &Cx, id: i64, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = class_data(cx, id).await?;
    cx.again("hotline/work_classes.html", class_page(), data, form, errors)
}

async fn done(cx: &Cx, tx: ::store::Tx, form: &Form, to: &str, words: &str) -> Result {
    let answer = cx.done(tx, form, to, words).await?;
    cx.app.cache.invalidate(CACHE);
    Ok(answer)
}

/// Closes a class, or opens it again.
pub(super) async fn turn(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    classes::turn(&mut tx, &Ground::of(&cx.app), &cx.actor, id).await?;
    done(&cx, tx, &form, CLASSES, "已更改。").await
}

/// The catalogue of dispatch.
pub(super) async fn catalogue(cx: Cx) -> Result {
    let data = duty_data(&cx).await?;
    cx.page("hotline/work_catalogue.html", duty_page(), data)
}

fn duty_page() -> Page {
    super::work("派单目录", "form")
}

async fn duty_data(cx: &Cx) -> std::result::Result<Value, Error> {
    let branches = tree(&store::classes(&mut cx.reader(), false).await?);
    let duties = store::duties(&mut cx.reader()).await?;
    let units = cx.app.identity.units().await?;
    let mut rows = Vec::with_capacity(duties.len());
    for branch in &branches {
        for duty in duties.iter().filter(|d| d.class_id == branch.id) {
            let unit = units.iter().find(|u| u.id == duty.unit_id);
            rows.push(json!({
                "id": duty.id,
                "class": branch.path,
                "duty": duty.duty,
                "unit": unit.map(|u| u.short_name.clone()),
                "closed": unit.is_none_or(|u| u.closed_on.is_some()),
                "basis": duty.basis,
                "changed": duty.changed_at.date().to_string(),
            }));
        }
    }
    Ok(json!({
        "rows": rows,
        "classes": super::class_options(cx).await?,
        "units": super::unit_options(cx, "").await?,
        "desk": may(cx).await,
    }))
}

/// Puts a row into the catalogue.
pub(super) async fn add_duty(cx: Cx, form: Form) -> Result {
    let duty = match DutyForm::read(&form) {
        Ok(duty) => duty,
        Err(errors) => return duty_again(&cx, &form, errors).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match classes::add_duty(&mut tx, &Ground::of(&cx.app), &cx.actor, &duty).await {
        Ok(_) => done(&cx, tx, &form, CATALOGUE, "已加入派单目录。").await,
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            duty_again(&cx, &form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn duty_again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = duty_data(cx).await?;
    cx.again("hotline/work_catalogue.html", duty_page(), data, form, errors)
}

/// Takes a row out of the catalogue.
pub(super) async fn drop_duty(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    classes::drop_duty(&mut tx, &Ground::of(&cx.app), &cx.actor, id).await?;
    done(&cx, tx, &form, CATALOGUE, "已从派单目录删去。").await
}
