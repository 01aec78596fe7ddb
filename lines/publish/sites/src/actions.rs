//! The keeper's one verb: setting what every page prints.

use base::Error;
use web::Cx;

use crate::{KEEP, store};

/// Sets all settings at once: may I? → change → record → tell.
pub(crate) async fn keep(cx: &Cx, values: &[(&'static str, String)]) -> Result<(), Error> {
    cx.actor.require(KEEP, None)?;
    let mut tx = cx.begin().await?;
    let before = store::settings(&mut tx).await?;
    let mut changed = Vec::new();
    for (key, value) in values {
        if before.get(*key).map(String::as_str) != Some(value.as_str()) {
            store::set(&mut tx, key, value, cx.now).await?;
            changed.push(serde_json::json!({ "key": key, "value": value }));
        }
    }
    if changed.is_empty() {
        return Ok(());
    }
    let entry = ledger::Entry {
        at: cx.now,
        actor: cx.actor.ledger(),
        verb: "sites.keep",
        subject: ledger::Subject { kind: "site", id: 1 },
        facts: serde_json::json!({ "changed": changed }),
        bodies: Vec::new(),
    };
    ledger::record(&mut tx, &cx.app.chance, entry).await?;
    tx.commit().await?;
    cx.app.cache.invalidate(web::SITE);
    Ok(())
}
