//! What programs ask and hand in. Errors go to the gate, which tells them in the shape of the standard.

use std::collections::BTreeMap;

use base::Error;
use counter::window::{Shown, Sought, Window, opened};
use matter::Ground;
use serde_json::{Value, json};
use web::{Cx, Failure, Form, Path, Result};

use crate::ask::{self, Asked};
use crate::format::Format;
use crate::keys::{self, digest, refused};
use crate::store::{self, Key, Place};
use crate::{hand, say};

/// `/open311/discovery.{xml,json}`.
pub(super) async fn discovery(cx: Cx, Path(file): Path<String>) -> Result {
    let ("discovery", format) = Format::split(&file)? else { return Err(Error::Unseen.into()) };
    let origin = cx.app.origin().await?;
    let here = if origin.is_empty() { cx.here() } else { origin };
    let contact = [cx.site_text("host_unit"), cx.site_text("phone")].join(" ");
    Ok(format.answer("discovery", &say::discovery(&here, contact.trim())))
}

/// `/open311/v2/services.{xml,json}` and `/open311/v2/requests.{xml,json}`.
pub(super) async fn list(cx: Cx, Path(file): Path<String>) -> Result {
    match Format::split(&file)? {
        ("services", format) => {
            let subjects = (opened(&cx.app)?.subjects)(&cx.app).await?;
            Ok(format.answer("services", &subjects.iter().map(say::service).collect()))
        }
        ("requests", format) => {
            let found = requests(&cx).await?;
            Ok(format.answer("service_requests", &found))
        }
        _ => Err(Error::Unseen.into()),
    }
}

async fn requests(cx: &Cx) -> std::result::Result<Value, Error> {
    let key = keys::shown(&mut cx.reader(), cx.query.get("api_key")).await?;
    let rows = usize::try_from(cx.app.number("open311.rows")?).unwrap_or(0);
    let asked = ask::read(&cx.query, cx.now, cx.app.number("open311.days")?, rows).map_err(Error::Invalid)?;
    let window = opened(&cx.app)?;
    let (shown, places) = match (&asked.ids, &key) {
        (Some(ids), _) => by_ids(cx, window, ids, key.as_ref()).await?,
        (None, Some(key)) => own(cx, window, key, &asked).await?,
        (None, None) => ((window.show)(&cx.app, &sought(&asked)).await?, BTreeMap::new()),
    };
    Ok(say::requests(&shown, &places))
}

fn sought(asked: &Asked) -> Sought {
    Sought {
        subjects: asked.services.clone(),
        from: Some(asked.from),
        to: Some(asked.to),
        open: asked.open,
        skip: asked.skip,
        ..Sought::published(asked.limit)
    }
}

/// What a program handed in itself within the days. What it asks besides is asked of all of that: when there is more than can be looked
/// through, it is told to ask for fewer days.
async fn own(
    cx: &Cx,
    window: &Window,
    key: &Key,
    asked: &Asked,
) -> std::result::Result<(Vec<Shown>, BTreeMap<i64, Place>), Error> {
    let most = usize::try_from(cx.app.number("open311.own")?).unwrap_or(0);
    let own = store::own(&mut cx.reader(), key.id, None, (asked.from, asked.to), most + 1).await?;
    if own.len() > most {
        let words =
            format!("这段时间用这个密钥提交的超过 {most} 件，请缩短 start_date 与 end_date 之间的日期，分几次查询。");
        return Err(Error::field("start_date", words));
    }
    let matters = own.iter().map(|(matter, _)| *matter).collect();
    let sought = Sought { own: Some(matters), ..sought(asked) };
    Ok(((window.show)(&cx.app, &sought).await?, own.into_iter().collect()))
}

/// Orders by their numbers: those that were published, and those that the program handed in itself.
async fn by_ids(
    cx: &Cx,
    window: &Window,
    ids: &[i64],
    key: Option<&Key>,
) -> std::result::Result<(Vec<Shown>, BTreeMap<i64, Place>), Error> {
    let mut places = BTreeMap::new();
    let mut shown = Vec::new();
    if let Some(key) = key {
        let span = (cx.now, cx.now);
        places = store::own(&mut cx.reader(), key.id, Some(ids), span, ids.len()).await?.into_iter().collect();
        let own = Some(places.keys().copied().collect());
        shown = (window.show)(&cx.app, &Sought { own, ..Sought::published(ids.len()) }).await?;
    }
    let others = ids.iter().copied().filter(|id| shown.iter().all(|s| s.matter != *id)).collect();
    let sought = Sought { matters: Some(others), ..Sought::published(ids.len()) };
    shown.extend((window.show)(&cx.app, &sought).await?);
    Ok((shown, places))
}

/// `/open311/v2/requests/{id}.{xml,json}`.
pub(super) async fn request(cx: Cx, Path(file): Path<String>) -> Result {
    let (id, format) = Format::split(&file)?;
    let id: i64 = id.parse().map_err(|_| Error::Unseen)?;
    let key = keys::shown(&mut cx.reader(), cx.query.get("api_key")).await?;
    let (shown, places) = by_ids(&cx, opened(&cx.app)?, &[id], key.as_ref()).await?;
    if shown.is_empty() {
        return Err(Error::Unseen.into());
    }
    Ok(format.answer("service_requests", &say::requests(&shown, &places)))
}

/// `/open311/v2/services/{code}.{xml,json}`.
pub(super) async fn definition(cx: Cx, Path(file): Path<String>) -> Result {
    let (code, format) = Format::split(&file)?;
    let window = opened(&cx.app)?;
    let subjects = (window.subjects)(&cx.app).await?;
    if subjects.iter().all(|subject| subject.code != code) {
        return Err(Error::Unseen.into());
    }
    Ok(format.answer("service_definition", &say::definition(code, window.kinds)))
}

/// `/open311/v2/tokens/{token}.{xml,json}`.
pub(super) async fn token(cx: Cx, Path(file): Path<String>) -> Result {
    let (token, format) = Format::split(&file)?;
    let matter = store::of_token(&mut cx.reader(), &digest(token)).await?.ok_or(Error::Unseen)?;
    let row = json!([{ "service_request_id": matter.to_string(), "token": token }]);
    Ok(format.answer("service_requests", &row))
}

/// `POST /open311/v2/requests.{xml,json}`.
pub(super) async fn hand(cx: Cx, Path(file): Path<String>, form: std::result::Result<Form, Failure>) -> Result {
    let ("requests", format) = Format::split(&file)? else { return Err(Error::Unseen.into()) };
    let form = form?;
    let typed = form.get("api_key").trim();
    let typed = if typed.is_empty() { cx.query.get("api_key") } else { typed };
    let key = keys::shown(&mut cx.reader(), typed).await?;
    let key = key.ok_or_else(|| refused("没有 api_key，没有受理。密钥由热线主管部门登记发给。"))?;
    let window = opened(&cx.app)?;
    let subjects = (window.subjects)(&cx.app).await?;
    let most = usize::try_from(cx.app.number(window.body_max)?).unwrap_or(0);
    let given = hand::read(&form, window, &subjects, most)?;
    let mut tx = cx.begin().await?;
    let row = hand::take(&mut tx, &Ground::of(&cx.app), window, &key, &given).await?;
    tx.commit().await?;
    cx.app.ledger.notify();
    Ok(format.answer("service_requests", &json!([row])))
}
