//! Keywords (关键词) of what is published, by which it is gathered from all columns of a site.

use base::Fault;
use store::Db;

use crate::store::{lists, live, tags};

pub use crate::store::tags::{tagged, unknown, words};

/// The job that writes the keywords of what older versions published; app gives it [`gather`].
pub const GATHER_JOB: &str = "edition.tags";
/// Editions that are looked at in one step.
const STEP: usize = 200;

/// Writes the keywords of everything published; gives how many editions have some.
///
/// # Errors
/// A fault when the database does not answer or a stored content cannot be read.
pub async fn gather(db: &Db) -> Result<usize, Fault> {
    let (mut after, mut found) = (0, 0);
    loop {
        let step = lists::walk(&mut db.reader(), after, STEP).await?;
        let Some(last) = step.last() else { return Ok(found) };
        after = last.item_id;
        let mut tx = db.begin().await?;
        for edition in &step {
            // Read again under the lock: it may have been withdrawn since.
            let Some(edition) = live::find(&mut tx, edition.item_id).await? else { continue };
            let keywords = edition.content()?.keywords;
            found += usize::from(!words(&keywords).is_empty());
            tags::put(&mut tx, edition.item_id, &keywords, edition.published_at).await?;
        }
        tx.commit().await?;
    }
}
