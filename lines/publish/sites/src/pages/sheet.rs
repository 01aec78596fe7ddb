//! The yearly sheets: written and published on the workbench, read, printed and taken away by everybody.

use std::collections::BTreeMap;

use base::{Error, FieldError};
use edition::gate::{self, Passed, Stand, WHY};
use edition::{Desk, KEEP, Site, site};
use paper::{Cell, DOCX, Grid, PDF, Paper, Piece, Style};
use serde_json::{Value as Json, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::{below_sites, done, problems};
use crate::said;
use crate::sheet::{self, CACHE, FIELDS, FIRST_YEAR, Kind, Value};
use crate::store::sheets as rows;

const TITLE: &str = "政府网站工作年度报表";
/// On what it rests.
const LAW: &str = "国办函〔2018〕12号：每年 1 月 31 日前在本网站公布";

/// The sites that the person keeps.
async fn kept(cx: &Cx) -> std::result::Result<Vec<Site>, Error> {
    let mut sites = site::within(&mut cx.reader(), &cx.actor, KEEP).await?;
    sites.retain(|site| site.closed_at.is_none());
    Ok(sites)
}

/// The site and year of an address or form; the first site and the last whole year when none is named.
async fn asked(cx: &Cx, which: (&str, &str)) -> std::result::Result<(Vec<Site>, Site, i16), Error> {
    let sites = kept(cx).await?;
    let site = match which.0 {
        "" => sites.first(),
        typed => sites.iter().find(|site| site.id.to_string() == typed),
    };
    let this = cx.now.date().year();
    let year = match which.1 {
        "" => this - 1,
        typed => typed.parse().ok().filter(|year| (FIRST_YEAR..=this).contains(year)).ok_or(Error::Unseen)?,
    };
    let site = site.cloned().ok_or(Error::Unseen)?;
    Ok((sites, site, year))
}

/// Values in groups, each with how it is asked: {title, fields: [{key, title, unit, value, kind}]}.
fn grouped(values: &[Value]) -> Vec<Json> {
    let kinds: BTreeMap<&str, &str> = FIELDS
        .iter()
        .map(|field| {
            let kind = match field.kind {
                Kind::Number => "number",
                Kind::Text { .. } => "text",
                Kind::YesNo => "yes",
                _ => "",
            };
            (field.key, kind)
        })
        .collect();
    let mut groups: Vec<(&str, Vec<Json>)> = Vec::new();
    for value in values {
        let shown = json!({
            "key": value.key, "title": value.title, "unit": value.unit, "value": value.value,
            "kind": kinds.get(value.key.as_str()).copied().unwrap_or_default(),
        });
        match groups.last_mut() {
            Some((title, fields)) if *title == value.group => fields.push(shown),
            _ => groups.push((&value.group, vec![shown])),
        }
    }
    groups.into_iter().map(|(title, fields)| json!({ "title": title, "fields": fields })).collect()
}

async fn data(cx: &Cx, sites: &[Site], site: &Site, year: i16) -> std::result::Result<Json, Error> {
    let kept = rows::find(&mut cx.reader(), site.id, year).await?;
    let values = sheet::values(&cx.app, site, year, &sheet::typed(kept.as_ref())?).await?;
    let this = cx.now.date().year();
    let years: Vec<Json> = (FIRST_YEAR.max(this - 9)..=this)
        .rev()
        .map(|year| json!({ "value": year, "title": format!("{year} 年") }))
        .collect();
    let choices: Vec<Json> = sites.iter().map(|site| json!({ "value": site.id, "title": site.name })).collect();
    let published = kept.as_ref().and_then(|kept| kept.published_at);
    Ok(json!({
        "of": { "id": site.id, "name": site.name }, "year": year, "sites": choices, "years": years, "law": LAW,
        "groups": grouped(&values), "over": year < this,
        "published": published.map(|at| at.minutes()), "public": format!("/sitereports/{}/{year}", site.slug),
    }))
}

/// `/work/sites/sheet`.
pub(super) async fn page(cx: Cx) -> Result {
    let (sites, site, year) = asked(&cx, (cx.query.get("site"), cx.query.get("year"))).await?;
    let data = data(&cx, &sites, &site, year).await?;
    cx.page("sites/work_sheet.html", below_sites(&cx, TITLE), data)
}

/// Keeps what was typed, and publishes it when that is asked.
pub(super) async fn save(cx: Cx, form: Form) -> Result {
    let (sites, site, year) = asked(&cx, (form.get("site"), form.get("year"))).await?;
    let publish = form.get("then") == "publish";
    let (typed, faults) = sheet::read(|key| form.get(key).to_owned());
    // What is kept for later is read when it is published.
    let read = match faults.is_empty() {
        true if publish => gate::pass(&cx.app, Stand::default(), said::of_sheet(&typed), form.get(WHY)).await,
        true => Ok(Passed::default()),
        false => Err(Error::Invalid(faults)),
    };
    let desk = Desk::of(&cx);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let written = match read {
        Ok(passed) => match sheet::keep(&mut tx, &desk, (site.id, year), &typed).await {
            Ok(id) if publish => {
                let values = sheet::values(&cx.app, &site, year, &typed).await?;
                match sheet::publish(&mut tx, &desk, (&site, year), &values, form.get("why")).await {
                    Ok(()) => passed.record(&mut tx, &desk, "sites.sheet.let", ("sheet", id)).await,
                    wrong => wrong,
                }
            }
            other => other.map(|_| ()),
        },
        Err(error) => Err(error),
    };
    match written {
        Ok(()) => {
            let words = if publish { "报表已公布。" } else { "报表已保存，还没有公布。" };
            done(&cx, tx, &form, &format!("/work/sites/sheet?site={}&year={year}", site.id), words).await
        }
        Err(error) => {
            drop(tx);
            let errors: Vec<FieldError> = problems(error)?;
            let data = data(&cx, &sites, &site, year).await?;
            cx.again("sites/work_sheet.html", below_sites(&cx, TITLE), data, &form, errors)
        }
    }
}

/// `/sitereports`: what was published, the newest years first.
pub(super) async fn list(cx: Cx) -> Result {
    cx.depends(CACHE);
    let names: BTreeMap<i64, Site> =
        site::all(&mut cx.reader()).await?.into_iter().map(|site| (site.id, site)).collect();
    let before = cx.query.get("before").split_once('.').and_then(|(y, id)| Some((y.parse().ok()?, id.parse().ok()?)));
    let rows_max = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let mut found = rows::published(&mut cx.reader(), before.unwrap_or((i64::MAX, 0)), rows_max + 1).await?;
    let more = found.len() > rows_max;
    found.truncate(rows_max);
    let next = found.last().filter(|_| more).map(|last| format!("/sitereports?before={}.{}", last.year, last.id));
    let items: Vec<Json> = found
        .iter()
        .filter_map(|sheet| {
            let site = names.get(&sheet.site_id)?;
            Some(json!({
                "title": format!("{}{TITLE}（{} 年度）", site.name, sheet.year),
                "href": format!("/sitereports/{}/{}", site.slug, sheet.year),
                "date": sheet.published_at.map(|at| at.date().to_string()),
            }))
        })
        .collect();
    let page = Page::new(TITLE).kind("list").description("各网站的年度工作报表");
    cx.page("sites/sheets.html", page, json!({ "items": items, "next": next.unwrap_or_default() }))
}

/// A published sheet: its site, its year, what it says, when.
async fn found(cx: &Cx, (slug, year): &(String, i16)) -> std::result::Result<(Site, rows::Sheet, Vec<Value>), Error> {
    cx.depends(CACHE);
    let site = site::by_slug(&mut cx.reader(), slug).await?.ok_or(Error::Unseen)?;
    let sheet = rows::find(&mut cx.reader(), site.id, *year).await?.ok_or(Error::Unseen)?;
    if sheet.published_at.is_none() {
        return Err(Error::Unseen);
    }
    let values = sheet::published(&sheet)?;
    Ok((site, sheet, values))
}

/// `/sitereports/{site}/{year}`.
pub(super) async fn public(cx: Cx, Path(which): Path<(String, i16)>) -> Result {
    let (site, sheet, values) = found(&cx, &which).await?;
    let title = format!("{}{TITLE}（{} 年度）", site.name, which.1);
    let here = format!("/sitereports/{}/{}", which.0, which.1);
    let page = Page::new(title).kind("page").crumb(TITLE, "/sitereports");
    let at = sheet.published_at.map(|at| at.date().to_string());
    cx.page("sites/sheet.html", page, json!({ "groups": grouped(&values), "at": at, "here": here }))
}

/// The sheet as Word.
pub(super) async fn word(cx: Cx, Path(which): Path<(String, i16)>) -> Result {
    file(&cx, &which, true).await
}

/// The sheet as PDF.
pub(super) async fn pdf(cx: Cx, Path(which): Path<(String, i16)>) -> Result {
    file(&cx, &which, false).await
}

async fn file(cx: &Cx, which: &(String, i16), word: bool) -> Result {
    let (site, sheet, values) = found(cx, which).await?;
    let title = format!("{TITLE}（{} 年度）", which.1);
    let of_group = |group: &str| values.iter().filter(|value| value.group == group).count();
    let mut table = vec![["类别", "项目", "内容"].map(Cell::head).to_vec()];
    let mut last = "";
    for value in &values {
        let said = if value.value.is_empty() { "—".to_owned() } else { format!("{}{}", value.value, value.unit) };
        let mut row = Vec::new();
        if value.group != last {
            row.push(Cell::name(value.group.clone()).down(of_group(&value.group)));
            last = &value.group;
        }
        row.extend([Cell::name(value.title.clone()), Cell::plain(said)]);
        table.push(row);
    }
    let at = sheet.published_at.unwrap_or(cx.now);
    let pieces = [
        Piece::Text(Style::Title, title.clone()),
        Piece::Text(Style::Middle, format!("填报单位：{}　公布日期：{}", site.name, at.date())),
        Piece::Grid(Grid { heads: 1, widths: vec![20, 40, 40], rows: table }),
    ];
    let id = format!("urn:renhe:sitereport:{}:{}", site.slug, which.1);
    let paper = Paper { title: &title, organ: &site.name, id: &id, at, pieces: &pieces };
    let (end, kind, bytes) = if word { ("docx", DOCX, paper.word()?) } else { ("pdf", PDF, paper.pdf()) };
    Ok(web::download(&format!("{}{title}.{end}", site.name), kind, bytes))
}
