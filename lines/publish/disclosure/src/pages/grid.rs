//! The grid of a standard catalogue: a stretch of its rows at once, since a form holds so many fields only.

use base::Error;
use edition::Desk;
use edition::gate;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Path, Result};

use super::office::page_of;
use super::overview;
use crate::model::{COLUMNS, Row};
use crate::{actions, catalogue, store};

/// Rows that are shown at once.
const SHOWN: usize = 40;
/// Empty rows under the last, to be filled.
const SPARE: usize = 3;

/// Columns to which a row may be bound: the open ones of the open sites of the unit and of the portal.
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

/// A stretch of a catalogue.
struct Stretch {
    /// Rows before it.
    from: usize,
    /// The rows of it.
    rows: Vec<Row>,
    /// Rows of the whole catalogue.
    all: usize,
    /// The version of which it is.
    seen: i64,
}

async fn data(cx: &Cx, unit: i64, domain: &str, stretch: &Stretch) -> std::result::Result<Value, Error> {
    let heads: Vec<Value> = COLUMNS
        .iter()
        .map(|(field, name, max, must)| json!({ "field": field, "name": name, "max": max, "must": must }))
        .collect();
    let empty = Row { texts: vec![String::new(); COLUMNS.len()], column: None };
    let last = stretch.from + SHOWN >= stretch.all;
    let spare = if last { SPARE } else { 0 };
    let shown = stretch.rows.iter().cloned().chain(std::iter::repeat_n(empty, spare));
    let reasons = overview::reasons(cx, unit, domain).await?;
    let reason = |number: usize| i64::try_from(number).ok().and_then(|rank| reasons.get(&rank)).copied();
    let rows: Vec<Value> = (stretch.from + 1..)
        .zip(shown)
        .map(|(number, row)| {
            json!({
                "number": number, "texts": row.texts, "column": row.column,
                "reason": if number <= stretch.all { reason(number) } else { None },
            })
        })
        .collect();
    let columns = columns(cx, unit).await?;
    // A row may be bound to a column that was closed meanwhile: it stays to be seen until another is chosen.
    let known = |id: i64| columns.iter().any(|column| column["value"] == json!(id));
    let lost: Vec<i64> = stretch.rows.iter().filter_map(|row| row.column).filter(|id| !known(*id)).collect();
    let pages = stretch.all.max(1).div_ceil(SHOWN);
    let at = |page: usize| format!("/work/disclosure/standard/{domain}?page={page}");
    let page = stretch.from / SHOWN + 1;
    Ok(json!({
        "heads": heads, "rows": rows, "columns": columns, "lost": lost, "domain": domain, "unit": unit,
        "from": stretch.from, "seen": stretch.seen, "all": stretch.all, "last": last,
        "prev": if page > 1 { at(page - 1) } else { String::new() },
        "next": if page < pages { at(page + 1) } else { String::new() },
    }))
}

/// The catalogue in the rows of the grid.
fn as_rows(there: &[crate::model::Standard]) -> Vec<Row> {
    there.iter().map(Row::of).collect()
}

/// The stretch that begins after `from` rows.
async fn stretch(cx: &Cx, unit: i64, domain: &str, from: usize) -> std::result::Result<Stretch, Error> {
    let all = as_rows(&store::standard(&mut cx.reader(), unit, domain).await?);
    let seen = store::standard_seen(&mut cx.reader(), unit, domain).await?;
    let from = if from < all.len() { from / SHOWN * SHOWN } else { 0 };
    let rows = all.iter().skip(from).take(SHOWN).cloned().collect();
    Ok(Stretch { from, rows, all: all.len(), seen })
}

fn title_of(domain: &str) -> std::result::Result<String, Error> {
    let title = edition::terms::title(catalogue::DOMAINS, domain).ok_or(Error::Unseen)?;
    Ok(format!("{title}标准目录"))
}

pub(super) async fn standard(cx: Cx, Path(domain): Path<String>) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = title_of(&domain)?;
    let page = usize::try_from(cx.query.page()).unwrap_or(1).max(1);
    let stretch = stretch(&cx, unit, &domain, (page - 1).saturating_mul(SHOWN)).await?;
    let data = data(&cx, unit, &domain, &stretch).await?;
    cx.page("disclosure/work_standard.html", page_of(&title), data)
}

/// Reads the grid: rows after `from` as long as there are inputs for them.
fn typed(form: &Form, from: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for number in from + 1..=from + SHOWN + SPARE {
        if form.all(&format!("item-{number}")).is_empty() {
            break;
        }
        let texts = COLUMNS.iter().map(|(field, ..)| form.get(&format!("{field}-{number}")).to_owned()).collect();
        rows.push(Row { texts, column: form.get(&format!("column-{number}")).parse().ok() });
    }
    rows
}

pub(super) async fn save(cx: Cx, Path(domain): Path<String>, form: Form) -> Result {
    let unit = cx.actor.staff()?.unit;
    let title = title_of(&domain)?;
    // Read before the transaction: many cells keep nobody waiting.
    let begin = form.get("from").parse::<usize>().unwrap_or(0);
    let texts = actions::texts_of(&typed(&form, begin), begin + 1, |name, number| format!("{name}-{number}"));
    let read = gate::pass(&cx.app, gate::Stand::default(), texts, form.get(gate::WHY)).await;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let all = as_rows(&store::standard(&mut tx, unit, &domain).await?);
    let seen = store::standard_seen(&mut tx, unit, &domain).await?;
    let from = form.get("from").parse::<usize>().unwrap_or(0).min(all.len());
    let rows: Vec<Row> = typed(&form, from).into_iter().filter(|row| !row.is_empty()).collect();
    let shown = Stretch { from, rows: rows.clone(), all: all.len(), seen: form.get("seen").parse().unwrap_or(0) };
    let whole = all.iter().take(from).cloned().chain(rows).chain(all.iter().skip(from + SHOWN).cloned()).collect();
    let saved = if shown.seen == seen {
        match read {
            Ok(passed) => actions::set_standard(&Desk::of(&cx), &mut tx, (unit, &domain), whole, &passed).await,
            Err(error) => Err(error),
        }
    } else {
        Err(Error::Conflict(
            "您打开之后，这张目录已被他人改过。您填写的内容还在：请打开新页面对照后再保存。".to_owned(),
        ))
    };
    match saved {
        Ok(count) => {
            let to = format!("/work/disclosure/standard/{domain}?page={}", from / SHOWN + 1);
            cx.done(tx, &form, &to, &format!("{title}已保存，共 {count} 行，公开页面同步更新。")).await
        }
        Err(error) => {
            drop(tx);
            let errors = error.mendable()?;
            let data = data(&cx, unit, &domain, &shown).await?;
            cx.again("disclosure/work_standard.html", page_of(&title), data, &form, errors)
        }
    }
}

/// The grid as it is, with what is wrong with a file that was to replace it.
pub(super) async fn again(cx: &Cx, unit: i64, domain: &str, form: &Form, errors: Vec<base::FieldError>) -> Result {
    let stretch = stretch(cx, unit, domain, 0).await?;
    let data = data(cx, unit, domain, &stretch).await?;
    cx.again("disclosure/work_standard.html", page_of(&title_of(domain)?), data, form, errors)
}
