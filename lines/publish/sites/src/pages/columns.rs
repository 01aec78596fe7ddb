//! Columns on the workbench: the tree, a new one, one with its facts, moving, order, closing, the order of persons.

use std::collections::BTreeMap;

use base::Error;
use edition::column::{self, ColumnForm};
use edition::gate::{self, Passed, Plain, Stand, WHY};
use edition::{Column, Desk, Site, live, publish, terms};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Page, Path, Result};

use super::{done, manage, problems};
use crate::{actions, ledger, said};

/// Persons whose order is set at most.
const RANKED_MAX: usize = 100;

/// What a kind of column is for.
pub(super) fn kinds() -> Value {
    let note = |key: &str| match key {
        "news" => "要闻、动态，两周内须更新",
        "notice" => "通知、公告、公示，六个月内须更新",
        "policy" => "政策文件，带文号、有效性",
        "interpretation" => "政策解读，与文件互相关联",
        "overview" => "本地、本单位概况",
        "organs" => "机构职能、内设机构、联系方式",
        "leaders" => "负责人信息，次序逐人排定",
        "catalogue" => "公开目录，一年内须更新",
        "reprint" => "国务院、省、市信息转载，两周内须更新",
        "images" => "图片、视频新闻",
        "data" => "统计数据，一年内须更新",
        "topic" => "专题，不计入空白栏目",
        "download" => "表格、软件下载",
        "link" => "不放内容，点击到指定网址",
        _ => "",
    };
    let kinds = terms::COLUMN_KINDS.iter();
    json!(kinds.map(|k| json!({ "value": k.key, "title": k.title, "hint": note(k.key) })).collect::<Vec<_>>())
}

/// How deep each column lies.
fn depth(column: &Column) -> usize {
    column.above().len()
}

fn parents(columns: &[Column], without: Option<&Column>) -> Vec<Value> {
    let fits = columns.iter().filter(|c| without.is_none_or(|own| !c.path.starts_with(&own.path)) && c.kind != "link");
    fits.map(|c| json!({ "value": c.id, "title": format!("{}{}", "　".repeat(depth(c)), c.name) })).collect()
}

async fn tree_data(cx: &Cx, site: &Site) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let columns = column::of_site(&mut reader, site.id).await?;
    let units = manage::unit_names(&mut reader).await?;
    let states: BTreeMap<i64, ledger::Row> =
        ledger::rows(&cx.app, cx.now).await?.into_iter().map(|row| (row.id, row)).collect();
    let rows: Vec<Value> = columns
        .iter()
        .map(|c| {
            json!({
                "id": c.id,
                "name": c.name,
                "slug": c.slug,
                "depth": depth(c),
                "kind": terms::column_kind(&c.kind).map(|kind| kind.title),
                "unit": units.get(&c.unit_id),
                "items": c.items,
                "last": c.last_at.map(|at| at.date().to_string()),
                "hidden": c.hidden,
                "state": states.get(&c.id),
            })
        })
        .collect();
    Ok(json!({
        "id": site.id,
        "tab": "columns",
        "rows": rows,
        "kinds": kinds(),
        "units": manage::unit_options(&mut reader, site.unit_id).await?,
        "parents": parents(&columns, None),
        "typed": { "unit": site.unit_id, "kind": "news" },
    }))
}

/// The tree of a site's columns.
pub(super) async fn tree(cx: Cx, Path(id): Path<i64>) -> Result {
    let site = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let data = tree_data(&cx, &site).await?;
    cx.page("sites/work_columns.html", manage::under(&site, "栏目"), data)
}

/// What is typed about a column.
fn read(form: &Form) -> ColumnForm {
    ColumnForm {
        name: form.get("name").to_owned(),
        kind: form.get("kind").to_owned(),
        unit: form.get("unit").parse().unwrap_or(0),
        note: form.get("note").to_owned(),
        link: form.get("link").to_owned(),
        rank: form.get("rank").trim().parse::<i32>().map_or(100, i64::from),
        hidden: form.get("hidden") == "1",
        gap: days(form.get("gap")),
    }
}

/// Days that were typed: nothing for none, and a number that no rule allows for what is no number.
pub(super) fn days(typed: &str) -> Option<i64> {
    let typed = typed.trim().trim_end_matches('天').trim();
    (!typed.is_empty()).then(|| typed.parse::<i32>().map_or(0, i64::from))
}

/// What the gate says of what columns newly say on a site.
pub(super) async fn passed(
    cx: &Cx,
    site: i64,
    (now, before): (Vec<Plain>, &[Plain]),
    letting: &str,
) -> std::result::Result<Passed, Error> {
    gate::pass(&cx.app, Stand { site: Some(site), ..Stand::default() }, gate::fresh(now, before), letting).await
}

/// Makes a column.
pub(super) async fn create(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let site = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let typed = read(&form);
    let error = match passed(&cx, id, (said::of_column(&typed), &[]), form.get(WHY)).await {
        Ok(passed) => {
            let desk = Desk::of(&cx);
            let mut tx = cx.begin().await?;
            if let Once::Done(to) = cx.once(&mut tx, &form).await? {
                return cx.see_other(&to);
            }
            let parent = form.get("parent").parse().ok();
            match column::create(&mut tx, &desk, id, parent, form.get("slug").trim(), &typed).await {
                Ok(column) => {
                    passed.record(&mut tx, &desk, "sites.column.let", ("column", column)).await?;
                    let words = "栏目已建立。有内容之前，公众的菜单里不显示它。";
                    return done(&cx, tx, &form, &format!("/work/sites/{id}/columns"), words).await;
                }
                Err(error) => error,
            }
        }
        Err(error) => error,
    };
    let errors = problems(error)?;
    let data = tree_data(&cx, &site).await?;
    cx.again("sites/work_columns.html", manage::under(&site, "栏目"), data, &form, errors)
}

/// The column, if it is one of the site and the person keeps the site.
async fn kept(cx: &Cx, id: i64, column: i64) -> std::result::Result<(Site, Column), Error> {
    let mut reader = cx.reader();
    let site = actions::kept(&mut reader, &cx.actor, id).await?;
    let column = column::find(&mut reader, column).await?.filter(|c| c.site_id == id).ok_or(Error::Unseen)?;
    Ok((site, column))
}

async fn data(cx: &Cx, site: &Site, own: &Column) -> std::result::Result<Value, Error> {
    let mut reader = cx.reader();
    let columns = column::of_site(&mut reader, site.id).await?;
    let ranked = match own.kind.as_str() {
        "leaders" | "overview" | "organs" => live::ranked(&mut reader, own.id, RANKED_MAX).await?,
        _ => Vec::new(),
    };
    let ranked = (1..)
        .zip(&ranked)
        .map(|(place, item): (usize, _)| json!({ "id": item.item_id, "title": item.title, "place": place }));
    let siblings = columns.iter().filter(|c| c.parent_id == own.parent_id).count();
    Ok(json!({
        "id": site.id,
        "tab": "columns",
        "column": own.id,
        "slug": own.slug,
        "href": site.at(&own.path()),
        "items": own.items,
        "kinds": kinds(),
        "units": manage::unit_options(&mut reader, own.unit_id).await?,
        "parents": parents(&columns, Some(own)),
        "parent": own.parent_id,
        "typed": { "name": own.name, "kind": own.kind, "unit": own.unit_id, "note": own.note, "link": own.link, "rank": own.rank, "hidden": own.hidden, "gap": own.gap_days },
        "gap_of_kind": edition::column::gap(&Column { gap_days: None, ..own.clone() }, &cx.app.rules(), cx.now.date())?,
        "closed": own.closed_at.map(|at| at.date().to_string()),
        "ranked": ranked.collect::<Vec<_>>(),
        "alone": siblings < 2,
    }))
}

fn column_page(site: &Site, column: &Column) -> Page {
    manage::under(site, &column.name).crumb("栏目", format!("/work/sites/{}/columns", site.id))
}

/// One column.
pub(super) async fn page(cx: Cx, Path((id, column)): Path<(i64, i64)>) -> Result {
    let (site, own) = kept(&cx, id, column).await?;
    let data = data(&cx, &site, &own).await?;
    cx.page("sites/work_column.html", column_page(&site, &own), data)
}

async fn again(cx: &Cx, id: i64, column: i64, form: &Form, error: Error) -> Result {
    let errors = problems(error)?;
    let (site, own) = kept(cx, id, column).await?;
    let data = data(cx, &site, &own).await?;
    cx.again("sites/work_column.html", column_page(&site, &own), data, form, errors)
}

/// Changes a column. What it newly says goes through the gate.
pub(super) async fn change(cx: Cx, Path((id, column)): Path<(i64, i64)>, form: Form) -> Result {
    let (_, own) = kept(&cx, id, column).await?;
    let typed = read(&form);
    let before = said::of_column(&as_typed(&own));
    let passed = match passed(&cx, id, (said::of_column(&typed), &before), form.get(WHY)).await {
        Ok(passed) => passed,
        Err(error) => return again(&cx, id, column, &form, error).await,
    };
    let desk = Desk::of(&cx);
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let changed = match column::change(&mut tx, &desk, column, &typed).await {
        Ok(()) => passed.record(&mut tx, &desk, "sites.column.let", ("column", column)).await,
        wrong => wrong,
    };
    match changed {
        Ok(()) => done(&cx, tx, &form, &format!("/work/sites/{id}/columns"), "栏目已保存。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, column, &form, error).await
        }
    }
}

/// Puts a column under another one, or at the top.
pub(super) async fn move_under(cx: Cx, Path((id, column)): Path<(i64, i64)>, form: Form) -> Result {
    kept(&cx, id, column).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    let parent = form.get("parent").parse().ok();
    match column::move_under(&mut tx, &Desk::of(&cx), column, parent).await {
        Ok(()) => done(&cx, tx, &form, &format!("/work/sites/{id}/columns"), "栏目已移动，原网址不变。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, column, &form, error).await
        }
    }
}

/// Moves a column up or down among its siblings.
pub(super) async fn order(cx: Cx, Path((id, column)): Path<(i64, i64)>, form: Form) -> Result {
    kept(&cx, id, column).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    column::order(&mut tx, &Desk::of(&cx), column, form.get("to") == "up").await?;
    done(&cx, tx, &form, &format!("/work/sites/{id}/columns"), "次序已调整。").await
}

/// A column as its form has it.
pub(super) fn as_typed(column: &Column) -> ColumnForm {
    ColumnForm {
        name: column.name.clone(),
        kind: column.kind.clone(),
        unit: column.unit_id,
        note: column.note.clone(),
        link: column.link.clone(),
        rank: column.rank,
        hidden: column.hidden,
        gap: column.gap_days,
    }
}

/// Closes a column.
pub(super) async fn close(cx: Cx, Path((id, column)): Path<(i64, i64)>, form: Form) -> Result {
    kept(&cx, id, column).await?;
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    match column::close(&mut tx, &Desk::of(&cx), column).await {
        Ok(()) => done(&cx, tx, &form, &format!("/work/sites/{id}/columns"), "栏目已关闭。").await,
        Err(error) => {
            drop(tx);
            again(&cx, id, column, &form, error).await
        }
    }
}

/// Sets the explicit order of the persons in a column.
pub(super) async fn ranks(cx: Cx, Path((id, column)): Path<(i64, i64)>, form: Form) -> Result {
    kept(&cx, id, column).await?;
    let shown = live::ranked(&mut cx.reader(), column, RANKED_MAX).await?;
    let mut placed: Vec<(i64, i64)> = shown
        .iter()
        .filter_map(|item| Some((form.get(&format!("place_{}", item.item_id)).trim().parse().ok()?, item.item_id)))
        .collect();
    placed.sort_unstable();
    let items: Vec<i64> = placed.into_iter().map(|(_, item)| item).collect();
    let mut tx = cx.begin().await?;
    if let Once::Done(to) = cx.once(&mut tx, &form).await? {
        return cx.see_other(&to);
    }
    publish::rank(&mut tx, &Desk::of(&cx), column, &items).await?;
    done(&cx, tx, &form, &format!("/work/sites/{id}/columns/{column}"), "次序已保存，公开页面已更新。").await
}
