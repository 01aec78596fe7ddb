//! Whoever continues the functions of a unit (承继) does its items. Codes and addresses stay.

use ::store::{Any, Tx};
use base::Error;
use matter::{Holds, Succession};
use web::App;

use crate::{CACHE, store};

/// What units have of the line.
pub(crate) const HOLDS: &[Holds] = &[Holds {
    key: "items",
    title: "服务事项",
    measure: "项",
    count: |q, unit| Box::pin(count(q, unit)),
    succeed: |tx, app, _, to| Box::pin(succeed(tx, app, to)),
    tells: &[],
}];

async fn count(mut q: Any<'_>, unit: i64) -> Result<i64, Error> {
    Ok(store::held(&mut q, unit).await?)
}

async fn succeed(tx: &mut Tx, app: &App, to: &Succession<'_>) -> Result<u64, Error> {
    let handed = store::succeed(tx, (to.from, to.to), app.clock.now()).await?;
    let app = app.clone();
    tx.after_commit(move || app.cache.invalidate(CACHE));
    Ok(handed)
}
