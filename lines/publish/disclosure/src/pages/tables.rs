//! Standard catalogues and the three lists as the public sees them, and as Excel files.

use base::Error;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::{names, tree};
use crate::model::{COLUMNS, Standard};
use crate::{CACHE, catalogue, store};

fn page(title: &str) -> Page {
    Page::new(title).kind("list").column("政府信息公开").crumb("政府信息公开", "/xxgk")
}

/// The texts of a row in the order of the table.
pub(super) fn texts(row: &Standard) -> Vec<String> {
    [
        &row.item,
        &row.sub_item,
        &row.content,
        &row.basis,
        &row.time_limit,
        &row.subject,
        &row.channels,
        &row.audience,
        &row.mode,
        &row.level,
    ]
    .map(Clone::clone)
    .to_vec()
}

/// `/xxgk/standard`: which units have catalogues of which domains, or one catalogue.
pub(super) async fn standard(cx: Cx) -> Result {
    cx.depends(CACHE);
    let unit: Option<i64> = cx.query.get("unit").parse().ok();
    let domain = cx.query.get("domain").to_owned();
    let names = names(&cx).await?;
    let coverage = store::coverage(&mut cx.reader(), unit).await?;
    let overview: Vec<Value> = coverage
        .iter()
        .map(|(unit, domain, rows, bound)| {
            json!({
                "unit": names.get(unit).map_or("", String::as_str),
                "domain": edition::terms::title(catalogue::DOMAINS, domain).unwrap_or(domain),
                "rows": rows, "bound": bound, "gaps": rows - bound,
                "href": format!("/xxgk/standard?unit={unit}&domain={domain}"),
            })
        })
        .collect();
    let title = edition::terms::title(catalogue::DOMAINS, &domain);
    let rows = match (unit, title) {
        (Some(unit), Some(_)) => store::standard(&mut cx.reader(), unit, &domain).await?,
        _ => Vec::new(),
    };
    let mut shown = Vec::new();
    for row in &rows {
        let column = match row.column_id {
            Some(id) => edition::column::find(&mut cx.reader(), id).await?,
            None => None,
        };
        shown.push(json!({
            "texts": texts(row), "href": column.map(|c| c.path()).unwrap_or_default(),
        }));
    }
    let heads: Vec<&str> = COLUMNS.iter().map(|(_, name, ..)| *name).collect();
    let of = unit.and_then(|unit| names.get(&unit)).map_or("", String::as_str);
    let heading = match title {
        Some(title) if !of.is_empty() => format!("{of}{title}领域基层政务公开标准目录"),
        _ => "基层政务公开标准目录".to_owned(),
    };
    let excel = match (unit, title) {
        (Some(unit), Some(_)) => format!("/xxgk/standard/excel?unit={unit}&domain={domain}"),
        _ => String::new(),
    };
    let data = json!({
        "tree": tree("standard", unit), "heads": heads, "rows": shown, "overview": overview,
        "excel": excel, "one": title.is_some() && unit.is_some(),
    });
    cx.page("disclosure/standard.html", page(&heading), data)
}

/// The catalogue as an Excel file.
pub(super) async fn standard_excel(cx: Cx) -> Result {
    let unit: i64 = cx.query.get("unit").parse().map_err(|_| Error::Unseen)?;
    let domain = cx.query.get("domain").to_owned();
    let title = edition::terms::title(catalogue::DOMAINS, &domain).ok_or(Error::Unseen)?;
    let rows = store::standard(&mut cx.reader(), unit, &domain).await?;
    let heads: Vec<String> = COLUMNS.iter().map(|(_, name, ..)| (*name).to_owned()).collect();
    let lines: Vec<Vec<String>> = rows.iter().map(texts).collect();
    let file = xlsx(&heads, &lines)?;
    Ok(web::download(&format!("{title}标准目录.xlsx"), XLSX, file))
}

/// Media type of an Excel workbook.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A sheet with heads and rows of text.
///
/// # Errors
/// A fault when the file cannot be put together.
pub(super) fn xlsx(heads: &[String], rows: &[Vec<String>]) -> std::result::Result<Vec<u8>, Error> {
    let fault = |e| Error::from(base::Fault::of(base::error::FaultKind::Broken, "write an Excel file", e));
    write(heads, rows).map_err(fault)
}

fn write(heads: &[String], rows: &[Vec<String>]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@").set_text_wrap());
    let sheet = book.add_worksheet();
    sheet.set_freeze_panes(1, 0)?;
    for (at, head) in (0_u16..).zip(heads) {
        sheet.set_column_width(at, 20)?.write_string_with_format(0, at, head, &bold)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (at, cell) in (0_u16..).zip(row) {
            sheet.write_string_with_format(line, at, cell, &text)?;
        }
    }
    book.save_to_buffer()
}

/// `/xxgk/lists`: which organs have published which of the three lists, or one list with its versions.
pub(super) async fn powers(cx: Cx) -> Result {
    cx.depends(CACHE);
    let unit: Option<i64> = cx.query.get("unit").parse().ok();
    let list = match cx.query.get("list") {
        "" => "power",
        other => other,
    }
    .to_owned();
    let title = edition::terms::title(catalogue::LISTS, &list).ok_or(Error::Unseen)?;
    let names = names(&cx).await?;
    let organs: Vec<Value> = store::with_list(&mut cx.reader(), &list)
        .await?
        .into_iter()
        .map(|(unit, entries)| {
            json!({
                "unit": names.get(&unit).map_or("", String::as_str), "entries": entries,
                "href": format!("/xxgk/lists?list={list}&unit={unit}"),
            })
        })
        .collect();
    let (entries, versions) = match unit {
        Some(unit) => {
            (store::powers(&mut cx.reader(), unit, &list).await?, store::versions(&mut cx.reader(), unit, &list).await?)
        }
        None => (Vec::new(), Vec::new()),
    };
    let versions: Vec<Value> = versions
        .iter()
        .map(|v| json!({ "version": v.version, "at": v.at.date().to_string(), "why": v.why, "entries": v.entries }))
        .collect();
    let tabs: Vec<Value> = catalogue::LISTS
        .iter()
        .map(|(key, title)| {
            let of = unit.map(|u| format!("&unit={u}")).unwrap_or_default();
            json!({ "title": title, "href": format!("/xxgk/lists?list={key}{of}"), "current": *key == list })
        })
        .collect();
    let of = unit.and_then(|unit| names.get(&unit)).map_or("", String::as_str);
    let data = json!({
        "tree": tree("lists", unit), "tabs": tabs, "organs": organs,
        "entries": entries, "versions": versions, "one": unit.is_some(),
    });
    cx.page("disclosure/powers.html", page(&format!("{of}{title}")), data)
}
