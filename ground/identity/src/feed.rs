//! Calendar feeds (日历订阅): an address that only its owner knows, by which the calendar of a telephone or a mail program
//! reads without signing in what lies at the official's seats. It shows nothing but what [`Identity::feed_readers`] gives
//! its reader to ask with.

use base::time::HOUR;
use base::{Error, Fault};
use serde_json::json;

use crate::store::feeds as rows;
use crate::store::sessions::Bearer;
use crate::store::{people, posts};
use crate::{Actor, Identity, Staff};

pub use crate::store::feeds::CalendarFeed;

/// What the key of the tokens is for.
const PURPOSE: &str = "calendar feed";

impl Identity {
    /// The official's own feed, if he has one.
    ///
    /// # Errors
    /// Not an official; a fault of the database.
    pub async fn feed(&self, actor: &Actor) -> Result<Option<CalendarFeed>, Error> {
        Ok(rows::of_person(&mut self.db.reader(), actor.staff()?.person).await?)
    }

    /// Makes a new address for the official's own feed; the one before leads nowhere from then on. Gives its token, which
    /// is stored nowhere: 48 hexadecimal digits.
    ///
    /// # Errors
    /// Not an official; a fault of the database.
    pub async fn open_feed(&self, actor: &Actor) -> Result<String, Error> {
        let person = actor.staff()?.person;
        let token = self.chance.token::<24>();
        let mut tx = self.db.begin().await?;
        let act = self.act(actor);
        rows::put(&mut tx, person, &self.digest(PURPOSE, &token), act.at).await?;
        act.record(&mut tx, "identity.feed.open", ("person", person), json!({}), Vec::new()).await?;
        tx.commit().await?;
        Ok(token)
    }

    /// Ends the official's own feed; ending none is no error.
    ///
    /// # Errors
    /// Not an official; a fault of the database.
    pub async fn close_feed(&self, actor: &Actor) -> Result<(), Error> {
        let person = actor.staff()?.person;
        let mut tx = self.db.begin().await?;
        if rows::drop_of(&mut tx, person).await? > 0 {
            let act = self.act(actor);
            act.record(&mut tx, "identity.feed.close", ("person", person), json!({}), Vec::new()).await?;
        }
        Ok(tx.commit().await?)
    }

    /// The official whose feed has this token, once for each post that he holds now; nobody when there is no such feed or
    /// the account was switched off. He counts as an official for reading his own lists only: there is no session.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn feed_readers(&self, token: &str) -> Result<Vec<Staff>, Fault> {
        let now = self.clock.now();
        let mut reader = self.db.reader();
        let Some(feed) = rows::by_token(&mut reader, &self.digest(PURPOSE, token)).await? else {
            return Ok(Vec::new());
        };
        let person = people::find(&mut reader, feed.person_id).await?.filter(|person| person.disabled_at.is_none());
        let Some(person) = person else { return Ok(Vec::new()) };
        if feed.read_at.is_none_or(|at| at.plus(HOUR) <= now) {
            let mut tx = self.db.begin().await?;
            rows::read(&mut tx, person.id, now).await?;
            tx.commit().await?;
        }
        let held = posts::held(&mut reader, person.id, now).await?;
        let policy = self.policy(now)?;
        let mut each: Vec<i64> = held.iter().map(|row| row.post).collect();
        each.sort_unstable();
        each.dedup();
        let staff = each.into_iter().filter_map(|post| {
            let bearer = Bearer::reading(person.id, &person.name, post, now);
            self.staff(bearer, person.id, &held, &policy, now).filter(|staff| staff.post == post)
        });
        Ok(staff.collect())
    }
}
