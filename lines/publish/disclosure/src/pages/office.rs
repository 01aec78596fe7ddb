//! The keeper's pages: guide and rules, the grid of a standard catalogue, the three lists, transfers, re-assessments.

use base::time::DAY;
use base::{Date, Error};
use edition::item::Asked;
use edition::live::{self, Facets, Turn};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::tables::{XLSX, texts, xlsx};
use super::{names, options};
use crate::model::{COLUMNS, Row};
use crate::{OVERSEE, actions, catalogue, demo_texts, store};

/// Empty rows under a grid, to be filled.
const SPARE: usize = 3;
/// Documents of one transfer list at most.
const TRANSFER_MAX: usize = 20_000;
/// Kept closed and shown for re-assessment at most.
const ASSESS_MAX: usize = 200;

fn page_of(title: &str) -> Page {
    Page::new(title).kind("form").crumb("信息公开", "/work/disclosure")
}

pub(super) async fn home(cx: Cx) -> Result {
    let unit = cx.actor.staff()?.unit;
    let coverage = store::coverage(&mut cx.reader(), Some(unit)).await?;
    let domains: Vec<Value> = catalogue::DOMAINS
        .iter()
        .map(|(key, title)| {
            let (rows, bound) =
                coverage.iter().find(|(_, d, ..)| d == key).map_or((0, 0), |(_, _, rows, bound)| (*rows, *bound));
            json!({ "key": key, "title": title, "rows": rows, "gaps": rows - bound })
        })
        .collect();
    let mut lists = Vec::new();
    for (key, title) in catalogue::LISTS {
        let newest = store::versions(&mut cx.reader(), unit, key).await?.into_iter().next();
        lists.push(json!({
            "key": key, "title": title,
            "state": newest.map_or("尚未公布".to_owned(), |v| format!("第 {} 版，{} 条，{}", v.version, v.entries, v.at.date())),
        }));
    }
    let due = due(&cx, unit).await?.len();
    let data = json!({
        "domains": domains, "lists": lists, "due": due, "oversee": cx.actor.may(OVERSEE, None), "unit": unit,
    });
    cx.page("disclosure/work.html", Page::new("信息公开"), data)
}

pub(super) async fn page(cx: Cx, Path(kind): Path<String>) -> Result {
    let staff = cx.actor.staff()?;
    let title = title_of(&kind)?;
    let unit = identity::units::find(&mut cx.reader(), staff.unit).await?.ok_or(Error::Unseen)?;
    let body = match store::page(&mut cx.reader(), unit.id, &kind).await? {
        Some((body, _)) => body,
        None => demo_texts::first(&kind, &unit.name, &unit.phone, &unit.name),
    };
    cx.page("disclosure/work_page.html", page_of(title), json!({ "body": body, "kind": kind, "unit": unit.id }))
}

fn title_of(kind: &str) -> std::result::Result<&'static str, Error> {
    match kind {
        "guide" => Ok("政府信息公开指南"),
        "rules" => Ok("政府信息公开制度"),
        _ => Err(Error::Unseen),
    }
}

pub(super) async fn save_page(cx: Cx, Path(kind): Path<String>, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = title_of(&kind)?;
    let mut tx = cx.begin().await?;
    match actions::set_page(&cx, &mut tx, unit, &kind, form.get("body")).await {
        Ok(()) => {
            tx.commit().await?;
            cx.notice("good", format!("{title}已更新，公开页面同步更新。"));
            cx.see_other(&format!("/work/disclosure/page/{kind}"))
        }
        Err(Error::Invalid(errors)) => {
            drop(tx);
            let data = json!({ "body": form.get("body"), "kind": kind, "unit": unit });
            cx.again("disclosure/work_page.html", page_of(title), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// Columns to which a row may be bound: those of the sites of the unit and of the portal.
async fn columns(cx: &Cx, unit: i64) -> std::result::Result<Vec<Value>, Error> {
    let mut out = Vec::new();
    for site in edition::site::all(&mut cx.reader()).await? {
        if site.closed_at.is_some() || (site.unit_id != unit && site.slug != edition::site::MAIN) {
            continue;
        }
        for column in edition::column::of_site(&mut cx.reader(), site.id).await? {
            out.push(json!({ "value": column.id, "title": format!("{} › {}", site.name, column.name) }));
        }
    }
    Ok(out)
}

fn grid(rows: &[Row]) -> Vec<Value> {
    let empty = Row { texts: vec![String::new(); COLUMNS.len()], column: None };
    let shown = rows.iter().cloned().chain(std::iter::repeat_n(empty, SPARE));
    shown.enumerate().map(|(i, row)| json!({ "number": i + 1, "texts": row.texts, "column": row.column })).collect()
}

fn heads() -> Vec<Value> {
    COLUMNS
        .iter()
        .map(|(field, name, max, must)| json!({ "field": field, "name": name, "max": max, "must": must }))
        .collect()
}

pub(super) async fn standard(cx: Cx, Path(domain): Path<String>) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = edition::terms::title(catalogue::DOMAINS, &domain).ok_or(Error::Unseen)?;
    let rows = store::standard(&mut cx.reader(), unit, &domain).await?;
    let rows: Vec<Row> = rows.iter().map(|r| Row { texts: texts(r), column: r.column_id }).collect();
    let data = json!({
        "heads": heads(), "rows": grid(&rows), "columns": columns(&cx, unit).await?, "domain": domain, "unit": unit,
    });
    cx.page("disclosure/work_standard.html", page_of(&format!("{title}标准目录")), data)
}

/// Reads the grid: rows from 1 as long as there are inputs for them.
fn typed(form: &Form) -> Vec<Row> {
    let mut rows = Vec::new();
    for number in 1..=store::ROWS_MAX + SPARE {
        if form.all(&format!("item-{number}")).is_empty() {
            break;
        }
        let texts = COLUMNS.iter().map(|(field, ..)| form.get(&format!("{field}-{number}")).to_owned()).collect();
        rows.push(Row { texts, column: form.get(&format!("column-{number}")).parse().ok() });
    }
    rows
}

pub(super) async fn save_standard(cx: Cx, Path(domain): Path<String>, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = edition::terms::title(catalogue::DOMAINS, &domain).ok_or(Error::Unseen)?;
    let rows: Vec<Row> = typed(&form).into_iter().filter(|row| !row.is_empty()).collect();
    let mut tx = cx.begin().await?;
    match actions::set_standard(&cx, &mut tx, unit, &domain, rows.clone()).await {
        Ok(count) => {
            tx.commit().await?;
            cx.notice("good", format!("{title}标准目录已保存，共 {count} 行，公开页面同步更新。"));
            cx.see_other(&format!("/work/disclosure/standard/{domain}"))
        }
        Err(Error::Invalid(errors)) => {
            drop(tx);
            let data = json!({
                "heads": heads(), "rows": grid(&rows), "columns": columns(&cx, unit).await?, "domain": domain,
                "unit": unit,
            });
            cx.again("disclosure/work_standard.html", page_of(&format!("{title}标准目录")), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

/// The grid as it is, with what is wrong with a file that was to replace it.
pub(super) async fn standard_again(
    cx: &Cx,
    unit: i64,
    domain: &str,
    rows: &[crate::model::Standard],
    form: &Form,
    errors: Vec<base::FieldError>,
) -> Result {
    let title = edition::terms::title(catalogue::DOMAINS, domain).ok_or(Error::Unseen)?;
    let rows: Vec<Row> = rows.iter().map(|r| Row { texts: texts(r), column: r.column_id }).collect();
    let data = json!({
        "heads": heads(), "rows": grid(&rows), "columns": columns(cx, unit).await?, "domain": domain, "unit": unit,
    });
    cx.again("disclosure/work_standard.html", page_of(&format!("{title}标准目录")), data, form, errors)
}

pub(super) async fn powers(cx: Cx, Path(list): Path<String>) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = edition::terms::title(catalogue::LISTS, &list).ok_or(Error::Unseen)?;
    let entries = store::powers(&mut cx.reader(), unit, &list).await?;
    let lines: Vec<String> = entries
        .iter()
        .map(|e| {
            [&e.code, &e.name, &e.kind, &e.basis, &e.duties].map(|cell| cell.replace(['\t', '\n'], " ")).join("\t")
        })
        .collect();
    let data = json!({ "list": list, "title": title, "entries": lines.join("\n"), "unit": unit });
    cx.page("disclosure/work_powers.html", page_of(title), data)
}

/// Entries as they come out of a spreadsheet: a line each, cells by tabs.
fn entries(text: &str) -> Vec<[String; 5]> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let mut cells = line.split('\t').map(base::text::clean_line);
            std::array::from_fn(|_| cells.next().unwrap_or_default())
        })
        .collect()
}

pub(super) async fn save_powers(cx: Cx, Path(list): Path<String>, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = edition::terms::title(catalogue::LISTS, &list).ok_or(Error::Unseen)?;
    let mut tx = cx.begin().await?;
    match actions::set_powers(&cx, &mut tx, unit, &list, &entries(form.get("entries")), form.get("why")).await {
        Ok(version) => {
            tx.commit().await?;
            cx.notice("good", format!("{title}第 {version} 版已公布。"));
            cx.see_other(&format!("/work/disclosure/lists/{list}"))
        }
        Err(Error::Invalid(errors)) => {
            drop(tx);
            let data = json!({ "list": list, "title": title, "entries": form.get("entries"), "unit": unit });
            cx.again("disclosure/work_powers.html", page_of(title), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn transfer(cx: Cx) -> Result {
    let data = transfer_data(&cx).await?;
    cx.page("disclosure/work_transfer.html", page_of("送交清单"), data)
}

async fn transfer_data(cx: &Cx) -> std::result::Result<Value, Error> {
    let made: Vec<Value> = store::transfers(&mut cx.reader())
        .await?
        .into_iter()
        .map(|(id, receiver, from, to, at, entries)| {
            json!({
                "id": id, "receiver": if receiver == "archive" { "国家档案馆" } else { "公共图书馆" },
                "from": from, "to": to, "at": at.minutes(), "entries": entries,
                "href": format!("/work/disclosure/transfer/excel?from={from}&to={to}"),
            })
        })
        .collect();
    let today = cx.now.date();
    let first = today.first_of_month();
    Ok(json!({ "made": made, "from": first.to_string(), "to": today.to_string() }))
}

/// Documents of the period, disclosed ones only.
async fn documents(cx: &Cx, from: Date, to: Date) -> std::result::Result<Vec<Vec<String>>, Error> {
    let names = names(cx).await?;
    let (mut rows, mut turn) = (Vec::new(), Turn::First);
    loop {
        let page = live::between(&mut cx.reader(), from, to, &Facets::default(), turn, 500).await?;
        let Some(last) = page.last() else { return Ok(rows) };
        turn = Turn::After(last.published_at.0, last.item_id);
        let more = page.len() == 500;
        rows.extend(page.into_iter().filter(|d| !d.index_no.is_empty()).map(|d| {
            let unit = names.get(&d.unit_id).cloned().unwrap_or_default();
            let published = d.published_at.date().to_string();
            let path = d.path();
            vec![d.index_no, d.title, d.doc_no, unit, d.made_on, published, path]
        }));
        if !more || rows.len() >= TRANSFER_MAX {
            rows.truncate(TRANSFER_MAX);
            return Ok(rows);
        }
    }
}

pub(super) async fn make_transfer(cx: Cx, form: Form) -> Result {
    let date = |name: &str| form.get(name).parse::<Date>();
    let (Ok(from), Ok(to)) = (date("from"), date("to")) else {
        let errors = vec![base::FieldError::new("from", "请填写起止日期，例如 2026-01-01。")];
        let data = transfer_data(&cx).await?;
        return cx.again("disclosure/work_transfer.html", page_of("送交清单"), data, &form, errors);
    };
    let entries = documents(&cx, from, to).await?.len();
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match actions::transfer(&cx, &mut tx, form.get("receiver"), from, to, entries).await {
        Ok(_) => {
            cx.once_done(&mut tx, &form, "/work/disclosure/transfer").await?;
            tx.commit().await?;
            cx.notice("good", format!("送交清单已登记，共 {entries} 件，可下载 Excel。"));
            cx.see_other("/work/disclosure/transfer")
        }
        Err(Error::Invalid(errors)) => {
            drop(tx);
            let data = transfer_data(&cx).await?;
            cx.again("disclosure/work_transfer.html", page_of("送交清单"), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn transfer_excel(cx: Cx) -> Result {
    let date = |name: &str| cx.query.get(name).parse::<Date>().map_err(|_| Error::Unseen);
    let (from, to) = (date("from")?, date("to")?);
    let rows = documents(&cx, from, to).await?;
    let heads = ["索引号", "标题", "发文字号", "发布机构", "成文日期", "发布日期", "网址"].map(str::to_owned);
    Ok(web::download(&format!("政府信息送交清单{from}至{to}.xlsx"), XLSX, xlsx(&heads, &rows)?))
}

/// What the unit kept closed and did not look at within the time of the rule (条例 art. 18).
async fn due(cx: &Cx, unit: i64) -> std::result::Result<Vec<Value>, Error> {
    let units: Vec<i64> = identity::units::subtree(&mut cx.reader(), unit).await?.into_iter().map(|u| u.id).collect();
    let asked = Asked { units: Some(units), attribute: "closed".to_owned(), ..Asked::default() };
    let items = edition::item::list(&mut cx.reader(), &asked, ASSESS_MAX).await?;
    let ids: Vec<i64> = items.iter().map(|i| i.id).collect();
    let seen = store::assessed(&mut cx.reader(), &ids).await?;
    let every = cx.app.number("disclosure.assess")?.saturating_mul(DAY);
    let due = items.into_iter().filter_map(|item| {
        let last = seen.iter().find(|(id, _)| *id == item.id).map_or(item.created_at, |(_, at)| *at);
        let until = last.plus(every);
        (until <= cx.now).then(|| {
            json!({ "id": item.id, "title": item.title, "why": item.attribute_why, "since": last.date().to_string() })
        })
    });
    Ok(due.collect())
}

pub(super) async fn assess(cx: Cx) -> Result {
    let items = due(&cx, cx.actor.staff()?.unit).await?;
    let results = options(&[("keep", "仍不公开"), ("open", "转为公开（请编辑按程序送审发布）")]);
    cx.page(
        "disclosure/work_assess.html",
        page_of("不予公开信息定期评估"),
        json!({ "items": items, "results": results }),
    )
}

pub(super) async fn save_assess(cx: Cx, form: Form) -> Result {
    let item = form.get("item").parse().map_err(|_| Error::Unseen)?;
    let mut tx = cx.begin().await?;
    match actions::assess(&cx, &mut tx, item, form.get("result"), form.get("why")).await {
        Ok(()) => {
            tx.commit().await?;
            cx.notice("good", "评估结果已记录。");
            cx.see_other("/work/disclosure/assess")
        }
        Err(Error::Invalid(errors)) => {
            drop(tx);
            let items = due(&cx, cx.actor.staff()?.unit).await?;
            let results = options(&[("keep", "仍不公开"), ("open", "转为公开（请编辑按程序送审发布）")]);
            let data = json!({ "items": items, "results": results });
            cx.again("disclosure/work_assess.html", page_of("不予公开信息定期评估"), data, &form, errors)
        }
        Err(error) => Err(error.into()),
    }
}
