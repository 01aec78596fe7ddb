//! The annual report on the workbench: tables whose cells open the requests that they count, their relations, texts, settling,
//! files to take away. The public reads what was settled.

pub(super) mod files;

use base::Error;
use serde::Serialize;
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Page, Result};

use crate::annual::{self, HEADINGS, Numbers, ROWS, TABLE2, TABLE4, relations};
use crate::channels::{APPLICANTS, DISPUTES};
use crate::store::{self, Table3};
use crate::{CACHE, REPORT, actions};

/// A report as pages and files show it.
#[derive(Debug, Serialize)]
pub(super) struct View {
    /// 标题.
    pub title: String,
    /// Civil year.
    pub year: i16,
    /// The organ, 0 for the county.
    pub unit: i64,
    /// Its name.
    pub name: String,
    /// Whether it is settled.
    pub settled: bool,
    /// When it was settled.
    pub settled_on: String,
    /// Heads of the columns of table three.
    pub columns: Vec<&'static str>,
    /// Rows of table three: title and cells with where they lead.
    pub rows: Vec<Value>,
    /// Rows of table four: kind and numbers with their sum.
    pub disputes: Vec<(&'static str, Vec<i64>)>,
    /// Heads of table four.
    pub results: [&'static str; 5],
    /// Table two: heading, row, column, number.
    pub table2: Vec<(&'static str, &'static str, &'static str, String)>,
    /// Texts: heading and text.
    pub texts: Vec<(&'static str, String)>,
    /// Relations that do not hold.
    pub broken: Vec<annual::Relation>,
    /// How many relations were looked at.
    pub relations: usize,
    /// Whether requests entered since then would give other numbers than were settled.
    pub moved: bool,
    #[serde(skip)]
    numbers: Numbers,
    #[serde(skip)]
    settled_at: Option<base::Moment>,
}

/// What a cell of table three counts, in words.
pub(super) fn cell_title(year: i16, row: usize) -> String {
    let title = row.checked_sub(1).and_then(|at| ROWS.get(at)).copied().unwrap_or("（没有这一行）");
    format!("{year}年年度报告表三：{title}")
}

/// The report of an organ (0 for the county) and a year.
pub(super) async fn view(cx: &Cx, year: i16, unit: i64) -> std::result::Result<View, Error> {
    if !(2000..=2200).contains(&year) {
        return Err(Error::Unseen);
    }
    let q = &mut cx.reader();
    let organ = (unit != 0).then_some(unit);
    let name = match organ {
        Some(id) => identity::units::find(q, id).await?.ok_or(Error::Unseen)?.name,
        None => county(cx).await?,
    };
    let counted =
        Numbers { table3: store::table3(q, year, organ).await?, table4: store::table4(q, year, organ).await? };
    let kept = store::report(q, unit, year).await?;
    let settled = kept.as_ref().and_then(|r| serde_json::from_str::<Numbers>(&r.numbers).ok());
    let before = match store::report(q, unit, year - 1).await? {
        Some(last) if last.settled_at.is_some() => {
            serde_json::from_str::<Numbers>(&last.numbers).map(|n| n.table3).unwrap_or_default()
        }
        _ => store::table3(q, year - 1, organ).await?,
    };
    let moved = settled.as_ref().is_some_and(|numbers| *numbers != counted);
    let numbers = settled.clone().unwrap_or(counted);
    let all = relations(&numbers.table3, &before);
    let texts: Vec<String> = kept.as_ref().and_then(|r| serde_json::from_str(&r.texts).ok()).unwrap_or_default();
    let table2: Vec<String> = kept.as_ref().and_then(|r| serde_json::from_str(&r.table2).ok()).unwrap_or_default();
    let text = |at: usize| texts.get(at).cloned().unwrap_or_default();
    let mut said: Vec<(&str, String)> = (0..).zip(HEADINGS).map(|(at, heading)| (heading, text(at))).collect();
    if let Some((_, first)) = said.first_mut()
        && first.is_empty()
    {
        *first = annual::summary(&name, year, &numbers.table3);
    }
    Ok(View {
        title: format!("{name}{year}年政府信息公开工作年度报告"),
        year,
        unit,
        settled: settled.is_some(),
        settled_on: kept.as_ref().and_then(|r| r.settled_at).map(|at| at.date().to_string()).unwrap_or_default(),
        settled_at: kept.and_then(|r| r.settled_at),
        columns: APPLICANTS.iter().map(|a| a.title).chain(["总计"]).collect(),
        rows: rows(&numbers.table3, year, unit),
        disputes: disputes(&numbers),
        results: TABLE4,
        table2: (0..)
            .zip(TABLE2)
            .map(|(at, (heading, row, column))| {
                (
                    heading,
                    row,
                    column,
                    table2.get(at).cloned().filter(|n| !n.is_empty()).unwrap_or_else(|| "0".to_owned()),
                )
            })
            .collect(),
        texts: said,
        relations: all.len(),
        broken: all.into_iter().filter(|r| !r.holds()).collect(),
        moved,
        name,
        numbers,
    })
}

/// What the whole county is called: its name as that of its government.
async fn county(cx: &Cx) -> std::result::Result<String, Error> {
    let units = cx.app.identity.units().await?;
    let government = units.iter().find(|u| u.kind == "government" && u.parent_id.is_none());
    Ok(government.map_or_else(|| "全县".to_owned(), |u| u.name.trim_end_matches("人民政府").to_owned()))
}

fn rows(table: &Table3, year: i16, unit: i64) -> Vec<Value> {
    let of_unit = if unit == 0 { String::new() } else { format!("&unit={unit}") };
    let row = |(at, title): (usize, &&str)| {
        let href = |applicant: &str| {
            let who = if applicant.is_empty() { String::new() } else { format!("&applicant={applicant}") };
            format!("/work/requests?year={year}&row={at}{of_unit}{who}")
        };
        let cells = APPLICANTS.iter().enumerate().map(|(column, a)| (table.cell(at, column), href(a.value)));
        let cells: Vec<Value> = cells
            .chain([(table.total(at), href(""))])
            .map(|(number, href)| json!({ "number": number, "href": href }))
            .collect();
        json!({ "title": title, "cells": cells })
    };
    (1..).zip(ROWS.iter()).map(row).collect()
}

fn disputes(numbers: &Numbers) -> Vec<(&'static str, Vec<i64>)> {
    let kinds = DISPUTES.iter().zip(numbers.table4.0);
    kinds.map(|(kind, row)| (kind.title, row.iter().copied().chain([row.iter().sum()]).collect())).collect()
}

/// The year and the organ that are asked for, when the actor may see them: the county and other organs with the verb for all.
async fn asked(cx: &Cx) -> std::result::Result<(i16, i64), Error> {
    let all = super::sees_all(cx);
    let staff = cx.actor.staff()?;
    let unit = cx.query.int("unit").unwrap_or(if all { 0 } else { staff.unit });
    if !all && super::office::units(cx).is_some_and(|units| !units.contains(&unit)) {
        return Err(Error::Unseen);
    }
    let year = cx.query.int("year").and_then(|y| i16::try_from(y).ok());
    Ok((year.unwrap_or(cx.now.date().year()), unit))
}

/// Whether the actor may write the report of `unit`.
fn may_write(cx: &Cx, unit: i64) -> bool {
    let all = super::sees_all(cx) && cx.actor.may(REPORT, None);
    if unit == 0 { all } else { all || cx.actor.may(REPORT, Some(unit)) }
}

fn framed(view: &View) -> Page {
    Page::new(view.title.clone()).kind("list").crumb("依申请公开", "/work/requests")
}

/// `/work/requests/annual`.
pub(super) async fn page(cx: Cx) -> Result {
    let (year, unit) = asked(&cx).await?;
    let view = view(&cx, year, unit).await?;
    let this = cx.now.date().year();
    let (first, _) = store::reported_years(&mut cx.reader()).await?;
    let first = first.and_then(|d| d.get(..4)?.parse::<i16>().ok()).unwrap_or(this).max(this - 20);
    let organs = if super::sees_all(&cx) { super::organ_options(&cx.app).await? } else { json!([]) };
    let query = format!("?year={year}&unit={unit}");
    let data = json!({
        "years": (first..=this).rev().collect::<Vec<_>>(),
        "organs": organs,
        "query": query,
        "may": may_write(&cx, unit),
        "over": this > year,
        "r": view,
    });
    cx.page("requests/work_annual.html", framed(&view), data)
}

/// The form for texts and table two.
pub(super) async fn texts(cx: Cx) -> Result {
    let (year, unit) = asked(&cx).await?;
    let view = writable(&cx, year, unit).await?;
    let page = framed(&view);
    let data = json!({ "query": format!("?year={year}&unit={unit}"), "r": view });
    cx.page("requests/work_texts.html", page, data)
}

async fn writable(cx: &Cx, year: i16, unit: i64) -> std::result::Result<View, Error> {
    if !may_write(cx, unit) {
        return Err(Error::Unseen);
    }
    let view = view(cx, year, unit).await?;
    if view.settled {
        return Err(Error::refused("requests.settled", "年度报告已经定稿，不能再修改"));
    }
    Ok(view)
}

/// Keeps them.
pub(super) async fn save(cx: Cx, form: Form) -> Result {
    const LONGEST: usize = 20_000;
    let (year, unit) = asked(&cx).await?;
    let view = writable(&cx, year, unit).await?;
    let mut check = Check::new(&form);
    let texts: Vec<String> =
        (0..).zip(HEADINGS).map(|(at, heading)| check.text(&format!("text{at}"), heading, 0..=LONGEST)).collect();
    let mut table2 = Vec::new();
    for (at, (_, row, column)) in (0..).zip(TABLE2) {
        let name = format!("n{at}");
        let number = base::text::normalise(check.line(&name, column, 0..=16).trim());
        let whole = number.is_empty() || number.parse::<u32>().is_ok();
        let money = at + 1 == TABLE2.len() && number.parse::<f64>().is_ok_and(|n| (0.0..1e9).contains(&n));
        if !whole && !money {
            check.error(&name, format!("{row}{column}：请填写数字"));
        }
        table2.push(number);
    }
    let query = format!("?year={year}&unit={unit}");
    let kept = match check.finish(()) {
        Ok(()) => keep(&cx, &form, (year, unit), &texts, &table2).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    match kept {
        Ok(()) => cx.see_other(&format!("/work/requests/annual{query}")),
        Err(Error::Invalid(errors)) => {
            let page = framed(&view);
            cx.again("requests/work_texts.html", page, json!({ "query": query, "r": view }), &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

async fn keep(
    cx: &Cx,
    form: &Form,
    (year, unit): (i16, i64),
    texts: &[String],
    table2: &[String],
) -> std::result::Result<(), Error> {
    let mut tx = cx.begin().await?;
    if let Once::Done(_) = cx.once(&mut tx, form).await? {
        return Ok(());
    }
    if !store::save_report(&mut tx, unit, year, &json!(texts).to_string(), &json!(table2).to_string()).await? {
        return Err(Error::refused("requests.settled", "年度报告已经定稿，不能再修改"));
    }
    cx.once_done(&mut tx, form, "/work/requests/annual").await?;
    tx.commit().await?;
    Ok(())
}

/// 定稿: the numbers are frozen and shown to the public, when the year is over and every relation holds.
pub(super) async fn settle(cx: Cx, form: Form) -> Result {
    let (year, unit) = asked(&cx).await?;
    let view = writable(&cx, year, unit).await?;
    if cx.now.date().year() <= year {
        return Err(Error::refused("requests.year-open", "这一年还没有过完，不能定稿").into());
    }
    if let Some(broken) = view.broken.first() {
        let message = format!(
            "勾稽关系不成立，不能定稿：{}，{}（{} ≠ {}）",
            broken.column, broken.title, broken.left, broken.right
        );
        return Err(Error::refused("requests.relations", message).into());
    }
    let mut tx = cx.begin().await?;
    if let Once::First = cx.once(&mut tx, &form).await? {
        let by = (&cx.actor, cx.now);
        actions::report::settle(&mut tx, &cx.app.chance, by, (unit, year), &view.numbers).await?;
        cx.once_done(&mut tx, &form, "/work/requests/annual").await?;
        tx.commit().await?;
        cx.app.ledger.notify();
        cx.app.cache.invalidate(CACHE);
    }
    cx.notice("good", "年度报告已定稿，公众可以查阅。");
    cx.see_other(&format!("/work/requests/annual?year={year}&unit={unit}"))
}
