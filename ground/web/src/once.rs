//! Forms that count once, however often they arrive: double click, resend, back button.

use base::time::DAY;
use base::{Fault, Moment};
use sm3::{Digest, Sm3};
use store::Tx;

use crate::{App, Cx, Form, store as rows};

/// How long a key is remembered, in milliseconds.
const REMEMBERED: i64 = 30 * DAY;

/// Whether a form arrives for the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Once {
    /// For the first time: do what it asks, then call [`Cx::once_done`].
    First,
    /// Again: it was done, and this is where it led.
    Done(String),
}

impl Cx {
    /// Asks whether `form` has been taken before, inside the transaction that does what it asks. Of two that arrive at
    /// once, the second waits for the first. A form without a key is always first.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn once(&self, tx: &mut Tx, form: &Form) -> Result<Once, Fault> {
        if form.once().is_empty() {
            return Ok(Once::First);
        }
        let key = key(&self.path, form.once());
        if rows::arrive(tx, &key, self.now).await? {
            return Ok(Once::First);
        }
        let location = rows::location(tx, &key).await?.filter(|location| !location.is_empty());
        tx.settle_earlier().await?;
        Ok(Once::Done(location.unwrap_or_else(|| self.path.clone())))
    }

    /// Where `form` led when it was taken before, for a form that comes again from the Back button without its bot answer.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn taken_before(&self, form: &Form) -> Result<Option<String>, Fault> {
        let found = rows::location(&mut self.reader(), &key(&self.path, form.once())).await?;
        Ok(found.filter(|location| !location.is_empty()))
    }

    /// Notes where the form led, for those that send it again.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn once_done(&self, tx: &mut Tx, form: &Form, location: &str) -> Result<(), Fault> {
        if form.once().is_empty() {
            return Ok(());
        }
        rows::lead(tx, &key(&self.path, form.once()), location).await
    }

    /// Ends a write: remembers where it leads for whoever sends the form again, makes it durable, and says `words` there.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn done(&self, tx: Tx, form: &Form, to: &str, words: &str) -> crate::Result {
        self.settled(tx, form, to).await?;
        self.notice("good", words);
        self.see_other(to)
    }

    /// Ends a write whose answer is a page of its own, such as one with a secret that is shown once: whoever sends the form again is led
    /// to `to`.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn settled(&self, mut tx: Tx, form: &Form, to: &str) -> Result<(), Fault> {
        self.once_done(&mut tx, form, to).await?;
        tx.commit().await?;
        self.app.ledger.notify();
        Ok(())
    }
}

/// Forgets keys and kept forms whose time is up; for a daily job. Gives how many rows went.
///
/// # Errors
/// A fault of the database.
pub async fn sweep(app: &App) -> Result<u64, Fault> {
    let now: Moment = app.clock.now();
    let mut tx = app.db.begin().await?;
    let gone = rows::forget(&mut tx, now, now.plus(-REMEMBERED)).await?;
    tx.commit().await?;
    Ok(gone)
}

/// One form at one address: a key does not tell anything at another.
fn key(path: &str, once: &str) -> String {
    hex::encode(Sm3::digest(format!("{path}\n{once}").as_bytes()))
}
