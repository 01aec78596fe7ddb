//! Generated history: classes, the catalogue, and orders of the past through the same actions that people use, each step at its own
//! moment. Names and texts are invented.

mod besides;
mod duty;
mod texts;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ::store::{Db, Tx};
use base::time::{HOUR, MINUTE};
use base::{Chance, Error, Moment};
use identity::Actor;
use identity::units::Unit;
use matter::form::Given;
use matter::{Ground, Input};
use web::App;

use crate::actions::callback::{Spoken, call};
use crate::actions::{More, act, publish};
use crate::classes::{self, ClassForm, DutyForm};
use crate::model::{Calling, Registered};
use crate::{CACHE, CHIEF, CLERK, HANDLER, jobs, store, taking};
use texts::{CALLS, CLASSES, Text};

/// What to generate.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// How many orders.
    pub orders: usize,
    /// The first moment.
    pub from: Moment,
    /// The last moment; what would come later has not happened yet.
    pub to: Moment,
    /// Seed: the same seed gives the same history.
    pub seed: u64,
}

/// What a unit says that sends an order back, what it is told, and what it notes after its first call.
const OBJECTS: &str = "经核，现场属于小区物业管理范围，建议由所在镇牵头协调。";
const UPHELD: &str = "按照派单目录属于你单位职责，请会同所在镇办理。";
const CONTACTED: &str = "已电话联系诉求人，了解情况并告知办理安排。";

/// Those who act.
struct People {
    clerk: Actor,
    chief: Option<Actor>,
    handlers: Vec<Actor>,
    units: Vec<Unit>,
    towns: Vec<Unit>,
}

impl People {
    /// Somebody who handles orders in a unit.
    fn of(&self, unit: i64) -> Option<&Actor> {
        self.handlers.iter().find(|a| a.staff().is_ok_and(|s| s.unit == unit))
    }
}

/// What happens next to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Take,
    PutRight,
    Dispatch,
    Object,
    Decide,
    Sign,
    Contact,
    Hold,
    Back,
    Submit,
    Approve,
    Call,
    Publish,
}

/// An order on its way.
#[derive(Clone, Copy, Default)]
struct Course {
    /// Its place among all.
    turn: usize,
    text: usize,
    order: i64,
    unit: i64,
    contacted: bool,
}

/// Makes classes and catalogue when there are none, and the history; gives how many orders. Without a clerk it makes none.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App, wanted: Wanted) -> Result<usize, Error> {
    let roles = app.identity.roles();
    let at = app.clock.now().max(wanted.from);
    let mut q = app.db.reader();
    let agents = identity::sample::officials(&mut q, roles, CLERK, at).await?;
    let Some(clerk) = agents.first().cloned() else { return Ok(0) };
    let handlers = identity::sample::officials(&mut q, roles, HANDLER, at).await?;
    let units = identity::units::all(&mut q).await?;
    let towns = units.iter().filter(|u| u.kind == "town").cloned().collect();
    let chief = identity::sample::officials(&mut q, roles, CHIEF, at).await?.into_iter().next();
    let people = People { clerk, chief, handlers, units, towns };
    let mut ground = Ground::of(app);
    let chance = Chance::seeded(wanted.seed);
    let made = run(&app.db, &mut ground, &people, &chance, wanted).await?;
    ground.now = wanted.to;
    duty::make(&app.db, &ground, &agents, &chance).await?;
    app.ledger.notify();
    app.cache.invalidate(CACHE);
    Ok(made)
}

async fn run(db: &Db, ground: &mut Ground, people: &People, chance: &Chance, wanted: Wanted) -> Result<usize, Error> {
    ground.now = wanted.from;
    if store::classes(&mut db.reader(), false).await?.is_empty() {
        first(db, ground, people).await?;
    }
    let mut queue: BinaryHeap<Reverse<(Moment, usize, Step)>> = BinaryHeap::new();
    let mut courses = vec![Course::default(); wanted.orders];
    let span = u64::try_from((wanted.to.0 - wanted.from.0).max(1)).unwrap_or(1);
    for (index, course) in courses.iter_mut().enumerate() {
        course.turn = index;
        course.text = usize::try_from(chance.below(CALLS.len() as u64)).unwrap_or(0);
        let at = wanted.from.plus(i64::try_from(chance.below(span)).unwrap_or(0));
        let within = 7 * HOUR + i64::try_from(chance.below(840)).unwrap_or(0) * MINUTE;
        queue.push(Reverse((Moment::start_of(at.date()).plus(within), index, Step::Take)));
    }
    let (mut made, mut day) = (0, None);
    while let Some(Reverse((at, index, step))) = queue.pop() {
        if at > wanted.to {
            break;
        }
        ground.now = at;
        if day != Some(at.date()) {
            day = Some(at.date());
            jobs::run(db, ground).await?;
        }
        let Some(course) = courses.get_mut(index) else { continue };
        let mut tx = db.begin().await?;
        match happen(&mut tx, ground, people, chance, course, step).await {
            Ok(next) => {
                tx.commit().await?;
                made += usize::from(step == Step::Take);
                if let Some((wait, next)) = next {
                    queue.push(Reverse((at.plus(wait), index, next)));
                }
            }
            // The rules no longer allow it: it stays as it is.
            Err(Error::Refused(_) | Error::Invalid(_) | Error::Unseen) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(made)
}

/// The tree and the catalogue.
async fn first(db: &Db, ground: &Ground, people: &People) -> Result<(), Error> {
    let mut tx = db.begin().await?;
    for (code, title, below) in CLASSES {
        let class = ClassForm { parent: None, code: (*code).to_owned(), title: (*title).to_owned() };
        let parent = classes::set(&mut tx, ground, &people.clerk, 0, &class).await?;
        for (code, title, unit, basis) in *below {
            let class = ClassForm { parent: Some(parent), code: (*code).to_owned(), title: (*title).to_owned() };
            let class = classes::set(&mut tx, ground, &people.clerk, 0, &class).await?;
            if people.units.iter().any(|u| u.short_name == *unit) {
                let duty =
                    DutyForm { class, unit: (*unit).to_owned(), duty: String::new(), basis: (*basis).to_owned() };
                classes::add_duty(&mut tx, ground, &people.clerk, &duty).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

/// One step; gives after how long which comes next.
async fn happen(
    tx: &mut Tx,
    ground: &Ground,
    people: &People,
    chance: &Chance,
    course: &mut Course,
    step: Step,
) -> Result<Option<(i64, Step)>, Error> {
    let hours = |least: i64, most: u64| (least + i64::try_from(chance.below(most)).unwrap_or(0)) * HOUR;
    let Some(text) = CALLS.get(course.text) else { return Ok(None) };
    let handler = people.of(course.unit);
    Ok(match step {
        Step::Take => {
            course.order = take(tx, ground, people, chance, text).await?;
            let next = if besides::wrong(course.turn) { Step::PutRight } else { Step::Dispatch };
            Some((hours(0, 4) + 10 * MINUTE, next))
        }
        Step::PutRight => {
            besides::put_right(tx, ground, people, course).await?;
            Some((20 * MINUTE, Step::Dispatch))
        }
        Step::Dispatch => {
            let Some(unit) = people.units.iter().find(|u| u.short_name == text.unit) else { return Ok(None) };
            course.unit = unit.id;
            let input = Input { seats: vec![(unit.id, None)], ..Input::default() };
            done(tx, ground, &people.clerk, course.order, "dispatch", input).await?;
            // One in fifteen is sent back first.
            Some(if chance.below(15) == 0 { (hours(1, 6), Step::Object) } else { (hours(1, 6), Step::Sign) })
        }
        Step::Object | Step::Decide => {
            let Some(handler) = handler else { return Ok(None) };
            let objects = step == Step::Object;
            let (by, action, said) =
                if objects { (handler, "object", OBJECTS) } else { (&people.clerk, "uphold", UPHELD) };
            done(tx, ground, by, course.order, action, said_of(said)).await?;
            Some(if objects { (hours(1, 5), Step::Decide) } else { (hours(1, 3), Step::Sign) })
        }
        Step::Sign => {
            let Some(handler) = handler else { return Ok(None) };
            done(tx, ground, handler, course.order, "sign", Input::default()).await?;
            Some((hours(1, 8), Step::Contact))
        }
        Step::Contact => {
            let Some(handler) = handler else { return Ok(None) };
            done(tx, ground, handler, course.order, "contact", said_of(CONTACTED)).await?;
            // One in ten waits for long.
            let slow = if chance.below(10) == 0 { 12 * 24 } else { 0 };
            Some(besides::after_contact(course).unwrap_or((hours(12 + slow, 60), Step::Submit)))
        }
        Step::Hold => besides::hold(tx, ground, people, course).await?,
        Step::Back => {
            besides::back(tx, ground, people, course).await?;
            Some((hours(12, 60), Step::Submit))
        }
        Step::Submit => {
            let Some(handler) = handler else { return Ok(None) };
            done(tx, ground, handler, course.order, "submit", said_of(text.answer)).await?;
            Some((hours(1, 6), Step::Approve))
        }
        Step::Approve => {
            done(tx, ground, &people.clerk, course.order, "approve", Input::default()).await?;
            Some((hours(2, 20), Step::Call))
        }
        Step::Call => called(tx, ground, people, chance, course).await?.map(|next| (hours(4, 20), next)),
        Step::Publish => {
            published(tx, ground, people, course).await?;
            None
        }
    })
}

/// It becomes a typical case.
async fn published(tx: &mut Tx, ground: &Ground, people: &People, course: &Course) -> Result<(), Error> {
    let order = store::order(tx, course.order).await?;
    let texts = publish::proposal(&order);
    let [title, body, answer] = &texts;
    publish::publish(tx, ground, &people.clerk, course.order, [title, body, answer]).await?;
    Ok(())
}

fn said_of(text: &str) -> Input {
    Input { opinion: text.to_owned(), ..Input::default() }
}

async fn done(tx: &mut Tx, ground: &Ground, by: &Actor, order: i64, action: &str, input: Input) -> Result<(), Error> {
    let given = Given { input, ..Given::default() };
    act(tx, ground, by, order, action, given, &More::default()).await.map(drop)
}

/// Somebody calls.
async fn take(tx: &mut Tx, ground: &Ground, people: &People, chance: &Chance, text: &Text) -> Result<i64, Error> {
    let class = store::class_of_code(tx, text.class).await?.map(|c| c.id);
    let town = chance.pick(&people.towns);
    let withheld = chance.below(20) == 0;
    let entry = Registered {
        source: ["phone", "phone", "phone", "media", "letter"][usize::try_from(chance.below(5)).unwrap_or(0)]
            .to_owned(),
        kind: text.kind.to_owned(),
        urgency: text.urgency.to_owned(),
        class,
        title: text.title.to_owned(),
        body: text.body.to_owned(),
        name: identity::sample::name(chance),
        phone: if withheld { String::new() } else { identity::sample::mobile(chance) },
        place: town.map_or_else(String::new, |t| format!("{}{}", t.short_name, text.place)),
        town: town.map(|t| t.id),
        confidential: false,
        complained: None,
    };
    let calling = Calling { entry, consent: chance.below(3) > 0, ..Calling::default() };
    Ok(taking::enter(tx, ground, &people.clerk, &calling).await?.order)
}

/// The callback; gives what comes next.
async fn called(
    tx: &mut Tx,
    ground: &Ground,
    people: &People,
    chance: &Chance,
    course: &Course,
) -> Result<Option<Step>, Error> {
    let spoken = match chance.below(12) {
        0 => Spoken::default(),
        1 => Spoken {
            reached: true,
            contacted: Some(true),
            solved: Some(false),
            satisfaction: Some(2),
            text: "现场还没有改善，希望再来看看。".to_owned(),
            ..Spoken::default()
        },
        n => Spoken {
            reached: true,
            contacted: Some(n != 2),
            solved: Some(true),
            satisfaction: Some([5, 5, 5, 4, 4, 3][usize::try_from(n % 6).unwrap_or(0)]),
            ..Spoken::default()
        },
    };
    call(tx, ground, &people.clerk, course.order, &spoken).await?;
    Ok(match (spoken.reached, spoken.solved) {
        (false, _) => Some(Step::Call),
        (true, Some(false)) => Some(Step::Sign),
        _ => (chance.below(4) == 0).then_some(Step::Publish),
    })
}
