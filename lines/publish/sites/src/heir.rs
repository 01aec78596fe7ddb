//! Whoever continues the functions of a unit (承继) looks after its terminals, and mends the links that lead nowhere.

use ::store::{Any, Tx};
use base::Error;
use matter::{Holds, Succession};

use crate::store::{deadlinks, terminals};

/// What units have of the line beside sites and columns, which are `edition`'s.
pub(crate) const HOLDS: &[Holds] = &[
    Holds {
        key: "terminals",
        title: "查阅终端",
        measure: "台",
        count: |q, unit| Box::pin(watched(q, unit)),
        succeed: |tx, _, _, to| Box::pin(hand_terminals(tx, to)),
        tells: &[crate::KEEPER, "sites.admin"],
    },
    Holds {
        key: "deadlinks",
        title: "待处理的错链",
        measure: "处",
        count: |q, unit| Box::pin(bad(q, unit)),
        succeed: |tx, _, _, to| Box::pin(hand_links(tx, to)),
        tells: &["content.editor", "content.writer"],
    },
];

async fn watched(mut q: Any<'_>, unit: i64) -> Result<i64, Error> {
    Ok(terminals::held(&mut q, unit).await?)
}

async fn hand_terminals(tx: &mut Tx, to: &Succession<'_>) -> Result<u64, Error> {
    Ok(terminals::succeed(tx, (to.from, to.to)).await?)
}

async fn bad(mut q: Any<'_>, unit: i64) -> Result<i64, Error> {
    Ok(deadlinks::held(&mut q, unit).await?)
}

async fn hand_links(tx: &mut Tx, to: &Succession<'_>) -> Result<u64, Error> {
    Ok(deadlinks::succeed(tx, (to.from, to.to)).await?)
}
