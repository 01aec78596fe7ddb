//! The hotline's window for programs: orders handed in through lines that speak a foreign protocol are taken like every other, and
//! what may be shown of orders is read there.

use ::store::Tx;
use base::text::{clean_line, truncate};
use base::{Error, Moment};
use counter::mask;
use counter::window::{Handed, Received, Shown, Sought, Subject, Window};
use identity::Actor;
use matter::{Ground, Later};
use web::App;

use crate::model::{Calling, KINDS, Limits, Order};
use crate::process::{ORDER, plain};
use crate::store::{self, Seen};
use crate::taking::{self, City};
use crate::{classes, hide};

/// The source of what comes through the interface of Open311.
pub const OPEN311: &str = "open311";
/// Characters of a title that is made of the text.
const TITLE: usize = 30;

/// The window.
pub static WINDOW: Window =
    Window { process: &ORDER, kinds: KINDS, body_max: "hotline.body.max", subjects, take, show };

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

fn take<'a>(tx: &'a mut Tx, ground: &'a Ground, handed: &'a Handed) -> Later<'a, Received> {
    Box::pin(async move {
        let limits = Limits::at(&ground.rules, ground.now.date())?;
        let class = match handed.subject.as_str() {
            "" => None,
            code => Some(store::class_of_code(tx, code).await?.ok_or_else(unknown)?.id),
        };
        let title = match clean_line(&handed.title) {
            title if title.is_empty() => truncate(&clean_line(&handed.body), TITLE),
            title => truncate(&title, limits.title),
        };
        let calling = Calling {
            source: handed.source.to_owned(),
            kind: handed.kind.clone(),
            urgency: "plain".to_owned(),
            class,
            title,
            body: handed.body.clone(),
            name: truncate(&handed.name, 50),
            phone: handed.phone.clone(),
            place: truncate(&handed.place, 200),
            town: None,
            confidential: handed.confidential,
            consent: handed.consent,
            complained: String::new(),
        };
        let taken = taking::take(tx, ground, &Actor::Anonymous, &calling, &City::default()).await?;
        let confidential = hide::shielded(&calling.kind, calling.confidential);
        Ok(Received { matter: taken.matter, number: taken.number, code: taken.code, confidential })
    })
}

fn unknown() -> Error {
    Error::field("subject", "没有这个事项分类，或者已经停用")
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
