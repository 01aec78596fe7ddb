//! Orders on paper (登记表、转办单、督办单、回访单): forms that people print, sign and file. They hold no more than the reader may see.

use base::Error;
use counter::{choice, rating};
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use super::office::{shown, visible};
use crate::actions::outside;
use crate::model::{HOLDS, KINDS, Order, SOURCES, URGENCIES};
use crate::process::ORDER;
use crate::store;

/// The forms: key and 名称.
const FORMS: &[(&str, &str)] = &[
    ("register", "热线诉求登记表"),
    ("transfer", "热线工单转办单"),
    ("supervise", "热线工单督办单"),
    ("callback", "热线工单回访单"),
];

/// Those that an order has by now, as links below its page.
pub(super) fn offered(order: &Order) -> Vec<Value> {
    let there = |key: &str| match key {
        "transfer" | "supervise" => order.dispatched_at.is_some(),
        "callback" => order.replied_at.is_some(),
        _ => true,
    };
    let base = format!("/work/hotline/{}/paper", order.matter_id);
    let all = FORMS.iter().filter(|(key, _)| there(key));
    all.map(|(key, title)| json!({ "href": format!("{base}/{key}"), "title": title })).collect()
}

/// A form.
pub(super) async fn page(cx: Cx, Path((id, form)): Path<(i64, String)>) -> Result {
    let (matter, order) = visible(&cx, id).await?;
    let (key, title) = FORMS.iter().find(|(key, _)| *key == form).ok_or(Error::Unseen)?;
    let seen = shown(&cx, &matter, &order).await?;
    let q = &mut cx.reader();
    let class = match order.class_id {
        Some(class) => store::class(q, class).await?.title,
        None => String::new(),
    };
    let unit = match matter.lead_unit {
        Some(unit) => identity::units::find(q, unit).await?.map_or_else(String::new, |u| u.name),
        None => String::new(),
    };
    let yes = |on: Option<bool>| match on {
        Some(true) => "是",
        Some(false) => "否",
        None => "",
    };
    let moment = |at: Option<base::Moment>| at.map(base::Moment::minutes).unwrap_or_default();
    let acts = matter::store::trail(q, order.matter_id).await?;
    let said = |action: &str| acts.iter().rev().find(|a| a.action == action).map(|a| seen.text(&order, &a.opinion));
    let data = json!({
        "sheet": key,
        "number": matter.number,
        "order": seen,
        "source": choice::title(SOURCES, &order.source),
        "kind": choice::title(KINDS, &order.kind),
        "urgency": choice::title(URGENCIES, &order.urgency),
        "class": class,
        "unit": unit,
        "received": order.received_at.minutes(),
        "dispatched": moment(order.dispatched_at),
        "due": if matter.clock == "none" { String::new() } else { matter.due_at.minutes() },
        "state": ORDER.state_title(&matter.state),
        "proposal": said("dispatch").or_else(|| said("reassign")),
        "supervised": said("supervise"),
        "urged": matter.urged,
        "answer": seen.text(&order, &order.answer),
        "handed": if outside::handed(&order.hold_kind) { choice::title(HOLDS, &order.hold_kind) } else { "" },
        "reference": seen.text(&order, &order.hold_ref),
        "result": seen.text(&order, &order.hold_result),
        "called": moment(order.called_at),
        "contacted": yes(order.contacted),
        "solved": yes(order.solved),
        "satisfaction": rating::level(order.satisfaction),
        "redone": order.redone,
        "city": order.city_number,
    });
    let mut page = Page::new(*title).kind("page");
    page.noindex = true;
    cx.page("hotline/paper.html", page, data)
}
