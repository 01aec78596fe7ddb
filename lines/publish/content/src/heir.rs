//! Whoever continues the functions of a unit (承继) decides what was offered to its sites, and looks at what was published there
//! without reviews.

use ::store::Tx;
use base::Error;
use matter::{Holds, Succession};

use crate::store::{offers, unreviewed};

/// Roles of those who do.
const EDITORS: &[&str] = &["content.editor"];

/// What units have of the line.
pub(crate) const HOLDS: &[Holds] = &[
    Holds {
        key: "offers",
        title: "待处理的报送",
        measure: "条",
        count: |mut q, unit| Box::pin(async move { Ok(offers::held(&mut q, unit).await?) }),
        succeed: |tx, _, _, to| Box::pin(hand_offers(tx, to)),
        tells: EDITORS,
    },
    Holds {
        key: "forced",
        title: "待复核的强制发布",
        measure: "件",
        count: |mut q, unit| Box::pin(async move { Ok(unreviewed::held(&mut q, unit).await?) }),
        succeed: |tx, _, _, to| Box::pin(hand_forced(tx, to)),
        tells: EDITORS,
    },
];

async fn hand_offers(tx: &mut Tx, to: &Succession<'_>) -> Result<u64, Error> {
    Ok(offers::succeed(tx, (to.from, to.to)).await?)
}

async fn hand_forced(tx: &mut Tx, to: &Succession<'_>) -> Result<u64, Error> {
    Ok(unreviewed::succeed(tx, (to.from, to.to)).await?)
}
