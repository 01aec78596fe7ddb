//! One unit: its facts, the units under it, its posts with who holds them; changing, moving and closing it.

use base::{Error, FieldError};
use edition::Desk;
use edition::gate::{self, Stand, WHY};
use identity::{Unit, posts, units};
use serde_json::{Value, json};
use store::{Any, Query};
use web::{Cx, Form, Once, Page, Path, Result};

use super::holds::Has;
use super::units::{LET, as_typed, kind, kinds, read, said};
use super::{GRANT, POSTS, UNITS, unit_typed};
use crate::screens::{done, problems};

/// The unit with its posts.
pub async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let (head, data) = load(&cx, id).await?;
    cx.page("screens/unit.html", head, data)
}

/// The unit again after something could not be done.
pub(super) async fn again(cx: &Cx, id: i64, form: &Form, errors: Vec<FieldError>) -> Result {
    let (head, data) = load(cx, id).await?;
    cx.again("screens/unit.html", head, data, form, errors)
}

/// The way to a unit: all units above it.
pub(super) async fn head(
    q: &mut impl Query,
    title: &str,
    unit: &Unit,
    itself: bool,
) -> std::result::Result<Page, Error> {
    let mut page = Page::new(title).crumb("单位", "/work/organs");
    let above = unit.path.split('/').filter_map(|part| part.parse::<i64>().ok());
    for id in above.filter(|id| itself || *id != unit.id) {
        if let Some(above) = units::find(q, id).await? {
            page = page.crumb(above.short_name, format!("/work/organs/{id}"));
        }
    }
    Ok(page)
}

async fn load(cx: &Cx, id: i64) -> std::result::Result<(Page, Value), Error> {
    let mut reader = cx.app.db.reader();
    let unit = units::find(&mut reader, id).await?.ok_or(Error::Unseen)?;
    let under: Vec<Value> = units::children(&mut reader, Some(id))
        .await?
        .into_iter()
        .map(|unit| json!({ "id": unit.id, "name": unit.name, "code": unit.code, "kind": kind(&unit.kind) }))
        .collect();
    let mut rows = Vec::new();
    for post in posts::of_unit(&mut reader, id).await? {
        let roles = posts::roles(&mut reader, post.id).await?;
        let holders = posts::holders(&mut reader, post.id, cx.now).await?;
        rows.push(json!({
            "id": post.id,
            "title": post.title,
            "head": post.head,
            "holders": holders,
            "roles": super::roles::titles(&cx.app, &roles),
        }));
    }
    let has = Has::of(&cx.app, Any::Reader(&mut reader), id).await?;
    let page = head(&mut reader, &unit.name, &unit, false).await?;
    let data = json!({
        "unit": {
            "id": unit.id, "name": unit.name, "short_name": unit.short_name, "code": unit.code,
            "kind": kind(&unit.kind), "phone": unit.phone, "rank": unit.rank, "sign": unit.sign,
            "closed": unit.closed_on.map(|date| date.to_string()),
        },
        "under": under,
        "posts": rows,
        "has": has.words().join("、"),
        "may_edit": cx.actor.may(UNITS, Some(id)),
        "may_posts": cx.actor.may(POSTS, Some(id)),
        "may_grant": cx.actor.may(GRANT, Some(id)),
    });
    Ok((page, data))
}

/// The form with what is known of the unit.
pub async fn edit(cx: Cx, Path(id): Path<i64>) -> Result {
    let (head, data) = edit_load(&cx, id).await?;
    cx.page("screens/unit_edit.html", head, data)
}

async fn edit_load(cx: &Cx, id: i64) -> std::result::Result<(Page, Value), Error> {
    let mut reader = cx.app.db.reader();
    let unit = units::find(&mut reader, id).await?.ok_or(Error::Unseen)?;
    let page = head(&mut reader, "修改单位", &unit, true).await?;
    let data = json!({
        "unit": {
            "id": unit.id, "name": unit.name, "short_name": unit.short_name, "kind": unit.kind, "rank": unit.rank,
            "phone": unit.phone, "code": unit.code, "sign": unit.sign,
        },
        "kinds": kinds(),
    });
    Ok((page, data))
}

/// Changes names, kind, order, telephone and the sign of its numbers (机关代字).
pub async fn change(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let unit = units::find(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    let before = said(&as_typed(unit));
    let fresh = gate::fresh(said(&read(&form)), &before);
    let passed = match gate::pass(&cx.app, Stand::default(), fresh, form.get(WHY)).await {
        Ok(passed) => passed,
        Err(error) => return edit_again(&cx, id, &form, error).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let changed = match changed(&cx, &mut tx, id, &form).await {
        Ok(sign) => passed.record(&mut tx, &Desk::of(&cx), LET, ("unit", id)).await.map(|()| sign),
        wrong => wrong,
    };
    match changed {
        Ok(None) => done(&cx, tx, &form, &format!("/work/organs/{id}"), "已保存。").await,
        Ok(Some(sign)) => {
            let words = format!("已保存。名称改了，编号仍以“{sign}”开头，接着原来的顺序；要换的请修改机关代字。");
            done(&cx, tx, &form, &format!("/work/organs/{id}"), &words).await
        }
        Err(error) => {
            drop(tx);
            edit_again(&cx, id, &form, error).await
        }
    }
}

async fn edit_again(cx: &Cx, id: i64, form: &Form, error: Error) -> Result {
    let errors = problems(error)?;
    let (head, data) = edit_load(cx, id).await?;
    cx.again("screens/unit_edit.html", head, data, form, errors)
}

/// Gives the sign that the county keeps although its name begins otherwise now. A sign that is as it was shown is left to the name.
async fn changed(cx: &Cx, tx: &mut store::Tx, id: i64, form: &Form) -> std::result::Result<Option<String>, Error> {
    let before = units::find(tx, id).await?.ok_or(Error::Unseen)?.sign;
    let kept = units::change(tx, cx.app.identity.act(&cx.actor), id, &read(form)).await?;
    let typed = base::text::clean_line(form.get("sign"));
    if typed == before {
        return Ok(kept);
    }
    units::set_sign(tx, cx.app.identity.act(&cx.actor), id, &typed).await?;
    Ok(None)
}

/// Puts the unit under another one; an empty field makes it a root.
pub async fn move_under(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let moved = match unit_typed(&mut tx, "parent", form.get("parent")).await {
        Ok(parent) => {
            let act = cx.app.identity.act(&cx.actor);
            units::move_under(&mut tx, act, id, parent.map(|unit| unit.id)).await
        }
        Err(error) => Err(error),
    };
    match moved {
        Ok(()) => done(&cx, tx, &form, &format!("/work/organs/{id}"), "单位已移到新的上级之下。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, &form, problems(error)?).await
        }
    }
}

/// Closes the unit when it holds nothing any more.
pub async fn close(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let has = Has::of(&cx.app, Any::Tx(&mut tx), id).await?;
    match units::close(&mut tx, cx.app.identity.act(&cx.actor), id, &has.words()).await {
        Ok(()) => done(&cx, tx, &form, "/work/organs", "单位已撤销，编码不再使用。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, &form, problems(error)?).await
        }
    }
}
