//! Letters that ask a unit to mend, and records of supervision on the spot: made on the order's page, replied to there, listed for
//! those who follow them, printed.

use base::Error;
use counter::Scope;
use matter::Ground;
use matter::store::Matter;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::office::{ended, finish, shown, visible};
use crate::actions::papers::{self, PEOPLE_MAX, TEXT_MAX, Writing};
use crate::model::Order;
use crate::process::HANDLE;
use crate::store::{self, Letters, Listed, Paper};

/// What the order's page shows of them, and what the actor may do.
pub(super) async fn of(
    cx: &Cx,
    matter: &Matter,
    order: &Order,
    veil: &impl Fn(&str) -> String,
) -> std::result::Result<Value, Error> {
    let follows = papers::may(&cx.actor, matter.home_unit);
    let own = cx.actor.staff().ok().filter(|staff| cx.actor.may(HANDLE, Some(staff.unit))).map(|staff| staff.unit);
    let units = cx.app.identity.units().await?;
    let files = store::paper_files(&mut cx.reader(), order.id).await?;
    let rows: Vec<Value> = store::papers_of(&mut cx.reader(), order.id)
        .await?
        .iter()
        .map(|p| {
            let mut row = row(p, veil);
            let files = files.iter().filter(|f| f.paper_id == p.id).map(|f| {
                json!({ "name": veil(&f.name), "size": f.size, "href": format!("/work/hotline/papers/{}/files/{}", p.id, f.id) })
            });
            row["files"] = files.collect();
            row["unit"] = json!(units.iter().find(|u| u.id == p.unit_id).map(|u| u.short_name.clone()));
            row["may_reply"] = json!(p.kind == "rectify" && own == Some(p.unit_id) && p.replied_at.is_none());
            row["may_judge"] = json!(follows && p.kind == "rectify" && p.replied_at.is_some() && p.closed_at.is_none());
            row
        })
        .collect();
    Ok(json!({
        "rows": rows, "may_make": follows && order.dispatched_at.is_some(), "max": TEXT_MAX, "people_max": PEOPLE_MAX,
        "today": cx.now.date().to_string(),
    }))
}

fn row(paper: &Paper, veil: &impl Fn(&str) -> String) -> Value {
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
        "text": veil(&paper.text),
        "visited": paper.visited_at.map(base::Moment::minutes),
        "people": veil(&paper.people),
        "due": paper.due_on.map(|d| d.to_string()),
        "at": paper.made_at.minutes(),
        "reply": veil(&paper.reply),
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
    if !form.problems().is_empty() {
        return Err(Error::Invalid(form.problems().to_vec()));
    }
    let files = counter::page::files(form);
    let most = usize::try_from(cx.app.number("matter.files.max")?).unwrap_or(0);
    if files.len() > most {
        return Err(Error::field("files", format!("附件最多 {most} 个，现在是 {} 个", files.len())));
    }
    let writing = Writing {
        kind: form.get("kind"),
        text: form.get("paper_text"),
        due: base::text::normalise(form.get("paper_due")).parse().ok(),
        visited: crate::model::typed_moment(form.get("visit_on"), form.get("visit_at")),
        people: form.get("visit_people"),
        files: if form.get("kind") == "visit" { &files } else { &[] },
    };
    papers::make(&mut tx, &Ground::of(&cx.app), &cx.actor, order.id, &writing).await?;
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

/// `/work/hotline/papers`: letters, of the own unit for those who handle orders there, of all for those who see all.
pub(super) async fn list(cx: Cx) -> Result {
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let scope = super::desk::scope(&cx);
    let units = match &scope {
        Scope::All => None,
        Scope::Units(units) => Some(units.as_slice()),
    };
    let all = cx.query.get("all") == "1";
    let letters = |open: bool| Letters { units, open };
    let q = &mut cx.reader();
    let before = cx.query.int("before").unwrap_or(i64::MAX);
    let mut found = store::letters(q, letters(!all), before, rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let next = found.last().filter(|_| more).map(|letter| letter.id.to_string());
    let mut tabs = Vec::new();
    for (open, title, href) in [(true, "未销号", "?"), (false, "全部", "?all=1")] {
        let count = store::count_letters(q, letters(open)).await?;
        tabs.push(json!({ "title": title, "href": href, "current": open != all, "count": count }));
    }
    let data = json!({
        "rows": found.iter().map(|letter| listed(&cx, letter)).collect::<Vec<_>>(),
        "tabs": tabs,
        "all": all,
        "next": counter::desk::way(&cx, "before", next.as_deref()),
    });
    cx.page("hotline/work_papers.html", super::work("热线整改函", "list"), data)
}

/// A letter as the list shows it, with the light of its time.
fn listed(cx: &Cx, letter: &Listed) -> Value {
    let (state, tone) = match (letter.closed_at, letter.replied_at) {
        (Some(_), _) => ("已销号", "good"),
        (None, Some(_)) => ("已回复待核", "blue"),
        (None, None) => ("待整改", "warn"),
    };
    let waits = letter.closed_at.is_none() && letter.replied_at.is_none();
    let light =
        letter.due_on.filter(|_| waits).map(|due| counter::desk::light(cx, "running", base::Moment::end_of(due)));
    let (light, words) = light.unwrap_or(("done", String::new()));
    json!({
        "href": format!("/work/hotline/papers/{}", letter.id), "number": letter.number, "unit": letter.unit,
        "order": format!("/work/hotline/{}", letter.matter_id), "order_number": letter.order_number,
        "due": letter.due_on.map(|d| d.to_string()), "light": light, "words": words, "state": state, "tone": tone,
    })
}

/// A file of a record.
pub(super) async fn file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    let (_, matter, order) = about(&cx, id).await?;
    let files = store::paper_files(&mut cx.reader(), order.id).await?;
    let found = files.into_iter().find(|f| f.id == file && f.paper_id == id).ok_or(Error::Unseen)?;
    let seen = shown(&cx, &matter, &order).await?;
    web::send(&cx, &found.digest, &seen.text(&order, &found.name), true).await
}

/// A letter or a record on paper.
pub(super) async fn print(cx: Cx, Path(id): Path<i64>) -> Result {
    let (paper, matter, order) = about(&cx, id).await?;
    let seen = shown(&cx, &matter, &order).await?;
    let unit = identity::units::find(&mut cx.reader(), paper.unit_id).await?.map_or_else(String::new, |u| u.name);
    let home = identity::units::find(&mut cx.reader(), matter.home_unit).await?.map_or_else(String::new, |u| u.name);
    let mut page = Page::new(if paper.kind == "rectify" { "整改函" } else { "上门督办记录" }).kind("page");
    page.noindex = true;
    let data = json!({
        "paper": row(&paper, &|text| seen.text(&order, text)), "unit": unit, "home": home, "number": matter.number, "title": matter.title,
        "date": paper.made_at.date().to_string(),
    });
    cx.page("hotline/letter.html", page, data)
}
