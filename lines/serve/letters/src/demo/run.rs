//! Runs the history: everything that is due, in the order of time, through the actions of the line.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ::store::Tx;
use base::time::{HOUR, MINUTE};
use base::{Chance, Error, Moment};
use identity::Actor;
use matter::Ground;
use matter::form::Given;
use web::App;

use super::Made;
use super::actors::Cast;
use super::order::{About, Part, order, to};
use super::plan::{self, Due, Step};
use super::texts::{self, Text};
use crate::actions::{self, publish};
use crate::model::Writing;
use crate::{citizen, jobs, store};

/// So often a letter goes another way than was planned.
const TRIES: u8 = 3;
/// Acts of one transaction at most.
const BATCH: usize = 200;

/// A letter on its way.
struct Course {
    text: Text,
    /// The letter that this one repeats.
    repeats: Option<usize>,
    letter: i64,
    matter: i64,
    unit: i64,
    reopened: bool,
    plan: &'static [Due],
    /// How often the rules did not allow what was planned.
    refused: u8,
}

/// The history on its way.
pub(super) struct Run<'a> {
    app: &'a App,
    cast: &'a Cast,
    texts: &'a [Text],
    chance: &'a Chance,
    courses: Vec<Course>,
    queue: BinaryHeap<Reverse<(Moment, usize)>>,
    made: Made,
}

impl<'a> Run<'a> {
    pub(super) fn new(app: &'a App, cast: &'a Cast, texts: &'a [Text], chance: &'a Chance) -> Self {
        Self { app, cast, texts, chance, courses: Vec::new(), queue: BinaryHeap::new(), made: Made::default() }
    }

    pub(super) fn made(&self) -> Made {
        self.made
    }

    /// A letter will arrive at this moment; one in twenty repeats one of the ten before it.
    pub(super) fn expect(&mut self, at: Moment) {
        let before = self.courses.len().checked_sub(1 + usize::try_from(self.chance.below(10)).unwrap_or(0));
        let repeats = before.filter(|_| self.chance.below(20) == 0);
        let text = match repeats.and_then(|i| self.courses.get(i)) {
            Some(course) => course.text.clone(),
            None => match self.chance.pick(self.texts) {
                Some(text) => texts::filled(text, self.chance),
                None => return,
            },
        };
        let unit = self.cast.unit(&text.unit, None).unwrap_or(0);
        let plan = &[(0, 0, Step::Write)];
        self.courses.push(Course { text, repeats, letter: 0, matter: 0, unit, reopened: false, plan, refused: 0 });
        self.queue.push(Reverse((at, self.courses.len() - 1)));
    }

    /// Lets everything happen that is due until `end`.
    pub(super) async fn until(&mut self, end: Moment) -> Result<(), Error> {
        let mut tx: Option<Tx> = None;
        let mut pending = 0;
        let mut day = None;
        while let Some(&Reverse((at, index))) = self.queue.peek() {
            if at > end {
                break;
            }
            if day != Some(at.date()) || pending >= BATCH {
                if let Some(open) = tx.take() {
                    open.commit().await?;
                }
                pending = 0;
            }
            if day != Some(at.date()) {
                day = Some(at.date());
                let morning = Moment::start_of(at.date()).plus(HOUR / 2);
                jobs::run(&self.app.db, &self.ground(morning)).await?;
            }
            self.queue.pop();
            let mut open = match tx.take() {
                Some(open) => open,
                None => self.app.db.begin().await?,
            };
            self.happen(&mut open, at, index).await?;
            pending += 1;
            tx = Some(open);
        }
        if let Some(open) = tx {
            open.commit().await?;
        }
        Ok(())
    }

    fn ground(&self, now: Moment) -> Ground {
        Ground { now, calendar: self.app.calendar(), rules: self.app.rules(), chance: self.app.chance.clone() }
    }

    async fn happen(&mut self, tx: &mut Tx, at: Moment, index: usize) -> Result<(), Error> {
        let Some(course) = self.courses.get(index) else { return Ok(()) };
        let Some(&(_, _, step)) = course.plan.first() else { return Ok(()) };
        let rest = course.plan.get(1..).unwrap_or_default();
        let done =
            if step == Step::Write { self.write(tx, at, index).await } else { self.step(tx, at, index, step).await };
        match done {
            Ok(()) => self.made.acts += 1,
            // The letter that it repeats is not valid: it is answered by itself.
            Err(Error::Refused(_) | Error::Invalid(_)) if step == Step::Merge => {
                self.schedule(index, at, plan::ANSWER);
                return Ok(());
            }
            // The daily job closed it, or the rules no longer allow it.
            Err(Error::Refused(_) | Error::Invalid(_) | Error::Unseen) if step != Step::Write => {
                return self.onward(tx, at, index).await;
            }
            Err(error) => return Err(error),
        }
        let next = match step {
            Step::Write if self.repeats(index).is_some() => plan::REPEAT,
            Step::Write => plan::fate(self.chance),
            Step::Approve if rest.is_empty() => plan::afterwards(self.chance, self.reopened(index)),
            _ => rest,
        };
        self.schedule(index, at, next);
        Ok(())
    }

    /// A letter whose plan the rules do not allow goes the plain way from where it lies, so that none lies forgotten for months.
    async fn onward(&mut self, tx: &mut Tx, at: Moment, index: usize) -> Result<(), Error> {
        let Some(course) = self.courses.get_mut(index).filter(|course| course.refused < TRIES) else { return Ok(()) };
        course.refused += 1;
        let matter = matter::store::matter(tx, course.matter).await?;
        if matches!(matter.state.as_str(), "dispatched" | "handling")
            && let Some(unit) = matter.holder_unit.filter(|unit| self.cast.handler(*unit).is_some())
        {
            course.unit = unit;
        }
        self.schedule(index, at, plan::onward(&matter.state));
        Ok(())
    }

    fn reopened(&self, index: usize) -> bool {
        self.courses.get(index).is_some_and(|c| c.reopened)
    }

    fn schedule(&mut self, index: usize, after: Moment, plan: &'static [Due]) {
        let Some(course) = self.courses.get_mut(index) else { return };
        course.plan = plan;
        let Some(&(least, most, step)) = plan.first() else { return };
        let own = matches!(step, Step::Supplement | Step::Rate | Step::RateBadly | Step::Reopen | Step::Retract);
        let at = if own {
            let spread = u64::try_from((most - least).max(0) * 60).unwrap_or(0);
            after.plus((least * 60 + i64::try_from(self.chance.below(spread + 1)).unwrap_or(0)) * MINUTE)
        } else {
            plan::office_time(after, (least, most), self.chance, &self.app.calendar())
        };
        self.queue.push(Reverse((at, index)));
    }

    async fn write(&mut self, tx: &mut Tx, at: Moment, index: usize) -> Result<(), Error> {
        let Some(course) = self.courses.get_mut(index) else { return Ok(()) };
        let report = course.text.kind == "report";
        let anonymous = self.chance.below(8) == 0;
        let name = identity::sample::name(self.chance);
        let phone = identity::sample::mobile(self.chance);
        let complaint = matches!(course.text.kind.as_str(), "complaint" | "report");
        let writing = Writing {
            mailbox: if self.chance.below(6) == 0 { "secretary".into() } else { "mayor".into() },
            kind: course.text.kind.clone(),
            title: course.text.title.clone(),
            body: course.text.body.clone(),
            name: if anonymous { String::new() } else { name },
            anonymous,
            phone: if anonymous { String::new() } else { phone },
            email: String::new(),
            address: String::new(),
            confidential: complaint && self.chance.below(3) == 0,
            consent: !report && self.chance.below(10) < 7,
            complained_unit: None,
            told_by: String::new(),
        };
        let ground =
            Ground { now: at, calendar: self.app.calendar(), rules: self.app.rules(), chance: self.app.chance.clone() };
        let written = citizen::write(tx, &ground, &Actor::Anonymous, "web", &writing, &[]).await?;
        (course.letter, course.matter) = (written.letter, written.matter);
        self.made.letters += 1;
        Ok(())
    }

    async fn step(&mut self, tx: &mut Tx, at: Moment, index: usize, step: Step) -> Result<(), Error> {
        let ground = self.ground(at);
        match step {
            Step::Write => return Ok(()),
            Step::Publish => return self.publish(tx, &ground, index).await,
            Step::DispatchAssisted => return self.dispatch_assisted(tx, &ground, index).await,
            Step::Supplement | Step::Rate | Step::RateBadly | Step::Reopen | Step::Retract => {
                return self.sender(tx, &ground, index, step).await;
            }
            Step::DispatchWrong => self.set_unit(index, |cast, unit, _| cast.unit("", Some(unit))),
            _ => {}
        }
        let Some(course) = self.courses.get(index) else { return Ok(()) };
        let case = matter::store::matter(tx, course.matter).await?.case()?;
        let about = About {
            unit: course.unit,
            answer: &course.text.answer,
            repeats: self.repeats(index),
            handled: case.steps.iter().rposition(|s| s.state == "handling"),
        };
        let Some((part, action, input)) = order(step, &about, self.chance) else { return Ok(()) };
        let unit = if step == Step::Assisted { self.assisting(course.unit) } else { course.unit };
        let by = match part {
            Part::Clerk => &self.cast.clerk,
            Part::Approver => &self.cast.approver,
            Part::Leader => self.cast.leader.as_ref().unwrap_or(&self.cast.approver),
            Part::Handler => self.cast.handler(unit).unwrap_or(&self.cast.clerk),
        };
        matter::seen(tx, &ground, &crate::process::LETTER, by, course.matter).await?;
        let given = Given { input, ..Given::default() };
        actions::act(tx, &ground, by, course.letter, action, given).await?;
        if step == Step::Return {
            self.set_unit(index, |cast, _, named| cast.unit(named, None));
        }
        Ok(())
    }

    async fn dispatch_assisted(&self, tx: &mut Tx, ground: &Ground, index: usize) -> Result<(), Error> {
        let Some(course) = self.courses.get(index) else { return Ok(()) };
        let given = Given { input: to(course.unit, "请牵头办理，协办单位配合。"), ..Given::default() };
        let others = [self.assisting(course.unit)];
        actions::dispatch(tx, ground, &self.cast.clerk, course.letter, given, &others).await.map(drop)
    }

    /// The unit that helps another.
    fn assisting(&self, unit: i64) -> i64 {
        self.cast.unit("县城管局", Some(unit)).unwrap_or(unit)
    }

    /// What the sender does.
    async fn sender(&mut self, tx: &mut Tx, ground: &Ground, index: usize, step: Step) -> Result<(), Error> {
        let Some(course) = self.courses.get_mut(index) else { return Ok(()) };
        let id = course.letter;
        match step {
            Step::Supplement => {
                citizen::supplement(tx, ground, id, "具体在大门往东五十米左右，白天都有人。", &[]).await?
            }
            Step::RateBadly => citizen::rate(tx, ground, id, 2, "解释了半天，问题还没有彻底解决。").await?,
            Step::Reopen => {
                course.reopened = true;
                citizen::reopen(tx, ground, id, "答复说已经解决，实际上过了两天又是老样子，请再核实。").await?
            }
            Step::Retract => citizen::retract(tx, ground, id, "问题已经自行解决。").await?,
            _ => {
                let (level, text) = match self.chance.below(10) {
                    0..=4 => (5, "办得快，谢谢！"),
                    5..=7 => (4, ""),
                    8 => (3, "态度很好，希望再快一些。"),
                    _ => (1, ""),
                };
                citizen::rate(tx, ground, id, level, text).await?
            }
        };
        Ok(())
    }

    async fn publish(&mut self, tx: &mut Tx, ground: &Ground, index: usize) -> Result<(), Error> {
        let Some(course) = self.courses.get(index) else { return Ok(()) };
        let letter = store::letter(tx, course.letter).await?;
        if publish::allowed(&letter).is_err() {
            return Ok(());
        }
        let [title, body, answer] = publish::proposal(&letter);
        publish::publish(tx, ground, &self.cast.clerk, letter.id, [&title, &body, &answer]).await?;
        self.made.published += 1;
        Ok(())
    }

    /// The letter goes to another unit, chosen from the present one and the one that its text names.
    fn set_unit(&mut self, index: usize, choose: impl Fn(&Cast, i64, &str) -> Option<i64>) {
        if let Some(course) = self.courses.get_mut(index)
            && let Some(unit) = choose(self.cast, course.unit, &course.text.unit)
        {
            course.unit = unit;
        }
    }

    /// The matter of the letter that this one repeats.
    fn repeats(&self, index: usize) -> Option<i64> {
        let first = self.courses.get(index)?.repeats?;
        Some(self.courses.get(first)?.matter).filter(|&matter| matter > 0)
    }
}
