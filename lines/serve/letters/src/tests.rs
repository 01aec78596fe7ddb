//! The line seen from outside: journeys of letters through the same functions that the pages call, on both databases.

mod confidential;
mod counts;
mod daily;
mod days;
mod history;
mod joined;
mod journey;
mod limits;
mod pages;
mod site;
mod told;

use std::ops::{Deref, DerefMut};

use ::store::testing::TestDb;
use base::Error;
use counter::testing::{World, agree, morning, opinion, refused, to, why, wrong_fields};
use identity::Actor;
use matter::form::Given;
use matter::{Done, Input};

use crate::citizen::Written;
use crate::model::{Letter, Writing};
use crate::{LINE, actions, citizen, store};

/// A small county with a mailbox and two departments.
struct County {
    world: World,
    home: i64,
    city: i64,
    water: i64,
    clerk: Actor,
    approver: Actor,
    leader: Actor,
    city_desk: Actor,
    water_desk: Actor,
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
        let posts = [
            (0, "信箱专员", "letters.clerk"),
            (0, "办公室主任", "letters.approver"),
            (0, "县长", "letters.leader"),
            (1, "信访专员", "letters.handler"),
            (2, "信访专员", "letters.handler"),
        ];
        let units = [("QH001", "县政府办"), ("QH012", "县城管局"), ("QH014", "县水利局")];
        let world = World::new(test, LINE.roles, &units, &posts).await;
        let [clerk, approver, leader, city_desk, water_desk] = <[Actor; 5]>::try_from(world.officials.clone()).unwrap();
        let (home, city, water) = (world.units[0], world.units[1], world.units[2]);
        Self { world, home, city, water, clerk, approver, leader, city_desk, water_desk }
    }

    async fn write(&self, writing: &Writing) -> Written {
        let mut tx = self.db().begin().await.unwrap();
        let written = citizen::write(&mut tx, &self.ground(), &Actor::Anonymous, "web", writing, &[]).await.unwrap();
        tx.commit().await.unwrap();
        written
    }

    async fn letter(&self, id: i64) -> Letter {
        store::letter(&mut self.db().reader(), id).await.unwrap()
    }

    async fn state(&self, written: &Written) -> String {
        self.state_of(written.matter).await
    }

    async fn act(&self, by: &Actor, letter: i64, action: &str, input: Input) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let given = Given { input, ..Given::default() };
        let done = actions::act(&mut tx, &self.ground(), by, letter, action, given).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    /// Written, dispatched to a unit, signed, answered and reviewed.
    async fn answered(&mut self, writing: &Writing) -> Written {
        let written = self.write(writing).await;
        self.later(1);
        self.act(&self.clerk, written.letter, "dispatch", to(self.city)).await.unwrap();
        self.act(&self.city_desk, written.letter, "sign", Input::default()).await.unwrap();
        self.later(20);
        self.act(&self.city_desk, written.letter, "submit", opinion("已更换路灯，恢复照明。")).await.unwrap();
        self.act(&self.approver, written.letter, "approve", Input::default()).await.unwrap();
        written
    }
}

fn lamps() -> Writing {
    Writing {
        mailbox: "mayor".into(),
        kind: "help".into(),
        title: "人民路路灯不亮".into(),
        body: "我是李青禾，电话13800001234。人民路路灯一周没有亮了，请修一修。".into(),
        name: "李青禾".into(),
        phone: "13800001234".into(),
        consent: true,
        ..Writing::default()
    }
}
