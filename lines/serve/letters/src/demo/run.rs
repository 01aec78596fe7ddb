//! Runs the history: everything that is due, in the order of time, through the actions of the line.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

use ::store::Tx;
use base::time::{HOUR, MINUTE};
use base::{Chance, Error, Moment};
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Input, Stance};
use web::App;

use super::Made;
use super::actors::Cast;
use super::plan::{self, Due, Step};
use super::texts::{self, Text};
use crate::actions::{self, publish};
use crate::model::Writing;
use crate::{citizen, jobs, store};

/// Acts of one transaction at most.
const BATCH: usize = 200;

/// A letter on its way.
struct Course {
    text: Text,
    which: usize,
    letter: i64,
    matter: i64,
    unit: i64,
    reopened: bool,
    published: bool,
    plan: &'static [Due],
}

/// The history on its way.
pub(super) struct Run<'a> {
    app: &'a App,
    cast: &'a Cast,
    texts: &'a [Text],
    chance: &'a Chance,
    courses: Vec<Course>,
    queue: BinaryHeap<Reverse<(Moment, usize)>>,
    by_text: BTreeMap<usize, i64>,
    made: Made,
}

impl<'a> Run<'a> {
    pub(super) fn new(app: &'a App, cast: &'a Cast, texts: &'a [Text], chance: &'a Chance) -> Self {
        let (courses, queue, by_text) = (Vec::new(), BinaryHeap::new(), BTreeMap::new());
        Self { app, cast, texts, chance, courses, queue, by_text, made: Made::default() }
    }

    pub(super) fn made(&self) -> Made {
        self.made
    }

    /// A letter will arrive at this moment.
    pub(super) fn expect(&mut self, at: Moment) {
        let which = usize::try_from(self.chance.below(self.texts.len() as u64)).unwrap_or(0);
        let Some(text) = self.texts.get(which) else { return };
        let text = texts::filled(text, self.chance);
        let unit = self.cast.unit(&text.unit, None).unwrap_or(0);
        let course = Course {
            text,
            which,
            letter: 0,
            matter: 0,
            unit,
            reopened: false,
            published: false,
            plan: &[(0, 0, Step::Write)],
        };
        self.courses.push(course);
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
            // Somebody was faster: the daily job closed it, or the rules no longer allow it. The letter stays as it is.
            Err(Error::Refused(_) | Error::Invalid(_) | Error::Unseen) if step != Step::Write => return Ok(()),
            Err(error) => return Err(error),
        }
        let next = match step {
            Step::Write => plan::fate(self.chance),
            Step::Merge if !self.joined(index) => plan::ANSWER,
            Step::Approve if rest.is_empty() => plan::afterwards(self.chance, self.reopened(index)),
            _ => rest,
        };
        self.schedule(index, at, next);
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
        let Some(course) = self.courses.get(index) else { return Ok(()) };
        let (letter, unit, matter, which) = (course.letter, course.unit, course.matter, course.which);
        let (clerk, approver) = (&self.cast.clerk, &self.cast.approver);
        let handler = self.cast.handler(unit).unwrap_or(clerk);
        match step {
            Step::Write => {}
            Step::Dispatch => {
                office(tx, &ground, clerk, letter, "dispatch", to(unit, "请按职责办理，按时答复。")).await?
            }
            Step::DispatchWrong => {
                let wrong = self.cast.unit("", Some(unit)).unwrap_or(unit);
                office(tx, &ground, clerk, letter, "dispatch", to(wrong, "请阅处。")).await?;
                self.set_unit(index, wrong);
            }
            Step::DispatchAssisted => {
                let other = self.cast.unit("县城管局", Some(unit)).unwrap_or(unit);
                let given = Given { input: to(unit, "请牵头办理，协办单位配合。"), ..Given::default() };
                actions::dispatch(tx, &ground, clerk, letter, given, &[other]).await?;
            }
            Step::Sign => {
                matter::seen(tx, &ground, &crate::process::LETTER, handler, matter).await?;
                office(tx, &ground, handler, letter, "sign", Input::default()).await?;
            }
            Step::Return => {
                let input = Input {
                    step: Some(0), ..opinion("经核实，该事项不属于我单位职责，建议改派。")
                };
                office(tx, &ground, handler, letter, "return", input).await?;
                self.give_back(index);
            }
            Step::Assisted => self.assisted(tx, &ground, letter, unit).await?,
            Step::Submit => {
                let answer = self.courses.get(index).map(|c| c.text.answer.clone()).unwrap_or_default();
                office(tx, &ground, handler, letter, "submit", opinion(&answer)).await?;
            }
            Step::DirectAnswer => {
                let answer = self.courses.get(index).map(|c| c.text.answer.clone()).unwrap_or_default();
                office(tx, &ground, clerk, letter, "answer_direct", opinion(&answer)).await?;
            }
            Step::Reject => {
                let case = matter::store::matter(tx, matter).await?.case()?;
                let back = case.steps.iter().rposition(|s| s.state == "handling");
                let input = Input {
                    step: back, ..opinion("答复不够具体，请补充办理结果和完成时间后再报。")
                };
                office(tx, &ground, approver, letter, "reject", input).await?;
            }
            Step::Approve => {
                matter::seen(tx, &ground, &crate::process::LETTER, approver, matter).await?;
                office(tx, &ground, approver, letter, "approve", opinion("同意发出。")).await?;
                self.by_text.insert(which, matter);
            }
            Step::Refuse => {
                let outcome = *self
                    .chance
                    .pick(&["refused_court", "refused_petition", "refused_scope", "refused_unclear"])
                    .unwrap_or(&"refused_scope");
                let why = "来信反映的事项不属于本信箱受理范围，请按照写信须知中列明的渠道反映。";
                let input = Input { outcome: Some(outcome.to_owned()), ..opinion(why) };
                office(tx, &ground, clerk, letter, "refuse", input).await?;
            }
            Step::Merge => {
                if let Some(&other) = self.by_text.get(&which) {
                    let input =
                        Input { other: Some(other), ..opinion("与前信反映同一事项，合并办理。") };
                    office(tx, &ground, clerk, letter, "merge", input).await?;
                }
            }
            Step::AskSupplement => {
                let input = opinion("请补充具体位置和联系方式，便于现场核实。");
                office(tx, &ground, handler, letter, "ask_supplement", input).await?;
            }
            Step::AskExtension => {
                let input =
                    Input { days: Some(5), ..opinion("需要会同有关单位现场勘查，申请延期。") };
                office(tx, &ground, handler, letter, "extension", input).await?;
            }
            Step::GrantExtension => {
                let input = Input { stance: Some(Stance::Agree), ..opinion("同意延期，请做好解释。") };
                office(tx, &ground, approver, letter, "reply", input).await?;
            }
            Step::Urge => office(tx, &ground, clerk, letter, "urge", opinion("已临近期限，请抓紧办理。")).await?,
            Step::Supervise => {
                let by = self.cast.leader.as_ref().unwrap_or(approver);
                office(tx, &ground, by, letter, "supervise", opinion("群众等待已久，请限期办结并书面说明原因。"))
                    .await?;
            }
            Step::Publish => self.publish(tx, &ground, index).await?,
            Step::Archive => office(tx, &ground, clerk, letter, "archive", Input::default()).await?,
            Step::Supplement | Step::Rate | Step::RateBadly | Step::Reopen | Step::Retract => {
                self.sender(tx, &ground, index, step).await?;
            }
        }
        Ok(())
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

    /// The assisting units answer.
    async fn assisted(&self, tx: &mut Tx, ground: &Ground, letter: i64, unit: i64) -> Result<(), Error> {
        let other = self.cast.unit("县城管局", Some(unit)).unwrap_or(unit);
        let Some(assistant) = self.cast.handler(other) else { return Ok(()) };
        let input =
            Input { stance: Some(Stance::Noted), ..opinion("我单位已派人现场配合，无其他意见。") };
        office(tx, ground, assistant, letter, "reply", input).await
    }

    async fn publish(&mut self, tx: &mut Tx, ground: &Ground, index: usize) -> Result<(), Error> {
        let Some(course) = self.courses.get_mut(index) else { return Ok(()) };
        let letter = store::letter(tx, course.letter).await?;
        if publish::allowed(&letter).is_err() {
            return Ok(());
        }
        let [title, body, answer] = publish::proposal(&letter);
        publish::publish(tx, ground, &self.cast.clerk, letter.id, [&title, &body, &answer]).await?;
        course.published = true;
        self.made.published += 1;
        Ok(())
    }

    fn set_unit(&mut self, index: usize, unit: i64) {
        if let Some(course) = self.courses.get_mut(index) {
            course.unit = unit;
        }
    }

    /// After a return: the unit that really answers.
    fn give_back(&mut self, index: usize) {
        let right = self.courses.get(index).and_then(|c| self.cast.unit(&c.text.unit, None));
        if let Some(unit) = right {
            self.set_unit(index, unit);
        }
    }

    /// Whether there is an answered letter with the same text to join with.
    fn joined(&self, index: usize) -> bool {
        self.courses.get(index).is_some_and(|c| self.by_text.contains_key(&c.which))
    }
}

async fn office(
    tx: &mut Tx,
    ground: &Ground,
    by: &Actor,
    letter: i64,
    action: &str,
    input: Input,
) -> Result<(), Error> {
    actions::act(tx, ground, by, letter, action, Given { input, ..Given::default() }).await.map(drop)
}

fn opinion(text: &str) -> Input {
    Input { opinion: text.to_owned(), ..Input::default() }
}

fn to(unit: i64, text: &str) -> Input {
    Input { seats: vec![(unit, None)], ..opinion(text) }
}
