//! Those whose consultations or error reports are joined with another (并案): they are told how that one ended, and when it ends without an
//! answer they get one of their own.

use ::store::Tx;
use base::{Error, Moment};
use counter::Book;
use matter::Ground;

use crate::model::Case;
use crate::process::ASK;
use crate::{ASKED, store};

/// The next of those who are joined with `case`, after the case `last`.
async fn next(tx: &mut Tx, case: &Case, last: &mut i64) -> Result<Vec<Case>, Error> {
    let joined = store::joined_with(tx, case.matter_id, *last).await?;
    *last = joined.last().map_or(*last, |end| end.id);
    Ok(joined)
}

/// Tells all of them.
pub(super) async fn tell(tx: &mut Tx, book: &Book, case: &Case, now: Moment, text: &str) -> Result<(), Error> {
    let mut last = 0;
    loop {
        let joined = next(tx, case, &mut last).await?;
        if joined.is_empty() {
            return Ok(());
        }
        for other in &joined {
            book.tell(tx, other, now, text).await?;
        }
    }
}

/// Error reports of the same spot end as the one with which they are joined.
pub(super) async fn finish(tx: &mut Tx, case: &Case, (result, fixed): (&str, &str)) -> Result<(), Error> {
    let mut last = 0;
    loop {
        let joined = next(tx, case, &mut last).await?;
        if joined.is_empty() {
            return Ok(());
        }
        for other in &joined {
            store::finished(tx, other.id, result, fixed).await?;
        }
    }
}

/// A consultation ended before anybody answered it: the oldest that is joined with it goes on by itself, and the others with that one. Who
/// asked first is told until when; for the others nothing is another.
pub(crate) async fn let_go(tx: &mut Tx, ground: &Ground, case: &Case) -> Result<(), Error> {
    if case.replied_at.is_some() {
        return Ok(());
    }
    let Some(done) = matter::part(tx, ground, &ASK, case.matter_id).await? else { return Ok(()) };
    let lead = store::of_matter(tx, done.id).await?.ok_or(Error::Unseen)?;
    store::set_valid(tx, lead.id, true).await?;
    let text = counter::told::unjoined("咨询", &done, ground.now.date());
    Ok(ASKED.tell(tx, &lead, ground.now, &text).await?)
}
