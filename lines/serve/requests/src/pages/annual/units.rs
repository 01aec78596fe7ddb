//! `/work/requests/annual/units`: who has settled the report of a year, and where the county's numbers differ from the sum of the
//! settled reports of its units.

use base::Error;
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::view::{cell_href, dispute_href};
use crate::annual::{Difference, Numbers, differences};
use crate::channels::{APPLICANTS, DISPUTES};
use crate::store::{self, Report};

/// The page.
pub(in crate::pages) async fn page(cx: Cx) -> Result {
    if !crate::pages::sees_all(&cx) {
        return Err(Error::Unseen.into());
    }
    let this = cx.now.date().year();
    let year = cx.query.int("year").and_then(|y| i16::try_from(y).ok()).filter(|y| (2000..=2200).contains(y));
    let year = year.unwrap_or(this - 1);
    let q = &mut cx.reader();
    let reports = store::reports_of_units(q, year).await?;
    let organs = store::organs(q).await?;
    let counted = Numbers { table3: store::table3(q, year, None).await?, table4: store::table4(q, year, None).await? };
    let settled = reports.iter().filter(|r| r.settled_at.is_some());
    let settled: Vec<Numbers> = settled.filter_map(|r| serde_json::from_str(&r.numbers).ok()).collect();
    let lines: Vec<Value> = organs.iter().map(|organ| line(organ, year, &reports)).collect();
    let different = differences(&counted, &settled);
    let (first, _) = store::reported_years(q).await?;
    let first = first.and_then(|d| d.get(..4)?.parse::<i16>().ok()).unwrap_or(this).max(this - 20).min(year);
    let data = json!({
        "year": year,
        "years": (first..=this).rev().collect::<Vec<_>>(),
        "units": lines,
        "done": settled.len(),
        "all": organs.len(),
        "different": different.iter().map(|d| shown(year, d)).collect::<Vec<_>>(),
    });
    let page = Page::new(format!("{year}年年度报告单位填报情况")).kind("list").crumb("依申请公开", "/work/requests");
    let page = page.crumb("公开年度报告", format!("/work/requests/annual?year={year}&unit=0"));
    cx.page("requests/work_annual_units.html", page, data)
}

fn line((id, name): &(i64, String), year: i16, reports: &[Report]) -> Value {
    let report = reports.iter().find(|r| r.unit_id == *id);
    let (state, tone) = match report {
        Some(Report { settled_at: Some(at), .. }) => (format!("{} 定稿", at.date()), "good"),
        Some(_) => ("已填写，未定稿".to_owned(), "warn"),
        None => ("未填写".to_owned(), "bad"),
    };
    json!({
        "name": name, "state": state, "tone": tone,
        "href": format!("/work/requests/annual?year={year}&unit={id}"),
    })
}

/// A cell in which both differ, with where the county's number leads.
fn shown(year: i16, d: &Difference) -> Value {
    let (table, row, column, href) = match *d {
        Difference { table: 3, row, column, .. } => {
            let who = APPLICANTS.get(column);
            let title = crate::annual::ROWS.get(row.saturating_sub(1)).copied().unwrap_or_default();
            let href = cell_href((year, row, 0), who.map_or("", |a| a.value));
            ("表三", title, who.map_or("", |a| a.title), href)
        }
        Difference { row, column, .. } => {
            let kind = DISPUTES.get(row);
            let head = crate::annual::TABLE4.get(column).copied().unwrap_or_default();
            ("表四", kind.map_or("", |k| k.title), head, dispute_href((year, column, 0), kind.map_or("", |k| k.value)))
        }
    };
    json!({
        "table": table, "row": row, "column": column, "href": href, "county": d.county, "units": d.units,
        "more": d.county - d.units,
    })
}
