//! `/work/content/offers`: what other units offer to one's sites, and what became of one's own offers; `/work/content/take`:
//! published editions of other sites, found by words and taken into a column of one's own.

use ::store::search::{Find, Reach};
use base::Error;
use edition::{Desk, FOUND, Listed, PUBLISH, WRITE, live, publish};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use crate::offers;
use crate::store::offers::{self as rows, Offer, Whose};

/// Editions that a search for something to take shows.
const HITS: usize = 30;
const HERE: &str = "/work/content/offers";
const TAKE: &str = "/work/content/take";

/// The list of offers.
pub(crate) async fn page(cx: Cx) -> Result {
    let data = data(&cx).await?;
    cx.page("content/work_offers.html", frame(), data)
}

fn frame() -> Page {
    Page::new("报送与采用").kind("list").crumb("稿件", "/work/content")
}

async fn data(cx: &Cx) -> std::result::Result<Value, Error> {
    let grants = &cx.actor.staff()?.grants;
    let (ours, all) = (cx.query.get("of") == "ours", cx.query.get("all") == "1");
    let units = if ours { grants.units(WRITE) } else { grants.units(PUBLISH) };
    let whose = if ours { Whose::By(units.as_deref()) } else { Whose::To(units.as_deref()) };
    let size = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let before = cx.query.int("before").unwrap_or(0);
    let found = rows::list(&mut cx.reader(), whose, !ours && !all, before, size + 1).await?;
    let last = found.get(size.saturating_sub(1)).filter(|_| found.len() > size);
    let next = last.map(|last| format!("{}before={}", cx.query.base(&["before"]), last.id)).unwrap_or_default();
    let mut items = Vec::new();
    for offer in found.iter().take(size) {
        items.push(shown(cx, offer).await?);
    }
    let tab = |title: &str, href: &str, current: bool| json!({ "title": title, "href": href, "current": current });
    let tabs = [
        tab("报送来的", HERE, !ours && !all),
        tab("报送来的（全部）", "/work/content/offers?all=1", !ours && all),
        tab("本单位报送的", "/work/content/offers?of=ours", ours),
    ];
    Ok(json!({ "items": items, "next": next, "tabs": tabs, "publishes": cx.actor.may(PUBLISH, None) }))
}

async fn shown(cx: &Cx, offer: &Offer) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let live = live::find(&mut reader, offer.item_id).await?;
    let column = edition::column::find(&mut reader, offer.column_id).await?;
    let site = match &column {
        Some(column) => edition::site::find(&mut reader, column.site_id).await?,
        None => None,
    };
    let home = match &live {
        Some(live) => edition::site::find(&mut reader, live.site_id).await?.map(|site| site.at(&live.path())),
        None => None,
    };
    let unit = identity::units::find(&mut reader, offer.from_unit).await?.map(|unit| unit.short_name);
    let state = match offer.state.as_str() {
        "taken" => ("已采用", "good"),
        "declined" => ("未采用", "grey"),
        _ => ("待处理", "warn"),
    };
    Ok(json!({
        "id": offer.id,
        "title": live.as_ref().map_or("（已撤回的稿件）", |live| live.title.as_str()),
        "href": home,
        "place": format!("{} › {}", site.map(|site| site.name).unwrap_or_default(), column.map(|c| c.name).unwrap_or_default()),
        "unit": unit.unwrap_or_default(),
        "note": offer.note,
        "at": offer.at.minutes(),
        "actor": offer.actor,
        "state": state.0,
        "tone": state.1,
        "answer": offer.answer,
        "answerer": offer.answerer,
        "answered": offer.answered_at.map(base::Moment::minutes).unwrap_or_default(),
        "may": offer.state == "open" && offers::may_answer(&Desk::of(cx), offer).is_ok(),
        "live": live.is_some(),
    }))
}

/// `POST /work/content/offers/{id}`: taken or not.
pub(crate) async fn answer(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let desk = Desk::of(&cx);
    let take = form.get("verdict") == "take";
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match offers::answer(&mut tx, &desk, id, take, form.get("answer")).await {
        Ok(()) => {
            cx.once_done(&mut tx, &form, HERE).await?;
            tx.commit().await?;
            cx.app.ledger.notify();
            cx.notice("good", if take { "已采用，稿件已在栏目中显示。" } else { "已回复不采用。" });
            cx.see_other(HERE)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            let mut data = data(&cx).await?;
            data["tried"] = json!(id);
            cx.again("content/work_offers.html", frame(), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// `/work/content/take?q=`.
pub(crate) async fn search(cx: Cx) -> Result {
    let data = found(&cx, cx.query.get("q")).await?;
    cx.page("content/work_take.html", take_frame(), data)
}

fn take_frame() -> Page {
    Page::new("取用其他网站的稿件").kind("list").crumb("稿件", "/work/content")
}

/// What is published and fits the words, of all sites, with the columns into which the actor may take it.
async fn found(cx: &Cx, typed: &str) -> std::result::Result<Value, Error> {
    let words = base::text::truncate(&base::text::clean_line(typed), base::limits::QUERY_CHARS_MAX);
    let mut hits: Vec<Listed> = Vec::new();
    if !words.is_empty() {
        let find = Find { text: &words, kinds: &[FOUND], reach: Reach::Public, limit: HITS, ..Find::default() };
        let ids: Vec<i64> = cx.app.search.find(&find).await?.hits.into_iter().map(|hit| hit.id).collect();
        // Read again from what is published: the index may be a moment behind.
        hits = if ids.is_empty() { hits } else { live::these(&mut cx.reader(), &ids).await? };
    }
    let mut items = Vec::new();
    for hit in &hits {
        let unit = identity::units::find(&mut cx.reader(), hit.unit_id).await?.map(|unit| unit.short_name);
        let site = edition::site::find(&mut cx.reader(), hit.site_id).await?;
        items.push(json!({
            "id": hit.item_id, "title": hit.title, "unit": unit.unwrap_or_default(),
            "href": site.as_ref().map(|site| site.at(&hit.path())), "site": site.map(|site| site.name),
            "date": hit.day(),
        }));
    }
    Ok(json!({ "q": words, "items": items, "columns": columns(cx).await? }))
}

/// Columns of the sites where the actor publishes.
async fn columns(cx: &Cx) -> std::result::Result<Vec<Value>, Error> {
    let mut out = Vec::new();
    for site in crate::actions::sites(&mut cx.reader(), &cx.actor).await? {
        if site.closed_at.is_some() {
            continue;
        }
        for column in edition::column::of_site(&mut cx.reader(), site.id).await? {
            if column.kind != "link" {
                let title = format!("{} › {}", site.name, column.name);
                out.push(json!({ "value": column.id.to_string(), "title": title }));
            }
        }
    }
    Ok(out)
}

/// `POST /work/content/take`: shows it in the column at once.
pub(crate) async fn take(cx: Cx, form: Form) -> Result {
    let Ok(item) = form.get("item").parse::<i64>() else { return Err(Error::Unseen.into()) };
    let words = form.get("q").to_owned();
    let to = format!("{TAKE}?q={}", web::encode(&words));
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let done = match form.get("column").parse::<i64>() {
        Ok(column) => publish::take(&mut tx, &Desk::of(&cx), item, column).await,
        Err(_) => Err(Error::field("column", "请选择要显示的栏目。")),
    };
    match done {
        Ok(()) => {
            cx.once_done(&mut tx, &form, &to).await?;
            tx.commit().await?;
            cx.app.ledger.notify();
            cx.notice("good", "已取用，稿件已在所选栏目中显示，原文修改、撤回时随之变化。");
            cx.see_other(&to)
        }
        Err(Error::Invalid(errors)) => {
            tx.rollback().await?;
            let mut data = found(&cx, &words).await?;
            data["tried"] = json!(item);
            cx.again("content/work_take.html", take_frame(), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}
