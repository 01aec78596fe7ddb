//! The invented officials who act in the history, on their real posts.

use std::collections::BTreeMap;

use base::{Error, Moment};
use identity::Actor;
use web::App;

use crate::CLERK;

/// Who acts.
pub(super) struct Cast {
    /// Keeps the mailbox.
    pub clerk: Actor,
    /// Reviews answers.
    pub approver: Actor,
    /// Urges and supervises; the approver where no leader has the role.
    pub leader: Option<Actor>,
    handlers: BTreeMap<i64, Actor>,
    units: BTreeMap<String, i64>,
}

impl Cast {
    /// Finds the posts with the roles of this package.
    pub(super) async fn find(app: &App, at: Moment) -> Result<Self, Error> {
        let clerk = one(app, CLERK, at).await?;
        let approver = one(app, "letters.approver", at).await?;
        let leader = actors(app, "letters.leader", at).await?.into_iter().next();
        let mut handlers = BTreeMap::new();
        for actor in actors(app, "letters.handler", at).await? {
            if let Actor::Staff(staff) = &actor {
                handlers.entry(staff.unit).or_insert(actor.clone());
            }
        }
        let units = identity::units::all(&mut app.db.reader()).await?;
        let units = units.into_iter().filter(|u| handlers.contains_key(&u.id)).map(|u| (u.short_name, u.id)).collect();
        Ok(Self { clerk, approver, leader, handlers, units })
    }

    /// The unit with this short name, or any unit that handles letters, and who handles there.
    pub(super) fn unit(&self, name: &str, other_than: Option<i64>) -> Option<i64> {
        let named = self.units.get(name).copied().filter(|u| Some(*u) != other_than);
        named.or_else(|| self.handlers.keys().copied().find(|u| Some(*u) != other_than))
    }

    /// Who handles letters in a unit.
    pub(super) fn handler(&self, unit: i64) -> Option<&Actor> {
        self.handlers.get(&unit)
    }
}

async fn one(app: &App, role: &str, at: Moment) -> Result<Actor, Error> {
    let found = actors(app, role, at).await?.into_iter().next();
    found.ok_or_else(|| Error::refused("letters.no-desk", format!("没有岗位担任 {role}，请先设置岗位。")))
}

async fn actors(app: &App, role: &str, at: Moment) -> Result<Vec<Actor>, Error> {
    identity::sample::officials(&mut app.db.reader(), app.identity.roles(), role, app.clock.now().max(at)).await
}
