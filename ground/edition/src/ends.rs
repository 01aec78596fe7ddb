//! Documents whose time is over or nearly so (有效期). The program tells; whether one has ended is decided by its unit.

use base::{Date, Fault};
use store::Db;

use crate::Content;
use crate::store::ends as rows;

pub use crate::store::ends::{Ending, ending};

/// Editions that are looked at in one step.
const STEP: usize = 200;

/// Notes the ends of what older versions published; gives how many were looked at.
///
/// # Errors
/// A fault when the database does not answer or a stored content cannot be read.
pub async fn gather(db: &Db) -> Result<usize, Fault> {
    let mut looked = 0;
    loop {
        let mut tx = db.begin().await?;
        let step = rows::unknown(&mut tx, STEP).await?;
        for live in &step {
            rows::set(&mut tx, live.item_id, &text(&live.content()?)).await?;
        }
        tx.commit().await?;
        looked += step.len();
        if step.len() < STEP {
            return Ok(looked);
        }
    }
}

/// The end as it is stored; empty for none.
pub(crate) fn text(content: &Content) -> String {
    content.head.valid_until.map(|until: Date| until.to_string()).unwrap_or_default()
}
