//! The line seen from outside: requests through the same functions that the pages call, on both databases.

mod again;
mod annual;
mod apart;
mod clocks;
mod covering;
mod delivery;
mod heirs;
mod journey;
mod many;
mod mended;
mod reached;
mod receipt;
mod report;
mod waiting;

use std::ops::{Deref, DerefMut};

use ::store::testing::TestDb;
use base::{Date, Error};
use counter::testing::{World, opinion, refused, why, wrong_fields};
use identity::Actor;
use matter::form::Given;
use matter::{Done, Input};

use crate::citizen::Taken;
use crate::model::{Asking, Draft, Request};
use crate::{actions, citizen, store};

/// A small county: its office and one more organ, each with a clerk and a head.
struct County {
    world: World,
    home: i64,
    city: i64,
    clerk: Actor,
    head: Actor,
    city_clerk: Actor,
    city_head: Actor,
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

fn day(month: i8, day: i8) -> Date {
    Date::constant(2026, month, day)
}

impl County {
    async fn new(test: TestDb) -> Self {
        let posts = [
            (0, "依申请公开专员", "requests.clerk"),
            (0, "公开办主任", "requests.approver"),
            (1, "依申请公开专员", "requests.clerk"),
            (1, "公开办主任", "requests.approver"),
        ];
        let units = [("QH001", "青禾县人民政府办公室"), ("QH012", "青禾县城市管理局")];
        let world = World::new(test, crate::ROLES, &units, &posts).await;
        let [clerk, head, city_clerk, city_head] = <[Actor; 4]>::try_from(world.officials.clone()).unwrap();
        let (home, city) = (world.units[0], world.units[1]);
        Self { world, home, city, clerk, head, city_clerk, city_head }
    }

    /// The person of the clerk with other roles at the post.
    fn with_roles(&self, roles: &[&str]) -> Actor {
        let mut actor = self.clerk.clone();
        if let Actor::Staff(staff) = &mut actor {
            let keys: Vec<String> = roles.iter().copied().map(str::to_owned).collect();
            let known = identity::Roles::new(&[crate::ROLES]);
            staff.grants = std::sync::Arc::new(known.grants(&keys, staff.unit, Vec::new()));
        }
        actor
    }

    async fn asks(&self, by: &Actor, asking: &Asking) -> Result<Taken, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let taken = citizen::ask(&mut tx, &self.ground(), by, asking, &[]).await?;
        tx.commit().await.unwrap();
        Ok(taken)
    }

    /// A request of the web, confirmed on the same day.
    async fn received(&self) -> Taken {
        let taken = self.asks(&Actor::Anonymous, &asking(self.home, "web")).await.unwrap();
        self.act(&self.clerk, &taken, "confirm", on(self.now.date())).await.unwrap();
        taken
    }

    async fn request(&self, taken: &Taken) -> Request {
        store::request(&mut self.db().reader(), taken.request).await.unwrap()
    }

    async fn state(&self, taken: &Taken) -> String {
        self.state_of(taken.matter).await
    }

    /// The last day of the answer.
    async fn due(&self, taken: &Taken) -> String {
        let case = matter::store::matter(&mut self.db().reader(), taken.matter).await.unwrap().case().unwrap();
        actions::end_of(&self.ground(), &case, "answer").unwrap().map_or_else(String::new, |d| d.to_string())
    }

    async fn act(&self, by: &Actor, taken: &Taken, action: &str, input: Input) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let given = Given { input, ..Given::default() };
        let done = actions::act(&mut tx, &self.ground(), by, taken.request, action, given).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    async fn submits(&self, taken: &Taken, draft: &Draft) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let ground = self.ground();
        let done =
            actions::answer::submit(&mut tx, &ground, &self.clerk, taken.request, draft, Given::default()).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    /// Drafted and signed.
    async fn answers(&self, taken: &Taken, draft: &Draft) {
        self.submits(taken, draft).await.unwrap();
        self.act(&self.head, taken, "approve", Input::default()).await.unwrap();
    }

    /// Titles of the letters that went out.
    async fn letters(&self, taken: &Taken) -> Vec<crate::letter::Letter> {
        let letters = store::letters(&mut self.db().reader(), taken.request).await.unwrap();
        letters.iter().map(|l| serde_json::from_str(&l.body).unwrap()).collect()
    }

    async fn runs_jobs(&self) -> usize {
        crate::jobs::run(self.db(), &self.ground()).await.unwrap().changed
    }
}

fn on(day: Date) -> Input {
    Input { day: Some(day), ..Input::default() }
}

fn days(days: u32) -> Input {
    Input { days: Some(days), ..opinion("情况复杂") }
}

/// The yes of a consultation's member.
fn agree() -> Input {
    counter::testing::agree("同意")
}

fn draft(result: &str) -> Draft {
    Draft {
        result: result.to_owned(),
        reason: "经审查属于上述情形。".into(),
        way: "见县政府网站“政府信息公开”栏目。".into(),
        information: "补偿标准为每亩五万元。".into(),
        withheld: "农户身份证号，属于个人隐私。".into(),
        organ: "青禾县农业农村局，电话 0000-1200001".into(),
        ..Draft::default()
    }
}

fn asking(organ: i64, channel: &str) -> Asking {
    Asking {
        organ,
        kind: "access".into(),
        channel: channel.into(),
        applicant: "natural".into(),
        name: "李青禾".into(),
        id_kind: "id".into(),
        id_number: "110101199001011234".into(),
        phone: "13800001234".into(),
        title: "禾丰镇征地补偿标准".into(),
        content: "请公开 2025 年禾丰镇征地补偿标准及发放明细。".into(),
        way: "web".into(),
        carrier: "data".into(),
        ..Asking::default()
    }
}
