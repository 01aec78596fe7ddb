//! 承继: what a unit has in matters goes to the organ that continues its functions, such as after units were merged or abolished; who does
//! answers for it then (行政诉讼法 art. 26 para. 6, 行政复议法 art. 19 para. 4).

use base::Error;
use identity::Actor;
use store::Tx;

use super::{Done, apply};
use crate::decide;
use crate::ground::Ground;
use crate::process::Process;
use crate::store as rows;

/// Who continues the functions of whom, and why.
#[derive(Debug, Clone, Copy)]
pub struct Succession<'a> {
    /// The unit that ends or gave its functions away.
    pub from: i64,
    /// The heir.
    pub to: i64,
    /// Why, such as the paper that orders it; it stands on the trail.
    pub why: &'a str,
}

/// Hands over what `from` has in a matter: it is received by the heir, lies at the same desk there, and questions to the old unit are
/// asked of the heir. Clocks go on, the number stays, tasks of the old unit end. Closed matters change only who received them. Gives
/// nothing when the unit has no part in it. Whoever asks has decided that `by` may; the matter itself is not looked into.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn succeed(
    tx: &mut Tx,
    ground: &Ground,
    process: &'static Process,
    (by, id): (&Actor, i64),
    heir: &Succession<'_>,
) -> Result<Option<Done>, Error> {
    let (from, to) = (heir.from, heir.to);
    let done =
        apply(tx, ground, process, (id, "succeed"), (by, heir.why), |case| decide::succeed(case, from, to)).await?;
    if let Some(done) = &done {
        rows::set_home(tx, id, done.case.home).await?;
    }
    Ok(done)
}
