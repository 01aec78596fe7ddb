//! What everybody may read: the entrance, typical cases.

use ::store::long::{Turn, whole_number};
use base::Error;
use counter::{choice, desk, rating};
use matter::Later;
use serde_json::json;
use web::{Cx, Path, Result};

use super::framed;
use crate::kpi::{self, KPIS};
use crate::model::KINDS;
use crate::store::{self, Count, Filter, Published};
use crate::{CACHE, kpi::Score};

/// Scores that the public reads at the entrance.
const SHOWN: [&str; 3] = ["ontime", "solved", "satisfied"];

/// `/hotline`: the entrance.
pub(super) async fn home(cx: Cx) -> Result {
    cx.depends(CACHE);
    let q = &mut cx.reader();
    let today = cx.now.date();
    let year =
        Filter { from: base::Date::new(today.year(), 1, 1).ok(), to: Some(today), ..super::public_filter(cx.now) };
    let span = format!("year={}", today.year());
    let count = |count: Count| Filter { count, ..year.clone() };
    let numbers = json!([
        { "title": "今年受理", "number": store::count(q, &count(Count::Received)).await?,
          "href": format!("/hotline/stats/list?count=received&{span}") },
        { "title": "已办结", "number": store::count(q, &count(Count::Closed)).await?,
          "href": format!("/hotline/stats/list?count=closed&{span}") },
    ]);
    let mut shares = Vec::new();
    for kpi in KPIS.iter().filter(|kpi| SHOWN.contains(&kpi.key)) {
        let of = store::count(q, &kpi::filter(&year, kpi.of)).await?;
        let among = store::count(q, &kpi::filter(&year, kpi.among)).await?;
        shares.push(json!({ "title": kpi.title, "share": Score { of, among }.words(), "meaning": kpi.meaning }));
    }
    let cases = store::published(q, &Turn::First, 8).await?.rows;
    let data = json!({
        "numbers": numbers,
        "shares": shares,
        "cases": cases.iter().map(case_row).collect::<Vec<_>>(),
        "year": today.year(),
    });
    cx.page("hotline/home.html", super::tagged(web::Page::new("12345 热线").kind("list")), data)
}

fn case_row(case: &Published) -> serde_json::Value {
    json!({
        "href": format!("/hotline/cases/{}", case.id), "title": case.title, "kind": choice::title(KINDS, &case.kind),
        "class": case.class, "unit": case.unit, "on": case.published_at.date().to_string(),
        "satisfaction": rating::level(case.satisfaction),
    })
}

/// `/hotline/cases`: typical cases.
pub(super) async fn cases(cx: Cx) -> Result {
    cx.depends(CACHE);
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), whole_number);
    let page = store::published(&mut cx.reader(), &turn, rows + 1).await?;
    let page = page.shown(&turn, true, rows, |p| [p.published_at.into(), p.id.into()]);
    let data = json!({
        "rows": page.rows.iter().map(case_row).collect::<Vec<_>>(),
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
    });
    cx.page("hotline/cases.html", framed("典型案例", "list"), data)
}

/// `/hotline/cases/{id}`: one typical case; one that was withdrawn is gone.
pub(super) async fn case(cx: Cx, Path(id): Path<i64>) -> Result {
    cx.depends(CACHE);
    let q = &mut cx.reader();
    let order = store::order(q, id).await?;
    let Some(published) = order.published_at else {
        return Err(match order.withdrawn_at {
            Some(at) => Error::Gone(format!("这个案例已于 {} 从网站撤下。", at.date())).into(),
            None => Error::Unseen.into(),
        });
    };
    let unit = match order.answer_unit {
        Some(unit) => identity::units::find(q, unit).await?.map_or_else(String::new, |u| u.name),
        None => String::new(),
    };
    let kind = choice::title(KINDS, &order.kind);
    let mut page = framed(&order.public_title, "article").crumb("典型案例", "/hotline/cases");
    page.article = Some(web::Article {
        title: order.public_title.clone(),
        published: published.minutes(),
        source: unit.clone(),
        author: String::new(),
        keywords: kind.to_owned(),
    });
    let data = json!({
        "kind": kind, "unit": unit, "received": order.received_on.to_string(),
        "replied": order.replied_at.map(|at| at.date().to_string()), "satisfaction": rating::level(order.satisfaction),
        "body": order.public_body, "answer": order.public_answer,
    });
    cx.page("hotline/case.html", page, data)
}

/// Typical cases for search engines.
pub(crate) fn addresses(cx: &Cx, limit: usize) -> Later<'_, Vec<String>> {
    Box::pin(async move {
        cx.depends(CACHE);
        let cases = store::published(&mut cx.reader(), &Turn::First, limit).await?;
        Ok(cases.rows.iter().map(|case| format!("/hotline/cases/{}", case.id)).collect())
    })
}
