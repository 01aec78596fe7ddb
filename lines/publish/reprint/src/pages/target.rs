//! The units of a source: who reprints what comes, and into which column.

use base::Error;
use edition::{Desk, KEEP, site, terms};
use serde_json::{Value, json};
use web::{Check, Cx, Form, Once, Path, Result};

use super::sources;
use crate::actions::sources as actions;
use crate::model::Source;
use crate::store::{self, sources as rows};

/// The units on a source with their columns.
pub(super) async fn shown(cx: &Cx, source: &Source) -> std::result::Result<Vec<Value>, Error> {
    let mut reader = cx.reader();
    let names = store::names(&identity::units::all(&mut reader).await?);
    let sites = site::all(&mut reader).await?;
    let mut out = Vec::new();
    for target in rows::targets(&mut reader, source.id).await? {
        let column = edition::column::find(&mut reader, target.column_id).await?;
        let site = column.as_ref().and_then(|column| sites.iter().find(|site| site.id == column.site_id));
        out.push(json!({
            "unit": target.unit_id,
            "name": names.get(&target.unit_id),
            "site": site.map(|site| site.name.as_str()),
            "column": column.as_ref().map(|column| column.name.as_str()),
            "closed": column.is_none_or(|column| column.closed_at.is_some()),
        }));
    }
    Ok(out)
}

/// Units and columns to choose from: those that the person keeps, and the columns of the portal to which units hand in.
pub(super) async fn choices(cx: &Cx) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let sites = site::all(&mut reader).await?;
    let mut keepers: Vec<i64> = sites.iter().map(|site| site.unit_id).collect();
    keepers.sort_unstable();
    let all = identity::units::all(&mut reader).await?;
    let fits = |unit: &&identity::units::Unit| {
        let main = matches!(unit.kind.as_str(), "department" | "town") || keepers.binary_search(&unit.id).is_ok();
        unit.closed_on.is_none() && main && cx.actor.may(KEEP, Some(unit.id))
    };
    let units: Vec<Value> =
        all.iter().filter(fits).map(|unit| json!({ "value": unit.id, "title": unit.short_name })).collect();
    let mut columns = Vec::new();
    for site in sites.iter().filter(|site| site.closed_at.is_none()) {
        let kept = cx.actor.may(KEEP, Some(site.unit_id));
        for column in edition::column::of_site(&mut reader, site.id).await? {
            let handed = terms::column_kind(&column.kind).is_some_and(|kind| kind.handed_in) && !column.hidden;
            if handed && (kept || site.slug == site::MAIN) {
                columns.push(json!({ "value": column.id, "title": format!("{} › {}", site.name, column.name) }));
            }
        }
    }
    Ok(json!({ "units": units, "columns": columns }))
}

/// Puts a unit on the source.
pub(super) async fn put(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let mut check = Check::new(&form);
    let (unit, column) = (check.id("unit", "转载单位"), check.id("column", "栏目"));
    let put = match check.finish(()) {
        Ok(()) => actions::put_target(&mut tx, &Desk::of(&cx), id, unit, column).await,
        Err(errors) => Err(Error::Invalid(errors)),
    };
    match put {
        Ok(()) => {
            let to = format!("/work/reprint/sources/{id}");
            cx.done(tx, &form, &to, "转载单位已保存，从新到的信息起生效。").await
        }
        Err(error) => {
            drop(tx);
            sources::again(&cx, id, &form, error.mendable()?, "target").await
        }
    }
}

/// Takes a unit off the source.
pub(super) async fn remove(cx: Cx, Path((id, unit)): Path<(i64, i64)>, form: Form) -> Result {
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    actions::remove_target(&mut tx, &Desk::of(&cx), id, unit).await?;
    cx.done(tx, &form, &format!("/work/reprint/sources/{id}"), "转载单位已移除，已有任务照常办理。").await
}
