//! An older site that is published as it was (按原样发布): begun by somebody who publishes on the site, with a reason, and looked at
//! afterwards by a second person, as one forced publication. What the gate finds in its pages is not published with it.

use ::store::Tx;
use base::time::HOUR;
use base::{Error, Moment, text};
use edition::{Desk, PUBLISH, Site};
use identity::Actor;
use serde_json::{Value, json};
use web::App;

use crate::actions::{DUE, LOOKERS, REMIND, REMINDED_MAX, may_look, said};
use crate::store::brought::{self as rows, New};
use crate::store::imports::{self, Import};

/// Notes that an import begins to publish; gives until when a second person looks at it.
///
/// # Errors
/// The actor does not publish on the site, or gives no reason that says something.
pub(crate) async fn begin(
    tx: &mut Tx,
    desk: &Desk<'_>,
    import: &Import,
    site: &Site,
    why: &str,
) -> Result<Moment, Error> {
    if !desk.by.may(PUBLISH, Some(site.unit_id)) {
        let message = "按原样发布不经三审，须由负责在该网站发布稿件的人开始。请选择导入为草稿，或者先点“只保存对应关系”，再请网站编辑在“稿件—导入旧网站”中开始。";
        return Err(Error::field("manner", message));
    }
    let why = text::clean_line(why);
    base::reason::check("why", "不经三审按原样发布的理由（由第二人事后复核）", &why, 200)?;
    let due = desk.now.plus(desk.app.number(DUE)?.saturating_mul(HOUR));
    let actor = desk.by.name();
    let new = New { import: import.id, unit: site.unit_id, why: &why, person: desk.by.person(), actor: &actor, due };
    rows::put(tx, &new, desk.now).await?;
    record(tx, desk, "content.import.force", import.id, json!({ "why": why, "due": due.0 })).await?;
    let text = format!(
        "【强制发布】旧网站“{}”（{} 个网页）未经三审按原样发布，请于 {} 前到工作台“强制发布待复核—导入”复核。",
        import.name,
        import.pages,
        due.minutes()
    );
    identity::posts::tell_unit(tx, LOOKERS, site.unit_id, desk.now, &text).await?;
    Ok(due)
}

/// Notes what the second person found. Never the one who began it.
///
/// # Errors
/// The actor does not publish on the site; he is the same person; somebody looked already; fields are wrong.
pub(crate) async fn look(tx: &mut Tx, desk: &Desk<'_>, id: i64, verdict: &str, note: &str) -> Result<(), Error> {
    let brought = rows::one(tx, id).await?.ok_or(Error::Unseen)?;
    may_look(desk.by, brought.unit_id, brought.person_id)?;
    let note = said(verdict, note)?;
    let by = desk.by.name();
    if rows::looked(tx, id, (desk.by.person(), &by), (verdict, &note), desk.now).await? == 0 {
        return Err(Error::Conflict("这次导入已由他人复核。".to_owned()));
    }
    record(tx, desk, "content.import.check", id, json!({ "verdict": verdict })).await
}

/// Reminds the editors once of imports that nobody looked at and whose time is nearly up.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn remind(app: &App) -> Result<(), Error> {
    let desk = Desk::new(app, &Actor::System);
    let until = desk.now.plus(app.number(REMIND)?.saturating_mul(HOUR));
    for brought in rows::to_remind(&mut app.db.reader(), until, REMINDED_MAX).await? {
        let mut tx = app.db.begin().await?;
        if rows::reminded(&mut tx, brought.import_id, desk.now).await? == 0 {
            continue;
        }
        let name = imports::find(&mut tx, brought.import_id).await?.map(|import| import.name).unwrap_or_default();
        let due = brought.due_at.minutes();
        let text = format!(
            "【强制发布】旧网站“{name}”按原样发布后还没有复核，期限 {due}。请到工作台“强制发布待复核—导入”复核。"
        );
        let told = identity::posts::tell_unit(&mut tx, LOOKERS, brought.unit_id, desk.now, &text).await?;
        record(&mut tx, &desk, "content.remind", brought.import_id, json!({ "told": told })).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn record(tx: &mut Tx, desk: &Desk<'_>, verb: &str, id: i64, facts: Value) -> Result<(), Error> {
    desk.record(tx, verb, ("content_import", id), facts, Vec::new()).await?;
    Ok(())
}
