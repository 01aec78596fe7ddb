//! Callers whose orders are joined with another (并单): they are told how that one ended, and when it ends without an answer they get one of
//! their own.

use ::store::Tx;
use base::{Error, Moment};
use identity::Actor;
use matter::{Ground, Input};

use super::{Acted, clocks, telling};
use crate::city::report;
use crate::model::Order;
use crate::process::ORDER;
use crate::store;

/// Tells all whose orders are joined with this one, also over several steps, the same of each order's place.
pub(super) async fn tell(tx: &mut Tx, order: &Order, now: Moment, text: &str) -> Result<(), Error> {
    let mut last = 0;
    loop {
        let joined = store::joined_with(tx, order.matter_id, last).await?;
        let Some(end) = joined.last() else { return Ok(()) };
        last = end.id;
        for other in &joined {
            telling::tell(tx, other, order.matter_id, now, text).await?;
        }
    }
}

/// An order ended before anybody answered it: the oldest that is joined with it goes on by itself, and the others with that one. Who called
/// first is told until when, and the city when the order came from there; for the others nothing is another.
pub(super) async fn let_go(tx: &mut Tx, ground: &Ground, order: &Order) -> Result<(), Error> {
    if order.replied_at.is_some() {
        return Ok(());
    }
    let Some(done) = matter::part(tx, ground, &ORDER, order.matter_id).await? else { return Ok(()) };
    let lead = store::of_matter(tx, done.id).await?.ok_or(Error::Unseen)?;
    store::set_valid(tx, lead.id, true).await?;
    // Until when the city wants it holds as before.
    let done = match lead.city_due.filter(|_| lead.answered_at.is_none()) {
        Some(until) => matter::bind(tx, ground, &ORDER, (&Actor::System, lead.matter_id), until).await?.unwrap_or(done),
        None => done,
    };
    clocks::keep(tx, ground, (lead.id, &lead.urgency), &done.case).await?;
    let input = Input::default();
    let acted = Acted { actor: &Actor::System, action: "unjoin", input: &input, run: &done.case, done: &done };
    report::progress(tx, ground, &lead, &acted).await?;
    let text = counter::told::unjoined("诉求", &done, ground.now.date());
    telling::tell(tx, &lead, lead.matter_id, ground.now, &text).await
}
