//! Those whose letters are joined with another (并案): they are told how that one ended, and when it ends without an answer they get one of
//! their own.

use ::store::Tx;
use base::{Error, Moment};
use matter::Ground;

use crate::model::Letter;
use crate::process::LETTER;
use crate::{BOOK, store};

/// The next of those that are joined with `letter`, after the letter `last`.
async fn next(tx: &mut Tx, letter: &Letter, last: &mut i64) -> Result<Vec<Letter>, Error> {
    let joined = store::joined_with(tx, letter.matter_id, *last).await?;
    *last = joined.last().map_or(*last, |end| end.id);
    Ok(joined)
}

/// Tells all of them.
pub(super) async fn tell(tx: &mut Tx, letter: &Letter, now: Moment, text: &str) -> Result<(), Error> {
    let mut last = 0;
    loop {
        let joined = next(tx, letter, &mut last).await?;
        if joined.is_empty() {
            return Ok(());
        }
        for other in &joined {
            BOOK.tell(tx, other, now, text).await?;
        }
    }
}

/// A letter ended before anybody answered it: the oldest that is joined with it goes on by itself, and the others with that one. Who wrote
/// it is told until when; for the others nothing is another.
pub(crate) async fn let_go(tx: &mut Tx, ground: &Ground, letter: &Letter) -> Result<(), Error> {
    if letter.replied_at.is_some() {
        return Ok(());
    }
    let Some(done) = matter::part(tx, ground, &LETTER, letter.matter_id).await? else { return Ok(()) };
    let lead = store::of_matter(tx, done.id).await?.ok_or(Error::Unseen)?;
    store::set_valid(tx, lead.id, true).await?;
    let text = counter::told::unjoined("来信", &done, ground.now.date());
    Ok(BOOK.tell(tx, &lead, ground.now, &text).await?)
}
