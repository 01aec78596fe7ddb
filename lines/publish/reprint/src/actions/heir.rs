//! Another organ continues the functions of a unit (承继): it keeps its sources, reprints what the unit would have had to, and withdraws
//! what the unit reprinted when the original is withdrawn. What was reprinted counts for the unit that did.

use base::Error;
use identity::Actor;
use matter::{Ground, Holds, Succession};
use store::{Any, Tx};
use web::App;

use crate::process::REPRINT;
use crate::store::heirs as rows;

/// Reprints that are handed over in one transaction: each is an act with its entry on the ledger.
const MOST: usize = 500;

/// What units have of the line beside open tasks.
pub(crate) const HOLDS: &[Holds] = &[
    Holds {
        key: "sources",
        title: "转载来源和转载职责",
        measure: "个",
        count: |q, unit| Box::pin(sources(q, unit)),
        succeed: |tx, _, _, to| Box::pin(hand_sources(tx, to)),
        tells: CLERKS,
    },
    Holds {
        key: "reprints",
        title: "已发布的转载",
        measure: "条",
        count: |q, unit| Box::pin(reprints(q, unit)),
        succeed: |tx, app, by, to| Box::pin(hand_reprints(tx, app, by, to)),
        tells: CLERKS,
    },
];

/// Who reprints.
const CLERKS: &[&str] = &["reprint.clerk"];

async fn sources(mut q: Any<'_>, unit: i64) -> Result<i64, Error> {
    Ok(rows::count_sources(&mut q, unit).await?)
}

async fn hand_sources(tx: &mut Tx, to: &Succession<'_>) -> Result<u64, Error> {
    rows::hand_duties(tx, (to.from, to.to)).await?;
    Ok(rows::hand_sources(tx, (to.from, to.to)).await?)
}

async fn reprints(mut q: Any<'_>, unit: i64) -> Result<i64, Error> {
    Ok(rows::count_reprints(&mut q, unit).await?)
}

/// The matter of a reprint that stands goes to the heir, so that its withdrawal comes to the heir's desk.
async fn hand_reprints(tx: &mut Tx, app: &App, by: &Actor, to: &Succession<'_>) -> Result<u64, Error> {
    let ground = Ground::of(app);
    let mut handed = 0;
    for matter in rows::reprints(tx, to.from, MOST).await? {
        let done = matter::succeed(tx, &ground, &REPRINT, (by, matter), to).await?;
        handed += u64::from(done.is_some());
    }
    Ok(handed)
}
