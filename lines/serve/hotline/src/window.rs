//! The hotline's window for programs: orders handed in through lines that speak a foreign protocol are taken like those that other
//! lines hand over, and what may be shown of orders is read there.

use base::Moment;
use counter::mask;
use counter::window::{Shown, Sought, Subject, Window};
use matter::Later;
use web::App;

use crate::model::{KINDS, Order};
use crate::process::{ORDER, plain};
use crate::store::{self, Seen};
use crate::{classes, taking};

/// The source of what comes through the interface of Open311.
pub const OPEN311: &str = "open311";

/// The window.
pub static WINDOW: Window =
    Window { process: &ORDER, kinds: KINDS, body_max: "hotline.body.max", subjects, take: taking::handed, show };

/// The open classes without others below them, under open ones all the way up.
fn subjects(app: &App) -> Later<'_, Vec<Subject>> {
    Box::pin(async move {
        let open = store::classes(&mut app.db.reader(), true).await?;
        let tree = classes::tree(&open);
        let leaf = |id: i64| !open.iter().any(|class| class.parent_id == Some(id));
        let subject = |branch: classes::Branch| Subject {
            group: branch.path.split(" / ").next().unwrap_or_default().to_owned(),
            code: branch.code,
            title: branch.title,
            path: branch.path,
        };
        Ok(tree.into_iter().filter(|branch| leaf(branch.id)).map(subject).collect())
    })
}

fn show<'a>(app: &'a App, sought: &'a Sought) -> Later<'a, Vec<Shown>> {
    Box::pin(async move {
        let found = store::seen(&mut app.db.reader(), sought).await?;
        Ok(found.into_iter().map(|(order, seen)| shown(&order, seen, sought.own.is_some())).collect())
    })
}

/// An order as it is told outside: the texts that were published, or masked ones for whoever handed it in.
fn shown(order: &Order, seen: Seen, own: bool) -> Shown {
    let veiled = |text: &str| mask::public(text, &order.name);
    let (body, answer, place) = match own {
        true => (veiled(&order.body), veiled(&order.answer), veiled(&order.place)),
        false => (order.public_body.clone(), order.public_answer.clone(), String::new()),
    };
    let later = [order.dispatched_at, order.replied_at, order.called_at, seen.closed_at];
    let updated_at = later.into_iter().flatten().max().unwrap_or(order.received_at);
    let open = seen.turn != "closed";
    Shown {
        matter: order.matter_id,
        open,
        state: plain(&seen.state).to_owned(),
        subject: (seen.code, seen.class),
        body,
        answer,
        unit: seen.unit,
        place,
        received_at: order.received_at,
        updated_at,
        due_at: Some(Moment(seen.due_at)).filter(|due| open && due.0 != matter::store::NEVER),
    }
}
