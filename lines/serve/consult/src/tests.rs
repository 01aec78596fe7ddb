//! The line seen from outside: consultations, error reports and knowledge through the same functions that the pages call, on both
//! databases.

mod asks;
mod errors;
mod excel;
mod history;
mod joined;
mod knowledge;

use std::ops::{Deref, DerefMut};

use ::store::testing::TestDb;
use base::Error;
use counter::testing::{World, opinion, refused, to, why, wrong_fields};
use identity::Actor;
use matter::form::Given;
use matter::{Done, Input};

use crate::citizen::Taken;
use crate::model::{Asking, Case, Knowing, Reporting};
use crate::topics::TopicForm;
use crate::{actions, citizen, store, topics};

/// A small county: the office with a clerk and an approver, the office for the site, and two departments.
struct County {
    world: World,
    site: i64,
    social: i64,
    clerk: Actor,
    approver: Actor,
    corrector: Actor,
    social_desk: Actor,
    social_head: Actor,
    city_desk: Actor,
    /// Simple, not reviewed.
    quick: i64,
    /// Ordinary, reviewed.
    slow: i64,
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
        let units = [("QH001", "县政府办"), ("QH031", "县电子政务办"), ("QH009", "县人社局"), ("QH012", "县城管局")];
        let posts = [
            (0, "咨询专员", "consult.clerk"),
            (0, "办公室主任", "consult.approver"),
            (1, "网站管理员", "consult.corrector"),
            (2, "政策专员", "consult.handler"),
            (2, "局长", "consult.head"),
            (3, "信访专员", "consult.handler"),
        ];
        let world = World::new(test, crate::LINE.roles, &units, &posts).await;
        let [clerk, approver, corrector, social_desk, social_head, city_desk] =
            <[Actor; 6]>::try_from(world.officials.clone()).unwrap();
        let (site, social) = (world.units[1], world.units[2]);
        let mut tx = world.db().begin().await.unwrap();
        let topic = |title: &str, pace: &str, review| TopicForm {
            title: title.into(),
            unit: social,
            pace: pace.into(),
            review,
        };
        let ground = world.ground();
        let quick = topics::set(&mut tx, &ground, &clerk, 0, &topic("社会保险", "simple", false)).await.unwrap();
        let slow = topics::set(&mut tx, &ground, &clerk, 0, &topic("人才政策", "ordinary", true)).await.unwrap();
        tx.commit().await.unwrap();
        Self { world, site, social, clerk, approver, corrector, social_desk, social_head, city_desk, quick, slow }
    }

    async fn asks(&self, asking: &Asking) -> Result<Taken, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let taken = citizen::ask(&mut tx, &self.ground(), &Actor::Anonymous, "web", asking, &[]).await?;
        tx.commit().await.unwrap();
        Ok(taken)
    }

    async fn reports(&self, reporting: &Reporting) -> Taken {
        let mut tx = self.db().begin().await.unwrap();
        let taken = citizen::report(&mut tx, &self.ground(), &Actor::Anonymous, reporting).await.unwrap();
        tx.commit().await.unwrap();
        taken
    }

    async fn case(&self, taken: &Taken) -> Case {
        store::case(&mut self.db().reader(), taken.case).await.unwrap()
    }

    async fn state(&self, taken: &Taken) -> String {
        self.state_of(taken.matter).await
    }

    async fn act(&self, by: &Actor, taken: &Taken, action: &str, input: Input) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let given = Given { input, ..Given::default() };
        let done = actions::act(&mut tx, &self.ground(), by, taken.case, action, given, "").await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    /// Asked, dispatched, signed and answered without a review.
    async fn answered(&mut self) -> Taken {
        let taken = self.asks(&pension(self.quick)).await.unwrap();
        self.later(1);
        self.act(&self.clerk, &taken, "dispatch", to(self.social)).await.unwrap();
        self.act(&self.social_desk, &taken, "sign", Input::default()).await.unwrap();
        self.later(4);
        self.act(&self.social_desk, &taken, "send", opinion("带身份证到乡镇便民服务中心办理。")).await.unwrap();
        taken
    }
}

fn pension(topic: i64) -> Asking {
    Asking {
        topic,
        title: "养老保险怎样转移".into(),
        body: "我是李青禾，电话13800001234，在外省缴过养老保险，怎样转回来？".into(),
        name: "李青禾".into(),
        phone: "13800001234".into(),
        consent: true,
        ..Asking::default()
    }
}

fn typo(page: &str, selected: &str) -> Reporting {
    Reporting {
        kind: "typo".into(),
        page: page.into(),
        title: "关于社保卡的通知".into(),
        selected: selected.into(),
        body: "“帐号”应当写作“账号”".into(),
        phone: "13800005678".into(),
        ..Reporting::default()
    }
}

fn knowing(question: &str) -> Knowing {
    Knowing {
        question: question.into(),
        variants: "养老金在哪里领".into(),
        answer: "到开户银行领取。".into(),
        ..Knowing::default()
    }
}
