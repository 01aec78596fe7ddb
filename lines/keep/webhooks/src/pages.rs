//! The keeper's pages: the endpoints, one of them with what was sent to it, and one message.

use base::{Error, FieldError, Moment};
use matter::{Ground, Lines};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use web::{Audience, Cx, Form, Once, Page, Path, Result, Routes};

use crate::model::{Delivery, Endpoint, KINDS, PING, Sheet, processes};
use crate::{KEEP, actions, store};

/// The list.
const HERE: &str = "/work/webhooks";

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("webhooks/work_list.html", include_str!("../pages/work_list.html")),
    ("webhooks/work_new.html", include_str!("../pages/work_new.html")),
    ("webhooks/work_endpoint.html", include_str!("../pages/work_endpoint.html")),
    ("webhooks/work_delivery.html", include_str!("../pages/work_delivery.html")),
    ("webhooks/work_facts.html", include_str!("../pages/work_facts.html")),
];

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    let keeper = Audience::Verb(KEEP);
    Routes::new("webhooks")
        .get("/work/webhooks", keeper, list)
        .get("/work/webhooks/new", keeper, new)
        .post("/work/webhooks/new", keeper, create)
        .get("/work/webhooks/{id}", keeper, page)
        .post("/work/webhooks/{id}", keeper, change)
        .get("/work/webhooks/{id}/deliveries/{delivery}", keeper, delivery)
        .post("/work/webhooks/{id}/deliveries/{delivery}", keeper, resend)
        .post("/work/webhooks/{id}/{action}", keeper, act)
}

fn under(title: &str, kind: &str) -> Page {
    Page::new(title).kind(kind).crumb("事件通知", HERE)
}

fn lines(cx: &Cx) -> std::result::Result<Arc<Lines>, Error> {
    cx.app.ext::<Lines>().ok_or_else(|| base::Fault::broken("the list of lines is not in the app").into())
}

fn minutes(at: Option<Moment>) -> String {
    at.map(Moment::minutes).unwrap_or_default()
}

/// The place on the ledger up to which everything is told already.
fn head(cx: &Cx) -> i64 {
    i64::try_from(*cx.app.ledger.subscribe().borrow()).unwrap_or(i64::MAX)
}

/// How an endpoint is, in a word, with its colour.
fn health(endpoint: &Endpoint) -> (&'static str, &'static str) {
    match endpoint {
        Endpoint { paused_at: Some(_), paused_why, .. } if paused_why == "gone" => ("对方已取消", "bad"),
        Endpoint { paused_at: Some(_), .. } => ("已停用", "grey"),
        Endpoint { alarmed_at: Some(_), .. } => ("持续失败", "bad"),
        Endpoint { failing_since: Some(_), .. } => ("发送失败", "warn"),
        Endpoint { good_at: None, .. } => ("还没有送达过", "grey"),
        _ => ("正常", "good"),
    }
}

/// All endpoints.
async fn list(cx: Cx) -> Result {
    let mut reader = cx.reader();
    let open: BTreeMap<i64, i64> = store::open_counts(&mut reader).await?.into_iter().collect();
    let rows: Vec<Value> = store::endpoints(&mut reader)
        .await?
        .iter()
        .map(|endpoint| {
            let (word, tone) = health(endpoint);
            json!({
                "id": endpoint.id, "name": endpoint.name, "url": endpoint.url, "word": word, "tone": tone,
                "kinds": titles(&endpoint.kinds), "good": minutes(endpoint.good_at),
                "since": minutes(endpoint.failing_since), "open": open.get(&endpoint.id).copied().unwrap_or(0),
                "alarm": endpoint.alarmed_at.is_some() && endpoint.paused_at.is_none(),
            })
        })
        .collect();
    cx.page("webhooks/work_list.html", Page::new("事件通知").kind("list"), json!({ "rows": rows }))
}

fn titles(kinds: &str) -> String {
    let named = KINDS.iter().filter(|(key, ..)| kinds.split(' ').any(|kind| kind == *key)).map(|(_, title, _)| *title);
    named.collect::<Vec<_>>().join("、")
}

fn choices(cx: &Cx) -> std::result::Result<Value, Error> {
    let kinds = KINDS.map(|(value, title, hint)| json!({ "value": value, "title": title, "hint": hint }));
    let lines = lines(cx)?;
    let processes: Vec<Value> =
        processes(&lines).map(|process| json!({ "value": process.key, "title": process.title })).collect();
    let plain = cx.app.number("webhooks.networks")? >= 1;
    Ok(json!({ "kinds": kinds, "processes": processes, "plain": plain }))
}

fn new_data(cx: &Cx) -> std::result::Result<Value, Error> {
    let sheet = json!({ "name": "", "url": "", "kinds": ["opened", "closed"], "processes": [] });
    Ok(json!({ "choices": choices(cx)?, "sheet": sheet }))
}

/// The form for a new endpoint.
async fn new(cx: Cx) -> Result {
    let data = new_data(&cx)?;
    cx.page("webhooks/work_new.html", under("登记通知地址", "form"), data)
}

/// Registers an endpoint; its secret is shown on the answer, once.
async fn create(cx: Cx, form: Form) -> Result {
    let again = |cx: &Cx, errors| -> Result {
        cx.again("webhooks/work_new.html", under("登记通知地址", "form"), new_data(cx)?, &form, errors)
    };
    let sheet = match Sheet::read(&form, lines(&cx)?.as_ref()) {
        Ok(sheet) => sheet,
        Err(errors) => return again(&cx, errors),
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::create(&mut tx, &Ground::of(&cx.app), &cx.actor, head(&cx), &sheet).await {
        Ok((id, secret)) => {
            cx.settled(tx, &form, &format!("{HERE}/{id}")).await?;
            shown(&cx, id, &secret).await
        }
        Err(error) => {
            tx.rollback().await?;
            again(&cx, error.mendable()?)
        }
    }
}

/// One endpoint.
async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    shown(&cx, id, "").await
}

async fn shown(cx: &Cx, id: i64, fresh: &str) -> Result {
    let endpoint = store::endpoint(&mut cx.reader(), id).await?;
    let data = data(cx, &endpoint, fresh).await?;
    cx.page("webhooks/work_endpoint.html", under(&endpoint.name, "page"), data)
}

async fn data(cx: &Cx, endpoint: &Endpoint, fresh: &str) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let all = cx.query.get("all") == "1";
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let mut found = store::deliveries(&mut reader, endpoint.id, !all, cx.query.int("before"), rows + 1).await?;
    let more = found.len() > rows;
    found.truncate(rows);
    let next = found.last().filter(|_| more).map(|d| format!("{}before={}", cx.query.base(&["before"]), d.id));
    let keeper = match endpoint.keeper_id {
        Some(person) => identity::people::find(&mut reader, person).await?.map(|p| p.name).unwrap_or_default(),
        None => String::new(),
    };
    let (word, tone) = health(endpoint);
    let fact = |name: &str, value: String| json!({ "name": name, "value": if value.is_empty() { "—".to_owned() } else { value } });
    let here = format!("{HERE}/{}", endpoint.id);
    let tab = |title: &str, href: &str, current: bool| json!({ "title": title, "href": href, "current": current });
    let failed = !store::in_state(&mut reader, endpoint.id, "failed", 1).await?.is_empty();
    Ok(json!({
        "id": endpoint.id,
        "seen": endpoint.version,
        "word": word,
        "tone": tone,
        "paused": endpoint.paused_at.is_some(),
        "gone": endpoint.paused_why == "gone",
        "failing": minutes(endpoint.failing_since),
        "failed": failed,
        "fresh": fresh,
        "hours": cx.app.number("webhooks.rotate")?,
        "facts": [
            fact("最近送达", minutes(endpoint.good_at)),
            fact("连续失败", format!("{} 次", endpoint.failed)),
            fact("下次发送", if endpoint.rest_until > cx.now { endpoint.rest_until.minutes() } else { String::new() }),
            fact("旧密钥有效至", minutes(endpoint.before_until.filter(|until| *until > cx.now))),
            fact("停用", minutes(endpoint.paused_at)),
            fact("管理人", keeper),
            fact("登记", endpoint.made_at.minutes()),
        ],
        "choices": choices(cx)?,
        "sheet": {
            "name": endpoint.name, "url": endpoint.url, "kinds": endpoint.kinds.split(' ').collect::<Vec<_>>(),
            "processes": endpoint.processes.split(' ').collect::<Vec<_>>(),
        },
        "rows": found.iter().map(row).collect::<Vec<_>>(),
        "tabs": [tab("未送达", &here, !all), tab("全部通知", &format!("{here}?all=1"), all)],
        "next": next.unwrap_or_default(),
        "all": all,
        "keep": cx.app.number("webhooks.keep")?,
    }))
}

/// What kind of message it is, in words.
fn kind(kind: &str) -> &'static str {
    let key = kind.trim_start_matches("matter.");
    KINDS.iter().find(|(known, ..)| *known == key).map_or("测试", |(_, title, _)| *title)
}

fn row(delivery: &Delivery) -> Value {
    let (word, tone) = match delivery.state.as_str() {
        "done" => ("已送达", "good"),
        "failed" => ("未送达", "bad"),
        "held" => ("暂存", "grey"),
        _ if delivery.tries > 0 => ("等待重试", "warn"),
        _ => ("等待发送", ""),
    };
    json!({
        "id": delivery.id, "kind": kind(&delivery.kind), "number": delivery.number, "made": delivery.made_at.minutes(),
        "word": word, "tone": tone, "tries": delivery.tries, "tried": minutes(delivery.tried_at),
        "status": delivery.status, "problem": delivery.problem,
        "next": minutes(delivery.next_at.filter(|_| delivery.state == "waiting")),
        "test": delivery.kind == PING,
    })
}

async fn again(cx: &Cx, id: i64, form: &Form, errors: Vec<FieldError>) -> Result {
    let endpoint = store::endpoint(&mut cx.reader(), id).await?;
    let data = data(cx, &endpoint, "").await?;
    cx.again("webhooks/work_endpoint.html", under(&endpoint.name, "page"), data, form, errors)
}

/// Changes an endpoint.
async fn change(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let sheet = match Sheet::read(&form, lines(&cx)?.as_ref()) {
        Ok(sheet) => sheet,
        Err(errors) => return again(&cx, id, &form, errors).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let seen = form.get("seen").parse().unwrap_or(0);
    match actions::change(&mut tx, &Ground::of(&cx.app), &cx.actor, id, seen, &sheet).await {
        Ok(()) => cx.done(tx, &form, &format!("{HERE}/{id}"), "通知地址已保存。").await,
        Err(error) => {
            tx.rollback().await?;
            again(&cx, id, &form, error.mendable()?).await
        }
    }
}

/// The buttons of an endpoint: 停用 恢复 测试 更换密钥 全部重发.
async fn act(cx: Cx, Path((id, action)): Path<(i64, String)>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let ground = Ground::of(&cx.app);
    let here = format!("{HERE}/{id}");
    let words = match action.as_str() {
        "pause" => {
            actions::pause(&mut tx, &ground, &cx.actor, id).await?;
            "已停用：停用期间发生的事件不再通知，还没有送达的暂存。".to_owned()
        }
        "resume" => {
            let held = actions::resume(&mut tx, &ground, &cx.actor, id, head(&cx)).await?;
            match held {
                0 => "已恢复：从现在起通知。".to_owned(),
                held => format!("已恢复：从现在起通知，暂存的 {held} 条从最早的起分批发送。"),
            }
        }
        "ping" => {
            actions::ping(&mut tx, &ground, &cx.actor, id).await?;
            "测试通知已排队，稍后刷新本页查看结果。".to_owned()
        }
        "again" => {
            let sent = actions::resend_all(&mut tx, &ground, &cx.actor, id).await?;
            format!("{sent} 条通知已重新排队。")
        }
        "rotate" => {
            let secret = actions::rotate(&mut tx, &ground, &cx.actor, id).await?;
            cx.settled(tx, &form, &here).await?;
            return shown(&cx, id, &secret).await;
        }
        _ => return Err(Error::Unseen.into()),
    };
    let to = if action == "ping" { format!("{here}?all=1") } else { here };
    cx.done(tx, &form, &to, &words).await
}

/// One message as it was or will be sent.
async fn delivery(cx: Cx, Path((id, delivery)): Path<(i64, i64)>) -> Result {
    let mut reader = cx.reader();
    let endpoint = store::endpoint(&mut reader, id).await?;
    let found = store::delivery(&mut reader, delivery).await?.filter(|d| d.endpoint_id == id).ok_or(Error::Unseen)?;
    let pretty = serde_json::from_str::<Value>(&found.body).ok().and_then(|v| serde_json::to_string_pretty(&v).ok());
    let data = json!({
        "id": id, "row": row(&found), "event": found.event, "type": found.kind, "text": pretty.unwrap_or(found.body),
        "paused": endpoint.paused_at.is_some(),
    });
    let page = under("通知内容", "page").crumb(&endpoint.name, format!("{HERE}/{id}"));
    cx.page("webhooks/work_delivery.html", page, data)
}

/// Sends a message off again.
async fn resend(cx: Cx, Path((id, delivery)): Path<(i64, i64)>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    actions::resend(&mut tx, &Ground::of(&cx.app), &cx.actor, id, delivery).await?;
    cx.done(tx, &form, &format!("{HERE}/{id}?all=1"), "已重新排队，马上再次发送。").await
}
