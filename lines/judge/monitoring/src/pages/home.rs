//! The start page (问题地图): what is wrong now by unit and kind, what of it stands on orders, and the orders by stage.

use std::collections::BTreeMap;

use base::Error;
use matter::Finds;
use serde_json::{Value, json};
use web::{Cx, Page, Result};

use super::{HERE, ORDERS, names, page_rows, reach, watched};
use crate::process::DESK;
use crate::store::lists::{self, Filter};

/// Stages as tiles: key, title, tone when there are any.
const STAGES: &[(&str, &str, &str)] = &[
    ("signing", "待签发", "warn"),
    ("mending", "整改中", ""),
    ("recheck", "待复查", "warn"),
    ("overdue", "逾期整改", "bad"),
];

/// What one unit has: findings by kind, and how many stand on open orders.
struct Place {
    unit: i64,
    found: Vec<i64>,
    ordered: i64,
}

/// The place of a unit, made when there is none yet.
fn at(places: &mut BTreeMap<i64, Place>, kinds: usize, unit: i64) -> &mut Place {
    places.entry(unit).or_insert_with(|| Place { unit, found: vec![0; kinds], ordered: 0 })
}

/// The units that have something, those with most first.
async fn map(cx: &Cx, kinds: &[&'static Finds]) -> std::result::Result<Vec<Place>, Error> {
    let reach = reach(cx);
    let seen = |unit: &i64| reach.as_ref().is_none_or(|units| units.contains(unit));
    let mut places = BTreeMap::<i64, Place>::new();
    for (place, finds) in kinds.iter().enumerate() {
        for (unit, count) in (finds.by_unit)(&cx.app).await?.into_iter().filter(|(unit, _)| seen(unit)) {
            if let Some(number) = at(&mut places, kinds.len(), unit).found.get_mut(place) {
                *number = count;
            }
        }
    }
    for (unit, count) in
        lists::open_findings(&mut cx.reader(), reach.is_none()).await?.into_iter().filter(|(unit, _)| seen(unit))
    {
        at(&mut places, kinds.len(), unit).ordered += count;
    }
    let mut places: Vec<Place> = places.into_values().collect();
    places.sort_by_key(|place| (-place.found.iter().sum::<i64>(), -place.ordered, place.unit));
    Ok(places)
}

async fn stages(cx: &Cx) -> std::result::Result<Vec<Value>, Error> {
    let mut tiles = Vec::new();
    for (key, title, tone) in STAGES {
        let filter = Filter { units: reach(cx), count: (*key).to_owned(), now: cx.now, ..Filter::default() };
        let count = lists::count(&mut cx.reader(), &filter).await?;
        let tone = if count > 0 { *tone } else { "" };
        tiles.push(json!({ "title": title, "count": count, "tone": tone, "href": format!("{ORDERS}?count={key}") }));
    }
    Ok(tiles)
}

/// `/work/monitoring`.
pub(super) async fn page(cx: Cx) -> Result {
    let kinds = watched(&cx);
    let places = map(&cx, &kinds).await?;
    let size = page_rows(&cx)?;
    let pages = places.len().div_ceil(size).max(1);
    let number = usize::try_from(cx.query.page()).unwrap_or(1).clamp(1, pages);
    let names = names(&cx).await?;
    let row = |place: &Place| {
        let cell = |(finds, count): (&&'static Finds, &i64)| {
            let href = format!("{HERE}/findings?kind={}&unit={}", finds.key, place.unit);
            json!({ "title": finds.title, "count": count, "href": href })
        };
        json!({
            "name": names.get(&place.unit),
            "cells": kinds.iter().zip(&place.found).map(cell).collect::<Vec<_>>(),
            "total": place.found.iter().sum::<i64>(),
            "ordered": place.ordered,
            "orders": format!("{ORDERS}?unit={}", place.unit),
        })
    };
    let sums: Vec<i64> =
        (0..kinds.len()).map(|at| places.iter().filter_map(|place| place.found.get(at)).sum()).collect();
    let heads: Vec<Value> = kinds
        .iter()
        .zip(&sums)
        .map(|(finds, count)| {
            json!({ "title": finds.title, "count": count, "href": format!("{HERE}/findings?kind={}", finds.key) })
        })
        .collect();
    let data = json!({
        "stages": stages(&cx).await?,
        "kinds": heads,
        "rows": places.iter().skip((number - 1) * size).take(size).map(row).collect::<Vec<_>>(),
        "units": places.len(),
        "total": sums.iter().sum::<i64>(),
        "ordered": places.iter().map(|place| place.ordered).sum::<i64>(),
        "draws": cx.actor.may(DESK, None),
        "pager": { "base": cx.query.base(&["page"]), "page": number, "pages": pages, "total": places.len() },
    });
    cx.page("monitoring/work_home.html", Page::new("监测督办").kind("page"), data)
}
