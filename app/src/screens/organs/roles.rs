//! `/work/roles` 角色授权: all roles with what they allow, and the form that gives roles to a post.

use base::{Error, FieldError};
use identity::grants::is_administrator;
use identity::{Scope, posts, units};
use serde_json::{Value, json};
use web::{App, Cx, Form, Once, Page, Path, Result};

use super::GRANT;
use super::unit::head;
use crate::screens::{done, problems};

/// Chinese names of roles; a role that nobody declares any more stands under its key.
pub(super) fn titles(app: &App, keys: &[String]) -> Vec<String> {
    let all = app.identity.roles();
    keys.iter().map(|key| all.get(key).map_or_else(|| key.clone(), |role| role.title.to_owned())).collect()
}

/// The verbs of roles, which are also the desks at which their work lies.
pub(super) fn verbs(app: &App, keys: &[String]) -> Vec<&'static str> {
    let all = app.identity.roles();
    keys.iter().filter_map(|key| all.get(key)).flat_map(|role| role.verbs).copied().collect()
}

/// All roles.
pub async fn list(cx: Cx) -> Result {
    let rows: Vec<Value> = cx
        .app
        .identity
        .roles()
        .iter()
        .map(|role| {
            json!({
                "key": role.key,
                "title": role.title,
                "scope": if role.scope == Scope::County { "全县" } else { "本单位及下级" },
                "verbs": role.verbs,
                "administrator": is_administrator(role.key),
            })
        })
        .collect();
    cx.page("screens/roles.html", Page::new("角色"), json!({ "rows": rows }))
}

/// The roles of one post.
pub async fn edit(cx: Cx, Path(id): Path<i64>) -> Result {
    let (head, data) = load(&cx, id).await?;
    cx.page("screens/role_grant.html", head, data)
}

async fn load(cx: &Cx, id: i64) -> std::result::Result<(Page, Value), Error> {
    let mut reader = cx.app.db.reader();
    let post = posts::find(&mut reader, id).await?.ok_or(Error::Unseen)?;
    let unit = units::find(&mut reader, post.unit_id).await?.ok_or(Error::Unseen)?;
    let has = posts::roles(&mut reader, id).await?;
    let holders = posts::holders(&mut reader, id, cx.now).await?;
    let options: Vec<Value> = cx
        .app
        .identity
        .roles()
        .iter()
        .map(|role| {
            let reach = if role.scope == Scope::County { "全县" } else { "本单位及下级" };
            json!({ "value": role.key, "title": role.title, "hint": format!("范围：{reach}") })
        })
        .collect();
    let page = head(&mut reader, &format!("授予角色：{}", post.title), &unit, true).await?;
    let data = json!({
        "post": { "id": id, "title": post.title, "unit": unit.short_name },
        "holders": holders,
        "options": options,
        "has": has,
        "titles": titles(&cx.app, &has),
        "may_grant": cx.actor.may(GRANT, Some(unit.id)) && post.closed_on.is_none(),
    });
    Ok((page, data))
}

/// Gives the post exactly the roles that were chosen.
pub async fn set(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let chosen: Vec<String> = form.all("roles").into_iter().map(str::to_owned).collect();
    let act = cx.app.identity.act(&cx.actor);
    match posts::set_roles(&mut tx, act, cx.app.identity.roles(), id, &chosen).await {
        Ok(()) => done(&cx, tx, &form, &format!("/work/posts/{id}"), "授权已更新，对任职人员立即生效。").await,
        Err(error) => {
            drop(tx);
            let errors = problems(error)?.into_iter().map(|error| FieldError::new("roles", error.message)).collect();
            let (head, data) = load(&cx, id).await?;
            cx.again("screens/role_grant.html", head, data, &form, errors)
        }
    }
}
