//! The package seen from outside, on both databases, with a clock that stands.

mod admins;
mod citizens;
mod divisions;
mod excel;
mod sessions;
mod signin;
mod units;

use std::sync::Arc;

use base::rules::Rules;
use base::time::DateTime;
use base::{Chance, Clock, Error, Moment};
use store::testing::TestDb;

use crate::grants::{AUDIT_ADMIN, SECURITY_ADMIN, SYSTEM_ADMIN};
use crate::{Actor, Identity, PersonForm, PostForm, Role, Roles, Scope, SignIn, UnitForm};
use crate::{holding, people, posts, units as tree};

/// A business role within the own unit.
pub(crate) const CLERK: &str = "letters_clerk";
/// A business role for the whole county.
pub(crate) const LEADER: &str = "letters_leader";

const LINE_ROLES: &[Role] = &[
    Role { key: CLERK, title: "信访专员", scope: Scope::Own, verbs: &["letters.answer"] },
    Role { key: LEADER, title: "信箱主管", scope: Scope::County, verbs: &["letters.approve"] },
];

/// A county with a tree of three units and nobody in it.
pub(crate) struct County {
    pub test: TestDb,
    pub identity: Identity,
    pub clock: Clock,
    pub government: i64,
    pub bureau: i64,
    pub section: i64,
}

/// 2026-03-02 09:00 in Beijing.
pub(crate) fn start() -> Moment {
    Moment::from_civil(DateTime::constant(2026, 3, 2, 9, 0, 0, 0))
}

impl County {
    pub async fn new(test: TestDb) -> Self {
        let clock = Clock::fixed(start());
        let chance = Chance::seeded(11);
        // Most tests are not about the second factor; `use_rules` brings the rule back where they are.
        let rules = Rules::built_in().with_edit("identity.totp.administrators", 0, start().date(), "试");
        let rules = Arc::new(rules.expect("the rule may be switched off"));
        let roles = Roles::new(&[LINE_ROLES]);
        let identity = Identity::open(test.db.clone(), test.dir(), clock.clone(), chance, roles, rules);
        let identity = identity.expect("identity opens");
        let mut county = Self { test, identity, clock, government: 0, bureau: 0, section: 0 };
        county.government = county.unit(None, "QH", "青禾县人民政府", "government").await;
        county.bureau = county.unit(Some(county.government), "QH-MZ", "青禾县民政局", "department").await;
        county.section = county.unit(Some(county.bureau), "QH-MZ-1", "办公室", "section").await;
        county
    }

    pub async fn unit(&self, parent: Option<i64>, code: &str, name: &str, kind: &str) -> i64 {
        let form = UnitForm { name: name.into(), kind: kind.into(), ..UnitForm::default() };
        let mut tx = self.test.db.begin().await.expect("begins");
        let act = self.identity.act(&Actor::System);
        let id = tree::create(&mut tx, act, parent, code, &form).await.expect("the unit is made");
        tx.commit().await.expect("commits");
        id
    }

    pub async fn person(&self, login: &str) -> i64 {
        let form = PersonForm { name: format!("人{login}"), phone: String::new() };
        let mut tx = self.test.db.begin().await.expect("begins");
        let act = self.identity.act(&Actor::System);
        let id = people::create(&mut tx, act, login, &form).await.expect("the person is made");
        tx.commit().await.expect("commits");
        id
    }

    /// A post with roles.
    pub async fn post(&self, unit: i64, title: &str, roles: &[&str]) -> i64 {
        let form = PostForm { title: title.into(), ..PostForm::default() };
        let mut tx = self.test.db.begin().await.expect("begins");
        let act = self.identity.act(&Actor::System);
        let id = posts::create(&mut tx, act, unit, &form).await.expect("the post is made");
        let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
        posts::set_roles(&mut tx, act, self.identity.roles(), id, &roles).await.expect("roles are granted");
        tx.commit().await.expect("commits");
        id
    }

    pub async fn assign(&self, by: &Actor, post: i64, person: i64) -> Result<i64, Error> {
        let mut tx = self.test.db.begin().await.expect("begins");
        let id = holding::assign(&mut tx, self.identity.act(by), post, person).await?;
        tx.commit().await.expect("commits");
        Ok(id)
    }

    pub async fn grant(&self, by: &Actor, post: i64, roles: &[&str]) -> Result<(), Error> {
        let roles: Vec<String> = roles.iter().map(|role| (*role).to_owned()).collect();
        let mut tx = self.test.db.begin().await.expect("begins");
        posts::set_roles(&mut tx, self.identity.act(by), self.identity.roles(), post, &roles).await?;
        tx.commit().await.expect("commits");
        Ok(())
    }

    /// Somebody on a new post, with a password of his own; gives person, post and password.
    pub async fn official(&self, login: &str, unit: i64, roles: &[&str]) -> (i64, i64, String) {
        let person = self.person(login).await;
        let post = self.post(unit, &format!("岗位{login}"), roles).await;
        self.assign(&Actor::System, post, person).await.expect("is assigned");
        let issued = self.identity.issue_password(&Actor::System, person).await.expect("a password is issued");
        let token = self.sign_in(login, &issued).await.expect("signs in");
        let actor = self.actor(&token).await;
        let password = "Green-Fields-2026".to_owned();
        self.identity.change_password(&actor, &issued, &password).await.expect("changes the password");
        (person, post, password)
    }

    /// Somebody on a new post, signed in.
    pub async fn signed_in(&self, login: &str, unit: i64, roles: &[&str]) -> (Actor, String) {
        let (_, _, password) = self.official(login, unit, roles).await;
        let token = self.sign_in(login, &password).await.expect("signs in");
        (self.actor(&token).await, token)
    }

    /// The code that an authenticator shows now.
    pub fn totp(&self, enrolled: &crate::Enrolment) -> String {
        crate::code_of(&enrolled.secret, self.clock.now()).expect("a secret")
    }

    /// The three administrators: system, security, audit.
    pub async fn administrators(&self) -> [Actor; 3] {
        let (system, _) = self.signed_in("sys", self.government, &[SYSTEM_ADMIN]).await;
        let (security, _) = self.signed_in("sec", self.government, &[SECURITY_ADMIN]).await;
        let (audit, _) = self.signed_in("aud", self.government, &[AUDIT_ADMIN]).await;
        [system, security, audit]
    }

    pub async fn sign_in(&self, login: &str, password: &str) -> Result<String, Error> {
        self.sign_in_with(login, password, "").await
    }

    pub async fn sign_in_with(&self, login: &str, password: &str, code: &str) -> Result<String, Error> {
        let asked = SignIn { login, password, code, address: "10.0.0.7", agent: "test" };
        Ok(self.identity.sign_in(asked).await?.token)
    }

    pub async fn actor(&self, token: &str) -> Actor {
        self.identity.actor_of(token).await.expect("the session is read")
    }

    pub fn pass(&self, millis: i64) {
        self.clock.set(self.clock.now().plus(millis));
    }
}

/// The name of a refusal, or what else it is.
pub(crate) fn name<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => "ok".to_owned(),
        Err(Error::Refused(refusal)) => refusal.name.to_owned(),
        Err(Error::Invalid(fields)) => format!("invalid {}", fields[0].field),
        Err(Error::Unseen) => "unseen".to_owned(),
        Err(Error::SignIn) => "sign in".to_owned(),
        Err(Error::TooMany { seconds }) => format!("wait {seconds}"),
        Err(other) => other.to_string(),
    }
}

/// The person behind an actor.
pub(crate) fn person_of(actor: &Actor) -> i64 {
    actor.person().expect("an official")
}
