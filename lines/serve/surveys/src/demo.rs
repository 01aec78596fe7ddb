//! Generated surveys in every state, two public notices and a quiz, through the same actions that people use, each step at its own moment. Titles and texts are
//! invented.

mod notices;
mod quizzes;
mod texts;

use ::store::{Db, Tx};
use base::time::{DAY, HOUR};
use base::{Chance, Error, Moment};
use identity::Actor;
use matter::form::Given;
use matter::{Ground, Input};
use web::App;

use crate::actions::{self, Edit};
use crate::answers::{self, Voter};
use crate::model::answer::{Answering, Chosen};
use crate::model::{Drafting, Kind, Question, Questionnaire, Survey};
use crate::{APPROVER, CACHE, KEEPER, feedback, review, store};
use texts::{SAID, SURVEYS, Sample};

/// What to generate.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    /// How many answers a survey gets at most.
    pub answers: usize,
    /// The last moment; what would come later has not happened yet.
    pub to: Moment,
    /// Seed: the same seed gives the same history.
    pub seed: u64,
}

/// Makes the surveys, notices and the quiz, in the units that have somebody who keeps and somebody who approves them; gives how many.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App, wanted: Wanted) -> Result<usize, Error> {
    let roles = app.identity.roles();
    let mut q = app.db.reader();
    let keepers = identity::sample::officials(&mut q, roles, KEEPER, wanted.to).await?;
    let approvers = identity::sample::officials(&mut q, roles, APPROVER, wanted.to).await?;
    let unit_of = |actor: &Actor| actor.staff().map(|s| s.unit).unwrap_or_default();
    let pairs: Vec<(&Actor, &Actor)> = keepers
        .iter()
        .filter_map(|keeper| Some((keeper, approvers.iter().find(|a| unit_of(a) == unit_of(keeper))?)))
        .collect();
    let chance = Chance::seeded(wanted.seed);
    let mut ground = Ground::of(app);
    let mut made = 0;
    for (at, sample) in SURVEYS.iter().enumerate() {
        let named = pairs.iter().find(|(k, _)| k.staff().is_ok_and(|s| s.unit_name == sample.unit));
        let Some((keeper, approver)) = named.or_else(|| pairs.get(at % pairs.len().max(1))) else { continue };
        let course = Course { db: &app.db, keeper, approver, chance: &chance, wanted };
        course.run(&mut ground, sample).await?;
        made += 1;
    }
    let farming = pairs.iter().find(|(k, _)| k.staff().is_ok_and(|s| s.unit_name == "县农业农村局"));
    if let Some((keeper, approver)) = farming.or_else(|| pairs.first()) {
        made += notices::run(&app.db, &mut ground, [keeper, approver], &chance, wanted.to).await?;
    }
    let office = pairs.iter().find(|(k, _)| k.staff().is_ok_and(|s| s.unit_name == "县政府办"));
    if let Some((keeper, approver)) = office.or_else(|| pairs.first()) {
        let tries = (wanted.to, wanted.answers / 2);
        made += quizzes::run(&app.db, &mut ground, [keeper, approver], &chance, tries).await?;
    }
    app.ledger.notify();
    app.cache.invalidate(CACHE);
    Ok(made)
}

/// One survey on its way.
struct Course<'a> {
    db: &'a Db,
    keeper: &'a Actor,
    approver: &'a Actor,
    chance: &'a Chance,
    wanted: Wanted,
}

impl Course<'_> {
    /// Everything that has happened by now.
    async fn run(&self, ground: &mut Ground, sample: &Sample) -> Result<(), Error> {
        let start = Moment::start_of(self.wanted.to.plus(sample.opens * DAY).date());
        // Holidays may make the shortest time longer than usual.
        let first = crate::model::earliest_end(&ground.rules, &ground.calendar, sample.kind, start.date())?;
        let end = start.plus(sample.days * DAY).max(Moment::start_of(first));
        let unit = self.keeper.staff()?.unit;
        ground.now = self.past(start.plus(-4 * DAY + 9 * HOUR));
        let mut tx = self.db.begin().await?;
        let drafting = Drafting {
            what: sample.what.to_owned(),
            kind: sample.kind.to_owned(),
            title: sample.title.to_owned(),
            intro: sample.intro.to_owned(),
            voter: sample.voter.to_owned(),
            channels: sample.channels.to_owned(),
            hurry: String::new(),
            opens_on: start.date(),
            closes_on: end.date(),
            draft: sample.draft.to_owned(),
        };
        let id = actions::create(&mut tx, ground, self.keeper, unit, &drafting).await?;
        for question in texts::questions(sample.questions) {
            actions::edit(&mut tx, ground, self.keeper, id, Edit::Set(question)).await?;
        }
        if sample.until == "draft" {
            return Ok(tx.commit().await?);
        }
        review::submit::<Survey>(&mut tx, ground, self.keeper, id, &review::Said::default()).await?;
        if sample.until == "review" {
            return Ok(tx.commit().await?);
        }
        ground.now = self.past(start.plus(-2 * DAY + 10 * HOUR));
        review::approve::<Survey>(&mut tx, ground, self.approver, id).await?;
        tx.commit().await?;
        if start > self.wanted.to {
            return Ok(());
        }
        ground.now = start.plus(HOUR);
        let mut tx = self.db.begin().await?;
        actions::open(&mut tx, ground, id).await?;
        tx.commit().await?;
        self.answers(ground, id, start, end).await?;
        let closes = end.plus(DAY + HOUR);
        if closes > self.wanted.to {
            return Ok(());
        }
        ground.now = closes;
        let mut tx = self.db.begin().await?;
        actions::close(&mut tx, ground, id).await?;
        tx.commit().await?;
        self.feedback(ground, sample, id, closes).await
    }

    /// A moment, or the last one when it has not come yet.
    fn past(&self, at: Moment) -> Moment {
        at.min(self.wanted.to)
    }

    async fn answers(&self, ground: &mut Ground, id: i64, start: Moment, end: Moment) -> Result<(), Error> {
        let survey = store::survey(&mut self.db.reader(), id).await?;
        let asked = survey.questionnaire()?;
        let last = end.plus(20 * HOUR).min(self.wanted.to);
        let span = u64::try_from((last.0 - start.0 - 2 * HOUR).max(1)).unwrap_or(1);
        let half = self.wanted.answers / 2;
        let count = half + usize::try_from(self.chance.below(half as u64 + 1)).unwrap_or(0);
        for _ in 0..count {
            ground.now = start.plus(2 * HOUR + i64::try_from(self.chance.below(span)).unwrap_or(0));
            let mut tx = self.db.begin().await?;
            let voter = Voter::Browser(self.chance.token::<16>());
            answers::give(&mut tx, ground, &survey, &voter, &self.answer(&survey, &asked)).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    fn below(&self, below: usize) -> usize {
        usize::try_from(self.chance.below(below.max(1) as u64)).unwrap_or(0)
    }

    fn answer(&self, survey: &Survey, asked: &Questionnaire) -> Answering {
        let mut answer = Answering::default();
        for question in &asked.questions {
            let met = question.when.is_none_or(|when| {
                answer.choices.iter().any(|c| (c.question, c.choice) == (when.question, when.option))
            });
            if met {
                self.question(question, &mut answer);
            }
        }
        if survey.what == "opinion" {
            let said = self.chance.pick(SAID).copied().unwrap_or_default();
            let place = 1 + self.below(asked.paragraphs.len());
            let place = if self.chance.below(4) == 0 { "all".to_owned() } else { format!("p{place}") };
            answer.texts.push((place, said.to_owned()));
        }
        answer
    }

    fn question(&self, question: &Question, answer: &mut Answering) {
        let values = question.values();
        let mut choose = |line: i64, choice: i64| answer.choices.push(Chosen { question: question.id, line, choice });
        // The greater of two draws: people are more satisfied than not.
        let draw = || values.get(self.below(values.len()).max(self.below(values.len()))).copied().unwrap_or(1);
        match question.kind {
            Kind::Single => choose(0, values.get(self.below(values.len())).copied().unwrap_or(1)),
            Kind::Scale => choose(0, draw()),
            Kind::Matrix => (1..).zip(&question.lines).for_each(|(line, _)| choose(line, draw())),
            Kind::Multiple => {
                let first = self.below(values.len());
                let wanted = usize::try_from(question.least.max(1)).unwrap_or(1);
                for at in 0..wanted {
                    choose(0, values.get((first + at) % values.len().max(1)).copied().unwrap_or(1));
                }
            }
            Kind::File => {}
            Kind::Text => {
                if self.chance.below(3) == 0 {
                    let said = self.chance.pick(SAID).copied().unwrap_or_default();
                    answer.texts.push((format!("q{}", question.id), said.to_owned()));
                }
            }
        }
    }

    /// The unit publishes some of the texts and says what became of them, its head approves.
    async fn feedback(&self, ground: &mut Ground, sample: &Sample, id: i64, closes: Moment) -> Result<(), Error> {
        let written = closes.plus(6 * DAY + 9 * HOUR);
        if sample.feedback.is_empty() || written.plus(DAY) > self.wanted.to {
            return Ok(());
        }
        ground.now = written;
        let mut tx = self.db.begin().await?;
        for text in store::texts(&mut tx, id, 0, 6).await? {
            let words = answers::proposal(&text, "");
            answers::publish(&mut tx, ground, self.keeper, text.id, &words).await?;
        }
        self.act(&mut tx, ground, self.keeper, id, "submit", sample.feedback).await?;
        ground.now = written.plus(DAY);
        self.act(&mut tx, ground, self.approver, id, "publish", "").await?;
        Ok(tx.commit().await?)
    }

    async fn act(
        &self,
        tx: &mut Tx,
        ground: &Ground,
        by: &Actor,
        id: i64,
        action: &str,
        opinion: &str,
    ) -> Result<(), Error> {
        let survey = store::survey(tx, id).await?;
        let input = Input { opinion: opinion.to_owned(), ..Input::default() };
        feedback::act(tx, ground, by, &survey, action, Given { input, ..Given::default() }).await.map(drop)
    }
}
