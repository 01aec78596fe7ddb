//! `/work/monitoring/{id}`: one page per order for those who see it. `{id}` is the key of the matter.

use base::Error;
use matter::store::Matter;
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use super::{HERE, ORDERS, below, names, paper};
use crate::marks::sees;
use crate::model::{ANSWERS, DEMAND_MAX, Item, Order, SAID_MAX, SOURCES, VERDICTS, name_of};
use crate::process::{DESK, HANDLE, tone};
use crate::store::{items, orders};

/// Acts that have forms of their own on the page.
const OWN: &[&str] = &["propose", "issue", "submit", "close"];

/// The order of the matter `id`, when the actor may see it; for others it does not exist.
pub(super) async fn visible(cx: &Cx, id: i64) -> std::result::Result<(Matter, Order), Error> {
    let order = orders::of_matter(&mut cx.reader(), id).await?.ok_or(Error::Unseen)?;
    if !sees(&mut cx.reader(), &cx.actor, id).await? {
        return Err(Error::Unseen);
    }
    Ok((matter::store::matter(&mut cx.reader(), id).await?, order))
}

/// Whether the actor may let the program look again now: the office, and the unit that mends.
pub(super) fn may_look(cx: &Cx, matter: &Matter) -> bool {
    let office = cx.actor.may(DESK, Some(matter.home_unit));
    let unit = matter.holder_unit.is_some_and(|unit| cx.actor.may(HANDLE, Some(unit)));
    match matter.state.as_str() {
        "mending" => office || unit,
        "recheck" => office,
        _ => false,
    }
}

/// The page.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    visible(&cx, id).await?;
    let matter = matter::view::open(&cx, id).await?;
    let (_, order) = visible(&cx, id).await?;
    let data = data(&cx, &matter, &order).await?;
    cx.page("monitoring/work_order.html", framed(&matter), data)
}

pub(super) fn framed(matter: &Matter) -> Page {
    below(matter.title.clone(), "article").crumb("督办单", ORDERS)
}

/// What the page is made of.
pub(super) async fn data(cx: &Cx, matter: &Matter, order: &Order) -> std::result::Result<Value, Error> {
    let view = matter::view::of(cx, matter).await?;
    let all = items::of_order(&mut cx.reader(), order.id).await?;
    let offered: Vec<&str> = view.offers.iter().map(|offer| offer.key).filter(|key| OWN.contains(key)).collect();
    let open = all.iter().filter(|item| item.verdict == "there").count();
    let checked = all.iter().filter_map(|item| item.checked_at).max();
    Ok(json!({
        "base": format!("{HERE}/{}", matter.id),
        "tone": tone(&matter.state),
        "facts": facts(cx, order).await?,
        "demand": order.demand,
        "bound_on": order.bound_on.map(|on| on.to_string()),
        "findings": all.iter().map(|item| line(cx, item)).collect::<Vec<_>>(),
        "still": open,
        "checked": checked.map(base::Moment::minutes),
        "returned": order.returned,
        "offered": offered,
        "looks": may_look(cx, matter),
        "own": OWN,
        "answers": ANSWERS.iter().map(|(value, title)| json!({ "value": value, "title": title })).collect::<Vec<_>>(),
        "said_max": SAID_MAX,
        "demand_max": DEMAND_MAX,
        "papers": paper::offered(matter, order),
        "m": view,
    }))
}

async fn facts(cx: &Cx, order: &Order) -> std::result::Result<Vec<Value>, Error> {
    let names = names(cx).await?;
    let fact = |name: &str, value: String| json!({ "name": name, "value": value });
    let mut facts = vec![
        fact("整改单位", names.get(&order.unit_id).cloned().unwrap_or_default()),
        fact("问题来源", name_of(SOURCES, &order.source).to_owned()),
        fact("拟稿", format!("{}，{}", order.drafter, order.opened_on)),
    ];
    if let Some(on) = order.issued_on {
        facts.push(fact("签发", format!("{}，{on}", order.issuer)));
    }
    if let Some(on) = order.bound_on {
        facts.push(fact("上级要求完成", on.to_string()));
    }
    for (round, actor, at) in orders::rounds(&mut cx.reader(), order.id).await? {
        let name = if round == 1 { "提交反馈".to_owned() } else { format!("第 {round} 轮反馈") };
        facts.push(fact(&name, format!("{actor}，{}", at.minutes())));
    }
    if order.returned > 0 {
        facts.push(fact("复查退回", format!("{} 次", order.returned)));
    }
    if order.late {
        facts.push(fact("逾期", "逾期提交整改反馈".to_owned()));
    }
    Ok(facts)
}

/// A finding as the page shows it.
pub(super) fn line(cx: &Cx, item: &Item) -> Value {
    let (_, verdict, tone) = VERDICTS.iter().copied().find(|(key, ..)| *key == item.verdict).unwrap_or(("", "", ""));
    let kind = super::watched(cx).into_iter().find(|finds| finds.key == item.kind).map(|finds| finds.title);
    let opens = ["/", "http://", "https://"].iter().any(|begin| item.address.starts_with(begin));
    json!({
        "id": item.id,
        "kind": kind.unwrap_or(crate::actions::draw::BY_HAND),
        "what": item.what,
        "address": item.address,
        "href": opens,
        "found": item.found_on.to_string(),
        "answer": name_of(ANSWERS, &item.answer),
        "answer_tone": if item.answer == "cannot" { "warn" } else { "blue" },
        "said": item.said,
        "verdict": verdict,
        "verdict_key": item.verdict,
        "tone": tone,
        "checked": item.checked_at.map(base::Moment::minutes),
    })
}

/// A file of an act.
pub(super) async fn file(cx: Cx, Path((id, file)): Path<(i64, i64)>) -> Result {
    visible(&cx, id).await?;
    let found = matter::store::file(&mut cx.reader(), id, file).await?;
    web::send(&cx, &found.digest, &found.name, true).await
}
