//! Generated history: topics, knowledge, consultations and error reports of the past, through the same actions that people use, each
//! step at its own moment. Names and texts are invented.

mod texts;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ::store::{Db, Tx};
use base::time::{DAY, HOUR, MINUTE};
use base::{Chance, Error, Moment};
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Input};
use web::App;

use crate::model::{Asking, ERRORS, Knowing, Reporting, Topic};
use crate::topics::TopicForm;
use crate::{CACHE, CLERK, CORRECTOR, HANDLER, actions, citizen, jobs, knowledge, store, topics};
use texts::{KNOWLEDGE, QUESTIONS, TOPICS};

/// What to generate.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// How many consultations; a third as many error reports.
    pub asks: usize,
    /// The first moment.
    pub from: Moment,
    /// The last moment; what would come later has not happened yet.
    pub to: Moment,
    /// Seed: the same seed gives the same history.
    pub seed: u64,
}

/// Those who act.
struct People {
    clerk: Actor,
    approver: Actor,
    corrector: Actor,
    handlers: Vec<Actor>,
}

impl People {
    /// Somebody who answers in a unit.
    fn of(&self, unit: i64) -> Option<&Actor> {
        self.handlers.iter().find(|a| a.staff().is_ok_and(|s| s.unit == unit))
    }
}

/// What happens next to a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Ask,
    Dispatch,
    Sign,
    Answer,
    Approve,
    Rate,
    Publish,
    Report,
    Finish,
}

/// A case on its way.
#[derive(Clone, Copy, Default)]
struct Course {
    topic: i64,
    unit: i64,
    case: i64,
    question: usize,
}

/// Makes topics and knowledge when there are none, and the history; gives how many consultations. Without a clerk, an approver and
/// a corrector it makes none.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App, wanted: Wanted) -> Result<usize, Error> {
    let roles = app.identity.roles();
    let at = app.clock.now().max(wanted.from);
    let mut q = app.db.reader();
    let mut first = Vec::new();
    for role in [CLERK, "consult.approver", CORRECTOR] {
        let Some(actor) = identity::sample::officials(&mut q, roles, role, at).await?.into_iter().next() else {
            return Ok(0);
        };
        first.push(actor);
    }
    let handlers = identity::sample::officials(&mut q, roles, HANDLER, at).await?;
    let Ok([clerk, approver, corrector]) = <[Actor; 3]>::try_from(first) else { return Ok(0) };
    let people = People { clerk, approver, corrector, handlers };
    let chance = Chance::seeded(wanted.seed);
    let mut ground = Ground::of(app);
    let made = run(&app.db, &mut ground, &people, &chance, wanted).await?;
    app.ledger.notify();
    app.cache.invalidate(CACHE);
    Ok(made)
}

async fn run(db: &Db, ground: &mut Ground, people: &People, chance: &Chance, wanted: Wanted) -> Result<usize, Error> {
    ground.now = wanted.from;
    if store::topics(&mut db.reader(), false).await?.is_empty() {
        first(db, ground, people).await?;
    }
    let topics = store::topics(&mut db.reader(), true).await?;
    let asks: Vec<(usize, &Topic)> = QUESTIONS
        .iter()
        .enumerate()
        .filter_map(|(at, q)| Some((at, topics.iter().find(|t| t.title == q.topic)?)))
        .collect();
    if asks.is_empty() {
        return Ok(0);
    }
    let mut queue: BinaryHeap<Reverse<(Moment, usize, Step)>> = BinaryHeap::new();
    let mut courses = vec![Course::default(); wanted.asks + wanted.asks / 3];
    let span = u64::try_from((wanted.to.0 - wanted.from.0).max(1)).unwrap_or(1);
    for (index, course) in courses.iter_mut().enumerate() {
        let at = wanted.from.plus(i64::try_from(chance.below(span)).unwrap_or(0));
        let day = ground.calendar.working_on_or_after(at.date());
        let at = Moment::start_of(day).plus(9 * HOUR + i64::try_from(chance.below(480)).unwrap_or(0) * MINUTE);
        let step = if index < wanted.asks { Step::Ask } else { Step::Report };
        if let Some((question, topic)) = chance.pick(&asks) {
            *course = Course { topic: topic.id, unit: topic.unit_id, case: 0, question: *question };
        }
        queue.push(Reverse((at, index, step)));
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
                made += usize::from(step == Step::Ask);
                if let Some((wait, next)) = next {
                    queue.push(Reverse((at.plus(wait), index, next)));
                }
            }
            // The daily job closed it, or the rules no longer allow it: it stays as it is.
            Err(Error::Refused(_) | Error::Invalid(_) | Error::Unseen) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(made)
}

/// Topics with the units that answer, and knowledge for them, drafted by the units and approved.
async fn first(db: &Db, ground: &Ground, people: &People) -> Result<(), Error> {
    let units = identity::units::all(&mut db.reader()).await?;
    let home = crate::home(&mut db.reader()).await?;
    let mut tx = db.begin().await?;
    for (title, short, pace, review) in TOPICS {
        let unit = units.iter().find(|u| u.short_name == *short).map_or(home, |u| u.id);
        let topic = TopicForm { title: (*title).to_owned(), unit, pace: (*pace).to_owned(), review: *review };
        topics::set(&mut tx, ground, &people.clerk, 0, &topic).await?;
    }
    let topics = store::topics(&mut tx, true).await?;
    for k in KNOWLEDGE {
        let Some(topic) = topics.iter().find(|t| t.title == k.topic) else { continue };
        let Some(writer) = people.of(topic.unit_id) else { continue };
        let expires = (k.days > 0).then(|| ground.now.plus(k.days * DAY).date());
        let knowing = Knowing {
            topic: Some(topic.id),
            question: k.question.to_owned(),
            variants: k.variants.to_owned(),
            answer: k.answer.to_owned(),
            basis: k.basis.to_owned(),
            expires_on: expires,
            ..Knowing::default()
        };
        let id = knowledge::create(&mut tx, ground, writer, topic.unit_id, &knowing).await?;
        knowledge::submit(&mut tx, ground, writer, id, &knowledge::Said::default()).await?;
        knowledge::approve(&mut tx, ground, &people.approver, id).await?;
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
    let Some(text) = QUESTIONS.get(course.question) else { return Ok(None) };
    let answer = text.answer;
    let handler = people.of(course.unit).unwrap_or(&people.clerk);
    Ok(match step {
        Step::Ask => {
            let asking = Asking {
                topic: course.topic,
                title: text.title.to_owned(),
                body: text.body.to_owned(),
                name: identity::sample::name(chance),
                phone: identity::sample::mobile(chance),
                email: String::new(),
                consent: chance.below(3) > 0,
                told_by: String::new(),
            };
            course.case = citizen::ask(tx, ground, &Actor::Anonymous, "web", &asking, &[]).await?.case;
            Some((hours(1, 5), Step::Dispatch))
        }
        Step::Dispatch => {
            let input = Input { seats: vec![(course.unit, None)], ..Input::default() };
            act(tx, ground, &people.clerk, course.case, "dispatch", input).await?;
            Some((hours(1, 6), Step::Sign))
        }
        Step::Sign => {
            act(tx, ground, handler, course.case, "sign", Input::default()).await?;
            // One in ten waits for long.
            let slow = if chance.below(10) == 0 { 20 * 24 } else { 0 };
            Some((hours(20 + slow, 72), Step::Answer))
        }
        Step::Answer => {
            let case = store::case(tx, course.case).await?;
            let review = actions::reviewed(tx, ground, &case).await?;
            let input = Input { opinion: answer.to_owned(), ..Input::default() };
            act(tx, ground, handler, course.case, if review { "submit" } else { "send" }, input).await?;
            Some(if review { (hours(2, 20), Step::Approve) } else { (hours(20, 100), Step::Rate) })
        }
        Step::Approve => {
            act(tx, ground, &people.approver, course.case, "approve", Input::default()).await?;
            Some((hours(20, 100), Step::Rate))
        }
        Step::Rate => {
            if chance.below(3) > 0 {
                let level = [5, 5, 4, 4, 3, 2].get(usize::try_from(chance.below(6)).unwrap_or(0)).copied();
                citizen::rate(tx, ground, course.case, level.unwrap_or(5), "").await?;
            }
            Some((hours(10, 40), Step::Publish))
        }
        Step::Publish => {
            publish(tx, ground, people, course.case).await?;
            None
        }
        Step::Report => {
            course.case = report(tx, ground, chance).await?;
            Some((hours(4, 60), Step::Finish))
        }
        Step::Finish => {
            finish(tx, ground, people, chance, course.case).await?;
            None
        }
    })
}

/// The clerk publishes question and answer as they are proposed.
async fn publish(tx: &mut Tx, ground: &Ground, people: &People, id: i64) -> Result<(), Error> {
    let case = store::case(tx, id).await?;
    let [title, body, answer] = &actions::publish::proposal(&case);
    let passed = edition::gate::Passed::default();
    actions::publish::publish(tx, ground, &people.clerk, id, [title, body, answer], &passed).await
}

/// Somebody reports what is wrong on a page.
async fn report(tx: &mut Tx, ground: &Ground, chance: &Chance) -> Result<i64, Error> {
    let kind = chance.pick(ERRORS).map_or("typo", |k| k.value);
    let reporting = Reporting {
        kind: kind.to_owned(),
        page: format!("/a/{}", 1 + chance.below(40)),
        title: "网页".to_owned(),
        selected: if kind == "typo" { "登录帐号".to_owned() } else { String::new() },
        body: texts::WRONG.iter().find(|(of, _)| *of == kind).map_or("", |(_, text)| text).to_owned(),
        name: String::new(),
        phone: if chance.below(2) == 0 { identity::sample::mobile(chance) } else { String::new() },
        told_by: String::new(),
    };
    Ok(citizen::report(tx, ground, &Actor::Anonymous, &reporting).await?.case)
}

/// The unit whose page it is says what came of it.
async fn finish(tx: &mut Tx, ground: &Ground, people: &People, chance: &Chance, case: i64) -> Result<(), Error> {
    let row = store::case(tx, case).await?;
    let run = matter::store::matter(tx, row.matter_id).await?.case()?;
    let unit = run.seat().map_or(run.home, |seat| seat.unit);
    let by = people.of(unit).filter(|_| unit != run.home).unwrap_or(&people.corrector);
    let (outcome, text) = if chance.below(4) > 0 {
        ("fixed", "经核实，确有错误，已经改正。感谢您的监督。")
    } else {
        ("unfounded", "经核实，网页内容与原文一致。感谢您的监督。")
    };
    let input = Input { outcome: Some(outcome.to_owned()), opinion: text.to_owned(), ..Input::default() };
    act(tx, ground, by, case, "finish", input).await
}

async fn act(tx: &mut Tx, ground: &Ground, by: &Actor, case: i64, action: &str, input: Input) -> Result<(), Error> {
    let given = Given { input, ..Given::default() };
    actions::act(tx, ground, by, case, action, given, "").await.map(drop)
}
