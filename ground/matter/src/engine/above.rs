//! Times that are set from above (上级限定), such as by the city's hotline platform: lists, counts and reminders go by whichever is
//! earlier, that or our own main clock.

use base::due::{ClockEventKind, ClockStatus};
use base::{Error, Moment};
use identity::Actor;
use store::Tx;

use super::{Done, apply, main_clock};
use crate::case::{Case, Event};
use crate::ground::Ground;
use crate::process::Process;

/// Somebody above wants a matter done until then. Gives nothing when that is known already, or when the main clock does not run any more:
/// what is answered is not made late afterwards.
///
/// # Errors
/// A refusal when the recorded events of the clock contradict each other; a fault when the database does not answer.
pub async fn bind(
    tx: &mut Tx,
    ground: &Ground,
    process: &'static Process,
    (by, id): (&Actor, i64),
    until: Moment,
) -> Result<Option<Done>, Error> {
    let case = crate::store::matter_to_change(tx, id).await?.case()?;
    let main = main_clock(process, &case, ground)?;
    let goes = main.is_some_and(|clock| matches!(clock.status, ClockStatus::Running | ClockStatus::Paused));
    if !goes || bound(process, &case) == Some(until) {
        return Ok(None);
    }
    apply(tx, ground, process, (id, "bound"), (by, &until.minutes()), |_| vec![Event::Bound { until }]).await
}

/// The time from above that holds now. What was set for an answer that was given no longer holds when the clock starts anew after it.
pub(crate) fn bound(process: &Process, case: &Case) -> Option<Moment> {
    let bound = case.bound?;
    let main = process.clocks.iter().find(|clock| clock.main)?;
    let events = case.clocks.get(main.key)?;
    let last = events.iter().rposition(|e| matches!(e.kind, ClockEventKind::Start(_) | ClockEventKind::Restart(_)))?;
    let answered =
        |e: &base::due::ClockEvent| matches!(e.kind, ClockEventKind::Meet | ClockEventKind::Stop) && e.at >= bound.at;
    (!events.iter().take(last).any(answered)).then_some(bound.until)
}
