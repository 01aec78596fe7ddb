//! 承继: the organ that continues the functions of a unit keeps its sites and columns and answers for its editions. Addresses and index
//! numbers stay, and pages go on to say who made what they show.

use std::collections::BTreeSet;

use base::Error;
use identity::Actor;
use matter::{Holds, Succession};
use serde_json::json;
use store::Tx;
use store::search::{Named, renamed};
use web::App;

use crate::store::heirs as rows;
use crate::{DISCLOSED, Desk, KEEP, WRITE, site_key};

/// Who keeps sites.
const KEEPERS: &[&str] = &[KEEP];
/// Who writes.
const WRITERS: &[&str] = &[WRITE];

/// What units have of this package.
pub const HOLDS: &[Holds] = &[
    Holds {
        key: "sites",
        title: "网站",
        measure: "个",
        count: |mut q, unit| Box::pin(async move { Ok(rows::count_sites(&mut q, unit).await?) }),
        succeed: |tx, app, by, to| Box::pin(sites(tx, app, by, to)),
        tells: KEEPERS,
    },
    Holds {
        key: "columns",
        title: "栏目",
        measure: "个",
        count: |mut q, unit| Box::pin(async move { Ok(rows::count_columns(&mut q, unit).await?) }),
        succeed: |tx, _, _, to| Box::pin(columns(tx, to)),
        tells: WRITERS,
    },
    Holds {
        key: "editions",
        title: "稿件",
        measure: "篇",
        count: |mut q, unit| Box::pin(async move { Ok(rows::count_editions(&mut q, unit).await?) }),
        succeed: |tx, app, by, to| Box::pin(editions(tx, app, by, to)),
        tells: WRITERS,
    },
];

/// The heir keeps the sites, those off line too: one of them may come back.
async fn sites(tx: &mut Tx, app: &App, by: &Actor, to: &Succession<'_>) -> Result<u64, Error> {
    let desk = Desk::new(app, by);
    let kept = rows::sites(tx, to.from).await?;
    let mut keys = BTreeSet::new();
    for site in &kept {
        rows::keep_site(tx, *site, to.to).await?;
        // What the search shows to its keeper is shown to another one.
        renamed(tx, Named::Site(*site)).await?;
        let facts = json!({ "from": to.from, "to": to.to });
        desk.record(tx, "edition.site.heir", ("site", *site), facts, Vec::new()).await?;
        keys.extend([site_key(*site), web::SITE.to_owned()]);
    }
    desk.tell(tx, keys);
    Ok(kept.len() as u64)
}

/// The heir has to keep the columns current.
async fn columns(tx: &mut Tx, to: &Succession<'_>) -> Result<u64, Error> {
    Ok(rows::hand_columns(tx, (to.from, to.to)).await?)
}

/// The heir answers for what was written, published or not.
async fn editions(tx: &mut Tx, app: &App, by: &Actor, to: &Succession<'_>) -> Result<u64, Error> {
    let editions = rows::hand_editions(tx, (to.from, to.to)).await?;
    Desk::new(app, by).tell(tx, [DISCLOSED.to_owned()].into());
    Ok(editions)
}
