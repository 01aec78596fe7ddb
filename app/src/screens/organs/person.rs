//! One person: account, posts held, and what the administrators do with the account.

use base::{Error, FieldError, Moment};
use identity::{people, posts, units};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::people::{read, state};
use super::{PEOPLE, UNLOCK};
use crate::screens::sessions::VERB as SESSIONS;
use crate::screens::{done, problems};

/// Posts shown of one person, at most.
const POSTS_MAX: usize = 50;

/// The person with the posts held.
pub async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let (head, data) = load(&cx, id).await?;
    cx.page("screens/person.html", head, data)
}

async fn again(cx: &Cx, id: i64, form: &Form, errors: Vec<FieldError>) -> Result {
    let (head, data) = load(cx, id).await?;
    cx.again("screens/person.html", head, data, form, errors)
}

async fn load(cx: &Cx, id: i64) -> std::result::Result<(Page, Value), Error> {
    let mut reader = cx.app.db.reader();
    let person = people::find(&mut reader, id).await?.ok_or(Error::Unseen)?;
    let mut held = Vec::new();
    for holding in posts::held_by(&mut reader, id, cx.now).await?.into_iter().take(POSTS_MAX) {
        let Some(post) = posts::find(&mut reader, holding.post_id).await? else { continue };
        let unit = units::find(&mut reader, post.unit_id).await?;
        held.push(json!({
            "post": post.id,
            "title": post.title,
            "unit": unit.map(|unit| unit.short_name).unwrap_or_default(),
            "unit_id": post.unit_id,
            "acting": holding.kind == "acting",
            "from": holding.from_at.minutes(),
            "to": holding.to_at.map(Moment::minutes),
        }));
    }
    let (words, tone) = state(cx, &person);
    let may_edit = cx.actor.may(PEOPLE, None);
    let data = json!({
        "person": {
            "id": person.id, "name": person.name, "login": person.login,
            "phone": if may_edit { person.phone.clone() } else { base::redact::mask(&person.phone) },
            "state": words, "tone": tone,
            "disabled": person.disabled_at.is_some(),
            "locked": person.locked_until.filter(|until| *until > cx.now).map(Moment::minutes),
            "changed": person.password_changed_at.map(Moment::minutes),
            "totp": person.totp_confirmed_at.is_some(),
        },
        "held": held,
        "own": cx.actor.person() == Some(id),
        "may_edit": may_edit,
        "may_unlock": cx.actor.may(UNLOCK, None),
        "may_issue": may_edit || cx.actor.may(UNLOCK, None),
        "may_sessions": cx.actor.may(SESSIONS, None),
    });
    let page = Page::new(person.name).crumb("人员", "/work/people");
    Ok((page, data))
}

/// Changes name and telephone.
pub async fn change(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let changed = people::change(&mut tx, cx.app.identity.act(&cx.actor), id, &read(&form)).await;
    match changed {
        Ok(()) => done(&cx, tx, &form, &format!("/work/people/{id}"), "已保存。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, &form, problems(error)?).await
        }
    }
}

/// Switches the account off.
pub async fn disable(cx: Cx, id: Path<i64>, form: Form) -> Result {
    set_disabled(cx, id, form, true, "账号已停用，登录已全部结束。").await
}

/// Switches the account on again.
pub async fn enable(cx: Cx, id: Path<i64>, form: Form) -> Result {
    set_disabled(cx, id, form, false, "账号已恢复。").await
}

async fn set_disabled(cx: Cx, Path(id): Path<i64>, form: Form, disabled: bool, words: &str) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match people::set_disabled(&mut tx, cx.app.identity.act(&cx.actor), id, disabled).await {
        Ok(()) => done(&cx, tx, &form, &format!("/work/people/{id}"), words).await,
        Err(error) => {
            drop(tx);
            again(&cx, id, &form, problems(error)?).await
        }
    }
}

/// Lifts a lock-out.
pub async fn unlock(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match people::unlock(&mut tx, cx.app.identity.act(&cx.actor), id).await {
        Ok(()) => done(&cx, tx, &form, &format!("/work/people/{id}"), "已解除锁定。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, &form, problems(error)?).await
        }
    }
}

/// Gives out a password that is shown once, on this answer and nowhere else.
pub async fn issue(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let to = format!("/work/people/{id}");
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        cx.notice("warn", "密码只显示一次。没有记下的，请重新发放。");
        return cx.see_other(&to);
    }
    cx.once_done(&mut tx, &form, &to).await?;
    tx.commit().await?;
    let person = people::find(&mut cx.app.db.reader(), id).await?.ok_or(Error::Unseen)?;
    match cx.app.identity.issue_password(&cx.actor, id).await {
        Ok(password) => {
            let page = Page::new("首次登录的密码").crumb("人员", "/work/people").crumb(person.name.clone(), to.clone());
            let data = json!({ "name": person.name, "login": person.login, "password": password, "back": to });
            cx.page("screens/person_password.html", page, data)
        }
        Err(error) => again(&cx, id, &form, problems(error)?).await,
    }
}
