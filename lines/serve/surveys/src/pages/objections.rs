//! `/work/surveys/objections`: objections to the notices of the units that somebody sees, how they ended and how they were rated.

use ::store::long::{LOOK, Turn, civil_date};
use counter::{choice, desk, rating};
use serde_json::json;
use web::{Cx, Result};

use crate::model::notice::OUTCOMES;
use crate::store::{self, Objected, ObjectedRow, ObjectionFilter};

/// The list.
pub(super) async fn list(cx: Cx) -> Result {
    let day = |name: &str| cx.query.get(name).parse().ok();
    let wanted = ObjectionFilter {
        scope: super::scope(&cx),
        count: Objected::of(cx.query.get("count")),
        unit: cx.query.int("unit"),
        from: day("from"),
        to: day("to"),
    };
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), civil_date);
    let q = &mut cx.reader();
    let total = store::objections_counted(q, &wanted).await?;
    let page = store::objected(q, &wanted, &turn, rows + 1).await?;
    let page = page.shown(&turn, true, rows, |r| [r.k1.into(), r.k2.into()]);
    let mut tabs = Vec::new();
    for (key, title, count) in Objected::ALL {
        let number = store::objections_counted(q, &ObjectionFilter { count: *count, ..wanted.clone() }).await?;
        tabs.push(desk::tab(&cx, key, title, wanted.count == *count, number));
    }
    let row = |r: &ObjectedRow| {
        let outcome = choice::title(OUTCOMES, &r.outcome);
        json!({
            "href": format!("/work/surveys/matters/{}", r.matter_id), "number": r.number, "title": r.title, "unit": r.unit,
            "received": r.k1.to_string(), "outcome": if outcome.is_empty() { "待答复" } else { outcome },
            "answered": !outcome.is_empty(), "satisfaction": rating::level(r.satisfaction),
        })
    };
    let data = json!({
        "rows": page.rows.iter().map(row).collect::<Vec<_>>(),
        "total": total.of("件"),
        "prev": desk::way(&cx, "before", page.prev.as_deref()),
        "next": desk::way(&cx, "after", page.next.as_deref()),
        "looked": if page.stopped { LOOK } else { 0 },
        "tabs": tabs,
        "units": super::unit_options(&cx).await?,
        "chosen": {
            "unit": cx.query.get("unit"), "from": cx.query.get("from"), "to": cx.query.get("to"), "count": wanted.count.key(),
        },
    });
    let page = super::inside("公示异议", "list").crumb("公示", "/work/surveys/notices");
    cx.page("surveys/work_objections.html", page, data)
}
