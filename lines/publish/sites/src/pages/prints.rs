//! What terminals printed (打印登记): by terminal over a time, and day by day as an Excel file.

use std::collections::BTreeMap;

use base::time::DAY;
use base::{Date, Error, Moment};
use edition::KEEP;
use matter::sheet::{self, XLSX};
use serde_json::{Value, json};
use web::{Cx, Result};

use super::{below_sites, manage};
use crate::store::terminals::{self as rows, Printed};

/// Days of one report at most.
const DAYS_MAX: i64 = 366;
/// Heads of the Excel file.
const HEADS: [&str; 4] = ["日期", "终端", "管理单位", "打印（张）"];

/// The time that was asked for: this month, when none was; a longer one than there may be is cut at its beginning.
fn asked(cx: &Cx) -> (Date, Date) {
    let date = |name: &str| cx.query.get(name).parse::<Date>().ok();
    let today = cx.now.date();
    let to = date("to").unwrap_or(today);
    let from = date("from").unwrap_or_else(|| to.first_of_month()).min(to);
    let earliest = Moment(Moment::start_of(to).0 - (DAYS_MAX - 1) * DAY).date();
    (from.max(earliest), to)
}

/// What the terminals of the units whose sites the person keeps printed, day by day.
async fn seen(cx: &Cx, from: Date, to: Date) -> std::result::Result<Vec<Printed>, Error> {
    let mut rows = rows::between(&mut cx.reader(), from, to).await?;
    rows.retain(|row| cx.actor.may(KEEP, Some(row.unit_id)));
    Ok(rows)
}

/// The report by terminal; one that was given up stays in it.
pub(super) async fn page(cx: Cx) -> Result {
    let (from, to) = asked(&cx);
    let units = manage::unit_names(&mut cx.reader()).await?;
    let mut by: BTreeMap<i64, (Printed, i64, i64)> = BTreeMap::new();
    for row in seen(&cx, from, to).await? {
        let (_, days, sheets) = by.entry(row.terminal_id).or_insert_with(|| (row.clone(), 0, 0));
        *days += 1;
        *sheets += row.sheets;
    }
    let whole: i64 = by.values().map(|(.., sheets)| sheets).sum();
    let shown: Vec<Value> = by
        .values()
        .map(|(row, days, sheets)| {
            json!({
                "name": row.name, "unit": units.get(&row.unit_id), "days": days, "sheets": sheets,
                "closed": row.closed_at.map(|at| at.date().to_string()),
            })
        })
        .collect();
    let page = below_sites(&cx, "打印登记").crumb("查阅终端", "/work/sites/terminals");
    let data = json!({
        "rows": shown, "whole": whole, "from": from.to_string(), "to": to.to_string(), "days": DAYS_MAX,
        "file": format!("/work/sites/terminals/prints.xlsx?from={from}&to={to}"),
    });
    cx.page("sites/work_prints.html", page, data)
}

/// The same day by day.
pub(super) async fn workbook(cx: Cx) -> Result {
    let (from, to) = asked(&cx);
    let units = manage::unit_names(&mut cx.reader()).await?;
    let cells: Vec<Vec<String>> = seen(&cx, from, to)
        .await?
        .into_iter()
        .map(|row| {
            let unit = units.get(&row.unit_id).map(ToString::to_string).unwrap_or_default();
            vec![row.on_date.to_string(), row.name, unit, row.sheets.to_string()]
        })
        .collect();
    let file = sheet::xlsx(&HEADS, &cells)?;
    Ok(web::download(&format!("查阅终端打印登记 {from} 至 {to}.xlsx"), XLSX, file))
}
