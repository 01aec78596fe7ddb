//! An annual report as pages and files show it: as it was settled, or as it would be now.

use base::Error;
use serde::Serialize;
use serde_json::{Value, json};
use web::Cx;

use crate::actions::report;
use crate::annual::changes::{self, Change, Version};
use crate::annual::{self, HEADINGS, Numbers, ROWS, TABLE2, TABLE4, relations};
use crate::channels::{APPLICANTS, DISPUTES};
use crate::store::{self, Table3};

/// A number and the list that it opens.
#[derive(Debug, Serialize)]
pub struct Cell {
    /// The number.
    pub number: i64,
    /// Its list.
    pub href: String,
}

/// A row of table four.
#[derive(Debug, Serialize)]
pub struct Disputed {
    /// 类别.
    pub title: &'static str,
    /// Numbers with their sum.
    pub cells: Vec<Cell>,
}

/// A report as pages and files show it.
#[derive(Debug, Serialize)]
pub struct View {
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
    /// Rows of table four.
    pub disputes: Vec<Disputed>,
    /// Heads of table four.
    pub results: [&'static str; 5],
    /// Table two: heading, row, column, number.
    pub table2: Vec<(&'static str, &'static str, &'static str, String)>,
    /// Whether table two is the sum of the settled reports of units, and of how many.
    pub summed: Option<usize>,
    /// Texts: heading and text.
    pub texts: Vec<(&'static str, String)>,
    /// Relations that do not hold.
    pub broken: Vec<annual::Relation>,
    /// How many relations were looked at.
    pub relations: usize,
    /// Organs that had not settled when the county's was, and why it was settled nevertheless.
    pub missing: String,
    /// Versions that were put right (更正): when, why, when they were settled, and what changed.
    pub old: Vec<Value>,
    /// The numbers that are counted otherwise now than they were settled.
    pub moved: Vec<Change>,
    #[serde(skip)]
    numbers: Numbers,
    #[serde(skip)]
    pub(super) settled_at: Option<base::Moment>,
}

impl View {
    /// Tables three and four.
    pub fn numbers(&self) -> &Numbers {
        &self.numbers
    }

    /// Texts and table two as they are shown, for settling.
    pub fn shown(&self) -> (Vec<&str>, Vec<&str>) {
        let texts = self.texts.iter().map(|(_, text)| text.as_str()).collect();
        (texts, self.table2.iter().map(|(.., number)| number.as_str()).collect())
    }
}

/// The report of an organ (0 for the county) and a year.
pub(super) async fn view(cx: &Cx, year: i16, unit: i64) -> Result<View, Error> {
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
    let before = report::carried(q, year, unit).await?;
    let moved = settled.as_ref().map(|then| changes::numbers(then, &counted)).unwrap_or_default();
    let numbers = settled.clone().unwrap_or(counted);
    let all = relations(&numbers.table3, &before);
    let (table2, summed) = table2(cx, year, unit, kept.as_ref()).await?;
    let old = match &kept {
        Some(kept) => old(kept, &store::old_reports(q, kept.id).await?),
        None => Vec::new(),
    };
    let missing = kept.as_ref().map(|r| r.missing.clone()).unwrap_or_default();
    let texts: Vec<String> = kept.as_ref().and_then(|r| serde_json::from_str(&r.texts).ok()).unwrap_or_default();
    let said = match settled {
        // What was settled before texts were kept as they are shown has nothing where the numbers spoke.
        Some(_) => begun(&texts, annual::summary(&name, year, &numbers.table3)),
        None => written(cx, (year, organ), &texts, annual::summary(&name, year, &numbers.table3)).await?,
    };
    Ok(View {
        title: format!("{name}{year}年政府信息公开工作年度报告"),
        year,
        unit,
        settled: kept.as_ref().is_some_and(|r| r.settled_at.is_some()),
        settled_on: kept.as_ref().and_then(|r| r.settled_at).map(|at| at.date().to_string()).unwrap_or_default(),
        settled_at: kept.and_then(|r| r.settled_at),
        columns: APPLICANTS.iter().map(|a| a.title).chain(["总计"]).collect(),
        rows: rows(&numbers.table3, year, unit),
        disputes: disputes(&numbers, year, unit),
        results: TABLE4,
        table2,
        summed,
        texts: (0..).zip(HEADINGS).map(|(at, heading)| (heading, said.get(at).cloned().unwrap_or_default())).collect(),
        relations: all.len(),
        broken: all.into_iter().filter(|r| !r.holds()).collect(),
        missing,
        old,
        moved,
        name,
        numbers,
    })
}

/// Versions that were put right, each with what the next one says otherwise.
fn old(kept: &store::Report, old: &[store::OldReport]) -> Vec<Value> {
    let now = Version::of([&kept.numbers, &kept.table2, &kept.texts]);
    let next = old.iter().skip(1).map(Version::old).chain([now]);
    let changes = old.iter().zip(next).map(|(old, next)| Version::old(old).changes(&next));
    (1..).zip(old.iter().zip(changes)).map(|(n, (old, changes))| corrected(n, old, &changes)).collect()
}

/// A version that was put right, for pages: its day, why, what changed, and its tables as they were.
fn corrected(n: usize, old: &store::OldReport, changes: &[String]) -> Value {
    let numbers = serde_json::from_str::<Numbers>(&old.numbers).unwrap_or_default();
    let texts: Vec<String> = serde_json::from_str(&old.texts).unwrap_or_default();
    let table2: Vec<String> = serde_json::from_str(&old.table2).unwrap_or_default();
    let number = |at: usize| table2.get(at).cloned().filter(|n| !n.is_empty()).unwrap_or_else(|| "0".into());
    let two = (0..).zip(TABLE2).map(|(at, (heading, row, column))| (heading, row, column, number(at)));
    json!({
        "n": n, "on": old.replaced_at.date().to_string(), "settled_on": old.settled_at.date().to_string(),
        "reason": old.reason, "changes": changes, "columns": APPLICANTS.iter().map(|a| a.title).chain(["总计"]).collect::<Vec<_>>(),
        "rows": rows(&numbers.table3, 0, 0), "disputes": disputes(&numbers, 0, 0), "results": TABLE4,
        "table2": two.collect::<Vec<_>>(),
        "texts": (0..).zip(HEADINGS).map(|(at, heading)| (heading, texts.get(at).cloned().unwrap_or_default())).collect::<Vec<_>>(),
    })
}

/// The texts of a report that is not settled: what was typed, and where nothing was, what can be counted. Heading 六 says what was
/// taken in fees (信息处理费), in the year in which it was paid.
async fn written(
    cx: &Cx,
    (year, organ): (i16, Option<i64>),
    texts: &[String],
    summary: String,
) -> Result<Vec<String>, Error> {
    let mut said = begun(texts, summary);
    if let Some(last) = said.last_mut().filter(|text| text.is_empty()) {
        let (count, yuan) = store::fees_of(&mut cx.reader(), year, organ).await?;
        *last = annual::fees(year, count, yuan)
            + &annual::inherited(report::inherited(&mut cx.reader(), year, organ).await?);
    }
    Ok(said)
}

/// The texts under the headings, the first of them with what the numbers say when nothing was typed.
fn begun(texts: &[String], summary: String) -> Vec<String> {
    let mut said: Vec<String> = (0..HEADINGS.len()).map(|at| texts.get(at).cloned().unwrap_or_default()).collect();
    if let Some(first) = said.first_mut().filter(|text| text.is_empty()) {
        *first = summary;
    }
    said
}

type Table2 = Vec<(&'static str, &'static str, &'static str, String)>;

/// Table two: as kept; for the county, until it is settled, the sum of the settled reports of units, and of how many.
async fn table2(cx: &Cx, year: i16, unit: i64, kept: Option<&store::Report>) -> Result<(Table2, Option<usize>), Error> {
    let settled = kept.is_some_and(|r| r.settled_at.is_some());
    let (numbers, summed) = if unit == 0 && !settled {
        let units = store::settled_units(&mut cx.reader(), year).await?;
        let all: Vec<Vec<String>> = units.iter().map(|r| serde_json::from_str(&r.table2).unwrap_or_default()).collect();
        (annual::sum(&all), Some(units.len()))
    } else {
        (kept.and_then(|r| serde_json::from_str(&r.table2).ok()).unwrap_or_default(), None)
    };
    let number = |at: usize| numbers.get(at).cloned().filter(|n: &String| !n.is_empty()).unwrap_or_else(|| "0".into());
    let line = |(at, (heading, row, column))| (heading, row, column, number(at));
    Ok(((0..).zip(TABLE2).map(line).collect(), summed))
}

/// What the whole county is called: its name as that of its government.
pub(in crate::pages) async fn county(cx: &Cx) -> Result<String, Error> {
    let units = cx.app.identity.units().await?;
    let government = units.iter().find(|u| u.kind == "government" && u.parent_id.is_none());
    Ok(government.map_or_else(|| "全县".to_owned(), |u| u.name.trim_end_matches("人民政府").to_owned()))
}

fn of_unit(unit: i64) -> String {
    if unit == 0 { String::new() } else { format!("&unit={unit}") }
}

/// Where a cell of table three leads; an empty `applicant` for the total.
pub(super) fn cell_href((year, row, unit): (i16, usize, i64), applicant: &str) -> String {
    let who = if applicant.is_empty() { String::new() } else { format!("&applicant={applicant}") };
    format!("/work/requests?year={year}&row={row}{}{who}", of_unit(unit))
}

/// Where a cell of table four leads.
pub(super) fn dispute_href((year, column, unit): (i16, usize, i64), kind: &str) -> String {
    format!("/work/requests/disputes?year={year}&column={column}&kind={kind}{}", of_unit(unit))
}

fn rows(table: &Table3, year: i16, unit: i64) -> Vec<Value> {
    let row = |(at, title): (usize, &&str)| {
        let href = |applicant: &str| cell_href((year, at, unit), applicant);
        let cells = APPLICANTS.iter().enumerate().map(|(column, a)| (table.cell(at, column), href(a.value)));
        let cells: Vec<Value> = cells
            .chain([(table.total(at), href(""))])
            .map(|(number, href)| json!({ "number": number, "href": href }))
            .collect();
        json!({ "title": title, "cells": cells })
    };
    (1..).zip(ROWS.iter()).map(row).collect()
}

fn disputes(numbers: &Numbers, year: i16, unit: i64) -> Vec<Disputed> {
    let row = |(kind, row): (&counter::Choice, [i64; 4])| {
        let all = row.into_iter().chain([row.iter().sum()]).enumerate();
        let cell = |(column, number)| Cell { number, href: dispute_href((year, column, unit), kind.value) };
        Disputed { title: kind.title, cells: all.map(cell).collect() }
    };
    DISPUTES.iter().zip(numbers.table4.0).map(row).collect()
}
