//! The access log (访问日志): who came from where and what was refused, apart from the ledger, which holds only acts.

use base::rules::Rules;
use base::time::DAY;
use base::{Error, Fault, Moment, text};
use store::{Db, Query, Tx};

use crate::Actor;
use crate::store::access as rows;
pub use crate::store::access::Line;

/// Days before which nothing may be forgotten: 网络安全法 (2016) art. 21(3) wants six months at least, this is more.
const KEPT_DAYS_MIN: i64 = 184;
/// Characters kept of what a stranger can make as long as he likes.
const CHARS_MAX: usize = 300;

/// One event to be logged.
#[derive(Debug, Clone, Copy, Default)]
pub struct Access<'a> {
    /// `sign_in`, `sign_out`, `refused` or `read` (somebody looked at personal data).
    pub kind: &'a str,
    /// The official, if known.
    pub person: Option<i64>,
    /// The citizen, if known.
    pub citizen: Option<i64>,
    /// Network address.
    pub address: &'a str,
    /// What was asked for.
    pub path: &'a str,
    /// How it ended: `ok` or the name of a refusal.
    pub outcome: &'a str,
}

/// Which lines to show; absent parts do not restrict.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Lines with a smaller key, for the next page.
    pub before: Option<i64>,
    /// Of this official.
    pub person: Option<i64>,
    /// Of this kind.
    pub kind: Option<String>,
    /// From this moment on.
    pub since: Option<Moment>,
    /// Until before this moment.
    pub until: Option<Moment>,
}

impl<'a> Access<'a> {
    /// An event of `actor`.
    pub fn of(actor: &Actor, kind: &'a str, address: &'a str, path: &'a str, outcome: &'a str) -> Self {
        let citizen = actor.citizen().ok().map(|citizen| citizen.id);
        Self { kind, person: actor.person(), citizen, address, path, outcome }
    }

    /// Writes the event inside a transaction.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn write(&self, tx: &mut Tx, at: Moment) -> Result<(), Fault> {
        let (address, path) = (text::truncate(self.address, CHARS_MAX), text::truncate(self.path, CHARS_MAX));
        rows::insert(tx, at, &Access { address: &address, path: &path, ..*self }).await?;
        Ok(())
    }

    /// Writes the event in a transaction of its own, for requests that were refused.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn log(&self, db: &Db, at: Moment) -> Result<(), Fault> {
        let mut tx = db.begin().await?;
        self.write(&mut tx, at).await?;
        tx.commit().await
    }
}

/// Lines of the log, newest first; for the audit administrator only.
///
/// # Errors
/// The actor may not.
pub async fn list(q: &mut impl Query, actor: &Actor, filter: &Filter, limit: usize) -> Result<Vec<Line>, Error> {
    actor.require("identity.access.read", None)?;
    Ok(rows::list(q, filter, limit).await?)
}

/// Deletes lines older than the rule `identity.log.days` says, but never younger than half a year; gives how many.
///
/// # Errors
/// A fault of the database.
pub async fn forget(tx: &mut Tx, rules: &Rules, now: Moment) -> Result<u64, Fault> {
    let days = rules.number("identity.log.days", now.date())?;
    rows::forget_before(tx, now.plus(-days.max(KEPT_DAYS_MIN).saturating_mul(DAY))).await
}
