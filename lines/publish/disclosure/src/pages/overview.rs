//! The standard catalogues of all organs (units × domains) for the overseer, and as an Excel file.

use std::collections::BTreeMap;

use base::Error;
use matter::sheet::{XLSX, xlsx};
use serde_json::{Value, json};
use web::{Cx, Result};

use super::office::page_of;
use super::organs_of;
use crate::coverage::{self, Standing};
use crate::{catalogue, store};

/// Organs on one page.
const SHOWN: usize = 50;

/// Catalogues by unit and domain.
type Standings = BTreeMap<(i64, String), Standing>;

/// The organs with their names: those that have to have catalogues, and others that have one.
async fn organs(cx: &Cx, standings: &Standings) -> std::result::Result<Vec<(i64, String)>, Error> {
    let mut organs: Vec<(i64, String)> = organs_of(cx).await?.into_iter().map(|u| (u.id, u.short_name)).collect();
    let names = super::names(cx).await?;
    for (unit, _) in standings.keys() {
        if !organs.iter().any(|(id, _)| id == unit) {
            organs.push((*unit, names.get(unit).cloned().unwrap_or_default()));
        }
    }
    Ok(organs)
}

/// Which organs are listed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Those that have catalogues.
    Usual,
    /// Those whose catalogues have gaps.
    Gaps,
    /// Those without any catalogue too.
    All,
}

impl Which {
    fn of(cx: &Cx) -> Self {
        match (cx.query.get("gaps"), cx.query.get("all")) {
            ("1", _) => Self::Gaps,
            (_, "1") => Self::All,
            _ => Self::Usual,
        }
    }
}

/// `/work/disclosure/overview`: what has most gaps first; organs without any catalogue only when they are asked for.
pub(super) async fn page(cx: Cx) -> Result {
    let standings = coverage::of(&cx.app, &mut cx.reader(), None, cx.now).await?;
    let mut organs = organs(&cx, &standings).await?;
    let which = Which::of(&cx);
    let mut gaps: BTreeMap<i64, i64> = BTreeMap::new();
    for ((unit, _), standing) in &standings {
        *gaps.entry(*unit).or_default() += standing.gaps();
    }
    let before = organs.len();
    organs.retain(|(unit, _)| which == Which::All || gaps.contains_key(unit));
    let folded = before - organs.len();
    let gaps = |unit: i64| gaps.get(&unit).copied().unwrap_or(0);
    organs.retain(|(unit, _)| which != Which::Gaps || gaps(*unit) > 0);
    // Equals stay in their political order.
    organs.sort_by_key(|(unit, _)| std::cmp::Reverse(gaps(*unit)));
    let total = organs.len();
    let pages = total.div_ceil(SHOWN).max(1);
    let page = usize::try_from(cx.query.page()).unwrap_or(1).clamp(1, pages);
    let rows: Vec<Value> = organs
        .iter()
        .skip((page - 1) * SHOWN)
        .take(SHOWN)
        .map(|(unit, name)| {
            let cells: Vec<Value> = catalogue::DOMAINS
                .iter()
                .map(|(key, title)| match standings.get(&(*unit, (*key).to_owned())) {
                    None => json!({ "rows": 0 }),
                    Some(s) => json!({
                        "rows": s.rows, "gaps": s.gaps(), "title": title,
                        "href": format!("/xxgk/standard?unit={unit}&domain={key}"),
                    }),
                })
                .collect();
            json!({ "name": name, "cells": cells, "gaps": gaps(*unit) })
        })
        .collect();
    let all = standings.values().fold(Standing::default(), |mut all, s| {
        all.rows += s.rows;
        all.good += s.good;
        all.unbound += s.unbound;
        all.blank += s.blank;
        all.late += s.late;
        all.closed += s.closed;
        all
    });
    let domains: Vec<&str> = catalogue::DOMAINS.iter().map(|(_, title)| *title).collect();
    let data = json!({
        "domains": domains, "rows": rows, "all": all, "folded": folded,
        "which": match which { Which::Usual => "", Which::Gaps => "gaps", Which::All => "all" },
        "pager": { "base": cx.query.base(&["page"]), "page": page, "pages": pages, "total": total },
    });
    cx.page("disclosure/work_overview.html", page_of("标准目录覆盖情况"), data)
}

/// The same as an Excel file: a row a catalogue, with all numbers; organs without any have one empty row.
pub(super) async fn excel(cx: Cx) -> Result {
    const HEADS: [&str; 8] = ["单位", "领域", "事项", "正常", "未绑定栏目", "栏目空白", "栏目超期未更新", "栏目已关闭"];
    let standings = coverage::of(&cx.app, &mut cx.reader(), None, cx.now).await?;
    let mut rows = Vec::new();
    for (unit, name) in organs(&cx, &standings).await? {
        let before = rows.len();
        for (key, title) in catalogue::DOMAINS {
            let Some(s) = standings.get(&(unit, (*key).to_owned())) else { continue };
            let numbers = [s.rows, s.good, s.unbound, s.blank, s.late, s.closed];
            let cells = [name.clone(), (*title).to_owned()].into_iter().chain(numbers.map(|n| n.to_string()));
            rows.push(cells.collect());
        }
        if rows.len() == before {
            rows.push(
                [name, "尚未公布".to_owned()].into_iter().chain(std::iter::repeat_n("0".to_owned(), 6)).collect(),
            );
        }
    }
    let name = format!("基层政务公开标准目录覆盖情况{}.xlsx", cx.now.date());
    Ok(web::download(&name, XLSX, xlsx(&HEADS, &rows)?))
}

/// The rows of one catalogue that a reader does not find or finds out of date, each with the reason; for the keeper.
pub(super) async fn reasons(
    cx: &Cx,
    unit: i64,
    domain: &str,
) -> std::result::Result<BTreeMap<i64, &'static str>, Error> {
    let rows = store::standard(&mut cx.reader(), unit, domain).await?;
    let places = coverage::places(&cx.app, rows.iter().filter_map(|row| row.column_id).collect(), cx.now).await?;
    let reason = |column: Option<i64>| match column.and_then(|id| places.get(&id)).map(|place| place.bound) {
        None => Some("未绑定栏目"),
        Some(coverage::Bound::Blank) => Some("栏目空白"),
        Some(coverage::Bound::Late) => Some("栏目超期未更新"),
        Some(coverage::Bound::Closed) => Some("栏目已关闭"),
        Some(coverage::Bound::Good) => None,
    };
    Ok(rows.iter().filter_map(|row| Some((row.rank, reason(row.column_id)?))).collect())
}
