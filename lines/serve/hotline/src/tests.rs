//! The line seen from outside: orders through the same functions that the pages and the city's platform call, on both databases.

mod arrivals;
mod callbacks;
mod closed_loop;
mod confidential;
mod corrections;
mod counts;
mod desk;
mod duty;
mod hasty;
mod joined;
mod outward;
mod seams;

use std::ops::{Deref, DerefMut};

use ::store::testing::TestDb;
use base::Error;
use counter::testing::{World, opinion, refused, to, why, wrong_fields};
use identity::Actor;
use matter::form::Given;
use matter::{Done, Input};

use crate::actions::callback::Spoken;
use crate::actions::{self, More, callback};
use crate::classes::{self, ClassForm, DutyForm};
use crate::model::{Calling, Order, Registered};
use crate::store;
use crate::taking::{self, Taken};

/// A small county: the hotline with a clerk and its head, two departments, the leader.
struct County {
    world: World,
    city: i64,
    water: i64,
    clerk: Actor,
    chief: Actor,
    city_desk: Actor,
    water_desk: Actor,
    leader: Actor,
    /// A second agent.
    agent: Actor,
    /// 路灯照明, of the city office by the catalogue.
    lamps: i64,
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
    /// Every text that the ledger commits to is as it was committed to.
    async fn bodies_hold(&self) {
        let covered = crate::LINE.covered.iter().map(|(table, column)| ledger::Covered { table, column });
        let covered: Vec<ledger::Covered> = covered.collect();
        let mut cursor = Some(ledger::Cursor::default());
        while let Some(from) = cursor {
            let check = ledger::rehash_bodies(self.db(), &covered, from, 500).await.unwrap();
            assert!(check.bad.is_empty(), "{:?}", check.bad);
            cursor = check.next;
        }
    }

    async fn new(test: TestDb) -> Self {
        let units = [("QH001", "县政府办"), ("QH012", "县城管局"), ("QH015", "县水利局")];
        let posts = [
            (0, "热线专员", "hotline.clerk"),
            (0, "热线负责人", "hotline.chief"),
            (1, "信访专员", "hotline.handler"),
            (2, "信访专员", "hotline.handler"),
            (0, "县长", "hotline.leader"),
            (0, "热线坐席", "hotline.clerk"),
        ];
        let world = World::new(test, crate::LINE.roles, &units, &posts).await;
        let [clerk, chief, city_desk, water_desk, leader, agent] =
            <[Actor; 6]>::try_from(world.officials.clone()).unwrap();
        let (city, water) = (world.units[1], world.units[2]);
        let mut tx = world.db().begin().await.unwrap();
        let ground = world.ground();
        let class = |parent, code: &str, title: &str| ClassForm { parent, code: code.into(), title: title.into() };
        let top = classes::set(&mut tx, &ground, &clerk, 0, &class(None, "A", "城乡建设")).await.unwrap();
        let lamps = classes::set(&mut tx, &ground, &clerk, 0, &class(Some(top), "A01", "路灯照明")).await.unwrap();
        let duty =
            DutyForm { class: lamps, unit: "县城管局".into(), duty: String::new(), basis: "权责清单".into() };
        classes::add_duty(&mut tx, &ground, &clerk, &duty).await.unwrap();
        tx.commit().await.unwrap();
        Self { world, city, water, clerk, chief, city_desk, water_desk, leader, agent, lamps }
    }

    /// The city office is abolished, with nobody at its posts any more.
    async fn abolish_the_city_office(&self) {
        let act = identity::Act::new(&Actor::System, self.now, &self.chance);
        let mut tx = self.db().begin().await.unwrap();
        for at in self.officials.iter().filter_map(|one| one.staff().ok()).filter(|at| at.unit == self.city) {
            identity::holding::release(&mut tx, act, at.post, at.person).await.unwrap();
        }
        identity::units::close(&mut tx, act, self.city, &[]).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Gives everybody a mobile telephone, so that messages to officials can be seen.
    async fn telephones(&self) {
        let act = identity::Act::new(&Actor::System, self.now, &self.chance);
        let mut tx = self.db().begin().await.unwrap();
        for (number, one) in self.officials.iter().enumerate() {
            let staff = one.staff().unwrap();
            let form = identity::PersonForm { name: staff.name.clone(), phone: format!("1390000000{number}") };
            identity::people::change(&mut tx, act, staff.person, &form).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// Messages to the official at this place whose text has these words.
    async fn sent_to(&self, official: usize, words: &str) -> usize {
        let phone = format!("1390000000{official}");
        self.messages().await.iter().filter(|m| m.contains(&phone) && m.contains(words)).count()
    }

    /// The case of an order is torn: nothing can be done to it.
    async fn tear(&self, taken: &Taken) {
        let mut tx = self.db().begin().await.unwrap();
        let sql = "UPDATE matter_matter SET snapshot = '{}' WHERE id = $1";
        tx.run(sql, ::store::args![taken.matter]).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn take(&self, calling: &Calling) -> Result<Taken, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let taken = taking::enter(&mut tx, &self.ground(), &self.clerk, calling).await?;
        tx.commit().await.unwrap();
        Ok(taken)
    }

    async fn order(&self, taken: &Taken) -> Order {
        store::order(&mut self.db().reader(), taken.order).await.unwrap()
    }

    async fn state(&self, taken: &Taken) -> String {
        self.state_of(taken.matter).await
    }

    async fn act(&self, by: &Actor, taken: &Taken, action: &str, input: Input) -> Result<Done, Error> {
        self.act_with(by, taken, action, input, &More::default()).await
    }

    async fn act_with(
        &self,
        by: &Actor,
        taken: &Taken,
        action: &str,
        input: Input,
        more: &More,
    ) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let given = Given { input, ..Given::default() };
        let done = actions::act(&mut tx, &self.ground(), by, taken.order, action, given, more).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    async fn call(&self, taken: &Taken, spoken: &Spoken) -> Result<Done, Error> {
        let mut tx = self.db().begin().await.unwrap();
        let done = callback::call(&mut tx, &self.ground(), &self.clerk, taken.order, spoken).await?;
        tx.commit().await.unwrap();
        Ok(done)
    }

    /// Taken, dispatched and signed for by the city office.
    async fn signed(&mut self, calling: &Calling) -> Taken {
        let taken = self.take(calling).await.unwrap();
        self.later(1);
        self.act(&self.clerk, &taken, "dispatch", to(self.city)).await.unwrap();
        self.later(1);
        self.act(&self.city_desk, &taken, "sign", Input::default()).await.unwrap();
        taken
    }

    /// The same, handled and reviewed: it waits for the callback.
    async fn handled(&mut self, calling: &Calling) -> Taken {
        let taken = self.signed(calling).await;
        self.act(&self.city_desk, &taken, "contact", opinion("已联系，约定明天到现场。")).await.unwrap();
        self.later(4);
        self.act(&self.city_desk, &taken, "submit", opinion("已换灯头，恢复照明。")).await.unwrap();
        self.later(2);
        self.act(&self.clerk, &taken, "approve", Input::default()).await.unwrap();
        taken
    }
}

fn lamps(class: i64) -> Calling {
    let entry = Registered {
        source: "phone".into(),
        kind: "help".into(),
        urgency: "plain".into(),
        class: Some(class),
        title: "人民路路灯不亮".into(),
        body: "我是李青禾，电话13800001234，人民路路灯三天不亮。".into(),
        name: "李青禾".into(),
        phone: "13800001234".into(),
        place: "人民路8号".into(),
        ..Registered::default()
    };
    Calling { entry, consent: true, ..Calling::default() }
}

/// The same lamps with something else about the order.
fn lamps_but(class: i64, change: impl FnOnce(&mut Registered)) -> Calling {
    let mut calling = lamps(class);
    change(&mut calling.entry);
    calling
}

/// Reached, solved, content.
fn content() -> Spoken {
    Spoken { reached: true, contacted: Some(true), solved: Some(true), satisfaction: Some(5), ..Spoken::default() }
}

/// Reached, not solved, not content.
fn cross(text: &str) -> Spoken {
    let text = text.into();
    Spoken {
        reached: true,
        contacted: Some(true),
        solved: Some(false),
        satisfaction: Some(1),
        text,
        ..Spoken::default()
    }
}
