//! Which findings stand on an open order, for the lists of the lines that found them.

use base::Error;
use counter::{Scope, desk};
use identity::Actor;
use matter::{Later, Mark};
use store::Query;
use web::App;

use crate::ALL;
use crate::process::HANDLE;
use crate::store::items;

/// Whose orders the actor sees.
pub(crate) fn scope(actor: &Actor) -> Scope {
    Scope::of(actor, ALL, None, HANDLE)
}

/// Whether the actor sees the order that runs as `matter`: one that is drawn up is not yet the unit's.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn sees(q: &mut impl Query, actor: &Actor, matter: i64) -> Result<bool, Error> {
    Ok(match scope(actor) {
        Scope::All => true,
        Scope::Units(units) => actor.may(crate::WORK, None) && desk::concerns(q, matter, &units).await?,
    })
}

/// The marks of a list. Who may not see the order learns that there is one once it is signed off, and nothing more.
pub(crate) fn marks<'a>(
    app: &'a App,
    actor: &'a Actor,
    kind: &'a str,
    keys: &'a [String],
) -> Later<'a, Vec<(String, Mark)>> {
    Box::pin(async move {
        let mut q = app.db.reader();
        let mut marks = Vec::new();
        for taken in items::taken(&mut q, kind, keys).await? {
            let mark = if sees(&mut q, actor, taken.matter_id).await? {
                Mark { number: taken.number, href: format!("/work/monitoring/{}", taken.matter_id) }
            } else if taken.issued_on.is_some() {
                Mark { number: String::new(), href: String::new() }
            } else {
                continue;
            };
            marks.push((taken.key, mark));
        }
        Ok(marks)
    })
}
