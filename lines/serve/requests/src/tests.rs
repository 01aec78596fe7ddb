//! The line seen from outside: requests through the same functions that the pages call, on both databases.

mod annual;
mod clocks;
mod journey;
mod receipt;

use std::sync::Arc;

use ::store::Db;
use ::store::testing::TestDb;
use base::time::DateTime;
use base::{Calendar, Chance, Date, Error, Moment, Rules};
use identity::{Act, Actor, PostForm, Roles, Staff, UnitForm};
use matter::form::Given;
use matter::{Done, Ground, Input, Stance};

use crate::citizen::Taken;
use crate::model::{Asking, Draft, Request};
use crate::{actions, citizen, store};

/// A small county: its office and two organs, each with a clerk, the office and one organ with a head.
struct County {
    test: TestDb,
    now: Moment,
    chance: Chance,
    home: i64,
    city: i64,
    clerk: Actor,
    head: Actor,
    city_clerk: Actor,
    city_head: Actor,
}

fn morning(month: i8, day: i8) -> Moment {
    Moment::from_civil(DateTime::constant(2026, month, day, 9, 0, 0, 0))
}

fn day(month: i8, day: i8) -> Date {
    Date::constant(2026, month, day)
}

impl County {
    async fn new(test: TestDb) -> Self {
        let chance = Chance::seeded(7);
        let roles = Roles::new(&[crate::ROLES]);
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
        let county =
            identity::units::create(&mut tx, act, None, "QH", &unit("青禾县人民政府", "government")).await.unwrap();
        let mut units = Vec::new();
        for (code, name) in [("QH001", "青禾县人民政府办公室"), ("QH012", "青禾县城市管理局")] {
            units.push(
                identity::units::create(&mut tx, act, Some(county), code, &unit(name, "department")).await.unwrap(),
            );
        }
        let (home, city) = (units[0], units[1]);
        let mut actors = Vec::new();
        for (i, (unit, title, role)) in [
            (home, "依申请公开专员", "requests.clerk"),
            (home, "公开办主任", "requests.approver"),
            (city, "依申请公开专员", "requests.clerk"),
            (city, "公开办主任", "requests.approver"),
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
        let [clerk, head, city_clerk, city_head] = <[Actor; 4]>::try_from(actors).unwrap();
        Self { test, now, chance, home, city, clerk, head, city_clerk, city_head }
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

    /// It is the morning of a later day.
    fn on(&mut self, month: i8, day: i8) {
        self.now = morning(month, day);
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
        matter::store::matter(&mut self.db().reader(), taken.matter).await.unwrap().state
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
        crate::jobs::run(self.db(), &self.ground()).await.unwrap()
    }
}

fn opinion(text: &str) -> Input {
    Input { opinion: text.to_owned(), ..Input::default() }
}

fn on(day: Date) -> Input {
    Input { day: Some(day), ..Input::default() }
}

fn days(days: u32) -> Input {
    Input { days: Some(days), ..opinion("情况复杂") }
}

/// The yes of a consultation's member.
fn agree() -> Input {
    Input { stance: Some(Stance::Agree), ..opinion("同意") }
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

fn refused<T>(done: Result<T, Error>) -> &'static str {
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
