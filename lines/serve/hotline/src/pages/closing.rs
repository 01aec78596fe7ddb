//! What is done with an order beside its process: who is told by telephone, warnings of standing petitions, what came of a document or a
//! meeting, and keeping away from it.

use base::Error;
use counter::choice;
use matter::Ground;
use matter::form::Given;
use matter::store::Matter;
use matter::view::OfferView;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Path, Result};

use super::office::{ended, finish, visible};
use crate::actions::outside::Back;
use crate::actions::{outside, petition, recusal};
use crate::hide::{self, Shown};
use crate::model::{Order, PLATFORMS};
use crate::store;

/// What the order's page shows of all that, and what the actor may do.
pub(super) async fn data(cx: &Cx, matter: &Matter, order: &Order, shown: &Shown) -> std::result::Result<Value, Error> {
    let home = matter.home_unit;
    let handed = outside::handed(&order.hold_kind);
    Ok(json!({
        "correct": super::correct::way(cx, matter),
        "tells": counter::calls::of_matter(cx, order.matter_id).await?,
        "media": media(cx, order, shown).await?,
        "warnings": warnings(cx, order, shown).await?,
        "may_warn": petition::may(&cx.actor, home),
        "reason_max": petition::REASON_MAX,
        "handed": handed,
        "meeting": order.hold_kind == "meeting",
        "reference": shown.text(order, &order.hold_ref),
        "result": shown.text(order, &order.hold_result),
        "outs": outs(cx, order, shown).await?,
        "today": cx.now.date().to_string(),
        "may_result": outside::may(&cx.actor, order, home),
        "held": matter.state == "held",
        "ref_max": outside::REF_MAX,
        "result_max": outside::RESULT_MAX,
    }))
}

/// Every way of the order to a document or a meeting, the oldest first.
async fn outs(cx: &Cx, order: &Order, shown: &Shown) -> std::result::Result<Vec<Value>, Error> {
    let outs = store::outs(&mut cx.reader(), order.id).await?;
    Ok(outs.iter().filter(|out| out.begun_at.is_some()).map(|out| told(out, order, shown)).collect())
}

/// One of them, as this reader may read it.
fn told(out: &store::HandedOut, order: &Order, shown: &Shown) -> Value {
    let meeting = out.kind == "meeting";
    json!({
        "what": if meeting { "会议研究" } else { "公文办理" },
        "name": if meeting { "会议名称" } else { "文号" },
        "reference": shown.text(order, &out.reference),
        "about": if meeting { "议题" } else { "公文标题" },
        "title": shown.text(order, &out.title),
        "organ": shown.text(order, &out.organ),
        "handed": out.handed_on.to_string(),
        "due": out.due_on.map(|d| d.to_string()),
        "back": out.back_on.map(|d| d.to_string()),
        "result": shown.text(order, &out.result),
    })
}

/// `/work/hotline/handed`: orders that are with document flow or a meeting, or were, the newest first; for who sees all orders.
pub(super) async fn handed(cx: Cx) -> Result {
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let all = cx.query.get("all") == "1";
    let q = &mut cx.reader();
    let before = cx.query.int("before").unwrap_or(i64::MAX);
    let mut found = store::list_outs(q, !all, before, rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let next = found.last().filter(|_| more).map(|out| out.id.to_string());
    let mut tabs = Vec::new();
    for (open, title, href) in [(true, "未办结", "?"), (false, "全部", "?all=1")] {
        let count = store::count_outs(q, open).await?;
        tabs.push(json!({ "title": title, "href": href, "current": open != all, "count": count }));
    }
    let line = |out: &store::ListedOut| {
        // A list says of no order who called, whoever reads it: document, meeting and organ are typed by hand.
        let veil = |text: &str| hide::veiled(text, &out.name);
        let (state, tone) = match (out.back_on, out.state.as_str()) {
            (Some(_), _) => ("已返回", "good"),
            (None, "held") => ("办理中", "blue"),
            // Its time was over before the result came: the order goes on, the result is still to be written down.
            (None, _) => ("到期恢复，待记录结果", "warn"),
        };
        json!({
            "href": format!("/work/hotline/{}", out.matter_id), "number": out.number,
            "kind": if out.kind == "meeting" { "会议" } else { "公文" }, "reference": veil(&out.reference), "organ": veil(&out.organ),
            "handed": out.handed_on.to_string(), "due": out.due_on.map(|d| d.to_string()),
            "back": out.back_on.map(|d| d.to_string()), "state": state, "tone": tone,
        })
    };
    let data = json!({
        "rows": found.iter().map(line).collect::<Vec<_>>(), "tabs": tabs, "all": all,
        "next": counter::desk::way(&cx, "before", next.as_deref()),
    });
    cx.page("hotline/work_handed.html", super::work("转公文和会议", "list"), data)
}

/// Those to whom the actor may give an order from which he keeps away; nothing for who does not have it.
pub(super) async fn others(cx: &Cx, matter: &Matter) -> std::result::Result<Value, Error> {
    let staff = cx.actor.staff()?;
    let others = recusal::others(&mut cx.reader(), &matter.case()?, staff, cx.now).await?;
    Ok(others.iter().map(|other| json!({ "value": other.post, "title": other.title })).collect())
}

/// Where the message of new media stood; who wrote it is for those alone who may know the caller.
async fn media(cx: &Cx, order: &Order, shown: &Shown) -> std::result::Result<Value, Error> {
    let Some(media) = store::media(&mut cx.reader(), order.id).await? else { return Ok(Value::Null) };
    let open = |text: &str| if shown.open { text.to_owned() } else { String::new() };
    Ok(json!({
        "platform": choice::title(PLATFORMS, &media.platform),
        "account": open(&media.account),
        "link": open(&media.link),
        "posted": media.posted_at.map(base::Moment::minutes),
    }))
}

async fn warnings(cx: &Cx, order: &Order, shown: &Shown) -> std::result::Result<Vec<Value>, Error> {
    let q = &mut cx.reader();
    let warnings = store::warnings(q, order.id).await?;
    let people: Vec<i64> = warnings.iter().filter_map(|warning| warning.person_id).collect();
    let names = identity::people::names(q, &people).await?;
    let told = warnings.iter().map(|warning| {
        let by = warning.person_id.map_or("系统", |id| names.get(&id).map_or("", String::as_str));
        json!({
            "at": warning.at.minutes(), "by": by, "what": if warning.warned { "列入预警" } else { "解除预警" },
            "reason": shown.text(order, &warning.reason),
        })
    });
    Ok(told.collect())
}

/// What somebody wants.
enum Wish<'a> {
    Warn(bool, &'a str),
    Result(Back<'a>),
    Recuse(Option<i64>, Given),
}

async fn carry_out(cx: &Cx, order: &Order, form: &Form, wish: Wish<'_>) -> std::result::Result<(), Error> {
    let ground = Ground::of(&cx.app);
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(());
    }
    match wish {
        Wish::Warn(warned, reason) => petition::set(&mut tx, &ground, &cx.actor, order.id, warned, reason).await?,
        Wish::Result(back) => outside::came_back(&mut tx, &ground, &cx.actor, order.id, &back).await?,
        Wish::Recuse(post, given) => {
            recusal::recuse(&mut tx, &ground, &cx.actor, order.id, post, given).await?;
        }
    }
    finish(cx, tx, form, order).await
}

/// The warning of a standing petition is set or cleared.
pub(super) async fn petition(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (matter, order) = visible(&cx, id).await?;
    let warned = form.get("warned") == "1";
    let words = if warned { "列入老信访件预警" } else { "解除老信访件预警" };
    let done = carry_out(&cx, &order, &form, Wish::Warn(warned, form.get("petition_reason"))).await;
    ended(&cx, &matter, &order, &form, done.map(|()| words)).await
}

/// What came of the document or the meeting.
pub(super) async fn result(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (matter, order) = visible(&cx, id).await?;
    let words = if matter.state == "held" { "记录结果，恢复办理" } else { "记录结果" };
    let on = base::text::normalise(form.get("hold_back")).parse().ok();
    let back = Back { reference: form.get("hold_ref"), result: form.get("hold_result"), on };
    let done = carry_out(&cx, &order, &form, Wish::Result(back)).await;
    ended(&cx, &matter, &order, &form, done.map(|()| words)).await
}

/// Somebody keeps away from it.
pub(super) async fn recuse(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let (matter, order) = visible(&cx, id).await?;
    let mut given = Given { seen: form.get("seen").parse().ok(), ..Given::default() };
    given.input.opinion = base::text::clean_text(form.get("recuse_reason"));
    let done = match form.get("recuse_to") {
        "" => Err(Error::field("recuse_to", "请选择由谁办理，或者退回热线另派")),
        to => carry_out(&cx, &order, &form, Wish::Recuse(to.parse().ok(), given)).await,
    };
    ended(&cx, &matter, &order, &form, done.map(|()| "回避本件")).await
}

/// The unit's result stands first and open, not the way back to the hotline.
pub(super) fn result_first(offers: &mut [OfferView]) {
    let Some(at) = offers.iter().position(|offer| offer.key == "submit") else { return };
    let turn = offers.iter().any(|offer| offer.tone == "main");
    offers.iter_mut().filter(|offer| offer.tone == "main").for_each(|offer| offer.tone = "");
    if let Some(upto) = offers.get_mut(..=at) {
        upto.rotate_right(1);
    }
    if let Some(first) = offers.first_mut().filter(|_| turn) {
        first.tone = "main";
    }
}
