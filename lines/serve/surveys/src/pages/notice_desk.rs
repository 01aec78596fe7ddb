//! `/work/surveys/notices`: public notices for those who write and approve them, and the matters of objections.

use ::store::Tx;
use ::store::long::{LOOK, Turn, civil_date};
use base::{Error, FieldError};
use counter::{Scope, choice, desk};
use edition::gate::WHY;
use matter::Ground;
use matter::store::Matter;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Path, Result};

use super::editor::first;
use crate::model::notice::{Announcing, KINDS, Notice, OUTCOMES, Objection};
use crate::model::{Limits, state};
use crate::process::{APPROVE, KEEP, OBJECTION, tone};
use crate::review::Announced;
use crate::store::{self, Noticed};
use crate::{CACHE, notice, objection, review};

fn framed(title: &str, kind: &str) -> Page {
    Page::new(title).kind(kind).crumb("公示", "/work/surveys/notices")
}

/// The list.
pub(super) async fn list(cx: Cx) -> Result {
    let day = |name: &str| cx.query.get(name).parse().ok();
    let wanted = Noticed {
        scope: super::scope(&cx),
        states: if cx.query.get("count") == "opened" { crate::figures::OPENED } else { &[] },
        kind: choice::known(KINDS, cx.query.get("kind")),
        unit: cx.query.int("unit"),
        from: day("from"),
        to: day("to"),
    };
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let (found, total) = store::notices(&mut cx.reader(), &wanted, &turn, rows + 1).await?;
    let found = found.shown(&turn, true, rows, |r| [r.opens_on.into(), r.id.into()]);
    let data = json!({
        "rows": found.rows.iter().map(|r| super::notices::row(r, "/work/surveys/notices")).collect::<Vec<_>>(),
        "total": total.of("件"),
        "prev": desk::way(&cx, "before", found.prev.as_deref()),
        "next": desk::way(&cx, "after", found.next.as_deref()),
        "looked": if found.stopped { LOOK } else { 0 },
        "kinds": KINDS,
        "units": super::unit_options(&cx).await?,
        "chosen": { "kind": cx.query.get("kind"), "unit": cx.query.get("unit") },
        "keep": cx.actor.may(KEEP, None),
    });
    cx.page("surveys/work_notices.html", super::inside("公示", "list"), data)
}

/// The notice `id`, when the actor sees its unit.
async fn seen(cx: &Cx, id: i64) -> std::result::Result<Notice, Error> {
    let notice = store::notice(&mut cx.reader(), id).await?;
    match super::scope(cx) {
        Scope::Units(units) if !units.contains(&notice.unit_id) => Err(Error::Unseen),
        _ => Ok(notice),
    }
}

fn form_data(cx: &Cx, notice: Option<&Notice>) -> std::result::Result<Value, Error> {
    let today = cx.now.date();
    Ok(json!({
        "n": notice,
        "kinds": KINDS,
        "limits": Limits::at(&cx.app.rules(), today)?,
        "today": today.to_string(),
        "to": notice.map_or_else(|| "/work/surveys/notices/new".to_owned(), |n| format!("/work/surveys/notices/{}/edit", n.id)),
    }))
}

/// A new notice.
pub(super) async fn new(cx: Cx) -> Result {
    let data = form_data(&cx, None)?;
    cx.page("surveys/work_notice_form.html", framed("新建公示", "form"), data)
}

/// A draft to be changed.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let notice = seen(&cx, id).await?;
    let data = form_data(&cx, Some(&notice))?;
    cx.page("surveys/work_notice_form.html", framed(&notice.title, "form"), data)
}

/// Drafts the new notice for the actor's unit.
pub(super) async fn create(cx: Cx, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    keep(cx, None, form, Some(unit)).await
}

/// Writes a draft.
pub(super) async fn save(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let notice = seen(&cx, id).await?;
    keep(cx, Some(notice), form, None).await
}

async fn keep(cx: Cx, old: Option<Notice>, form: Form, unit: Option<i64>) -> Result {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let wrong = |errors: Vec<FieldError>| {
        let title = old.as_ref().map_or("新建公示", |n| n.title.as_str());
        cx.again("surveys/work_notice_form.html", framed(title, "form"), form_data(&cx, old.as_ref())?, &form, errors)
    };
    let new = match Announcing::read(&limits, cx.now.date(), Check::new(&form)) {
        Ok(new) => new,
        Err(errors) => return wrong(errors),
    };
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let ground = Ground::of(&cx.app);
    let done = match (&old, unit) {
        (Some(old), _) => match review::as_seen::<Notice>(&mut tx, old.id, form.get("seen")).await {
            Ok(()) => notice::save(&mut tx, &ground, &cx.actor, old.id, &new).await.map(|()| old.id),
            Err(faster) => Err(faster),
        },
        (None, unit) => notice::create(&mut tx, &ground, &cx.actor, unit.unwrap_or(0), &new).await,
    };
    match done {
        Ok(id) => cx.done(tx, &form, &format!("/work/surveys/notices/{id}"), "草稿已保存，核对后提交审核。").await,
        Err(error) => {
            tx.rollback().await?;
            wrong(super::problems(error)?)
        }
    }
}

/// One notice: what it says, what may be done, objections to it.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let notice = seen(&cx, id).await?;
    let data = data(&cx, &notice).await?;
    cx.page("surveys/work_notice.html", framed(&notice.title, "article"), data)
}

async fn data(cx: &Cx, notice: &Notice) -> std::result::Result<Value, Error> {
    let (title, tone) = state(&notice.state);
    let approves = cx.actor.may(APPROVE, Some(notice.unit_id));
    let objections = store::objections(&mut cx.reader(), notice.id).await?;
    let row = |(matter, number, on, outcome): &(i64, String, String, String)| {
        let ended = choice::title(OUTCOMES, outcome);
        json!({
            "href": format!("/work/surveys/matters/{matter}"), "number": number, "on": on,
            "outcome": if ended.is_empty() { "正在办理" } else { ended },
        })
    };
    Ok(json!({
        "n": notice,
        "base": format!("/work/surveys/notices/{}", notice.id),
        "state": title,
        "tone": tone,
        "facts": [
            { "name": "类别", "value": choice::title(KINDS, &notice.kind) },
            { "name": "单位", "value": super::unit_name(cx, notice.unit_id).await? },
            { "name": "公示期", "value": super::lasts((notice.opens_on, notice.closes_on), notice.first_end) },
        ],
        "draft": notice.state == "draft" && cx.actor.may(KEEP, Some(notice.unit_id)),
        "pass": notice.state == "review" && approves,
        "own": store::has_written(&mut cx.reader(), Notice::SUBJECT, notice.id, cx.actor.person()).await?,
        "withdraw": notice.is_public() && approves,
        "extend": matches!(notice.state.as_str(), "approved" | "open") && approves,
        "public_href": notice.is_public().then(|| format!("/surveys/notices/{}", notice.id)),
        "objections": objections.iter().map(row).collect::<Vec<_>>(),
    }))
}

/// Hands in, approves, sends back or withdraws.
pub(super) async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let notice = seen(&cx, id).await?;
    let said = match action.as_str() {
        "submit" => match review::read(&cx.app, &notice, form.get(WHY)).await {
            Ok(said) => said,
            Err(error) => return again(&cx, id, &form, super::problems(error)?).await,
        },
        _ => review::Said::default(),
    };
    let passed = match review::reason(&cx.app, &form, &action).await {
        Ok(passed) => passed,
        Err(error) => return again(&cx, id, &form, super::problems(error)?).await,
    };
    let mut tx = match first(&cx, &form).await? {
        Ok(tx) => tx,
        Err(to) => return cx.see_other(&to),
    };
    let ground = Ground::of(&cx.app);
    let (done, words) = match action.as_str() {
        "submit" => (review::submit::<Notice>(&mut tx, &ground, &cx.actor, id, &said).await, "已提交审核。"),
        "approve" => {
            // What is approved is what was read.
            let done = match review::as_seen::<Notice>(&mut tx, id, form.get("seen")).await {
                Ok(()) => review::approve::<Notice>(&mut tx, &ground, &cx.actor, id).await,
                faster => faster,
            };
            (done, "已审核，到开始日期自动公示。")
        }
        "reject" => {
            (review::reject::<Notice>(&mut tx, &ground, &cx.actor, id, form.get("reason")).await, "已退回修改。")
        }
        "extend" => {
            let (to, why) = (form.get("longer_to"), form.get("longer_why"));
            (review::extend::<Notice>(&mut tx, &ground, &cx.actor, id, (to, why)).await, "期限已延长。")
        }
        "withdraw" => {
            (review::withdraw::<Notice>(&mut tx, &ground, &cx.actor, id, form.get("why")).await, "已从网站撤下。")
        }
        _ => (Err(Error::Unseen), ""),
    };
    let done = match done {
        Ok(()) => review::let_through::<Notice>(&mut tx, &cx, id, &passed).await,
        wrong => wrong,
    };
    ended(&cx, tx, &notice, &form, done, words).await
}

async fn ended(
    cx: &Cx,
    tx: Tx,
    notice: &Notice,
    form: &Form,
    done: std::result::Result<(), Error>,
    words: &str,
) -> Result {
    match done {
        Ok(()) => {
            let answer = cx.done(tx, form, &format!("/work/surveys/notices/{}", notice.id), words).await?;
            cx.app.cache.invalidate(CACHE);
            Ok(answer)
        }
        Err(error) => {
            let errors = super::problems(error)?;
            tx.rollback().await?;
            again(cx, notice.id, form, errors).await
        }
    }
}

/// The notice once more with what was wrong.
async fn again(cx: &Cx, id: i64, form: &Form, errors: Vec<FieldError>) -> Result {
    let notice = store::notice(&mut cx.reader(), id).await?;
    let data = data(cx, &notice).await?;
    cx.again("surveys/work_notice.html", framed(&notice.title, "article"), data, form, errors)
}

/// The notice of the objection that is the matter `id`, when the actor sees it.
pub(super) async fn visible(cx: &Cx, id: i64) -> std::result::Result<(Notice, Objection), Error> {
    let found = store::objection_of(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    Ok((seen(cx, found.notice_id).await?, found))
}

/// The page of an objection.
pub(super) async fn objection_page(cx: &Cx, id: i64) -> Result {
    let (notice, found) = visible(cx, id).await?;
    let matter = matter::view::open(cx, id).await?;
    let data = objection_data(cx, &matter, &notice, &found).await?;
    cx.page("surveys/work_objection.html", objection_head(&notice), data)
}

fn objection_head(notice: &Notice) -> Page {
    framed("异议", "article").crumb(notice.title.clone(), format!("/work/surveys/notices/{}", notice.id))
}

async fn objection_data(
    cx: &Cx,
    matter: &Matter,
    notice: &Notice,
    found: &Objection,
) -> std::result::Result<Value, Error> {
    let review = matter.state == "review";
    Ok(json!({
        "m": matter::view::of(cx, matter).await?,
        "n": notice,
        "o": found,
        "state": OBJECTION.state_title(&matter.state),
        "tone": tone(&matter.state),
        "draft": if review { found.draft.as_str() } else { "" },
        "draft_outcome": if review { choice::title(OUTCOMES, &found.draft_outcome) } else { "" },
        "outcome": choice::title(OUTCOMES, &found.outcome),
        "satisfaction": counter::rating::level(found.satisfaction),
        "facts": [{ "name": "姓名", "value": found.name }, { "name": "电话", "value": found.phone }],
    }))
}

/// An act on an objection.
pub(super) async fn objection_act(cx: &Cx, id: i64, action: &str, form: &Form) -> Result {
    let (notice, found) = visible(cx, id).await?;
    match carry_out(cx, &found, action, form).await {
        Ok(title) => {
            cx.notice("good", format!("已{title}。"));
            cx.see_other(&format!("/work/surveys/matters/{id}"))
        }
        Err(Error::Invalid(errors)) => {
            let matter = matter::store::matter(&mut cx.reader(), id).await?;
            let data = objection_data(cx, &matter, &notice, &found).await?;
            cx.again("surveys/work_objection.html", objection_head(&notice), data, form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

async fn carry_out(cx: &Cx, found: &Objection, action: &str, form: &Form) -> std::result::Result<&'static str, Error> {
    let spec = OBJECTION.action(action).ok_or(Error::Unseen)?;
    let given = matter::form::input(cx, &OBJECTION, spec, form).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(spec.title);
    }
    for file in &given.files {
        ::store::files::record(&mut tx, &file.digest, file.size, &file.media_type, cx.now).await?;
    }
    objection::act(&mut tx, &Ground::of(&cx.app), &cx.actor, found.id, action, given).await?;
    cx.once_done(&mut tx, form, &format!("/work/surveys/matters/{}", found.matter_id)).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    cx.app.cache.invalidate(CACHE);
    Ok(spec.title)
}
