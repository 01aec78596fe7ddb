//! The line seen from outside: surveys through the same functions that the pages call, on both databases.

mod answering;
mod eyes;
mod life;
mod notices;
mod numbers;
mod quizzes;
mod shelf;

use std::ops::{Deref, DerefMut};

use ::store::testing::TestDb;
use base::{Date, Error};
use counter::testing::{World, opinion, refused, why, wrong_fields};
use identity::Actor;
use matter::form::Given;
use matter::{Done, Input};

use crate::actions::{self, Edit};
use crate::answers::{self, Voter};
use crate::model::answer::{Answering, Chosen};
use crate::model::{Drafting, Survey};
use crate::{feedback, jobs, review, store};

/// A small county: two units, each with somebody who keeps surveys and a head.
struct County {
    world: World,
    unit: i64,
    keeper: Actor,
    head: Actor,
    other_keeper: Actor,
    other_head: Actor,
}

impl Deref for County {
    type Target = World;

    fn deref(&self) -> &World {
        &self.world
    }
}

impl DerefMut for County {
    fn deref_mut(&mut self) -> &mut World {
        &mut self.world
    }
}

impl County {
    async fn new(test: TestDb) -> Self {
        let units = [("QH012", "县城管局"), ("QH009", "县人社局")];
        let posts = [
            (0, "信访专员", "surveys.keeper"),
            (0, "局长", "surveys.approver"),
            (1, "信访专员", "surveys.keeper"),
            (1, "局长", "surveys.approver"),
        ];
        let world = World::new(test, crate::LINE.roles, &units, &posts).await;
        let [keeper, head, other_keeper, other_head] = <[Actor; 4]>::try_from(world.officials.clone()).unwrap();
        let unit = world.units[0];
        Self { world, unit, keeper, head, other_keeper, other_head }
    }

    async fn survey(&self, id: i64) -> Survey {
        store::survey(&mut self.db().reader(), id).await.unwrap()
    }

    /// A draft with everything that can be asked, from 3 March for `days` days.
    async fn draft(&self, what: &str, kind: &str, closes: (i8, i8)) -> i64 {
        let mut tx = self.db().begin().await.unwrap();
        let ground = self.ground();
        let id =
            actions::create(&mut tx, &ground, &self.keeper, self.unit, &drafting(what, kind, closes)).await.unwrap();
        for question in crate::model::tests::everything().questions {
            actions::edit(&mut tx, &ground, &self.keeper, id, Edit::Set(crate::model::Question { id: 0, ..question }))
                .await
                .unwrap();
        }
        tx.commit().await.unwrap();
        id
    }

    /// Approved and open since 3 March.
    async fn open(&mut self, what: &str, voter: &str) -> i64 {
        let id = self.draft(what, if what == "poll" { "poll" } else { "norm" }, (3, 16)).await;
        let mut tx = self.db().begin().await.unwrap();
        let ground = self.ground();
        let with =
            Drafting { voter: voter.into(), ..drafting(what, if what == "poll" { "poll" } else { "norm" }, (3, 16)) };
        actions::save(&mut tx, &ground, &self.keeper, id, &with).await.unwrap();
        review::submit::<Survey>(&mut tx, &ground, &self.keeper, id, &review::Said::default()).await.unwrap();
        review::approve::<Survey>(&mut tx, &ground, &self.head, id).await.unwrap();
        tx.commit().await.unwrap();
        self.on(3, 3);
        jobs::run(self.db(), &self.ground()).await.unwrap();
        assert_eq!(self.survey(id).await.state, "open");
        id
    }

    /// The last day is over.
    async fn closed(&mut self, id: i64) -> Survey {
        self.on(3, 17);
        jobs::run(self.db(), &self.ground()).await.unwrap();
        self.survey(id).await
    }

    async fn answer(&self, id: i64, voter: &Voter, answer: &Answering) -> Result<i64, Error> {
        let survey = self.survey(id).await;
        let mut tx = self.db().begin().await.unwrap();
        let given = answers::give(&mut tx, &self.ground(), &survey, voter, answer).await?;
        tx.commit().await.unwrap();
        Ok(given)
    }

    async fn feedback(&self, by: &Actor, id: i64, action: &str, input: Input) -> Result<Done, Error> {
        let survey = self.survey(id).await;
        let mut tx = self.db().begin().await.unwrap();
        let given = Given { input, ..Given::default() };
        let done = feedback::act(&mut tx, &self.ground(), by, &survey, action, given).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }
}

fn drafting(what: &str, kind: &str, closes: (i8, i8)) -> Drafting {
    Drafting {
        what: what.into(),
        kind: kind.into(),
        title: "城区停车管理办法".into(),
        intro: "为规范城区停车，现征求意见。".into(),
        voter: "none".into(),
        opens_on: Date::constant(2026, 3, 3),
        closes_on: Date::constant(2026, closes.0, closes.1),
        draft: if what == "poll" {
            String::new()
        } else {
            "第一条　按位停放。\n\n第二条　不得占道。".into()
        },
        ..Drafting::default()
    }
}

/// An answer to everything.
fn full(choice: i64, score: i64, text: &str) -> Answering {
    let of = |question, line, choice| Chosen { question, line, choice };
    let mut choices = vec![of(1, 0, choice), of(2, 0, 1), of(2, 0, choice.max(2)), of(4, 1, 1), of(4, 2, 3)];
    if choice == 2 {
        choices.push(of(3, 0, score));
    }
    Answering { choices, texts: vec![("q5".into(), text.into())], ..Answering::default() }
}
