//! Telling callers: by a message in the way that they chose; whom no message reaches is listed to be called (待电话告知). Whoever withheld the
//! number has nothing to be called at and asks with the query code.

use ::store::Tx;
use base::{Error, Moment};
use counter::calls::{Callee, Callers};
use counter::told::Reach;
use matter::{Case, Ground, Later};
use web::Cx;

use crate::model::Order;
use crate::process::{CALL, DESK, HANDLE, ORDER};
use crate::{BOOK, CLERK, HANDLER, hide, store};

/// Whom the hotline tells by telephone; as `app` takes it.
pub static CALLERS: Callers = Callers { process: &ORDER, title: BOOK.sign, verbs: &[DESK, CALL], people };

/// Callers as the actor may know them: not who called in confidence, nor those of an order from which the actor keeps away.
fn people<'a>(cx: &'a Cx, matters: &'a [i64]) -> Later<'a, Vec<Callee>> {
    Box::pin(async move {
        let q = &mut cx.reader();
        let mut people = Vec::with_capacity(matters.len());
        for &matter in matters {
            let Some(order) = store::of_matter(q, matter).await? else { continue };
            let row = matter::store::matter(q, matter).await?;
            let near = hide::near(q, &row.case()?, &order, &cx.actor).await?;
            let shown = hide::shown(&order, row.home_unit, near, &cx.actor);
            people.push(Callee {
                matter,
                name: shown.name,
                phone: shown.phone,
                hidden: (!shown.open).then_some(order.name),
            });
        }
        Ok(people)
    })
}

/// Tells the caller of an order what became of the matter `about`, its own or the one with which it was joined.
pub(crate) async fn tell(tx: &mut Tx, order: &Order, about: i64, now: Moment, text: &str) -> Result<(), Error> {
    let to = Reach { matter: order.matter_id, about, phone: &order.phone, email: "" };
    Ok(BOOK.tell(tx, to, now, text).await?)
}

/// A message to those at whose desk the order lies: handlers of the unit, or the hotline's own people. It never holds what was said.
pub(crate) async fn tell_holder(tx: &mut Tx, ground: &Ground, run: &Case, text: &str) -> Result<(), Error> {
    let seat = run.seat();
    let role = if seat.is_some_and(|seat| seat.desk == HANDLE) { HANDLER } else { CLERK };
    let unit = seat.map_or(run.home, |seat| seat.unit);
    identity::posts::tell_unit(tx, &[role], unit, ground.now, text).await?;
    Ok(())
}
