//! `/surveys/notices`: public notices for everybody, objecting to them, how an objection stands.

use ::store::long::{LOOK, Turn, civil_date};
use base::{Error, FieldError};
use counter::page::{self, Sent};
use counter::{choice, desk};
use matter::Ground;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Path, Result};

use crate::model::notice::{KINDS, Notice, OUTCOMES, Objecting, Objection};
use crate::model::{Limits, state};
use crate::store::{self, NoticeRow, Noticed};
use crate::{CACHE, OBJECTIONS, objection};

/// States of what runs, or is about to.
const RUNNING: &[&str] = &["approved", "open"];
/// States of what is over.
const OVER: &[&str] = &["closed"];

fn framed(title: &str, kind: &str) -> Page {
    let page = Page::new(title).kind(kind).crumb("公示", "/surveys/notices");
    page.column_of("公示", "通知公告", "公示和异议的办理结果")
}

/// The list: what runs, and what is over.
pub(super) async fn list(cx: Cx) -> Result {
    cx.depends(CACHE);
    let closed = cx.query.get("tab") == "closed";
    let wanted = |states| Noticed {
        states,
        kind: choice::known(KINDS, cx.query.get("kind")),
        unit: cx.query.int("unit"),
        ..Noticed::default()
    };
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let states = if closed { OVER } else { RUNNING };
    let (found, total) = store::notices(&mut cx.reader(), &wanted(states), &turn, rows + 1).await?;
    let found = found.shown(&turn, true, rows, |r| [r.opens_on.into(), r.id.into()]);
    let mut tabs = Vec::new();
    for (title, states, href, current) in
        [("正在公示", RUNNING, "/surveys/notices", !closed), ("往期公示", OVER, "/surveys/notices?tab=closed", closed)]
    {
        let (_, count) = store::notices(&mut cx.reader(), &wanted(states), &Turn::First, 1).await?;
        tabs.push(json!({ "title": title, "href": href, "current": current, "count": count.words() }));
    }
    let data = json!({
        "tabs": tabs,
        "closed": closed,
        "rows": found.rows.iter().map(|r| row(r, "/surveys/notices")).collect::<Vec<_>>(),
        "total": total.of("件"),
        "prev": desk::way(&cx, "before", found.prev.as_deref()),
        "next": desk::way(&cx, "after", found.next.as_deref()),
        "looked": if found.stopped { LOOK } else { 0 },
        "kinds": KINDS,
        "units": super::unit_options(&cx).await?,
        "chosen": { "kind": cx.query.get("kind"), "unit": cx.query.get("unit") },
    });
    cx.page("surveys/notices.html", Page::new("公示").kind("list").crumb("征集调查", "/surveys"), data)
}

/// One line of a list.
pub(super) fn row(r: &NoticeRow, at: &str) -> Value {
    let (title, tone) = state(&r.state);
    json!({
        "href": format!("{at}/{}", r.id), "title": r.title, "kind": choice::title(KINDS, &r.kind), "unit": r.unit,
        "opens": r.opens_on.to_string(), "closes": r.closes_on.to_string(),
        "state": if r.state == "open" { "正在公示" } else { title }, "tone": tone, "objections": r.objections,
    })
}

/// The notice `id`, when the public sees it; one that was withdrawn is gone.
async fn open_to_all(cx: &Cx, id: i64) -> std::result::Result<Notice, Error> {
    let notice = store::notice(&mut cx.reader(), id).await?;
    match notice.withdrawn_at {
        Some(at) => Err(Error::Gone(format!("“{}”已于 {} 撤下：{}", notice.title, at.date(), notice.withdrawn_why))),
        None if notice.is_public() => Ok(notice),
        None => Err(Error::Unseen),
    }
}

/// How many objections ended how, in words with counts.
pub(super) async fn outcomes(cx: &Cx, notice: i64) -> std::result::Result<Value, Error> {
    let counts = store::outcomes(&mut cx.reader(), notice).await?;
    let of = |key: &str| counts.iter().find(|(k, _)| k == key).map_or(0, |(_, n)| *n);
    let mut words: Vec<Value> =
        OUTCOMES.iter().map(|o| json!({ "name": o.title, "value": format!("{} 件", of(o.value)) })).collect();
    words.push(json!({ "name": "正在办理", "value": format!("{} 件", of("")) }));
    let all: i64 = counts.iter().map(|(_, n)| n).sum();
    Ok(json!({ "all": all, "words": words }))
}

/// One notice: period, text, how to object, what came of objections.
pub(super) async fn notice(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let notice = open_to_all(&cx, id).await?;
    let unit = super::unit_name(&cx, notice.unit_id).await?;
    let (title, tone) = state(&notice.state);
    let mut page = framed(&notice.title, "article");
    page.article = Some(web::Article {
        title: notice.title.clone(),
        published: notice.decided_at.map_or_else(String::new, base::Moment::minutes),
        source: unit.clone(),
        author: String::new(),
        keywords: choice::title(KINDS, &notice.kind).to_owned(),
    });
    let data = json!({
        "n": notice, "unit": unit, "kind": choice::title(KINDS, &notice.kind),
        "state": if notice.state == "open" { "正在公示" } else { title }, "tone": tone,
        "span": super::lasts((notice.opens_on, notice.closes_on), notice.first_end),
        "open": notice.state == "open",
        "outcomes": outcomes(&cx, id).await?,
    });
    cx.page("surveys/notice.html", page, data)
}

fn head(notice: &Notice) -> Page {
    framed("提出异议", "form").crumb(notice.title.clone(), format!("/surveys/notices/{}", notice.id)).noindex()
}

/// The form of an objection; outside the period the page of the notice, which says so.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let notice = match objectionable(&cx, id).await {
        Err(Error::Refused(_)) => return cx.see_other(&format!("/surveys/notices/{id}")),
        notice => notice?,
    };
    let data = form_data(&cx, &notice)?;
    Ok(page::kept(cx.page("surveys/object.html", head(&notice), data)?))
}

async fn objectionable(cx: &Cx, id: i64) -> std::result::Result<Notice, Error> {
    let notice = open_to_all(cx, id).await?;
    if objection::is_open(&Ground::of(&cx.app), &notice) {
        return Ok(notice);
    }
    let words = format!("公示期是 {} 至 {}，现在不能提出异议。", notice.opens_on, notice.closes_on);
    Err(Error::refused("surveys.closed", words))
}

fn form_data(cx: &Cx, notice: &Notice) -> std::result::Result<Value, Error> {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    Ok(json!({ "n": notice, "limits": limits, "to": cx.path, "challenge": cx.challenge() }))
}

/// Takes the objection.
pub(super) async fn submit(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let notice = objectionable(&cx, id).await?;
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    let mut check = Check::new(&form);
    cx.check_challenge(&form, &mut check);
    let done = match Objecting::read(&limits, check) {
        Ok(objecting) => take(&cx, &form, &notice, &objecting).await,
        Err(errors) => page::taken_before(&cx, &form, errors).await,
    };
    match page::sent(&cx, &OBJECTIONS, done)? {
        Sent::On(answer) => Ok(answer),
        Sent::Wrong(errors) => {
            let mut data = form_data(&cx, &notice)?;
            data["challenge"] = json!(cx.challenge_again(&form));
            cx.again("surveys/object.html", head(&notice), data, &form, errors)
        }
    }
}

async fn take(cx: &Cx, form: &Form, notice: &Notice, objecting: &Objecting) -> std::result::Result<String, Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(location) = cx.once(&mut tx, form).await? {
        return Ok(location);
    }
    cx.spend_challenge(&mut tx, form).await?;
    let actor = if cx.actor.citizen().is_ok() { &cx.actor } else { &identity::Actor::Anonymous };
    let taken = objection::object(&mut tx, &Ground::of(&cx.app), actor, notice, objecting).await?;
    let location = format!("/surveys/objections/receipt/{}", taken.token);
    cx.once_done(&mut tx, form, &location).await?;
    tx.commit().await?;
    Ok(location)
}

fn private(title: &str) -> Page {
    framed(title, "page").noindex()
}

/// The receipt: number, query code, due date, proof. Open for half an hour.
pub(super) async fn receipt(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, query_code) = OBJECTIONS.receipt(&mut cx.reader(), &token, cx.now).await?;
    let found = store::objection(&mut cx.reader(), id).await?;
    let status = objection::status(&mut cx.reader(), &Ground::of(&cx.app), &found).await?;
    let data = json!({ "receipt": page::receipt(&cx, &status.number, &query_code)?, "status": status });
    cx.page("surveys/object_receipt.html", private("异议回执"), data)
}

/// The proof of arrival as a file.
pub(super) async fn proof(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, _) = OBJECTIONS.receipt(&mut cx.reader(), &token, cx.now).await?;
    let found = store::objection(&mut cx.reader(), id).await?;
    page::proof(&cx, found.entry_id, found.matter_id).await
}

/// Asking by number and query code.
pub(super) async fn query(cx: Cx) -> Result {
    let data = page::asking(&cx, &[&OBJECTIONS], cx.query.get("number")).await?;
    cx.page("surveys/object_query.html", private("查询异议"), data)
}

/// How it stands.
pub(super) async fn show(cx: Cx, form: Form) -> Result {
    let found = objection::find(&mut cx.reader(), form.get("number"), form.get("code")).await;
    match found {
        Ok(found) => status(&cx, &form, &found, "", Vec::new()).await,
        Err(Error::Invalid(errors)) => unknown(&cx, &form, errors).await,
        Err(error) => Err(error.into()),
    }
}

async fn status(cx: &Cx, form: &Form, found: &Objection, said: &str, errors: Vec<FieldError>) -> Result {
    let status = objection::status(&mut cx.reader(), &Ground::of(&cx.app), found).await?;
    let shown = ("surveys/object_status.html", private("异议办理情况"));
    page::stands(cx, shown, form, (status, Limits::at(&cx.app.rules(), cx.now.date())?.answer), (said, errors))
}

/// The person rates the answer.
pub(super) async fn rate(cx: Cx, form: Form) -> Result {
    let found = match objection::find(&mut cx.reader(), form.get("number"), form.get("code")).await {
        Ok(found) => found,
        Err(Error::Invalid(errors)) => return unknown(&cx, &form, errors).await,
        Err(error) => return Err(error.into()),
    };
    let done = rated(&cx, &form, found.id).await;
    let (said, errors) = page::said(&cx, &OBJECTIONS, done)?;
    let found = store::objection(&mut cx.reader(), found.id).await?;
    status(&cx, &form, &found, said, errors).await
}

async fn rated(cx: &Cx, form: &Form, id: i64) -> std::result::Result<&'static str, Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok("已经收到，无需重复提交。");
    }
    let level = form.get("satisfaction").parse().unwrap_or(0);
    objection::rate(&mut tx, &Ground::of(&cx.app), id, level, form.get("text")).await?;
    cx.once_done(&mut tx, form, "/surveys/objections/query").await?;
    tx.commit().await?;
    Ok("感谢您的评价。")
}

async fn unknown(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = page::asking(cx, &[&OBJECTIONS], form.get("number")).await?;
    cx.again("surveys/object_query.html", private("查询异议"), data, form, errors)
}
