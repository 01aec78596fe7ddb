//! The tree of columns as a table: out as Excel, in by pasting rows from Excel.

use std::collections::BTreeMap;

use base::{Error, FieldError};
use edition::column::{self, ColumnForm};
use edition::gate::{Plain, WHY};
use edition::{Column, Desk, Site, terms};
use matter::sheet::{self, XLSX};
use serde_json::{Value, json};
use web::{Cx, Form, Once, Path, Result};

use super::{columns, done, manage, problems};
use crate::{actions, said};

/// Rows that are taken at once.
const ROWS_MAX: usize = 500;
/// Heads of the table, in order.
const HEADS: [&str; 9] = ["标识", "上级标识", "名称", "类型", "责任单位", "次序", "说明", "链接", "自定最长间隔（天）"];

/// The columns of a site as an Excel file.
pub(super) async fn workbook(cx: Cx, Path(id): Path<i64>) -> Result {
    let mut reader = cx.reader();
    let site = actions::kept(&mut reader, &cx.actor, id).await?;
    let columns = column::of_site(&mut reader, id).await?;
    let units = manage::unit_names(&mut reader).await?;
    let slug = |id: Option<i64>| columns.iter().find(|c| Some(c.id) == id).map(|c| c.slug.clone()).unwrap_or_default();
    let rows: Vec<Vec<String>> = columns
        .iter()
        .map(|c| {
            vec![
                c.slug.clone(),
                slug(c.parent_id),
                c.name.clone(),
                terms::column_kind(&c.kind).map(|kind| kind.title.to_owned()).unwrap_or_default(),
                units.get(&c.unit_id).cloned().unwrap_or_default(),
                c.rank.to_string(),
                c.note.clone(),
                c.link.clone(),
                c.gap_days.map(|days| days.to_string()).unwrap_or_default(),
            ]
        })
        .collect();
    let file = sheet::xlsx(&HEADS, &rows)?;
    Ok(web::download(&format!("{}栏目 {}.xlsx", site.name, cx.now.date()), XLSX, file))
}

fn data(site: &Site, kinds: Value) -> Value {
    json!({ "id": site.id, "tab": "columns", "heads": HEADS, "kinds": kinds })
}

/// The form into which rows are pasted.
pub(super) async fn form(cx: Cx, Path(id): Path<i64>) -> Result {
    let site = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let page = manage::under(&site, "批量建栏目").crumb("栏目", format!("/work/sites/{id}/columns"));
    cx.page("sites/work_import.html", page, data(&site, columns::kinds()))
}

/// Takes pasted rows: all of them, or none with everything that is wrong. What they newly say goes through the gate.
pub(super) async fn take(cx: Cx, Path(id): Path<i64>, form: Form) -> Result {
    let site = actions::kept(&mut cx.reader(), &cx.actor, id).await?;
    let there = column::of_site(&mut cx.reader(), id).await?;
    let before: Vec<Plain> = there.iter().flat_map(|column| said::of_column(&columns::as_typed(column))).collect();
    let error = match columns::passed(&cx, id, (texts(form.get("rows")), &before), form.get(WHY)).await {
        Ok(passed) => {
            let desk = Desk::of(&cx);
            let mut tx = cx.begin().await?;
            if let Once::Done(to) = cx.once(&mut tx, &form).await? {
                return cx.see_other(&to);
            }
            match bring(&mut tx, &desk, &site, form.get("rows")).await {
                Ok((made, changed)) => {
                    passed.record(&mut tx, &desk, "sites.column.let", ("site", id)).await?;
                    let words = format!("新建栏目 {made} 个，修改 {changed} 个。");
                    return done(&cx, tx, &form, &format!("/work/sites/{id}/columns"), &words).await;
                }
                Err(error) => error,
            }
        }
        Err(error) => error,
    };
    let errors = problems(error)?;
    let page = manage::under(&site, "批量建栏目").crumb("栏目", format!("/work/sites/{id}/columns"));
    cx.again("sites/work_import.html", page, data(&site, columns::kinds()), &form, errors)
}

/// The rows that are filled, each with its number and cells; heads that were copied along are none.
fn rows_of(text: &str) -> impl Iterator<Item = (usize, Vec<&str>)> {
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let rows = (1..).zip(lines.map(|line| line.split('\t').map(str::trim).collect::<Vec<_>>()));
    rows.filter(|(_, cells)| cells.first() != Some(&HEADS[0]))
}

/// What the rows say of columns.
fn texts(text: &str) -> Vec<Plain> {
    let of_row = |(number, cells): (usize, Vec<&str>)| {
        let cell = |at: usize| cells.get(at).copied().unwrap_or_default().to_owned();
        let form = ColumnForm { name: cell(2), note: cell(6), link: cell(7), ..ColumnForm::default() };
        said::of_column(&form).into_iter().map(move |plain| Plain {
            field: "rows".to_owned(),
            place: format!("第 {number} 行{}", plain.place),
            ..plain
        })
    };
    rows_of(text).take(ROWS_MAX).flat_map(of_row).collect()
}

/// Makes and changes columns by the rows of `text`; gives how many were made and changed.
async fn bring(
    tx: &mut store::Tx,
    desk: &Desk<'_>,
    site: &Site,
    text: &str,
) -> std::result::Result<(usize, usize), Error> {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).count();
    if lines == 0 || lines > ROWS_MAX {
        return Err(Error::field("rows", format!("请从 Excel 复制 1 至 {ROWS_MAX} 行，粘贴到这里。")));
    }
    let units = identity::units::all(tx).await?;
    let units: BTreeMap<&str, i64> = units
        .iter()
        .flat_map(|u| [(u.short_name.as_str(), u.id), (u.name.as_str(), u.id), (u.code.as_str(), u.id)])
        .collect();
    let (mut made, mut changed, mut faults) = (0, 0, Vec::new());
    for (number, cells) in rows_of(text) {
        match one(tx, desk, site, &cells, &units).await {
            Ok(Some(true)) => made += 1,
            Ok(Some(false)) => changed += 1,
            Ok(None) => {}
            Err(Error::Invalid(wrong)) => {
                faults.extend(
                    wrong.into_iter().map(|w| FieldError::new("rows", format!("第 {number} 行：{}", w.message))),
                );
            }
            Err(other) => return Err(other),
        }
    }
    if faults.is_empty() { Ok((made, changed)) } else { Err(Error::Invalid(faults)) }
}

/// Makes (`true`) or changes (`false`) the column of one row; nothing when it is just so already.
async fn one(
    tx: &mut store::Tx,
    desk: &Desk<'_>,
    site: &Site,
    cells: &[&str],
    units: &BTreeMap<&str, i64>,
) -> std::result::Result<Option<bool>, Error> {
    let cell = |at: usize| cells.get(at).copied().unwrap_or_default();
    let kind = terms::COLUMN_KINDS.iter().find(|kind| kind.title == cell(3) || kind.key == cell(3));
    let kind = kind.ok_or_else(|| Error::field("rows", format!("没有“{}”这种栏目类型。", cell(3))))?;
    let unit = if cell(4).is_empty() { Some(site.unit_id) } else { units.get(cell(4)).copied() };
    let unit = unit.ok_or_else(|| Error::field("rows", format!("没有找到责任单位“{}”。", cell(4))))?;
    let parent: Option<Column> = match cell(1) {
        "" => None,
        slug => Some(
            column::by_slug(tx, site.id, slug)
                .await?
                .ok_or_else(|| Error::field("rows", format!("没有上级栏目“{slug}”，请把上级栏目排在前面。")))?,
        ),
    };
    let form = ColumnForm {
        name: cell(2).to_owned(),
        kind: kind.key.to_owned(),
        unit,
        note: cell(6).to_owned(),
        link: cell(7).to_owned(),
        rank: cell(5).parse().unwrap_or(100),
        hidden: false,
        gap: columns::days(cell(8)),
    };
    let parent = parent.map(|parent| parent.id);
    let Some(before) = column::by_slug(tx, site.id, cell(0)).await? else {
        column::create(tx, desk, site.id, parent, cell(0), &form).await?;
        return Ok(Some(true));
    };
    // Rows that were copied without the last cell say nothing of the gap.
    let gap = if cells.len() >= HEADS.len() { form.gap } else { before.gap_days };
    let form = ColumnForm { hidden: before.hidden, gap, ..form };
    let same = as_one(&before) == as_one_form(&form);
    if !same {
        column::change(tx, desk, before.id, &form).await?;
    }
    if before.parent_id != parent {
        column::move_under(tx, desk, before.id, parent).await?;
    }
    Ok((!same || before.parent_id != parent).then_some(false))
}

/// What a row of the table says of a column.
type Said<'a> = (&'a str, &'a str, i64, &'a str, &'a str, i64, Option<i64>);

fn as_one(column: &Column) -> Said<'_> {
    (&column.name, &column.kind, column.unit_id, &column.note, &column.link, column.rank, column.gap_days)
}

fn as_one_form(form: &ColumnForm) -> Said<'_> {
    (&form.name, &form.kind, form.unit, &form.note, &form.link, form.rank, form.gap)
}
