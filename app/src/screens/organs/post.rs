//! One post (岗位): who holds it and held it, its roles, its open work; making, changing and closing posts.

use base::{Error, FieldError, Moment};
use identity::{PostForm, posts, units};
use matter::store::Desks;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::unit::head;
use super::units::rank;
use super::{GRANT, POSTS, VIEW, renamed, roles};
use crate::screens::names::Names;
use crate::screens::{done, problems};

/// Past holdings shown, at most.
const HISTORY_MAX: usize = 50;

/// The post on which the official acts now.
pub async fn own(cx: Cx) -> Result {
    let post = cx.actor.staff()?.post;
    cx.see_other(&format!("/work/posts/{post}"))
}

/// The post, for administrators and for who holds it.
pub async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    if !cx.actor.may(VIEW, None) && cx.actor.staff()?.post != id {
        return Err(Error::Unseen.into());
    }
    let (head, data) = load(&cx, id).await?;
    cx.page("screens/post.html", head, data)
}

/// The post again after something could not be done.
pub(super) async fn again(cx: &Cx, id: i64, form: &Form, errors: Vec<FieldError>) -> Result {
    let (head, data) = load(cx, id).await?;
    cx.again("screens/post.html", head, data, form, errors)
}

async fn load(cx: &Cx, id: i64) -> std::result::Result<(Page, Value), Error> {
    let mut reader = cx.app.db.reader();
    let post = posts::find(&mut reader, id).await?.ok_or(Error::Unseen)?;
    let unit = units::find(&mut reader, post.unit_id).await?.ok_or(Error::Unseen)?;
    let keys = posts::roles(&mut reader, id).await?;
    let holders = posts::holders(&mut reader, id, cx.now).await?;
    let history: Vec<_> = posts::history(&mut reader, id).await?.into_iter().take(HISTORY_MAX).collect();
    let people = history.iter().flat_map(|holding| [Some(holding.person_id), holding.by_person]).flatten().collect();
    let names = Names::load(&mut reader, people, false).await?;
    let history: Vec<Value> = history
        .iter()
        .map(|holding| {
            json!({
                "name": names.person(Some(holding.person_id)),
                "kind": if holding.kind == "acting" { "委托代理" } else { "任职" },
                "from": holding.from_at.minutes(),
                "to": holding.to_at.map(Moment::minutes),
                "by": holding.by_person.map_or("系统".to_owned(), |by| names.person(Some(by))),
            })
        })
        .collect();
    let desks = roles::verbs(&cx.app, &keys);
    let served = Desks::Served { post: id, unit: post.unit_id, desks: &desks };
    let open_work = matter::store::count_open_tasks(&mut reader, served).await?;
    // A post without roles is staffed by the system administrator, one with roles by the security administrator.
    let staffing = if keys.is_empty() { POSTS } else { GRANT };
    let own = cx.actor.staff().is_ok_and(|staff| {
        staff.post == id && holders.iter().any(|holder| holder.person == staff.person && !holder.acting)
    });
    let may_staff = cx.actor.may(staffing, Some(post.unit_id));
    // The way leads through the units only for those who may look at them.
    let page = match cx.actor.may(VIEW, None) {
        true => head(&mut reader, &post.title, &unit, true).await?,
        false => Page::new(post.title.clone()),
    };
    let data = json!({
        "post": {
            "id": id, "title": post.title, "head": post.head, "rank": post.rank,
            "closed": post.closed_on.map(|date| date.to_string()),
        },
        "unit": { "id": unit.id, "name": unit.short_name },
        "roles": roles::titles(&cx.app, &keys),
        "holders": holders,
        "history": history,
        "open_work": open_work,
        "may_edit": cx.actor.may(POSTS, Some(post.unit_id)),
        "may_staff": may_staff,
        "may_grant": cx.actor.may(GRANT, Some(post.unit_id)),
        "may_view": cx.actor.may(VIEW, None),
        "may_delegate": own || may_staff,
        "staffed_by": if keys.is_empty() { "系统管理员" } else { "安全管理员" },
        "today": cx.now.date().to_string(),
    });
    Ok((page, data))
}

fn read(form: &Form) -> PostForm {
    PostForm { title: form.get("post_title").to_owned(), head: form.get("head") == "1", rank: rank(form) }
}

/// Makes a post in a unit.
pub async fn create(cx: Cx, Path(unit): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match posts::create(&mut tx, cx.app.identity.act(&cx.actor), unit, &read(&form)).await {
        Ok(id) => done(&cx, tx, &form, &format!("/work/posts/{id}"), "岗位已设立，请安排任职。").await,
        Err(error) => {
            drop(tx);
            let errors = renamed(problems(error)?, &[("title", "post_title")]);
            super::unit::again(&cx, unit, &form, errors).await
        }
    }
}

/// Changes title, order and whether it is the head's.
pub async fn change(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match posts::change(&mut tx, cx.app.identity.act(&cx.actor), id, &read(&form)).await {
        Ok(()) => done(&cx, tx, &form, &format!("/work/posts/{id}"), "已保存。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, &form, renamed(problems(error)?, &[("title", "post_title")])).await
        }
    }
}

/// Closes the post when nobody holds it and nothing was given to it.
pub async fn close(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let unit = posts::find(&mut tx, id).await?.ok_or(Error::Unseen)?.unit_id;
    let open_work = matter::store::count_open_tasks(&mut tx, Desks::Post(id)).await?;
    match posts::close(&mut tx, cx.app.identity.act(&cx.actor), id, open_work).await {
        Ok(()) => done(&cx, tx, &form, &format!("/work/organs/{unit}"), "岗位已撤销。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, &form, problems(error)?).await
        }
    }
}
