//! The line seen from outside: journeys of letters through the same functions that the pages call, on both databases.

mod confidential;
mod counts;
mod daily;
mod days;
mod history;
mod journey;
mod limits;
mod pages;
mod site;

use std::sync::Arc;

use ::store::Db;
use ::store::testing::TestDb;
use base::time::DateTime;
use base::{Calendar, Chance, Error, Moment, Rules};
use identity::{Act, Actor, PostForm, Roles, Staff, UnitForm};
use matter::form::Given;
use matter::{Done, Ground, Input, Stance};

use crate::citizen::Written;
use crate::model::{Letter, Writing};
use crate::{LINE, actions, citizen, store};

/// A small county with a mailbox and two departments.
struct County {
    test: TestDb,
    now: Moment,
    chance: Chance,
    home: i64,
    city: i64,
    water: i64,
    clerk: Actor,
    approver: Actor,
    leader: Actor,
    city_desk: Actor,
    water_desk: Actor,
}

fn morning(month: i8, day: i8) -> Moment {
    Moment::from_civil(DateTime::constant(2026, month, day, 9, 0, 0, 0))
}

impl County {
    async fn new(test: TestDb) -> Self {
        let chance = Chance::seeded(7);
        let roles = Roles::new(&[LINE.roles]);
        let now = morning(3, 2);
        let act = Act::new(&Actor::System, now, &chance);
        let mut tx = test.db.begin().await.unwrap();
        let unit = |name: &str, kind: &str| UnitForm {
            name: name.to_owned(),
            short_name: name.to_owned(),
            kind: kind.to_owned(),
            rank: 1,
            phone: String::new(),
        };
        let county = identity::units::create(&mut tx, act, None, "QH", &unit("青禾县", "government")).await.unwrap();
        let mut units = Vec::new();
        for (code, name) in [("QH001", "县政府办"), ("QH012", "县城管局"), ("QH014", "县水利局")] {
            units.push(
                identity::units::create(&mut tx, act, Some(county), code, &unit(name, "department")).await.unwrap(),
            );
        }
        let (home, city, water) = (units[0], units[1], units[2]);
        let mut actors = Vec::new();
        for (i, (unit, title, role)) in [
            (home, "信箱专员", "letters.clerk"),
            (home, "办公室主任", "letters.approver"),
            (home, "县长", "letters.leader"),
            (city, "信访专员", "letters.handler"),
            (water, "信访专员", "letters.handler"),
        ]
        .into_iter()
        .enumerate()
        {
            let form = PostForm { title: title.to_owned(), head: false, rank: 1 };
            let post = identity::posts::create(&mut tx, act, unit, &form).await.unwrap();
            identity::posts::set_roles(&mut tx, act, &roles, post, &[role.to_owned()]).await.unwrap();
            let grants = Arc::new(roles.grants(&[role.to_owned()], unit, Vec::new()));
            actors.push(Actor::Staff(Staff {
                session: 0,
                person: i64::try_from(i).unwrap() + 1,
                name: format!("官员{i}"),
                post,
                post_title: title.to_owned(),
                unit,
                unit_name: "单位".to_owned(),
                head: false,
                roles: vec![role.to_owned()],
                grants,
                posts: Vec::new(),
                must_change_password: false,
                must_enrol: false,
            }));
        }
        tx.commit().await.unwrap();
        let [clerk, approver, leader, city_desk, water_desk] = <[Actor; 5]>::try_from(actors).unwrap();
        Self { test, now, chance, home, city, water, clerk, approver, leader, city_desk, water_desk }
    }

    fn db(&self) -> &Db {
        &self.test.db
    }

    fn ground(&self) -> Ground {
        Ground {
            now: self.now,
            calendar: Arc::new(Calendar::national()),
            rules: Arc::new(Rules::built_in()),
            chance: self.chance.clone(),
        }
    }

    /// Lets hours pass.
    fn later(&mut self, hours: i64) {
        self.now = self.now.plus(hours * base::time::HOUR);
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
        matter::store::matter(&mut self.db().reader(), written.matter).await.unwrap().state
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

    /// Messages that wait to be sent.
    async fn messages(&self) -> Vec<String> {
        let filter = ::store::jobs::Filter::default();
        let jobs = ::store::jobs::list(&mut self.db().reader(), &filter, None, 100).await.unwrap();
        let reader = self.db().reader();
        let vault = ::store::Query::vault(&reader).unwrap();
        let waiting = jobs.into_iter().filter(|j| j.kind == identity::sms::JOB);
        let open = waiting.map(|j| identity::sms::message(vault, &j.payload).unwrap());
        open.map(|message| serde_json::to_string(&message).unwrap()).collect()
    }
}

fn opinion(text: &str) -> Input {
    Input { opinion: text.to_owned(), ..Input::default() }
}

fn to(unit: i64) -> Input {
    Input { seats: vec![(unit, None)], ..Input::default() }
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

fn refused(done: Result<Done, Error>) -> &'static str {
    match done {
        Err(Error::Refused(refusal)) => refusal.name,
        Err(other) => panic!("not refused: {other}"),
        Ok(_) => panic!("not refused"),
    }
}

fn wrong_fields<T>(done: Result<T, Error>) -> Vec<String> {
    match done {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
        Err(other) => panic!("not a wrong field: {other}"),
        Ok(_) => panic!("nothing is wrong"),
    }
}

/// The yes of a consultation's member.
fn agree(text: &str) -> Input {
    Input { stance: Some(Stance::Agree), ..opinion(text) }
}
