//! What every write needs to know: who, when, and randomness for the ledger's salts.

use base::{Chance, Error, Fault, Moment};
use ledger::{Body, Entry, Subject};
use store::Tx;

use crate::Actor;

/// The circumstances of a write.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    /// Who acts.
    pub by: &'a Actor,
    /// When.
    pub at: Moment,
    /// Randomness for salts and passwords.
    pub chance: &'a Chance,
}

impl<'a> Act<'a> {
    /// An act of `by` at the moment `at`.
    pub fn new(by: &'a Actor, at: Moment, chance: &'a Chance) -> Self {
        Self { by, at, chance }
    }

    /// Puts the act on the ledger; gives the entry's key. `facts` never hold personal data.
    pub(crate) async fn record(
        &self,
        tx: &mut Tx,
        verb: &str,
        subject: (&str, i64),
        facts: serde_json::Value,
        bodies: Vec<Body<'_>>,
    ) -> Result<i64, Fault> {
        let subject = Subject { kind: subject.0, id: subject.1 };
        let entry = Entry { at: self.at, actor: self.by.ledger(), verb, subject, facts, bodies };
        ledger::record(tx, self.chance, entry).await
    }

    /// Refuses when the actor would decide about himself.
    pub(crate) fn not_oneself(&self, person: i64) -> Result<(), Error> {
        if self.by.person() == Some(person) {
            return Err(Error::refused("identity.oneself", "不得为本人授权或任职，请由另一位管理员办理。"));
        }
        Ok(())
    }
}
