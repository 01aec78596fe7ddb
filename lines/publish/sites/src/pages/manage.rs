//! Sites on the workbench: the tree, a new one, one with its facts, closing.

use std::collections::BTreeMap;

use base::Error;
use edition::gate::{self, Stand, WHY};
use edition::site::{self, SiteForm};
use edition::{Desk, KEEP, Site, terms};
use identity::Unit;
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::{done, problems};
use crate::store::{counts, deadlinks, guard, looks};
use crate::{TAMPER, actions, ledger, said};

/// Differences that are counted.
const ALARMS_MAX: usize = 1_000;

/// A page under a site's own.
pub(super) fn under(site: &Site, title: &str) -> Page {
    Page::new(title).crumb("网站", "/work/sites").crumb(&site.name, format!("/work/sites/{}", site.id))
}

/// The tree of the sites that the person keeps, each with the numbers of its columns.
pub(super) async fn list(cx: Cx) -> Result {
    let mut reader = cx.reader();
    let kept = site::within(&mut reader, &cx.actor, KEEP).await?;
    let units = unit_names(&mut reader).await?;
    let rows = ledger::rows(&cx.app, cx.now).await?;
    let bad = deadlinks::Filter { state: "bad".to_owned(), ..deadlinks::Filter::default() };
    let bad = deadlinks::by_site(&mut reader, &bad).await?;
    let alarms = if cx.actor.may(TAMPER, None) { guard::open(&mut reader, ALARMS_MAX).await? } else { 0 };
    let all: Vec<Value> = ordered(&kept)
        .into_iter()
        .map(|(site, depth)| {
            let own = rows.iter().filter(|row| row.site == site.id);
            let count = |state: &str| own.clone().filter(|row| row.state == state).count();
            json!({
                "id": site.id,
                "name": site.name,
                "slug": site.slug,
                "depth": depth,
                "kind": terms::title(terms::SITE_KINDS, &site.kind),
                "unit": units.get(&site.unit_id),
                "host": site.host,
                "href": site.href(),
                "closed": site.closed_at.map(|at| at.date().to_string()),
                "columns": own.clone().count(),
                "late": count("late"),
                "blank": count("blank"),
                "bad": bad.iter().find(|(id, _)| *id == site.id).map_or(0, |(_, count)| *count),
            })
        })
        .collect();
    let data = json!({ "sites": all, "may_make": cx.actor.may(KEEP, None), "alarms": alarms });
    cx.page("sites/work_sites.html", Page::new("网站"), data)
}

/// Parents before what is under them, with their depth; a site whose parent is not among them stands at the top.
fn ordered(sites: &[Site]) -> Vec<(&Site, usize)> {
    let there = |id: i64| sites.iter().any(|site| site.id == id);
    let mut under: BTreeMap<Option<i64>, Vec<&Site>> = BTreeMap::new();
    for site in sites {
        under.entry(site.parent_id.filter(|id| there(*id))).or_default().push(site);
    }
    let mut out = Vec::new();
    let mut waiting: Vec<(&Site, usize)> =
        under.remove(&None).unwrap_or_default().into_iter().map(|s| (s, 0)).collect();
    waiting.reverse();
    while let Some((site, depth)) = waiting.pop() {
        let mut below = under.remove(&Some(site.id)).unwrap_or_default();
        below.reverse();
        waiting.extend(below.into_iter().map(|site| (site, depth + 1)));
        out.push((site, depth));
    }
    out
}

/// Short names of all units.
pub(super) async fn unit_names(q: &mut impl store::Query) -> std::result::Result<BTreeMap<i64, String>, Error> {
    let units = identity::units::all(q).await?;
    Ok(units.into_iter().map(|unit| (unit.id, unit.short_name)).collect())
}

/// The units that may keep a site or a column: organs and towns, and the one that keeps it now.
pub(super) async fn unit_options(q: &mut impl store::Query, now: i64) -> std::result::Result<Value, Error> {
    let units = identity::units::all(q).await?;
    let fits = |unit: &&Unit| {
        let organ = matches!(unit.kind.as_str(), "government" | "department" | "town");
        unit.id == now || (organ && unit.closed_on.is_none())
    };
    let options: Vec<Value> =
        units.iter().filter(fits).map(|unit| json!({ "value": unit.id, "title": unit.short_name })).collect();
    Ok(json!(options))
}

fn kinds() -> Value {
    let notes = ["县级政府门户，一县一个", "部门网站，域名用门户的下级域名", "乡镇、街道网站", "专题网站，结束后存档"];
    let kinds = terms::SITE_KINDS.iter().zip(notes);
    json!(kinds.map(|((key, title), note)| json!({ "value": key, "title": title, "hint": note })).collect::<Vec<_>>())
}

/// What is typed about a site.
fn read(form: &Form) -> SiteForm {
    SiteForm {
        name: form.get("name").to_owned(),
        kind: form.get("kind").to_owned(),
        unit: form.get("unit").parse().unwrap_or(0),
        host: form.get("host").to_owned(),
        rank: form.get("rank").trim().parse::<i32>().map_or(100, i64::from),
    }
}

async fn new_data(cx: &Cx) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let kept = site::within(&mut reader, &cx.actor, KEEP).await?;
    let parents: Vec<Value> = kept
        .iter()
        .filter(|site| site.closed_at.is_none())
        .map(|site| json!({ "value": site.id, "title": site.name }))
        .collect();
    Ok(json!({ "kinds": kinds(), "units": unit_options(&mut reader, 0).await?, "parents": parents }))
}

fn new_page() -> Page {
    Page::new("新建站点").crumb("网站", "/work/sites")
}

/// The form for a new site.
pub(super) async fn new(cx: Cx) -> Result {
    let data = new_data(&cx).await?;
    cx.page("sites/work_new.html", new_page(), data)
}

async fn new_again(cx: &Cx, form: &Form, error: Error) -> Result {
    let errors = problems(error)?;
    let data = new_data(cx).await?;
    cx.again("sites/work_new.html", new_page(), data, form, errors)
}

/// Makes a site.
pub(super) async fn create(cx: Cx, form: Form) -> Result {
    let typed = read(&form);
    let passed = match gate::pass(&cx.app, Stand::default(), said::of_site(&typed), form.get(WHY)).await {
        Ok(passed) => passed,
        Err(error) => return new_again(&cx, &form, error).await,
    };
    let desk = Desk::of(&cx);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let parent = form.get("parent").parse().ok();
    let made = match site::create(&mut tx, &desk, parent, form.get("slug").trim(), &typed).await {
        Ok(id) => passed.record(&mut tx, &desk, "sites.site.let", ("site", id)).await.map(|()| id),
        wrong => wrong,
    };
    match made {
        Ok(id) => done(&cx, tx, &form, &format!("/work/sites/{id}"), "站点已建立。接着建栏目、定外观。").await,
        Err(error) => {
            drop(tx);
            new_again(&cx, &form, error).await
        }
    }
}

async fn data(cx: &Cx, site: &Site) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let rows = ledger::rows(&cx.app, cx.now).await?;
    let own = rows.iter().filter(|row| row.site == site.id);
    let count = |state: &str| own.clone().filter(|row| row.state == state).count();
    let versions = looks::versions(&mut reader, site.id).await?;
    let parent = match site.parent_id {
        Some(id) => site::find(&mut reader, id).await?.map(|site| site.name),
        None => None,
    };
    Ok(json!({
        "id": site.id,
        "tab": "site",
        "kinds": kinds(),
        "units": unit_options(&mut reader, site.unit_id).await?,
        "typed": { "name": site.name, "kind": site.kind, "unit": site.unit_id, "host": site.host, "rank": site.rank },
        "is_main": site.slug == site::MAIN,
        "parent": parent,
        "slug": site.slug,
        "href": site.href(),
        "closed": site.closed_at.map(|at| at.date().to_string()),
        "columns": own.clone().count(),
        "late": count("late"),
        "near": count("near"),
        "blank": count("blank"),
        "sheets": counts::sheets(&mut reader, cx.now.date().first_of_month(), cx.now.date()).await?,
        "versions": versions.iter().take(10).map(|v| json!({ "version": v.version, "at": v.at.minutes(), "actor": v.actor })).collect::<Vec<_>>(),
    }))
}

/// One site: its facts, numbers and versions.
pub(super) async fn page(cx: Cx, Path(id): Path<i64>) -> Result {
    let site = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let data = data(&cx, &site).await?;
    cx.page("sites/work_site.html", Page::new(&site.name).crumb("网站", "/work/sites"), data)
}

async fn again(cx: &Cx, id: i64, form: &Form, error: Error) -> Result {
    let errors = problems(error)?;
    let site = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let data = data(cx, &site).await?;
    cx.again("sites/work_site.html", Page::new(&site.name).crumb("网站", "/work/sites"), data, form, errors)
}

/// Changes a site's facts. What it newly says goes through the gate.
pub(super) async fn change(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let site = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let typed = read(&form);
    let before = said::of_site(&SiteForm { name: site.name, ..SiteForm::default() });
    let texts = gate::fresh(said::of_site(&typed), &before);
    let passed = match gate::pass(&cx.app, Stand::default(), texts, form.get(WHY)).await {
        Ok(passed) => passed,
        Err(error) => return again(&cx, id, &form, error).await,
    };
    let desk = Desk::of(&cx);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let changed = match site::change(&mut tx, &desk, id, &typed).await {
        Ok(()) => passed.record(&mut tx, &desk, "sites.site.let", ("site", id)).await,
        wrong => wrong,
    };
    match changed {
        Ok(()) => done(&cx, tx, &form, &format!("/work/sites/{id}"), "站点资料已保存。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, &form, error).await
        }
    }
}

/// Takes a site off line, or opens it again.
pub(super) async fn close(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let closing = form.get("closed") == "1";
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    site::close(&mut tx, &Desk::of(&cx), id, closing).await?;
    let words = if closing { "站点已下线，原网址显示下线说明。" } else { "站点已重新上线。" };
    done(&cx, tx, &form, &format!("/work/sites/{id}"), words).await
}
