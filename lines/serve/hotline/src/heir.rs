//! Another organ continues the functions of a unit (承继): it stands in the catalogue of dispatch (派单目录) in its place, and has
//! the letters (整改函) that are not accepted yet.

use ::store::{Any, Tx};
use base::Error;
use matter::{Holds, Succession};
use web::App;

use crate::{HANDLER, store};

/// What units have of the line beside orders.
pub const HOLDS: &[Holds] = &[
    Holds {
        key: "letters",
        title: "未销号的整改函",
        measure: "件",
        count: |q, unit| Box::pin(letters(q, unit)),
        succeed: |tx, _, _, to| Box::pin(hand_letters(tx, to)),
        tells: &[HANDLER],
    },
    Holds {
        key: "duties",
        title: "派单目录的职责",
        measure: "条",
        count: |q, unit| Box::pin(duties(q, unit)),
        succeed: |tx, app, _, to| Box::pin(hand_duties(tx, app, to)),
        tells: &[HANDLER],
    },
];

async fn letters(mut q: Any<'_>, unit: i64) -> Result<i64, Error> {
    Ok(store::unanswered(&mut q, unit).await?)
}

async fn hand_letters(tx: &mut Tx, to: &Succession<'_>) -> Result<u64, Error> {
    Ok(store::succeed(tx, (to.from, to.to)).await?)
}

async fn duties(mut q: Any<'_>, unit: i64) -> Result<i64, Error> {
    Ok(store::duties_held(&mut q, unit).await?)
}

async fn hand_duties(tx: &mut Tx, app: &App, to: &Succession<'_>) -> Result<u64, Error> {
    Ok(store::hand_duties(tx, (to.from, to.to), app.clock.now()).await?)
}
