//! The knowledge base by Excel: a template, an export in the same shape, and an import that tells all errors by row and column,
//! or drafts everything. Entries are found again by unit and question, so that importing the same file twice changes nothing.

use std::collections::BTreeMap;

use ::store::Tx;
use base::error::FaultKind;
use base::{Date, Error, Fault};
use identity::Actor;
use identity::excel::{ERRORS_MAX, RowError};
use matter::Ground;
use rust_xlsxwriter::{Format, Workbook, XlsxError};
use web::{Check, Form};

use crate::model::{Knowing, Limits};
use crate::{KNOW, knowledge, store};

/// The sheet.
pub(crate) const SHEET: &str = "知识库";
/// Rows that are taken at once.
pub(crate) const ROWS_MAX: usize = 2_000;
/// Heads with what to fill in, and the field of the form that checks it.
const COLUMNS: [(&str, &str, &str); 9] = [
    ("责任单位", "必填。单位全称、简称或编码。", "unit"),
    ("主题", "可不填。须是已有的主题。", "topic"),
    ("标准问题", "必填。一句话；同一单位同一问题再次导入即为修改。", "question"),
    ("其他问法", "可不填。每行一种（单元格内按 Alt+Enter 换行）。", "variants"),
    ("答案", "必填。可以分行。", "answer"),
    ("其他责任单位", "可不填。", "others"),
    ("依据", "可不填。文件名称、文号、条款。", "basis"),
    ("相关事项和网页", "可不填。每行一个：本网站地址，空一格，名称。", "links"),
    ("有效期至", "可不填。文本格式，如 2027-12-31；到期自动从网站撤下。", "expires_on"),
];

/// The empty workbook with explanations, or one with these rows.
///
/// # Errors
/// A fault when the workbook cannot be written.
pub(crate) fn workbook(rows: &[Vec<String>]) -> Result<Vec<u8>, Error> {
    write(rows).map_err(|e| Fault::of(FaultKind::Broken, "write an Excel file", e).into())
}

fn write(rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (bold, text) = (Format::new().set_bold(), Format::new().set_num_format("@").set_text_wrap());
    let sheet = book.add_worksheet();
    sheet.set_name(SHEET)?.set_freeze_panes(1, 0)?;
    for (at, (head, _, field)) in (0_u16..).zip(&COLUMNS) {
        let width = if matches!(*field, "answer" | "question" | "variants") { 40 } else { 18 };
        sheet.set_column_format(at, &text)?.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, *head, &bold)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (at, cell) in (0_u16..).zip(row) {
            sheet.write_string_with_format(line, at, cell, &text)?;
        }
    }
    let sheet = book.add_worksheet();
    sheet.set_name("填写说明")?.set_column_width(0, 16)?.set_column_width(1, 80)?;
    for (line, (head, hint, _)) in (0_u32..).zip(&COLUMNS) {
        sheet.write_string_with_format(line, 0, *head, &bold)?;
        sheet.write_string(line, 1, *hint)?;
    }
    book.save_to_buffer()
}

/// One of the parts in which the entries that the actor may write go out (from 1), in the shape of the template and of `most` rows, so that
/// each can come in again.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn rows(
    q: &mut impl ::store::Query,
    units: Option<&[i64]>,
    (part, most): (usize, usize),
) -> Result<Vec<Vec<String>>, Error> {
    let skipped = part.saturating_sub(1).saturating_mul(most);
    let rows = store::exported(q, units, (skipped, most)).await?.into_iter().map(|entry| {
        vec![
            entry.unit,
            entry.topic,
            entry.question,
            entry.variants,
            entry.answer,
            entry.others,
            entry.basis,
            entry.links,
            entry.expires_on.map(|d| d.to_string()).unwrap_or_default(),
        ]
    });
    Ok(rows.collect())
}

/// A row of a file that may be drafted.
pub(crate) struct Ready {
    unit: i64,
    knowing: Knowing,
}

/// What an import did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub(crate) struct Brought {
    /// New entries.
    pub made: usize,
    /// Entries with a new draft.
    pub changed: usize,
    /// Entries that were just so.
    pub same: usize,
}

/// Reads and checks a file; nothing is changed.
///
/// # Errors
/// A fault of the database. What is wrong with the file comes back inside, all of it at once.
pub(crate) async fn check(
    q: &mut impl ::store::Query,
    actor: &Actor,
    limits: &Limits,
    today: Date,
    file: &[u8],
) -> Result<Result<Vec<Ready>, Vec<RowError>>, Error> {
    let heads: Vec<&'static str> = COLUMNS.iter().map(|(head, ..)| *head).collect();
    let rows = match identity::excel::table(file, SHEET, &heads) {
        Ok(rows) => rows,
        Err(errors) => return Ok(Err(errors)),
    };
    let wrong = |row: u32, column: &str, message: String| RowError {
        sheet: SHEET.to_owned(),
        row,
        column: column.to_owned(),
        message,
    };
    if rows.is_empty() || rows.len() > ROWS_MAX {
        return Ok(Err(vec![wrong(0, "", format!("请填写 1 至 {ROWS_MAX} 行。"))]));
    }
    let units = identity::units::all(q).await?;
    let by_name: BTreeMap<&str, i64> = units
        .iter()
        .filter(|u| u.closed_on.is_none())
        .flat_map(|u| [(u.name.as_str(), u.id), (u.short_name.as_str(), u.id), (u.code.as_str(), u.id)])
        .collect();
    // What stands under a topic that was closed since goes out with it, and comes in again; of two of one name the open one counts.
    let mut topics = store::topics(q, false).await?;
    topics.sort_by_key(|topic| topic.closed_at.is_some());
    let (mut ready, mut errors, mut seen) = (Vec::new(), Vec::new(), BTreeMap::new());
    for (number, cells) in &rows {
        let cell = |at: usize| cells.get(at).map(String::as_str).unwrap_or_default();
        let unit = by_name.get(cell(0)).copied();
        match unit {
            None => errors.push(wrong(*number, COLUMNS[0].0, format!("没有找到单位“{}”。", cell(0)))),
            Some(unit) if !actor.may(KNOW, Some(unit)) => {
                errors.push(wrong(*number, COLUMNS[0].0, format!("您不能维护“{}”的知识。", cell(0))));
            }
            Some(_) => {}
        }
        let topic = topics.iter().find(|t| t.title == cell(1)).map(|t| t.id.to_string()).unwrap_or_default();
        if topic.is_empty() && !cell(1).is_empty() {
            errors.push(wrong(*number, COLUMNS[1].0, format!("没有主题“{}”。", cell(1))));
        }
        let mut fields: Vec<(&str, &str)> = vec![("topic", topic.as_str())];
        fields.extend((2..COLUMNS.len()).map(|at| (COLUMNS[at].2, cell(at))));
        let form = Form::of(&fields);
        match Knowing::read(limits, today, Check::new(&form)) {
            Err(faults) => {
                for fault in faults {
                    let head = COLUMNS.iter().find(|(.., field)| *field == fault.field).map_or("", |(head, ..)| *head);
                    errors.push(wrong(*number, head, fault.message));
                }
            }
            Ok(knowing) => {
                if let Some(before) = seen.insert((unit, knowing.question.clone()), *number) {
                    errors.push(wrong(*number, COLUMNS[2].0, format!("与第 {before} 行重复。")));
                }
                if let Some(unit) = unit {
                    ready.push(Ready { unit, knowing });
                }
            }
        }
    }
    errors.truncate(ERRORS_MAX);
    Ok(if errors.is_empty() { Ok(ready) } else { Err(errors) })
}

/// Drafts what was checked: new entries, and next versions of those that changed. Nothing becomes public by an import.
///
/// # Errors
/// A refusal when an entry waits for approval, a fault of the database.
pub(crate) async fn bring(tx: &mut Tx, ground: &Ground, actor: &Actor, rows: &[Ready]) -> Result<Brought, Error> {
    let mut brought = Brought::default();
    let questions: Vec<String> = rows.iter().map(|r| r.knowing.question.clone()).collect();
    let known = store::of_questions(tx, &questions).await?;
    for Ready { unit, knowing } in rows {
        let entry = known.iter().find(|(_, question, of)| question == &knowing.question && of == unit);
        let Some((id, ..)) = entry else {
            knowledge::create(tx, ground, actor, *unit, knowing).await?;
            brought.made += 1;
            continue;
        };
        let newest = store::versions(tx, *id).await?.into_iter().next();
        let entry = store::entry(tx, *id).await?;
        let same = newest.is_some_and(|v| {
            (v.variants, v.answer, v.others, v.basis, v.links, v.expires_on, entry.topic_id)
                == (
                    knowing.variants.clone(),
                    knowing.answer.clone(),
                    knowing.others.clone(),
                    knowing.basis.clone(),
                    knowing.links.clone(),
                    knowing.expires_on,
                    knowing.topic,
                )
        });
        if same {
            brought.same += 1;
        } else {
            knowledge::save(tx, ground, actor, *id, knowing).await?;
            brought.changed += 1;
        }
    }
    Ok(brought)
}
