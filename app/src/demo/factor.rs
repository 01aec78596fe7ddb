//! The demonstration leaves the second factor of the administrators off, by an edit of the rule that everybody can read.

use base::Error;
use serde_json::json;
use web::App;

use crate::screens::{RULE_SET, reload_rules};
use crate::store as rows;

/// The rule row.
pub const RULE: &str = "identity.totp.administrators";
/// Why, as it stands in the history of the rule.
const WHY: &str = "演示县：管理员账号公开打印，不要求第二种鉴别";

/// Sets the rule to 否 from today on, unless somebody has set it before.
///
/// # Errors
/// A fault when it cannot be stored.
pub async fn leave_factor_off(app: &App) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    if rows::rules(&mut tx).await?.iter().any(|edit| edit.rule == RULE) {
        return Ok(());
    }
    let (now, today) = (app.clock.now(), app.clock.today());
    let id = rows::add_rule(&mut tx, RULE, 0, today, WHY, now).await?;
    let entry = ledger::Entry {
        at: now,
        actor: ledger::Actor::SYSTEM,
        verb: RULE_SET,
        subject: ledger::Subject { kind: "renhe_rule", id },
        facts: json!({ "rule": RULE, "before": 1, "value": 0, "from": today.to_string(), "why": WHY }),
        bodies: Vec::new(),
    };
    app.ledger.record(&mut tx, entry).await?;
    tx.commit().await?;
    reload_rules(app).await?;
    Ok(())
}
