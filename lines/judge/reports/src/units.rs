//! Which units a report by unit shows: those with something to count, in their political order.

use std::collections::BTreeMap;

use base::{Error, share};
use matter::{Ask, Figure, PERCENT};
use serde::Serialize;
use web::App;

/// One unit with its numbers, in the order of the figures.
#[derive(Debug, Serialize)]
pub(crate) struct UnitRow {
    /// Key of the unit.
    pub(crate) id: i64,
    /// 单位名称.
    pub(crate) name: String,
    /// Its numbers.
    pub(crate) cells: Vec<Cell>,
}

/// A number and the list that it counts.
#[derive(Debug, Serialize)]
pub(crate) struct Cell {
    /// The number; a share in tenths of a percent.
    pub(crate) value: i64,
    /// The number in words when it is a share.
    pub(crate) share: Option<String>,
    /// Its list.
    pub(crate) href: String,
}

impl Cell {
    /// What `figure` counted.
    pub(crate) fn of(figure: &Figure, value: i64, ask: Ask) -> Self {
        let share = (figure.measure == PERCENT).then(|| share::words(value));
        Self { value, share, href: (figure.list)(ask) }
    }
}

/// What a figure counts for a unit that has nothing of it.
fn nothing(figure: &Figure) -> i64 {
    if figure.measure == PERCENT { share::NOTHING } else { 0 }
}

/// The units with at least one number that is not zero.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn rows(app: &App, figures: &[&'static Figure], ask: Ask) -> Result<Vec<UnitRow>, Error> {
    let mut by_unit: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (place, figure) in figures.iter().enumerate() {
        for (unit, count) in (figure.by_unit)(app, ask).await? {
            let numbers = by_unit.entry(unit).or_insert_with(|| figures.iter().map(|f| nothing(f)).collect());
            if let Some(number) = numbers.get_mut(place) {
                *number = count;
            }
        }
    }
    let mut rows = Vec::new();
    for unit in app.identity.units().await?.iter() {
        let Some(numbers) = by_unit.remove(&unit.id) else { continue };
        let asked = Ask { unit: Some(unit.id), ..ask };
        let cells = numbers.iter().zip(figures).map(|(&value, figure)| Cell::of(figure, value, asked)).collect();
        rows.push(UnitRow { id: unit.id, name: unit.name.clone(), cells });
    }
    Ok(rows)
}
