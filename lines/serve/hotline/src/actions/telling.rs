//! Telling callers: by a message to a mobile telephone; whom no message reaches, by a call that the desk makes and marks (须电话告知).
//! Whoever withheld the number has nothing to be called at and asks with the query code.

use ::store::Tx;
use base::{Error, Moment};
use identity::Actor;
use matter::{Case, Ground};
use serde_json::json;

use crate::model::Order;
use crate::process::{CALL, DESK, HANDLE};
use crate::{BOOK, CLERK, HANDLER, store};

/// Whether `actor` calls people who are to be told.
pub fn may(actor: &Actor, home: i64) -> bool {
    actor.may(DESK, Some(home)) || actor.may(CALL, Some(home))
}

/// Tells the caller of an order what became of the order `about`, its own or the one with which it was joined.
pub(crate) async fn tell(tx: &mut Tx, order: &Order, about: i64, now: Moment, text: &str) -> Result<(), Error> {
    if order.phone.is_empty() {
        return Ok(());
    }
    if identity::people::is_mobile(&order.phone) {
        return Ok(BOOK.tell(tx, &order.phone, now, text).await?);
    }
    store::add_tell(tx, order.id, about, text, now).await?;
    Ok(())
}

/// Tells all whose orders were joined with this one, also over several steps, the same of each order's place.
pub(crate) async fn tell_joined(tx: &mut Tx, order: &Order, now: Moment, text: &str) -> Result<(), Error> {
    let mut last = 0;
    loop {
        let joined = store::joined_with(tx, order.matter_id, last).await?;
        let Some(end) = joined.last() else { return Ok(()) };
        last = end.id;
        for other in &joined {
            tell(tx, other, order.id, now, text).await?;
        }
    }
}

/// A message to those at whose desk the order lies: handlers of the unit, or the hotline's own people. It never holds what was said.
pub(crate) async fn tell_holder(tx: &mut Tx, ground: &Ground, run: &Case, text: &str) -> Result<(), Error> {
    let seat = run.seat();
    let role = if seat.is_some_and(|seat| seat.desk == HANDLE) { HANDLER } else { CLERK };
    let unit = seat.map_or(run.home, |seat| seat.unit);
    identity::posts::tell_unit(tx, &[role], unit, ground.now, text).await?;
    Ok(())
}

/// Somebody called and told; gives the order on whose page that stands.
///
/// # Errors
/// A refusal for who does not call people, [`Error::Unseen`] when it is not about this order, a conflict when it was told before.
pub async fn told(tx: &mut Tx, ground: &Ground, actor: &Actor, id: i64, tell: i64) -> Result<(), Error> {
    let order = store::order(tx, id).await?;
    let home = matter::store::matter(tx, order.matter_id).await?.home_unit;
    if !may(actor, home) {
        actor.require(CALL, Some(home))?;
    }
    let found = store::tell(tx, tell).await?;
    if found.about_id != id && found.order_id != id {
        return Err(Error::Unseen);
    }
    if !store::set_told(tx, tell, actor.staff()?.person, ground.now).await? {
        return Err(Error::Conflict("已经有人电话告知过了。".to_owned()));
    }
    let facts = json!({ "tell": tell, "about": found.about_id });
    crate::record(tx, ground, actor, "hotline.told", ("hotline", found.order_id), facts, &[]).await
}
