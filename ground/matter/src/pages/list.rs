//! The five lists and their export.

use base::{Error, FieldError};
use identity::Staff;
use serde::Serialize;
use serde_json::json;
use store::long::{LOOK, Shown, whole_number};
use store::search::Find;
use web::{Cx, Page, Path, Result};

use crate::engine::FOUND;
use crate::export;
use crate::ground::Ground;
use crate::line::Lines;
use crate::lists::{CAP, Filter, PAGE, RowLight, Scope, Span, Turn, Which};
use crate::store::{self as rows, ListRow};
use crate::view::lines;

pub(super) async fn todo(cx: Cx) -> Result {
    show(cx, Which::Todo).await
}

pub(super) async fn doing(cx: Cx) -> Result {
    show(cx, Which::Doing).await
}

pub(super) async fn done(cx: Cx) -> Result {
    show(cx, Which::Done).await
}

pub(super) async fn closed(cx: Cx) -> Result {
    show(cx, Which::Closed).await
}

pub(super) async fn overdue(cx: Cx) -> Result {
    show(cx, Which::Overdue).await
}

/// Every row of a list as a workbook.
pub(super) async fn export(cx: Cx, Path(list): Path<String>) -> Result {
    let which = Which::of(&list).ok_or(Error::Unseen)?;
    let asked = Asked::of(&cx, cx.actor.staff()?).await?;
    Ok(export::workbook(&cx.app, which, asked.scope, asked.filter).await?)
}

/// Whose list, narrowed to what.
struct Asked {
    ground: Ground,
    scope: Scope,
    filter: Filter,
    span: Span,
    wrong: Vec<FieldError>,
}

impl Asked {
    async fn of(cx: &Cx, staff: &Staff) -> std::result::Result<Self, Error> {
        let ground = Ground::of(&cx.app);
        let span = Span::of(&ground)?;
        let scope = Scope::of(&cx.actor, staff, &*lines(&cx.app)?);
        let (mut filter, mut wrong) = Filter::of(&cx.query, &span);
        match unit(cx).await? {
            Ok(unit) => filter.unit = unit,
            Err(message) => wrong.push(FieldError::new("unit", message)),
        }
        if !filter.words.is_empty() {
            filter.ids = Some(found(cx, staff, &filter.words).await?);
        }
        Ok(Self { ground, scope, filter, span, wrong })
    }
}

/// The unit that was typed or chosen.
async fn unit(cx: &Cx) -> std::result::Result<std::result::Result<Option<i64>, String>, Error> {
    let typed = cx.query.get("unit").trim();
    if typed.is_empty() || typed.parse::<i64>().is_ok() {
        return Ok(Ok(typed.parse().ok()));
    }
    Ok(crate::form::named(&mut cx.reader(), typed).await?.map(Some))
}

/// Keys of the matters that the words mean: the one with that number, else what the index finds in the official's unit.
async fn found(cx: &Cx, staff: &Staff, words: &str) -> std::result::Result<Vec<i64>, Error> {
    if let Some(id) = rows::by_number(&mut cx.reader(), words).await? {
        return Ok(vec![id]);
    }
    let find = Find { text: words, kinds: &[FOUND], reach: super::reach(staff), limit: 1_000, ..Find::default() };
    Ok(cx.app.search.find(&find).await?.hits.into_iter().map(|hit| hit.id).collect())
}

/// A row as the template wants it.
#[derive(Serialize)]
struct Row {
    id: i64,
    href: String,
    number: String,
    title: String,
    kind: String,
    process: &'static str,
    state: String,
    unit: String,
    light: &'static str,
    words: String,
    due: String,
    received_on: String,
    urged: i64,
    supervised: bool,
    fresh: bool,
    question: bool,
}

fn row(lines: &Lines, ground: &Ground, span: &Span, which: Which, row: ListRow) -> Option<Row> {
    let (_, process) = lines.process(&row.process)?;
    let lit = span.lit(&ground.calendar, Some(process), &row);
    Some(Row {
        href: lines.page(&row.process, row.id)?,
        process: process.title,
        state: process.state_title(&row.state).to_owned(),
        light: lit.code,
        words: lit.words,
        due: lit.due.map(|due| due.date().to_string()).unwrap_or_default(),
        received_on: row.received_on.to_string(),
        supervised: row.supervised_at.is_some(),
        fresh: which == Which::Todo && row.seen_at.is_none(),
        question: row.part.starts_with('m'),
        id: row.id,
        number: row.number,
        title: row.title,
        kind: process.kind_title(&row.kind).to_owned(),
        unit: row.unit.unwrap_or_default(),
        urged: row.urged,
    })
}

async fn show(cx: Cx, which: Which) -> Result {
    let staff = cx.actor.staff()?.clone();
    let lines = lines(&cx.app)?;
    let Asked { ground, scope, filter, span, wrong } = Asked::of(&cx, &staff).await?;
    let turn = Turn::read(cx.query.get("after"), cx.query.get("before"), whole_number);
    let mut reader = cx.reader();
    let page = rows::list(&mut reader, which, &scope, &filter, &turn, PAGE + 1).await?;
    let key = |row: &ListRow| [row.k1.into(), row.k2.into()];
    let Shown { rows: found, prev, next, stopped } = page.shown(&turn, which.newest_first(), PAGE, key);
    let count = rows::count(&mut reader, which, &scope, &filter, CAP).await?;
    let views = rows::views(&mut reader, staff.person, which.key()).await?;
    let base = cx.query.base(&["after", "before"]);
    let link = |name: &str, key: Option<String>| key.map(|k| format!("{base}{name}={k}")).unwrap_or_default();
    let shown: Vec<Row> = found.into_iter().filter_map(|r| row(&lines, &ground, &span, which, r)).collect();
    let tabs: Vec<_> =
        Which::ALL.iter().map(|w| json!({ "title": w.title(), "href": w.href(), "current": *w == which })).collect();
    let views: Vec<_> = views
        .iter()
        .map(|v| json!({ "id": v.id, "name": v.name, "href": format!("{}?{}", which.href(), v.query) }))
        .collect();
    let data = json!({
        "list": { "key": which.key(), "title": which.title(), "href": which.href(), "bulk": which != Which::Done },
        "tabs": tabs,
        "rows": shown,
        "count": count.of("件"),
        "prev": link("before", prev),
        "next": link("after", next),
        "looked": if stopped { LOOK } else { 0 },
        "views": views,
        "processes": processes(&lines),
        "states": states(&lines, &filter.process),
        "lights": RowLight::CHOICES.map(|(value, title)| json!({ "value": value, "title": title })),
        "chosen": chosen(&cx),
        "query": base.trim_start_matches('?').trim_end_matches('&'),
        "export": format!("/work/export/{}{}", which.key(), base.trim_end_matches(['&', '?'])),
        "wrong": wrong,
    });
    cx.page("matter/list.html", Page::new(which.title()).kind("list"), data)
}

/// What the filters are set to, for the form.
fn chosen(cx: &Cx) -> serde_json::Value {
    let names = ["q", "process", "state", "unit", "from", "to", "light"];
    names.iter().map(|name| ((*name).to_owned(), json!(cx.query.get(name)))).collect()
}

fn processes(lines: &Lines) -> Vec<serde_json::Value> {
    lines.0.iter().flat_map(|l| l.processes).map(|p| json!({ "value": p.key, "title": p.title })).collect()
}

/// The states of the chosen process; without one, none, since keys of states repeat between processes.
fn states(lines: &Lines, process: &str) -> Vec<serde_json::Value> {
    let states = lines.process(process).map(|(_, p)| p.states).unwrap_or_default();
    states.iter().map(|s| json!({ "value": s.key, "title": s.title })).collect()
}
