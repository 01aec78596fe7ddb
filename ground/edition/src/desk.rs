//! Who writes, when, in which program: the circumstances of every write.

use std::collections::BTreeSet;

use base::{Fault, Moment};
use identity::Actor;
use ledger::{Body, Entry, Subject};
use serde_json::Value;
use store::Tx;
use web::{App, Cx};

/// The circumstances of a write.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The program.
    pub app: &'a App,
    /// Who acts.
    pub by: &'a Actor,
    /// When.
    pub now: Moment,
}

impl<'a> Desk<'a> {
    /// Of `by`, now.
    pub fn new(app: &'a App, by: &'a Actor) -> Self {
        Self { app, by, now: app.clock.now() }
    }

    /// Of whoever made the request.
    pub fn of(cx: &'a Cx) -> Self {
        Self { app: &cx.app, by: &cx.actor, now: cx.now }
    }

    /// Puts the act on the ledger; gives the entry's key. What pages show of it is told by whoever acts.
    ///
    /// # Errors
    /// A fault when the database does not answer.
    pub async fn record(
        &self,
        tx: &mut Tx,
        verb: &str,
        subject: (&str, i64),
        facts: Value,
        bodies: Vec<Body<'_>>,
    ) -> Result<i64, Fault> {
        let subject = Subject { kind: subject.0, id: subject.1 };
        let entry = Entry { at: self.now, actor: self.by.ledger(), verb, subject, facts, bodies };
        let entry = ledger::record(tx, &self.app.chance, entry).await?;
        let app = self.app.clone();
        tx.after_commit(move || app.cache.said(entry));
        Ok(entry)
    }

    /// Once the transaction is on the disk, no cached page shows what depends on `keys`.
    pub(crate) fn tell(&self, tx: &mut Tx, keys: BTreeSet<String>) {
        let app = self.app.clone();
        tx.after_commit(move || keys.iter().for_each(|key| app.cache.invalidate(key)));
    }
}
