//! `/work/hotline/city`: the link to the city's platform. `/work/hotline/pushes`: what it sent, and what of it a person has to look at.

use base::{Error, FieldError};
use identity::Access;
use matter::Ground;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Path, Result};

use crate::city::{self, Settings};
use crate::model::Order;
use crate::store::{self, Pushed};

const HERE: &str = "/work/hotline/city";
const PUSHES: &str = "/work/hotline/pushes";
/// Characters of a message that its page shows.
const SHOWN: usize = 20_000;

/// The settings.
pub(super) async fn page(cx: Cx) -> Result {
    let data = data(&cx, "").await?;
    cx.page("hotline/work_city.html", framed(), data)
}

fn framed() -> Page {
    super::work("市平台对接", "form")
}

async fn data(cx: &Cx, fresh: &str) -> std::result::Result<Value, Error> {
    let link = store::city(&mut cx.reader()).await?;
    Ok(json!({
        "push": link.push,
        "has_key": !link.secret.is_empty(),
        "report_url": link.report_url,
        "pull_url": link.pull_url,
        "pulled": link.pulled_at.map(base::Moment::minutes).unwrap_or_default(),
        "problem": link.pull_problem,
        "fresh": fresh,
        "address": address(cx, "/api/v1/hotline/orders").await?,
        "desk": cx.actor.may(crate::process::DESK, None),
        "aside": waiting(cx).await?,
    }))
}

/// How many messages the actor has to look at: not those about orders from which he keeps away.
pub(super) async fn waiting(cx: &Cx) -> std::result::Result<i64, Error> {
    Ok(store::count_aside(&mut cx.reader(), cx.actor.person().unwrap_or(0)).await?)
}

/// Where programs of others reach `path`.
pub(super) async fn address(cx: &Cx, path: &str) -> std::result::Result<String, Error> {
    let origin = cx.app.origin().await?;
    Ok(format!("{}{path}", if origin.is_empty() { cx.here() } else { origin }))
}

/// Sets the link up; a new key is shown on the answer, once.
pub(super) async fn set(cx: Cx, form: Form) -> Result {
    let mut check = Check::new(&form);
    let settings = Settings {
        push: check.yes("push"),
        report_url: check.line("report_url", "回传地址", 0..=300),
        pull_url: check.line("pull_url", "拉取地址", 0..=300),
        renew: check.yes("renew"),
    };
    let settings = match check.finish(settings) {
        Ok(settings) => settings,
        Err(errors) => return again(&cx, &form, errors).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match city::set(&mut tx, &Ground::of(&cx.app), &cx.actor, &settings).await {
        Ok(None) => cx.done(tx, &form, HERE, "对接设置已保存。").await,
        Ok(Some(key)) => {
            cx.settled(tx, &form, HERE).await?;
            let data = data(&cx, &key).await?;
            cx.page("hotline/work_city.html", framed(), data)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            again(&cx, &form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let data = data(cx, "").await?;
    cx.again("hotline/work_city.html", framed(), data, form, errors)
}

/// What became of a message, in words.
fn result(key: &str) -> (&'static str, &'static str) {
    match key {
        "taken" => ("已登记", "good"),
        "updated" => ("已更新", "good"),
        "same" => ("重复", "grey"),
        "older" => ("较早版本", "grey"),
        "acted" => ("已办理", "good"),
        "withdrawn" => ("撤回", "warn"),
        "malformed" => ("不能识别", "bad"),
        _ => ("留存", "warn"),
    }
}

fn row(push: &Pushed) -> Value {
    let (title, tone) = result(&push.result);
    json!({
        "href": format!("{PUSHES}/{}", push.id), "number": push.city_number, "version": push.version,
        "at": push.received_at.minutes(), "way": if push.way == "pull" { "拉取" } else { "推送" },
        "result": title, "tone": tone, "why": push.why, "ours": push.number, "aside": push.aside,
    })
}

/// What the city sent.
pub(super) async fn pushes(cx: Cx) -> Result {
    let all = cx.query.get("all") == "1";
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let before = cx.query.int("before").unwrap_or(i64::MAX);
    let mut found = store::aside(&mut cx.reader(), cx.actor.person().unwrap_or(0), !all, before, rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let next = found.last().filter(|_| more).map(|p| p.id.to_string());
    let tab = |title: &str, href: &str, current: bool| json!({ "title": title, "href": href, "current": current });
    let data = json!({
        "one": Value::Null,
        "rows": found.iter().map(row).collect::<Vec<_>>(),
        "tabs": [tab("待人工核对", PUSHES, !all), tab("全部来件", "/work/hotline/pushes?all=1", all)],
        "next": counter::desk::way(&cx, "before", next.as_deref()),
    });
    cx.page("hotline/work_push.html", super::work("市平台来件", "list"), data)
}

/// A message with what it says, for who does not keep away from its order; each look is written into the access log.
async fn opened(cx: &Cx, id: i64) -> std::result::Result<(Pushed, String, Option<Order>), Error> {
    let (push, body) = store::push(&mut cx.reader(), id).await?;
    let order = match push.order_id {
        Some(order) => Some(store::order(&mut cx.reader(), order).await?),
        None => None,
    };
    if let Some(order) = &order {
        matter::recusal::near(&mut cx.reader(), order.matter_id, &cx.actor).await?;
    }
    let address = cx.address.to_string();
    Access::of(&cx.actor, "read", &address, &cx.path, "hotline.push").log(&cx.app.db, cx.now).await?;
    Ok((push, body, order))
}

/// One message.
pub(super) async fn push(cx: Cx, Path(id): Path<i64>) -> Result {
    let (push, body, order) = opened(&cx, id).await?;
    let pretty = serde_json::from_str::<Value>(&body).ok().and_then(|v| serde_json::to_string_pretty(&v).ok());
    let order = order.map_or_else(String::new, |order| format!("/work/hotline/{}", order.matter_id));
    let whole = pretty.as_deref().unwrap_or(&body);
    let text = base::text::truncate(whole, SHOWN);
    let data = json!({
        "one": row(&push), "id": id, "event": push.event, "text": text, "order": order,
        "cut": base::text::char_count(whole) > SHOWN,
    });
    let page = super::work("来件内容", "page").crumb("市平台来件", PUSHES);
    cx.page("hotline/work_push.html", page, data)
}

/// A message as it was sent, to be taken away: a long one is not shown to its end.
pub(super) async fn raw(cx: Cx, Path(id): Path<i64>) -> Result {
    let (_, body, _) = opened(&cx, id).await?;
    Ok(web::download(&format!("来件-{id}.json"), "application/json", body))
}

/// A person has looked at it.
pub(super) async fn settle(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    city::settle(&mut tx, &Ground::of(&cx.app), &cx.actor, id).await?;
    cx.done(tx, &form, PUSHES, "已标为处理完毕。").await
}
