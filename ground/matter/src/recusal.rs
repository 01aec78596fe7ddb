//! Keeping away from a matter (回避): who has an interest in it does nothing more to it, whatever the way: the engine asks before each act.

use base::{Error, Moment};
use identity::Actor;
use store::{Query, Result as Stored, Tx};

use crate::store as rows;

/// Name of the refusal of an act by somebody who keeps away.
pub const RECUSED: &str = "matter.recused";

/// `person`, who worked in `unit`, keeps away from a matter from now on.
///
/// # Errors
/// A fault of the database, also when that person keeps away already.
pub async fn keep_away(tx: &mut Tx, matter: i64, person: i64, unit: i64, at: Moment) -> Stored<()> {
    rows::add_recusal(tx, matter, person, unit, at).await
}

/// Whether `actor` keeps away from a matter.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn keeps_away(q: &mut impl Query, matter: i64, actor: &Actor) -> Stored<bool> {
    match actor.person() {
        Some(person) => rows::recused(q, matter, person).await,
        None => Ok(false),
    }
}

/// Refuses whoever keeps away from a matter. A line asks it before what it does to a matter beside the process; acts of the process are
/// asked by the engine.
///
/// # Errors
/// That refusal, or a fault when the database does not answer.
pub async fn near(q: &mut impl Query, matter: i64, actor: &Actor) -> Result<(), Error> {
    if keeps_away(q, matter, actor).await? {
        return Err(Error::refused(RECUSED, "您已经回避本件，不能再办理。"));
    }
    Ok(())
}
