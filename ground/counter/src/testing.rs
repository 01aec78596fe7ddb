//! A small county for the tests of lines: units, posts with roles, officials at them, a clock that the test moves. A line
//! gives its roles and wraps it with names of its own.

use std::sync::Arc;

use ::store::testing::TestDb;
use ::store::{Db, jobs};
use base::time::DateTime;
use base::{Calendar, Chance, Error, Moment, Rules};
use identity::{Act, Actor, PersonForm, PostForm, Role, Roles, Staff, UnitForm};
use matter::{Done, Ground, Input, Stance};

/// A county with the units and officials that a test asked for.
pub struct World {
    /// The database.
    pub test: TestDb,
    /// The moment at which everything happens.
    pub now: Moment,
    /// Randomness, the same in every run.
    pub chance: Chance,
    /// Units, in the order in which they were asked for.
    pub units: Vec<i64>,
    /// Officials, in the order in which they were asked for.
    pub officials: Vec<Actor>,
}

impl World {
    /// A county on Monday, 2 March 2026, at nine, with `units` (code, name) and `posts` (place of the unit among them,
    /// title, role), each held by somebody who signs in as `user01` and so on.
    pub async fn new(test: TestDb, roles: &[Role], units: &[(&str, &str)], posts: &[(usize, &str, &str)]) -> Self {
        let (chance, now) = (Chance::seeded(7), morning(3, 2));
        let roles = Roles::new(&[roles]);
        let act = Act::new(&Actor::System, now, &chance);
        let mut tx = test.db.begin().await.expect("a transaction");
        let county = unit_form("青禾县人民政府", "government");
        let county = identity::units::create(&mut tx, act, None, "QH", &county).await.expect("the county");
        let mut keys = Vec::new();
        for (code, name) in units {
            let form = unit_form(name, "department");
            keys.push(identity::units::create(&mut tx, act, Some(county), code, &form).await.expect("a unit"));
        }
        let mut officials = Vec::new();
        for (number, (place, title, role)) in (1..).zip(posts) {
            let unit = keys[*place];
            let name = format!("官员{number}");
            let person = PersonForm { name: name.clone(), phone: String::new() };
            let login = format!("user{number:02}");
            let person = identity::people::create(&mut tx, act, &login, &person).await.expect("a person");
            let form = PostForm { title: (*title).to_owned(), head: false, rank: 1 };
            let post = identity::posts::create(&mut tx, act, unit, &form).await.expect("a post");
            identity::holding::assign(&mut tx, act, post, person).await.expect("somebody at the post");
            let keys = [(*role).to_owned()];
            identity::posts::set_roles(&mut tx, act, &roles, post, &keys).await.expect("its role");
            officials.push(Actor::Staff(Staff {
                session: 0,
                person,
                name,
                post,
                post_title: (*title).to_owned(),
                unit,
                unit_name: units[*place].1.to_owned(),
                head: false,
                roles: keys.to_vec(),
                grants: Arc::new(roles.grants(&keys, unit, Vec::new())),
                posts: Vec::new(),
                must_change_password: false,
                must_enrol: false,
            }));
        }
        tx.commit().await.expect("the county is kept");
        Self { test, now, chance, units: keys, officials }
    }

    /// Its database.
    pub fn db(&self) -> &Db {
        &self.test.db
    }

    /// The world at its moment.
    pub fn ground(&self) -> Ground {
        Ground {
            now: self.now,
            calendar: Arc::new(Calendar::national()),
            rules: Arc::new(Rules::built_in()),
            chance: self.chance.clone(),
        }
    }

    /// Lets hours pass.
    pub fn later(&mut self, hours: i64) {
        self.now = self.now.plus(hours * base::time::HOUR);
    }

    /// It is the morning of a day of 2026.
    pub fn on(&mut self, month: i8, day: i8) {
        self.now = morning(month, day);
    }

    /// The state of a matter.
    pub async fn state_of(&self, matter: i64) -> String {
        matter::store::matter(&mut self.db().reader(), matter).await.expect("a matter").state
    }

    /// Those who are or were to be called for a matter or about it, the newest first.
    pub async fn calls(&self, matter: i64) -> Vec<Listed> {
        let calls = crate::store::of_matter(&mut self.db().reader(), matter).await.expect("calls");
        let listed = |c: crate::store::Call| Listed {
            id: c.id,
            matter: c.matter_id,
            text: c.text,
            why: c.why,
            open: c.closed_at.is_none(),
            tries: c.tries,
            result: c.result,
        };
        calls.into_iter().map(listed).collect()
    }

    /// Messages that wait to be sent.
    pub async fn messages(&self) -> Vec<String> {
        let waiting = jobs::list(&mut self.db().reader(), &jobs::Filter::default(), None, 100).await.expect("jobs");
        let reader = self.db().reader();
        let vault = ::store::Query::vault(&reader).expect("the vault");
        let waiting = waiting.into_iter().filter(|j| j.kind == identity::message::JOB);
        let open = waiting.map(|j| identity::message::message(vault, &j.payload).expect("a message"));
        open.map(|message| serde_json::to_string(&message).expect("as text")).collect()
    }
}

fn unit_form(name: &str, kind: &str) -> UnitForm {
    let name = name.to_owned();
    UnitForm { short_name: name.clone(), name, kind: kind.to_owned(), rank: 1, phone: String::new() }
}

/// Somebody who is or was to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Key of the call.
    pub id: i64,
    /// Whose person.
    pub matter: i64,
    /// What is to be said.
    pub text: String,
    /// Why no message does.
    pub why: String,
    /// Whether it is still to be done.
    pub open: bool,
    /// How often somebody called.
    pub tries: i64,
    /// How the last call ended.
    pub result: String,
}

/// Nine o'clock of a day of 2026.
pub fn morning(month: i8, day: i8) -> Moment {
    Moment::from_civil(DateTime::constant(2026, month, day, 9, 0, 0, 0))
}

/// An act with an opinion.
pub fn opinion(text: &str) -> Input {
    Input { opinion: text.to_owned(), ..Input::default() }
}

/// An act that gives the matter to a unit.
pub fn to(unit: i64) -> Input {
    Input { seats: vec![(unit, None)], ..Input::default() }
}

/// The yes of a consultation's member.
pub fn agree(text: &str) -> Input {
    Input { stance: Some(Stance::Agree), ..opinion(text) }
}

/// The name of the refusal that an act met.
#[expect(clippy::panic, reason = "for tests")]
pub fn refused<T>(done: Result<T, Error>) -> &'static str {
    match done {
        Err(Error::Refused(refusal)) => refusal.name,
        Err(other) => panic!("not refused: {other}"),
        Ok(_) => panic!("not refused"),
    }
}

/// Why an act was not done: the name of the refusal, the wrong fields, or what else kept it from being done.
#[expect(clippy::panic, reason = "for tests")]
pub fn why<T>(done: Result<T, Error>) -> String {
    match done {
        Err(Error::Refused(refusal)) => refusal.name.to_owned(),
        Err(Error::Invalid(errors)) => {
            let fields: Vec<String> = errors.into_iter().map(|error| error.field).collect();
            format!("wrong {}", fields.join(" "))
        }
        Err(Error::Unseen) => "unseen".to_owned(),
        Err(Error::Conflict(_)) => "conflict".to_owned(),
        Err(other) => other.to_string(),
        Ok(_) => panic!("nothing kept it from being done"),
    }
}

/// The fields that were wrong.
#[expect(clippy::panic, reason = "for tests")]
pub fn wrong_fields<T>(done: Result<T, Error>) -> Vec<String> {
    match done {
        Err(Error::Invalid(errors)) => errors.into_iter().map(|e| e.field).collect(),
        Err(other) => panic!("not a wrong field: {other}"),
        Ok(_) => panic!("nothing is wrong"),
    }
}

/// What an act of the engine gives.
pub type Acted = Result<Done, Error>;
