//! What the public reads: what one may ask for and how, the numbers of the year, the annual reports.

use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use crate::channels::{CHANNELS, Receipt};
use crate::fees::Brackets;
use crate::store::{self, Count, Filter};
use crate::{CACHE, results};

/// Rule rows that the public reads.
const TIMES: &[&str] = &["requests.answer", "requests.extension.max", "requests.notice", "requests.outside"];

/// `/requests`.
pub(super) async fn home(cx: Cx) -> Result {
    cx.depends(CACHE);
    let rules = cx.app.rules();
    let today = cx.now.date();
    let time = |key: &&str| {
        let rule = rules.at(key, today)?;
        Some(json!({ "title": rule.title, "words": rule.words(), "cite": rule.cite() }))
    };
    let channels = CHANNELS.iter().map(|c| {
        let day = match c.receipt {
            Receipt::Submitted => "提交之日",
            Receipt::Signed => "机关签收之日",
            Receipt::Confirmed => "双方确认之日",
        };
        json!({ "title": c.title, "day": day })
    });
    let year = today.year();
    let from = base::Date::new(year, 1, 1).ok();
    let mut numbers = Vec::new();
    for count in [Count::Received, Count::Closed, Count::OnTime] {
        let filter = Filter { from, to: Some(today), count, ..Filter::all(cx.now) };
        let number = store::count(&mut cx.reader(), &filter).await?;
        numbers.push(json!({ "title": format!("今年{}", count.title()), "number": number }));
    }
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let total = usize::try_from(store::count_settled(&mut cx.reader()).await?).unwrap_or(0);
    let pages = total.div_ceil(rows).max(1);
    let page_no = usize::try_from(cx.query.page()).unwrap_or(1).clamp(1, pages);
    let reports = store::settled(&mut cx.reader(), (page_no - 1) * rows, rows).await?;
    let county = super::annual::county(&cx).await?;
    let reports: Vec<Value> = reports
        .into_iter()
        .map(|(year, unit, name)| {
            let whose = if name.is_empty() { county.clone() } else { name };
            json!({ "href": format!("/requests/annual/{year}/{unit}"), "title": format!("{whose}{year}年政府信息公开工作年度报告") })
        })
        .collect();
    let data = json!({
        "organs": super::organ_options(&cx.app).await?,
        "times": TIMES.iter().filter_map(time).collect::<Vec<_>>(),
        "channels": channels.collect::<Vec<_>>(),
        "results": results::RESULTS.iter().filter(|r| r.chosen && r.row > 0).map(|r| json!({ "title": r.title, "law": r.law })).collect::<Vec<_>>(),
        "fees": Brackets::at(&rules, today)?,
        "numbers": numbers,
        "year": year,
        "reports": reports,
        "pager": { "base": cx.query.base(&["page"]), "page": page_no, "pages": pages, "total": total },
    });
    let page = Page::new("依申请公开").kind("page").column("依申请公开");
    cx.page("requests/home.html", page, data)
}

/// `/requests/annual/{year}/{unit}`: a settled annual report; the unit 0 is the whole county.
pub(super) async fn report(cx: Cx, Path(which): Path<(i16, i64)>) -> Result {
    let view = super::annual::files::settled(&cx, which).await?;
    let page = Page::new(view.title.clone()).kind("article").crumb("依申请公开", "/requests");
    let here = format!("/requests/annual/{}/{}", view.year, view.unit);
    cx.page("requests/report.html", page, json!({ "r": view, "here": here }))
}

/// `/requests/blank`: the form on paper.
pub(super) async fn blank(cx: Cx) -> Result {
    let mut page = Page::new("政府信息公开申请表").kind("page");
    page.noindex = true;
    cx.page("requests/blank.html", page, super::choices())
}
