//! Officials who are named on the command line: whoever runs the program on its server answers for the name. There is no session and no
//! password; what is recorded says that it was done at the terminal.

use base::Fault;

use crate::store::posts;
use crate::store::sessions::Bearer;
use crate::{Actor, Identity, people};

impl Identity {
    /// The official with this login, once for each post that he holds now; none when there is no such login, or he may not sign in.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn named(&self, login: &str) -> Result<Vec<Actor>, Fault> {
        let now = self.clock.now();
        let mut reader = self.db.reader();
        let person = people::by_login(&mut reader, login).await?;
        let Some(person) = person.filter(|person| person.disabled_at.is_none()) else { return Ok(Vec::new()) };
        let held = posts::held(&mut reader, person.id, now).await?;
        let policy = self.policy(now)?;
        let mut own: Vec<i64> = held.iter().map(|row| row.post).collect();
        own.dedup();
        let on = |post: i64| {
            let bearer = Bearer::reading(person.id, &person.name, post, now);
            self.staff(bearer, person.id, &held, &policy, now).filter(|staff| staff.post == post)
        };
        Ok(own.into_iter().filter_map(on).map(Actor::Staff).collect())
    }
}
