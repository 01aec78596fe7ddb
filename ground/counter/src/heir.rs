//! Whoever continues the functions of a unit (承继) makes the calls that it has not made.

use base::Error;
use matter::{Holds, Succession};
use store::{Any, Tx};

use crate::store as rows;

/// What units have of this package. Whoever may call is found by the roles of the lines, which are told of their matters.
pub const HOLDS: &[Holds] = &[Holds {
    key: "calls",
    title: "待电话告知的事项",
    measure: "件",
    count: |q, unit| Box::pin(count(q, unit)),
    succeed: |tx, _, _, to| Box::pin(succeed(tx, to)),
    tells: &[],
}];

async fn count(mut q: Any<'_>, unit: i64) -> Result<i64, Error> {
    Ok(rows::held(&mut q, unit).await?)
}

async fn succeed(tx: &mut Tx, to: &Succession<'_>) -> Result<u64, Error> {
    Ok(rows::succeed(tx, (to.from, to.to)).await?)
}
