//! `/work/hotline/new`: the agent's one page. While it rings: who called before from this number; while it is typed: what may be about
//! the same, and the units to which it may belong. Everything works by keyboard, and without a script by the button «查找».

use axum::http::StatusCode;
use base::{Error, FieldError};
use counter::page;
use matter::Ground;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Path, Result};

use crate::model::{Calling, KINDS, Limits, PLATFORMS, SOURCES, URGENCIES};
use crate::process::ORDER;
use crate::suggest::{self, About};
use crate::{BOOK, CACHE, calls, store, taking};

/// Earlier orders of a caller that are shown beside the form.
const EARLIER: usize = 8;

/// What is typed so far.
#[derive(Debug, Clone, Default)]
struct Typed {
    phone: String,
    title: String,
    body: String,
    class: Option<i64>,
    town: Option<i64>,
}

/// The form; `?call=` is the key of a call, whose number stands in it then. No number stands in an address: addresses are kept by
/// browsers, logs and screens.
pub(super) async fn form(cx: Cx) -> Result {
    let phone = match cx.query.int("call") {
        Some(call) => {
            let q = &mut cx.reader();
            store::ring(q, call).await?.number(q)?
        }
        None => String::new(),
    };
    let typed = Typed { phone, ..Typed::default() };
    let data = data(&cx, &typed).await?;
    cx.page("hotline/work_new.html", framed(), data)
}

fn framed() -> Page {
    super::work("登记来电", "form")
}

async fn data(cx: &Cx, typed: &Typed) -> std::result::Result<Value, Error> {
    Ok(json!({
        "limits": Limits::at(&cx.app.rules(), cx.now.date())?,
        "tellings": counter::told::ways(cx, false),
        "sources": SOURCES,
        "platforms": PLATFORMS,
        "today": cx.now.date().to_string(),
        "kinds": KINDS,
        "urgencies": URGENCIES,
        "classes": super::class_options(cx).await?,
        "towns": super::unit_options(cx, "town").await?,
        "units": super::unit_options(cx, "").await?,
        "phone": typed.phone,
        "call": in_call(cx).await?,
        "found": look(cx, typed).await?,
    }))
}

/// Whether the agent's own call is going on.
async fn in_call(cx: &Cx) -> std::result::Result<bool, Error> {
    let person = cx.actor.staff()?.person;
    Ok(store::ring_now(&mut cx.reader(), person).await?.is_some())
}

/// What stands beside the form.
async fn look(cx: &Cx, typed: &Typed) -> std::result::Result<Value, Error> {
    let ground = Ground::of(&cx.app);
    let (mut known, times) = before(cx, &typed.phone, EARLIER).await?;
    let about =
        About { title: &typed.title, body: &typed.body, class: typed.class, town: typed.town, ..About::default() };
    let (mut near, mut far) = (cx.reader(), cx.reader());
    let home = crate::home(&mut near).await.ok();
    let proposed = async {
        match home {
            Some(home) => suggest::units(&mut far, &cx.app.search, &about, home).await,
            None => Ok(Vec::new()),
        }
    };
    // The index looks for both at the same time.
    let (similar, units) = futures::join!(suggest::similar(&mut near, &cx.app.search, &ground, &about), proposed);
    let (similar, mut units) = (similar?, units?);
    if typed.class.is_none() && similar.is_empty() {
        units.clear();
    }
    known["often"] = json!(times + 1 >= ground.rules.number("hotline.petition.times", cx.now.date())?);
    known["similar"] = similar_rows(cx, &similar);
    known["units"] = json!(units);
    Ok(known)
}

/// Orders that may be about the same, as pages show them: lines of a list with how alike they are.
pub(super) fn similar_rows(cx: &Cx, similar: &[suggest::Similar]) -> Value {
    let row = |s: &suggest::Similar| {
        let mut row = super::desk::row(cx, &s.row);
        row["percent"] = json!(s.percent);
        row["repeat"] = json!(s.repeat);
        row
    };
    similar.iter().map(row).collect()
}

/// Who called before from a number: the newest `limit` orders with the titles that lists show, and how many there are.
pub(super) async fn before(cx: &Cx, phone: &str, limit: usize) -> std::result::Result<(Value, i64), Error> {
    let q = &mut cx.reader();
    let days = cx.app.number("hotline.petition.days")?;
    let since = cx.now.plus(-days * base::time::DAY).date();
    let digest = taking::digest(q, phone)?;
    let (earlier, times) = store::history(q, &digest, since, 0, limit).await?;
    let known = json!({
        "asked": !phone.is_empty(),
        "times": times,
        "days": days,
        "earlier": earlier.iter().map(|e| json!({
            "href": format!("/work/hotline/{}", e.matter_id), "number": e.number, "title": e.title, "on": e.on,
            "state": ORDER.state_title(&e.state),
        })).collect::<Vec<_>>(),
    });
    Ok((known, times))
}

/// The same as a piece of the page, while somebody types. It is posted, so that what was said stands in no address.
pub(super) async fn beside(cx: Cx, form: Form) -> Result {
    let text = |name: &str, most: usize| base::text::truncate(form.get(name), most);
    let typed = Typed {
        phone: calls::number(form.get("phone")),
        title: text("title", 100),
        body: text("body", 500),
        class: form.get("class").parse().ok(),
        town: form.get("town").parse().ok(),
    };
    let found = look(&cx, &typed).await?;
    cx.fragment("hotline/beside.html", json!({ "found": found }))
}

/// Takes the call down, or looks only.
pub(super) async fn submit(cx: Cx, form: Form) -> Result {
    let limits = Limits::at(&cx.app.rules(), cx.now.date())?;
    if form.get("look") == "1" {
        return again(&cx, &form, Vec::new()).await;
    }
    let mut check = Check::new(&form);
    let complained = super::complained(&cx, &mut check).await?;
    let calling = match Calling::read(&limits, complained, check) {
        Ok(calling) => calling,
        Err(errors) => return again(&cx, &form, errors).await,
    };
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match taking::enter(&mut tx, &Ground::of(&cx.app), &cx.actor, &calling).await {
        Ok(taken) => {
            let to = format!("/work/hotline/taken/{}", taken.token);
            cx.once_done(&mut tx, &form, &to).await?;
            tx.commit().await?;
            cx.app.ledger.notify();
            cx.app.cache.invalidate(CACHE);
            cx.see_other(&to)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            again(&cx, &form, errors).await
        }
        Err(error) => Err(error.into()),
    }
}

async fn again(cx: &Cx, form: &Form, errors: Vec<FieldError>) -> Result {
    let key = |name: &str| form.get(name).parse().ok();
    let typed = Typed {
        phone: calls::number(form.get("phone")),
        title: form.get("title").to_owned(),
        body: form.get("body").to_owned(),
        class: key("class"),
        town: key("town"),
    };
    let looks = errors.is_empty();
    let mut answer = cx.again("hotline/work_new.html", framed(), data(cx, &typed).await?, form, errors)?;
    if looks {
        *answer.status_mut() = StatusCode::OK;
    }
    Ok(answer)
}

/// What is read out to the caller: number and query code, for half an hour.
pub(super) async fn taken(cx: Cx, Path(token): Path<String>) -> Result {
    let (id, query_code) = BOOK.receipt(&mut cx.reader(), &token, cx.now).await?;
    let order = store::order(&mut cx.reader(), id).await?;
    let number = matter::store::matter(&mut cx.reader(), order.matter_id).await?.number;
    let receipt = page::receipt(&cx, &number, &query_code)?;
    let data = json!({ "receipt": receipt, "order": format!("/work/hotline/{}", order.matter_id) });
    cx.page("hotline/work_taken.html", super::work("已登记", "page"), data)
}
