//! Sessions: who bears a token, switching posts, listing and ending.

use std::sync::Arc;

use base::time::MINUTE;
use base::{Error, Fault, Moment, redact};
use serde_json::json;
use sm3::{Digest, Sm3};
use store::Tx;

use crate::access::Access;
use crate::policy::Policy;
use crate::store::posts::{self, Held};
use crate::store::sessions::{self as rows, Bearer, Opening};
use crate::{Actor, Citizen, Identity, PostBrief, Staff, grants};

pub use crate::store::sessions::Session;

/// A session that was just opened. The token is known to the browser alone; only its digest is stored.
#[derive(Debug, Clone)]
pub struct Opened {
    /// For the cookie: 64 hexadecimal digits.
    pub token: String,
    /// Key of `identity_session`.
    pub session: i64,
    /// When it ends in any case.
    pub ends_at: Moment,
}

impl Identity {
    /// Who bears `token`: nobody in particular when the session is unknown, ended, idle too long or too old.
    ///
    /// Two queries at most, and one write when the last use lies a minute or more back.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn actor_of(&self, token: &str) -> Result<Actor, Fault> {
        self.bearer_of(token, true).await
    }

    /// As [`actor_of`](Identity::actor_of), without counting as a use of the session: for what a page does by itself.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn peek(&self, token: &str) -> Result<Actor, Fault> {
        self.bearer_of(token, false).await
    }

    async fn bearer_of(&self, token: &str, used: bool) -> Result<Actor, Fault> {
        let now = self.clock.now();
        let mut reader = self.db.reader();
        let Some(bearer) = rows::bearer(&mut reader, &digest(token), now).await? else { return Ok(Actor::Anonymous) };
        if used && now.0 - bearer.seen_at.0 >= MINUTE {
            let mut tx = self.db.begin().await?;
            rows::touch(&mut tx, bearer.session, now).await?;
            tx.commit().await?;
        }
        match (bearer.person, bearer.citizen) {
            (Some(person), _) => {
                let held = posts::held(&mut reader, person, now).await?;
                let policy = self.policy(now)?;
                Ok(self.staff(bearer, person, &held, &policy, now).map_or(Actor::Anonymous, Actor::Staff))
            }
            (None, Some(id)) => {
                let phone_masked = redact::mask(&bearer.phone.unwrap_or_default());
                Ok(Actor::Citizen(Citizen { id, phone_masked }))
            }
            (None, None) => Ok(Actor::Anonymous),
        }
    }

    /// Puts an official together; none when he holds no post any more.
    pub(crate) fn staff(
        &self,
        bearer: Bearer,
        person: i64,
        held: &[Held],
        policy: &Policy,
        now: Moment,
    ) -> Option<Staff> {
        let post = choose(held, bearer.post)?;
        let current = held.iter().find(|row| row.post == post && row.kind != BELOW)?;
        let roles = roles_of(held, post);
        let below = held.iter().filter(|row| row.post == post && row.kind == BELOW).map(|row| row.unit).collect();
        let mut posts: Vec<PostBrief> = Vec::new();
        for row in held.iter().filter(|row| row.kind != BELOW) {
            if posts.iter().all(|known| known.id != row.post) {
                let (title, unit_name) = (row.title.clone(), row.unit_name.clone());
                let acting = row.kind == "acting";
                posts.push(PostBrief { id: row.post, title, unit: row.unit, unit_name, acting });
            }
        }
        let stale = bearer.password_changed_at.is_none_or(|at| at.plus(policy.age) <= now);
        Some(Staff {
            session: bearer.session,
            person,
            name: bearer.name.unwrap_or_default(),
            post,
            post_title: current.title.clone(),
            unit: current.unit,
            unit_name: current.unit_name.clone(),
            head: current.head,
            grants: Arc::new(self.roles().grants(&roles, current.unit, below)),
            roles,
            posts,
            must_change_password: bearer.must_change || stale,
            must_enrol: policy.administrators_enrol && !bearer.has_factor && is_administrator(held),
        })
    }

    /// Goes on under another post that the official holds.
    ///
    /// # Errors
    /// Not an official; he does not hold that post.
    pub async fn switch_post(&self, actor: &Actor, post: i64) -> Result<(), Error> {
        let staff = actor.staff()?;
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        let held = posts::held(&mut tx, staff.person, now).await?;
        if choose(&held, Some(post)) != Some(post) {
            return Err(Error::Unseen);
        }
        rows::switch(&mut tx, staff.session, post, idle(&held, post, &self.policy(now)?)).await?;
        Ok(tx.commit().await?)
    }

    /// Ends the session of `token`; ending what is over already is no error.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn sign_out(&self, token: &str, address: &str) -> Result<(), Fault> {
        let now = self.clock.now();
        let mut tx = self.db.begin().await?;
        if let Some((_, person, citizen)) = rows::end_by_token(&mut tx, &digest(token), now).await? {
            let access = Access { kind: "sign_out", person, citizen, address, path: "", outcome: "ok" };
            access.write(&mut tx, now).await?;
        }
        tx.commit().await
    }

    /// Open sessions of the official himself, or of `person` for the security administrator; newest first.
    ///
    /// # Errors
    /// Not an official; another person's sessions without the right to see them.
    pub async fn sessions(&self, actor: &Actor, person: i64) -> Result<Vec<Session>, Error> {
        self.own_or_administered(actor, person)?;
        Ok(rows::of_person(&mut self.db.reader(), person, self.clock.now()).await?)
    }

    /// Open sessions of all officials for the security administrator, newest first, with keys below `before`.
    ///
    /// # Errors
    /// The actor may not; a fault of the database.
    pub async fn all_sessions(&self, actor: &Actor, before: Option<i64>, limit: usize) -> Result<Vec<Session>, Error> {
        actor.require("identity.sessions", None)?;
        Ok(rows::of_everybody(&mut self.db.reader(), before, self.clock.now(), limit).await?)
    }

    /// Ends one open session of the official himself, or of `person` for the security administrator.
    ///
    /// # Errors
    /// As [`sessions`](Identity::sessions); there is no such open session.
    pub async fn end_session(&self, actor: &Actor, person: i64, session: i64) -> Result<(), Error> {
        let why = self.own_or_administered(actor, person)?;
        let mut tx = self.db.begin().await?;
        if rows::end(&mut tx, session, person, self.clock.now(), why).await? == 0 {
            return Err(Error::Unseen);
        }
        self.record_end(&mut tx, actor, person, 1).await?;
        Ok(tx.commit().await?)
    }

    /// Ends all open sessions of the official himself but the one in use, or all of `person` for the security
    /// administrator; gives how many.
    ///
    /// # Errors
    /// As [`sessions`](Identity::sessions).
    pub async fn end_all_sessions(&self, actor: &Actor, person: i64) -> Result<u64, Error> {
        let why = self.own_or_administered(actor, person)?;
        let current = actor.staff().ok().map(|staff| staff.session);
        let mut tx = self.db.begin().await?;
        let ended = rows::end_all(&mut tx, person, current, self.clock.now(), why).await?;
        self.record_end(&mut tx, actor, person, ended).await?;
        tx.commit().await?;
        Ok(ended)
    }

    fn own_or_administered(&self, actor: &Actor, person: i64) -> Result<&'static str, Error> {
        if actor.person() == Some(person) {
            return Ok("ended_by_owner");
        }
        actor.require("identity.sessions", None)?;
        Ok("ended_by_administrator")
    }

    /// Puts on the ledger that somebody ended sessions of another.
    async fn record_end(&self, tx: &mut Tx, actor: &Actor, person: i64, count: u64) -> Result<(), Fault> {
        if actor.person() == Some(person) || count == 0 {
            return Ok(());
        }
        let facts = json!({ "count": count });
        self.act(actor).record(tx, "identity.session.end", ("person", person), facts, Vec::new()).await?;
        Ok(())
    }

    /// Opens a session inside `tx`.
    pub(crate) async fn open_session(&self, tx: &mut Tx, bearer: NewBearer<'_>) -> Result<Opened, Fault> {
        let (token, at) = (self.chance.token::<32>(), self.clock.now());
        let ends_at = at.plus(bearer.absolute);
        let (address, agent) = (base::text::truncate(bearer.address, 100), base::text::truncate(bearer.agent, 300));
        let opening = Opening {
            token_digest: digest(&token),
            person: bearer.person,
            citizen: bearer.citizen,
            post: bearer.post,
            at,
            idle: bearer.idle,
            ends_at,
            address: &address,
            agent: &agent,
        };
        let session = rows::open(tx, &opening).await?;
        Ok(Opened { token, session, ends_at })
    }
}

/// For whom a session is opened; times in milliseconds.
#[derive(Default)]
pub(crate) struct NewBearer<'a> {
    pub person: Option<i64>,
    pub citizen: Option<i64>,
    pub post: Option<i64>,
    pub idle: i64,
    pub absolute: i64,
    pub address: &'a str,
    pub agent: &'a str,
}

/// Rows that name units under a post's unit rather than posts.
const BELOW: &str = "below";

/// The post to act on: `wanted` when it is held, else the first one.
pub(crate) fn choose(held: &[Held], wanted: Option<i64>) -> Option<i64> {
    let mut posts = held.iter().filter(|row| row.kind != BELOW).map(|row| row.post);
    wanted.filter(|wanted| posts.clone().any(|post| post == *wanted)).or_else(|| posts.next())
}

fn roles_of(held: &[Held], post: i64) -> Vec<String> {
    let mut roles: Vec<String> =
        held.iter().filter(|row| row.post == post).filter_map(|row| row.role.clone()).collect();
    roles.sort();
    roles.dedup();
    roles
}

/// Whether one of the posts is that of an administrator.
fn is_administrator(held: &[Held]) -> bool {
    held.iter().filter_map(|row| row.role.as_deref()).any(grants::is_administrator)
}

/// Milliseconds without use after which a session on `post` ends; shorter for administrators.
pub(crate) fn idle(held: &[Held], post: i64, policy: &Policy) -> i64 {
    let administrator = roles_of(held, post).iter().any(|role| grants::is_administrator(role));
    if administrator { policy.idle_admin } else { policy.idle }
}

fn digest(token: &str) -> String {
    hex::encode(Sm3::digest(token.as_bytes()))
}
