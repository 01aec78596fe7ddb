//! `/work/hotline/{id}/correct`: the desk puts right what was taken down wrongly (更正登记信息).

use base::{Error, FieldError};
use counter::choice::values;
use matter::Ground;
use matter::store::Matter;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Path, Result};

use super::office::{finish, shown, visible};
use crate::actions::correct::{REASON_MAX, correct};
use crate::model::{KINDS, Order, Registered, URGENCIES};
use crate::process::DESK;

/// The order, for who may put it right.
async fn mine(cx: &Cx, id: i64) -> std::result::Result<(Matter, Order), Error> {
    let (matter, order) = visible(cx, id).await?;
    cx.actor.require(DESK, Some(matter.home_unit))?;
    Ok((matter, order))
}

/// The form.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let (matter, order) = mine(&cx, id).await?;
    let data = data(&cx, &matter, &order).await?;
    cx.page("hotline/work_correct.html", framed(&matter), data)
}

fn framed(matter: &Matter) -> Page {
    super::work("更正登记信息", "form").crumb(matter.number.clone(), format!("/work/hotline/{}", matter.id))
}

async fn data(cx: &Cx, matter: &Matter, order: &Order) -> std::result::Result<Value, Error> {
    let q = &mut cx.reader();
    let seen = shown(cx, matter, order).await?;
    let complained = match order.complained_unit {
        Some(unit) => identity::units::find(q, unit).await?.map_or_else(String::new, |u| u.short_name),
        None => String::new(),
    };
    Ok(json!({
        "base": format!("/work/hotline/{}", matter.id),
        "seen": matter.case()?.seq,
        "number": matter.number,
        "title": matter.title,
        "kind": order.kind,
        "urgency": order.urgency,
        "class": order.class_id,
        "town": order.town_id,
        "complained": complained,
        "confidential": order.confidential,
        "hidden": !seen.open,
        "phone": seen.phone,
        "place": if seen.open { seen.place.as_str() } else { "" },
        "kinds": KINDS,
        "urgencies": URGENCIES,
        "classes": super::class_options(cx).await?,
        "towns": super::unit_options(cx, "town").await?,
        "units": super::unit_options(cx, "").await?,
        "reason_max": REASON_MAX,
    }))
}

/// What was typed, and the reason. What the actor may not read stays as it is when nothing is typed.
async fn typed(cx: &Cx, order: &Order, open: bool, form: &Form) -> std::result::Result<(Registered, String), Error> {
    let mut check = Check::new(form);
    let mut right = Registered {
        kind: check.choice("kind", "诉求类别", &values(KINDS)).to_owned(),
        urgency: check.choice("urgency", "紧急程度", &values(URGENCIES)).to_owned(),
        class: check.id("class", "事项分类"),
        town: check.id("town", "乡镇"),
        confidential: check.yes("confidential"),
        phone: check.phone("phone", "来电号码", false),
        place: check.line("place", "事发地点", 0..=200),
        ..Registered::of(order)
    };
    if !open && right.phone.is_empty() {
        right.phone.clone_from(&order.phone);
    }
    if !open && right.place.is_empty() {
        right.place.clone_from(&order.place);
    }
    right.complained = super::complained(cx, &mut check).await?;
    let right = check.finish(right).map_err(Error::Invalid)?;
    Ok((right, form.get("reason").to_owned()))
}

/// Puts it right.
pub(super) async fn submit(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (matter, order) = mine(&cx, id).await?;
    match righted(&cx, &matter, &order, &form).await {
        Ok(remarks) => {
            cx.notice("good", "登记信息已更正。".to_owned());
            for remark in remarks {
                cx.notice("warn", remark);
            }
            cx.see_other(&format!("/work/hotline/{id}"))
        }
        Err(Error::Invalid(errors)) => again(&cx, &matter, &order, &form, errors).await,
        Err(error) => Err(error.into()),
    }
}

async fn righted(cx: &Cx, matter: &Matter, order: &Order, form: &Form) -> std::result::Result<Vec<String>, Error> {
    let open = shown(cx, matter, order).await?.open;
    let (right, reason) = typed(cx, order, open, form).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(Vec::new());
    }
    let seen = form.get("seen").parse().ok();
    let remarks = correct(&mut tx, &Ground::of(&cx.app), &cx.actor, order.id, &right, (&reason, seen)).await?;
    finish(cx, tx, form, order).await?;
    Ok(remarks)
}

async fn again(cx: &Cx, matter: &Matter, order: &Order, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, matter, order).await?;
    cx.again("hotline/work_correct.html", framed(matter), data, form, errors)
}

/// Where the desk puts an order right; empty for others.
pub(super) fn way(cx: &Cx, matter: &Matter) -> String {
    let may = cx.actor.may(DESK, Some(matter.home_unit));
    if may { format!("/work/hotline/{}/correct", matter.id) } else { String::new() }
}
