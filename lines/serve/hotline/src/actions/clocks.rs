//! The clocks of an order of whose ends the program reminds in time: those of hours, and the answer when it is urgent. They are folds of
//! the case; what is kept beside them is only where they end now, so that they are found, and whether somebody was reminded.

use ::store::Tx;
use base::due::{self, ClockStatus, Due};
use base::time::{HOUR, MINUTE};
use base::{Error, Moment};
use matter::{Case, Ground};

use crate::process::{ANSWER, ARBITRATE, CALLBACK, CONTACT, DISPATCH, REVIEW, SIGN};
use crate::store;

/// Clocks of which the program reminds.
const REMINDED: [&str; 6] = [DISPATCH, SIGN, CONTACT, ARBITRATE, REVIEW, CALLBACK];

/// When the clock `key` of a case ends, while it runs.
///
/// # Errors
/// A refusal when its events contradict each other.
pub(crate) fn running(ground: &Ground, case: &Case, key: &str) -> Result<Option<Due>, Error> {
    let Some(events) = case.clocks.get(key).filter(|events| !events.is_empty()) else { return Ok(None) };
    let state = due::fold(&ground.calendar, events)?;
    Ok(state.due.filter(|_| state.status == ClockStatus::Running))
}

/// When the program reminds of an end: what ends with a day some hours before the day is over, what ends at a moment some minutes before.
///
/// # Errors
/// A fault when a rule row is missing.
fn remind_at(ground: &Ground, due: Due) -> Result<Moment, Error> {
    let number = |key: &str| ground.rules.number(key, ground.now.date());
    Ok(match due {
        Due::On(_) => due.moment().plus(-number("hotline.remind.hours")? * HOUR),
        Due::At(_) => due.moment().plus(-number("hotline.remind.minutes")? * MINUTE),
    })
}

/// Keeps where the clocks of an order end after an act. A new end is reminded of anew.
///
/// # Errors
/// A fault of the database or of a missing rule row.
pub(crate) async fn keep(
    tx: &mut Tx,
    ground: &Ground,
    (order, urgency): (i64, &str),
    case: &Case,
) -> Result<(), Error> {
    let hasty = (urgency != "plain").then_some(ANSWER);
    let mut ends = Vec::new();
    for key in REMINDED.into_iter().chain(hasty) {
        if let Some(due) = running(ground, case, key)? {
            ends.push((key, due.moment(), remind_at(ground, due)?));
        }
    }
    Ok(store::keep_clocks(tx, order, &ends).await?)
}
