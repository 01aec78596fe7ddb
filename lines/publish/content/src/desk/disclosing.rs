//! `/work/content/disclosing`: what a unit has to disclose on its own motion and has not, with the day until which the law wants it
//! (政府信息公开条例 art. 26), and the morning's reminders.

use std::collections::BTreeMap;

use base::time::DAY;
use base::{Date, Error, Moment};
use edition::deadline::{self, Waiting};
use edition::{Desk, WRITE, terms};
use identity::Actor;
use serde_json::{Value, json};
use web::{App, Cx, Page, Result};

use super::list;

/// Days ahead of which something is listed: more than any deadline is long.
const AHEAD: i64 = 60;
/// Days before its end on which a unit is told; after it every week.
const TOLD_BEFORE: [i64; 3] = [7, 3, 0];
const TOLD_AFTER: i64 = 7;
/// Those who are told, in the unit that wrote it.
const TOLD: &[&str] = &["content.writer", "content.editor", "submission.writer"];

/// The list.
pub(crate) async fn page(cx: Cx) -> Result {
    let units = cx.actor.staff()?.grants.units(WRITE);
    let found = waiting(&cx.app, units.as_deref()).await?;
    let size = usize::try_from(cx.app.number("web.page.rows")?).unwrap_or(20).max(1);
    let pages = found.len().div_ceil(size).max(1);
    let number = usize::try_from(cx.query.page()).unwrap_or(1).clamp(1, pages);
    let names: BTreeMap<i64, String> =
        cx.app.identity.units().await?.iter().map(|unit| (unit.id, unit.short_name.clone())).collect();
    let today = cx.now.date();
    let shown = found.iter().skip((number - 1) * size).take(size);
    let items: Vec<Value> = shown
        .map(|one| {
            json!({
                "title": one.item.title,
                "href": format!("/work/content/{}", one.item.id),
                "unit": names.get(&one.item.unit_id),
                "until": one.until.to_string(),
                "past": one.until < today,
                "state": terms::title(terms::STATES, &one.item.state),
                "tone": list::tone(&one.item.state),
            })
        })
        .collect();
    let data = json!({
        "items": items,
        "late": found.iter().filter(|one| one.until < today).count(),
        "days": cx.app.number(deadline::RULE)?,
        "pager": { "base": cx.query.base(&["page"]), "page": number, "pages": pages, "total": found.len() },
    });
    cx.page("content/work_disclosing.html", Page::new("公开期限").kind("list").crumb("稿件", "/work/content"), data)
}

async fn waiting(app: &App, units: Option<&[i64]>) -> std::result::Result<Vec<Waiting>, Error> {
    Ok(deadline::waiting(app, units, app.clock.now().plus(AHEAD * DAY).date()).await?)
}

/// Whether a unit is told today of what is due on `until`.
fn is_told(until: Date, today: Date) -> bool {
    let left = (Moment::start_of(until).0 - Moment::start_of(today).0) / DAY;
    TOLD_BEFORE.contains(&left) || (left < 0 && (-left) % TOLD_AFTER == 1)
}

/// The morning's round: tells each unit what it has to disclose soon, and every week what it should have disclosed.
pub(crate) async fn daily(app: &App) -> std::result::Result<(), Error> {
    let desk = Desk::new(app, &Actor::System);
    let today = app.clock.today();
    let mut units: BTreeMap<i64, Vec<Waiting>> = BTreeMap::new();
    for one in waiting(app, None).await?.into_iter().filter(|one| is_told(one.until, today)) {
        units.entry(one.item.unit_id).or_default().push(one);
    }
    for (unit, all) in units {
        let Some(first) = all.first() else { continue };
        let text = format!(
            "【公开期限】《{}》等 {} 件应当主动公开的信息，公开期限（{}）将到或者已过。请到工作台“稿件—公开期限”查看，尽快送审发布。",
            first.item.title,
            all.len(),
            first.until
        );
        let mut tx = app.db.begin().await?;
        let told = identity::posts::tell_unit(&mut tx, TOLD, unit, desk.now, &text).await?;
        let items: Vec<i64> = all.iter().map(|one| one.item.id).collect();
        let facts = json!({ "items": items, "told": told });
        desk.record(&mut tx, "content.disclosing", ("unit", unit), facts, Vec::new()).await?;
        tx.commit().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_is_told_before_the_day_on_it_and_every_week_after_it() {
        let until = Date::constant(2026, 3, 30);
        let first = Moment::start_of(Date::constant(2026, 3, 20));
        let told: Vec<Date> =
            (0..30).map(|day| first.plus(day * DAY).date()).filter(|today| is_told(until, *today)).collect();
        let days = [(3, 23), (3, 27), (3, 30), (3, 31), (4, 7), (4, 14)];
        assert_eq!(told, days.map(|(month, day)| Date::constant(2026, month, day)));
    }
}
