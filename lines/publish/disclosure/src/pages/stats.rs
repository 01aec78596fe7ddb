//! What units published in a period (公开统计), and the list that every number opens.

use std::collections::BTreeMap;

use base::time::DAY;
use base::{Date, Error, Moment};
use edition::live::{self, Facets};
use edition::{DISCLOSED, terms};
use identity::units::Unit;
use serde_json::{Value, json};
use web::{Cx, Result};

use super::public::{page, rows_of, turn, turned, unit_of};
use super::tree;

/// A period of civil dates, both included.
struct Period {
    from: Date,
    to: Date,
    /// What was not taken as it was typed, in a sentence.
    told: String,
}

/// The period that the address asks for: this year when none. At most as long as the rule allows, so that one address does
/// not make the database count everything; and never after today.
fn period(cx: &Cx) -> std::result::Result<Period, Error> {
    let today = cx.now.date();
    let first = Date::new(today.year(), 1, 1).unwrap_or(today);
    let date = |name: &str, or: Date| match cx.query.get(name).trim() {
        "" => (or, false),
        typed => typed.parse::<Date>().map_or((or, true), |date| (date, false)),
    };
    let ((from, from_wrong), (to, to_wrong)) = (date("from", first), date("to", today));
    let mut told = Vec::new();
    if from_wrong || to_wrong {
        told.push("日期没有看懂，已按本年统计，请填写如 2026-01-01 的日期。".to_owned());
    }
    let (from, to) = if from > to { (to, from) } else { (from, to) };
    // Nothing is published after today: what is asked for beyond is no part of the period.
    let (from, to) = (from.min(today), to.min(today));
    let most = cx.app.number("disclosure.stats.days")?;
    let earliest = Moment(Moment::start_of(to).0.saturating_sub((most - 1).saturating_mul(DAY))).date();
    let from = if from < earliest {
        told.push(format!("一次最多统计 {most} 天，已从 {earliest} 起算。"));
        earliest
    } else {
        from
    };
    Ok(Period { from, to, told: told.join("") })
}

/// Numbers of one unit.
#[derive(Default, Clone, Copy)]
struct Numbers {
    all: i64,
    policies: i64,
    readings: i64,
}

/// Whether a unit had to publish in a period that began on `from`.
fn obliged(unit: &Unit, from: Date) -> bool {
    super::ORGANS.contains(&unit.kind.as_str()) && unit.closed_on.is_none_or(|closed| closed > from)
}

/// `/xxgk/stats`: what each unit published in the period, also those that had to and did not; each number opens its list.
pub(super) async fn stats(cx: Cx) -> Result {
    cx.depends(DISCLOSED);
    let Period { from, to, told } = period(&cx)?;
    let mut numbers: BTreeMap<i64, Numbers> = BTreeMap::new();
    for (unit, kind, count) in live::by_unit_and_kind(&mut cx.reader(), from, to).await? {
        let numbers = numbers.entry(unit).or_default();
        numbers.all += count;
        match kind.as_str() {
            "policy" => numbers.policies += count,
            "interpretation" => numbers.readings += count,
            _ => {}
        }
    }
    let units = cx.app.identity.units().await?;
    let mut sorted: Vec<(&Unit, Numbers)> = units
        .iter()
        .filter_map(|unit| match numbers.get(&unit.id) {
            Some(numbers) => Some((unit, *numbers)),
            None => obliged(unit, from).then(|| (unit, Numbers::default())),
        })
        .collect();
    // Those alike stay in the order of the organs.
    sorted.sort_by_key(|(_, numbers)| std::cmp::Reverse(numbers.all));
    let rows: Vec<Value> = sorted
        .iter()
        .map(|(unit, numbers)| {
            json!({
                "unit": unit.short_name, "all": numbers.all, "policies": numbers.policies, "readings": numbers.readings,
                "href": format!("/xxgk/published?from={from}&to={to}&unit={}", unit.id),
            })
        })
        .collect();
    let silent = sorted.iter().filter(|(_, numbers)| numbers.all == 0).count();
    let total: i64 = sorted.iter().map(|(_, numbers)| numbers.all).sum();
    let data = json!({
        "tree": tree("stats", None), "rows": rows, "total": total, "silent": silent, "told": told,
        "from": from.to_string(), "to": to.to_string(),
        "all_href": format!("/xxgk/published?from={from}&to={to}"),
    });
    cx.page("disclosure/stats.html", page("公开统计"), data)
}

/// `/xxgk/published`: the list that the figures open.
pub(super) async fn published(cx: Cx) -> Result {
    cx.depends(DISCLOSED);
    let Period { from, to, told } = period(&cx)?;
    let unit = unit_of(&cx).await?;
    let facets =
        Facets { unit: unit.as_ref().map(|u| u.id), kind: cx.query.get("kind").to_owned(), ..Facets::default() };
    let rows = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20);
    let turn = turn(&cx);
    let found = live::between(&mut cx.reader(), from, to, &facets, turn, rows + 1).await?;
    let total = live::count_between(&mut cx.reader(), from, to, &facets).await?;
    let (found, prev, next) = turned(&cx, turn, found, rows);
    let kind = terms::title(terms::KINDS, &facets.kind).unwrap_or("信息");
    let heading = format!("{}{from} 至 {to} 发布的{kind}", unit.map(|u| u.short_name).unwrap_or_default());
    let data = json!({
        "tree": tree("stats", None), "rows": rows_of(&cx, &found, 0).await?, "prev": prev,
        "next": next, "total": format!("{total} 条"), "told": told,
    });
    cx.page("disclosure/published.html", page(&heading), data)
}
