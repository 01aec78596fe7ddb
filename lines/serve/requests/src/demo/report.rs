//! The annual reports of the year before: settled, and that of the county put right later.

use ::store::long::Turn;
use base::time::{DAY, HOUR};
use base::{Chance, Date, Error, Moment};
use identity::Actor;
use matter::Ground;
use serde_json::json;
use web::App;

use super::texts;
use crate::actions::later;
use crate::actions::report::{self, Of};
use crate::annual::{self, Numbers};
use crate::store::{self, Count, Filter};

/// Days after the report of the county on which it is put right.
const LATER: i64 = 24;

/// The reports of the year before: those of the organs are settled, and then that of the county, by who answers for the disclosure of all.
/// Later a review is entered that was filed in that year: the county's report is put right, that of the organ waits to be.
pub(super) async fn last_year(app: &App, chance: &Chance, now: Moment) -> Result<(), Error> {
    let year = now.date().year() - 1;
    let may = |actor: &&Actor| actor.may(crate::REPORT, None);
    let officials =
        identity::sample::officials(&mut app.db.reader(), app.identity.roles(), "requests.overseer", now).await?;
    let Some(actor) = officials.iter().find(may) else { return Ok(()) };
    let at = Moment::start_of(Date::constant(year + 1, 3, 12)).plus(10 * HOUR).min(now);
    let mut tables = Vec::new();
    for (place, (unit, name)) in (0..).zip(store::organs(&mut app.db.reader()).await?) {
        let table2 = texts::table2(chance, place);
        let said = texts::unit_report(&name);
        settle(app, chance, Of { actor, at: at.plus(-50 * DAY), unit, year }, &said, &table2).await?;
        tables.push(table2);
    }
    let said = texts::REPORT.map(str::to_owned);
    let of = Of { actor, at, unit: 0, year };
    let table2 = annual::sum(&tables);
    settle(app, chance, of, &said, &table2).await?;
    let then = Of { at: at.plus(LATER * DAY).min(now), ..of };
    if !late_review(app, then).await? {
        return Ok(());
    }
    let numbers = counted(app, then).await?;
    let (said, table2) = (json!(said).to_string(), json!(table2).to_string());
    let why = "补登上年12月受理、今年才收到副本的行政复议一件";
    let mut tx = app.db.begin().await?;
    report::correct(&mut tx, chance, then, [&said, &table2], &numbers, why).await?;
    tx.commit().await?;
    Ok(())
}

/// A review that was filed in the year of a settled report is entered; gives whether there is an answer that it can be about.
async fn late_review(app: &App, of: Of<'_>) -> Result<bool, Error> {
    let filed = Date::constant(of.year, 12, 20);
    let filter = Filter { count: Count::Refused, to: Some(filed.first_of_month()), ..Filter::all(of.at) };
    let found = store::list(&mut app.db.reader(), &filter, &Turn::First, 50).await?.rows;
    let Some(row) = found.into_iter().find(|row| row.closed_on.is_some_and(|closed| closed <= filed)) else {
        return Ok(false);
    };
    let ground = Ground { now: of.at, ..Ground::of(app) };
    let mut tx = app.db.begin().await?;
    let request = store::request(&mut tx, row.id).await?;
    let about = (Some(filed), false, Some(of.at.date()));
    later::dispute(&mut tx, &ground, of.actor, &request, ["review", "青禾县人民政府", ""], about).await?;
    tx.commit().await?;
    Ok(true)
}

async fn counted(app: &App, of: Of<'_>) -> Result<Numbers, Error> {
    let (q, organ) = (&mut app.db.reader(), (of.unit != 0).then_some(of.unit));
    Ok(Numbers { table3: store::table3(q, of.year, organ).await?, table4: store::table4(q, of.year, organ).await? })
}

async fn settle(app: &App, chance: &Chance, of: Of<'_>, said: &[String], table2: &[String]) -> Result<(), Error> {
    let numbers = counted(app, of).await?;
    let (said, table2) = (json!(said).to_string(), json!(table2).to_string());
    let mut tx = app.db.begin().await?;
    report::keep(&mut tx, chance, of, &said, &table2).await?;
    report::settle(&mut tx, chance, of, &numbers).await?;
    tx.commit().await?;
    Ok(())
}
