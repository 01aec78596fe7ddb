//! The original is gone: who has to act is told at once, and a keeper of the source says it for all units in one act.

use base::{Error, text};
use edition::{Desk, KEEP, PUBLISH, live};
use matter::Lines;
use serde_json::json;
use store::Tx;
use web::App;

use super::{fulfil, record};
use crate::model::{Item, Source, Task};
use crate::store::{known, sources};

/// Characters of a reason at most.
const WHY_MAX: usize = 200;

/// A keeper of the source notes that an original is gone (登记原文已撤): who waits need not reprint any more, who has reprinted is asked to
/// withdraw. Gives how many units are concerned.
///
/// # Errors
/// The actor does not keep the source; the reason says nothing; it is noted already.
pub(crate) async fn all(tx: &mut Tx, desk: &Desk<'_>, item: &Item, why: &str) -> Result<usize, Error> {
    let source = sources::find(tx, item.source_id).await?.ok_or(Error::Unseen)?;
    if !desk.by.may(KEEP, Some(source.unit_id)) {
        return Err(Error::Unseen);
    }
    let why = text::clean_line(why);
    base::reason::check("why", "怎样得知原文已撤", &why, WHY_MAX)?;
    if item.gone_at.is_some() {
        return Err(Error::Conflict("这一条已经登记为原文已撤。".to_owned()));
    }
    let said = format!("{why}（{}登记）", desk.by.name());
    let units = fulfil::gone(tx, desk.app, item, &said, desk.now).await?;
    record(tx, desk, "reprint.gone", ("reprint_item", item.id), json!({ "units": units })).await?;
    Ok(units)
}

/// Tells the keepers of a source that one of its units says that an original is gone.
pub(crate) async fn tell_keepers(tx: &mut Tx, desk: &Desk<'_>, source: &Source, item: &Item) -> Result<(), Error> {
    let short = text::truncate(&item.title, 40);
    let words = format!(
        "{}登记《{short}》的原文已撤，其他转载单位还没有登记。请在工作台“转载来源”的来件中核实，属实的为各单位一并登记。",
        desk.by.name()
    );
    let roles = roles_with(desk.app, KEEP);
    identity::posts::tell_unit(tx, &roles, source.unit_id, desk.now, &words).await?;
    Ok(())
}

/// The roles of all lines with a verb.
fn roles_with(app: &App, verb: &str) -> Vec<&'static str> {
    let lines = app.ext::<Lines>();
    let roles = lines.iter().flat_map(|lines| lines.0).flat_map(|line| line.roles);
    roles.filter(|role| role.verbs.contains(&verb)).map(|role| role.key).collect()
}

/// Tells whoever has to withdraw a reprint: the desk of the unit, unless it says so itself (`known`), and those who publish on the sites
/// where it stands.
pub(crate) async fn tell(
    tx: &mut Tx,
    app: &App,
    task: &Task,
    (unit, known): (i64, bool),
    title: &str,
) -> Result<(), Error> {
    let now = app.clock.now();
    let short = text::truncate(title, 40);
    let words =
        format!("《{short}》的原文已被发布机关撤下，请在工作台“上级信息转载—原文已撤，待撤回”中核实，一键撤回转载稿。");
    if !known {
        identity::posts::tell_unit(tx, &["reprint.clerk"], unit, now, &words).await?;
    }
    let publishers = roles_with(app, PUBLISH);
    let mut told = Vec::new();
    for id in editions(tx, task, unit).await? {
        let Some(live) = live::find(tx, id).await? else { continue };
        let Some(site) = edition::site::find(tx, live.site_id).await? else { continue };
        // Whoever reprints for the site's own unit mostly publishes there too.
        if site.unit_id != unit && !told.contains(&site.unit_id) {
            told.push(site.unit_id);
            let words = format!(
                "{}发布的转载稿《{short}》的原文已被发布机关撤下。转载单位没有发布权限的，请在工作台“稿件”中撤回。",
                site.name
            );
            identity::posts::tell_unit(tx, &publishers, site.unit_id, now, &words).await?;
        }
    }
    Ok(())
}

/// The editions that are the reprint of a task's unit.
async fn editions(tx: &mut Tx, task: &Task, unit: i64) -> Result<Vec<i64>, Error> {
    let mut ids: Vec<i64> = task.edition_id.into_iter().collect();
    if let Some(item) = crate::store::items::find(tx, task.item_id).await? {
        for id in known::editions(tx, &item.address).await? {
            if !ids.contains(&id) && live::find(tx, id).await?.is_some_and(|live| live.unit_id == unit) {
                ids.push(id);
            }
        }
    }
    Ok(ids)
}
