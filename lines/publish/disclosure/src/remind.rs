//! Reminds the keepers of units of what they kept closed and have to look at again (条例 art. 18).

use ::store::Tx;
use base::time::DAY;
use base::{Error, Moment};
use matter::Later;
use serde_json::{Value, json};
use web::App;

use crate::{KEEP, LINE, actions, pages, store as rows};

/// The kind of the daily job.
pub const DAILY: &str = "disclosure.daily";

/// The handler of [`DAILY`]: tells each unit that has something due, and again only after the time of the rule.
pub(crate) fn daily<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let now = app.clock.now();
        let again = now.plus(-app.number("disclosure.assess.remind")?.saturating_mul(DAY));
        let roles: Vec<&str> =
            LINE.roles.iter().filter(|role| role.verbs.contains(&KEEP)).map(|role| role.key).collect();
        let mut tx = app.db.begin().await?;
        let mut told = Vec::new();
        for (unit, items, last) in rows::units_with_due(&mut tx, pages::assess_limit(app, now)?).await? {
            if last.is_some_and(|last| last > again) {
                continue;
            }
            let text =
                format!("有 {items} 条不予公开的信息到了定期评估时间（条例第十八条），请在工作台“信息公开”中办理。");
            identity::posts::tell_unit(&mut tx, &roles, unit, now, &text).await?;
            rows::told(&mut tx, unit, items, now).await?;
            told.push(json!({ "unit": unit, "items": items }));
        }
        told.extend(unpublished(app, &mut tx, now).await?);
        if told.is_empty() {
            return Ok(());
        }
        let entry = ledger::Entry {
            at: now,
            actor: identity::Actor::System.ledger(),
            verb: "disclosure.remind",
            subject: ledger::Subject { kind: "disclosure", id: 0 },
            facts: json!({ "units": told }),
            bodies: Vec::new(),
        };
        ledger::record(&mut tx, &app.chance, entry).await?;
        tx.commit().await?;
        app.ledger.notify();
        Ok(())
    })
}

/// Tells the writers of units again of what was found disclosable and is still not published: every so many days after it was found.
async fn unpublished(app: &App, tx: &mut Tx, now: Moment) -> Result<Vec<Value>, Error> {
    let days = app.number("disclosure.assess.remind")?.max(1);
    let mut told = Vec::new();
    // Once in `days`, by the number of the day, so that no row has to remember it.
    if now.0.div_euclid(DAY).rem_euclid(days) != 0 {
        return Ok(told);
    }
    let writers = actions::writers(app);
    for (unit, items) in rows::units_with_opened(tx, now.plus(-DAY)).await? {
        let text = format!(
            "有 {items} 条经定期评估可以公开的信息还没有发布，请在工作台“信息公开—定期评估”中查看，尽快送审发布。"
        );
        identity::posts::tell_unit(tx, &writers, unit, now, &text).await?;
        told.push(json!({ "unit": unit, "unpublished": items }));
    }
    Ok(told)
}
