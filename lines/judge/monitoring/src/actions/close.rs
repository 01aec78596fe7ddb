//! Closing an order: only after looking again, by somebody who did not hand in, and with a reason while something is wrong still.

use base::{Error, FieldError, reason};
use identity::Actor;
use matter::Ground;
use matter::form::Given;
use store::Tx;

use super::{act, looked};
use crate::model::{Item, Order, SAID_MAX};
use crate::process::{KEPT, MENDED};
use crate::store::{items, orders};

/// What the one who closes says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Closing<'a> {
    /// Findings that only people can judge and that were seen to be mended.
    pub seen: &'a [i64],
    /// Why it is closed though something is wrong still; may be empty.
    pub why: &'a str,
}

/// Closes an order. `verdicts` are what looking again said just before.
///
/// # Errors
/// The actor handed in; something is wrong still and no reason says why it is closed; it is not the actor's turn.
pub(crate) async fn close(
    tx: &mut Tx,
    ground: &Ground,
    actor: &Actor,
    order: &Order,
    (closing, mut given): (&Closing<'_>, Given),
    verdicts: &[(i64, &'static str)],
) -> Result<(), Error> {
    if let Some(person) = actor.person()
        && orders::handed_by(tx, order.id, person).await?
    {
        let message = "您提交过本单的整改反馈，不能由您销号，请由其他人复查销号。";
        return Err(Error::refused("monitoring.own", message));
    }
    let all = items::of_order(tx, order.id).await?;
    let finally = settled(&all, verdicts, closing.seen);
    let left: Vec<&Item> = all
        .iter()
        .filter(|item| !finally.iter().any(|(id, verdict)| *id == item.id && matches!(*verdict, "gone" | "seen")))
        .collect();
    if let Some(first) = left.first()
        && let Some(wrong) = reason::wrong("销号理由", closing.why, reason::LEAST, SAID_MAX)
    {
        let message = format!(
            "还有 {} 个问题没有消除（如“{}”），请退回重新整改，或者写明仍要销号的理由。{wrong}",
            left.len(),
            first.what
        );
        return Err(Error::Invalid(vec![FieldError::new("why", message)]));
    }
    given.input.outcome = Some(if left.is_empty() { MENDED } else { KEPT }.to_owned());
    given.input.opinion = closing.why.to_owned();
    act(tx, ground, actor, order, "close", given).await?;
    looked(tx, ground, actor, order, &finally).await
}

/// What is true of each finding at the end: what looking again said, and where only people can say, what they saw.
fn settled(all: &[Item], verdicts: &[(i64, &'static str)], seen: &[i64]) -> Vec<(i64, &'static str)> {
    let of = |item: &Item| {
        let said = verdicts.iter().find(|(id, _)| *id == item.id).map_or("unknown", |(_, verdict)| *verdict);
        if said == "unknown" && seen.contains(&item.id) { "seen" } else { said }
    };
    all.iter().map(|item| (item.id, of(item))).collect()
}
