//! Letters that ask a unit to mend, and records of supervision on the spot: made on the order's page, replied to there, listed for
//! those who follow them, printed.

use base::Error;
use matter::Ground;
use matter::store::Matter;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::office::{ended, finish, visible};
use crate::actions::papers::{self, TEXT_MAX};
use crate::model::Order;
use crate::process::HANDLE;
use crate::store::{self, Paper};

/// What the order's page shows of them, and what the actor may do.
pub(super) async fn of(cx: &Cx, matter: &Matter, order: &Order) -> std::result::Result<Value, Error> {
    let follows = papers::may(&cx.actor, matter.home_unit);
    let own = cx.actor.staff().ok().filter(|staff| cx.actor.may(HANDLE, Some(staff.unit))).map(|staff| staff.unit);
    let units = cx.app.identity.units().await?;
    let rows: Vec<Value> = store::papers_of(&mut cx.reader(), order.id)
        .await?
        .iter()
        .map(|p| {
            let mut row = row(p);
            row["unit"] = json!(units.iter().find(|u| u.id == p.unit_id).map(|u| u.short_name.clone()));
            row["may_reply"] = json!(p.kind == "rectify" && own == Some(p.unit_id) && p.replied_at.is_none());
            row["may_judge"] = json!(follows && p.kind == "rectify" && p.replied_at.is_some() && p.closed_at.is_none());
            row
        })
        .collect();
    Ok(json!({ "rows": rows, "may_make": follows && order.dispatched_at.is_some(), "max": TEXT_MAX }))
}

fn row(paper: &Paper) -> Value {
    let state = match (paper.kind.as_str(), paper.closed_at, paper.replied_at) {
        ("visit", ..) => "",
        (_, Some(_), _) => "已销号",
        (_, None, Some(_)) => "已回复待核",
        _ => "待整改",
    };
    json!({
        "id": paper.id,
        "letter": paper.kind == "rectify",
        "title": if paper.kind == "rectify" { "整改函" } else { "上门督办记录" },
        "number": paper.number,
        "text": paper.text,
        "due": paper.due_on.map(|d| d.to_string()),
        "at": paper.made_at.minutes(),
        "reply": paper.reply,
        "replied": paper.replied_at.map(base::Moment::minutes),
        "state": state,
        "href": format!("/work/hotline/papers/{}", paper.id),
    })
}

/// Issues a letter, or writes a record.
pub(super) async fn make(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (matter, order) = visible(&cx, id).await?;
    let done = made(&cx, &order, &form).await;
    ended(&cx, &matter, &order, &form, done).await
}

async fn made(cx: &Cx, order: &Order, form: &Form) -> std::result::Result<&'static str, Error> {
    let mut tx = cx.begin().await?;
    let words = if form.get("kind") == "rectify" { "发出整改函" } else { "记录上门督办" };
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(words);
    }
    let due = base::text::normalise(form.get("paper_due")).parse().ok();
    let (kind, text) = (form.get("kind"), form.get("paper_text"));
    papers::make(&mut tx, &Ground::of(&cx.app), &cx.actor, order.id, kind, text, due).await?;
    finish(cx, tx, form, order).await?;
    Ok(words)
}

/// The order of a paper, when the actor may see it.
async fn about(cx: &Cx, paper: i64) -> std::result::Result<(Paper, Matter, Order), Error> {
    let paper = store::paper(&mut cx.reader(), paper).await?;
    let matter = store::order(&mut cx.reader(), paper.order_id).await?.matter_id;
    let (matter, order) = visible(cx, matter).await?;
    Ok((paper, matter, order))
}

/// The unit replies.
pub(super) async fn reply(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (_, matter, order) = about(&cx, id).await?;
    let done = replied(&cx, id, &order, &form).await;
    ended(&cx, &matter, &order, &form, done).await
}

async fn replied(cx: &Cx, id: i64, order: &Order, form: &Form) -> std::result::Result<&'static str, Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok("回复整改函");
    }
    papers::reply(&mut tx, &Ground::of(&cx.app), &cx.actor, id, form.get("paper_reply")).await?;
    finish(cx, tx, form, order).await?;
    Ok("回复整改函")
}

/// The reply is accepted or not.
pub(super) async fn judge(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (_, matter, order) = about(&cx, id).await?;
    let done = judged(&cx, id, &order, &form).await;
    ended(&cx, &matter, &order, &form, done).await
}

async fn judged(cx: &Cx, id: i64, order: &Order, form: &Form) -> std::result::Result<&'static str, Error> {
    let mut tx = cx.begin().await?;
    let accepted = form.get("accepted") == "1";
    let words = if accepted { "销号" } else { "退回重新整改" };
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(words);
    }
    papers::judge(&mut tx, &Ground::of(&cx.app), &cx.actor, id, accepted).await?;
    finish(cx, tx, form, order).await?;
    Ok(words)
}

/// `/work/hotline/papers`: letters that are not accepted yet.
pub(super) async fn list(cx: Cx) -> Result {
    let rows = usize::try_from(cx.app.number("web.page.rows.max")?).unwrap_or(100);
    let open = store::open_papers(&mut cx.reader(), rows).await?;
    let today = cx.now.date();
    let told = open.iter().map(|(id, matter, number, unit, due, replied)| {
        let late = replied.is_none() && due.is_some_and(|due| due < today);
        json!({
            "href": format!("/work/hotline/papers/{id}"), "number": number, "unit": unit,
            "order": format!("/work/hotline/{matter}"), "due": due.map(|d| d.to_string()), "late": late,
            "state": if replied.is_some() { "已回复待核" } else { "待整改" },
        })
    });
    let data = json!({ "rows": told.collect::<Vec<_>>() });
    cx.page("hotline/work_papers.html", super::work("整改函", "list"), data)
}

/// A letter or a record on paper.
pub(super) async fn print(cx: Cx, Path(id): Path<i64>) -> Result {
    let (paper, matter, _) = about(&cx, id).await?;
    let unit = identity::units::find(&mut cx.reader(), paper.unit_id).await?.map_or_else(String::new, |u| u.name);
    let home = identity::units::find(&mut cx.reader(), matter.home_unit).await?.map_or_else(String::new, |u| u.name);
    let mut page = Page::new(if paper.kind == "rectify" { "整改函" } else { "上门督办记录" }).kind("page");
    page.noindex = true;
    let data = json!({
        "paper": row(&paper), "unit": unit, "home": home, "number": matter.number, "title": matter.title,
        "date": paper.made_at.date().to_string(),
    });
    cx.page("hotline/letter.html", page, data)
}
