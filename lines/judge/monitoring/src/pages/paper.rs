//! An order on paper: 督办单 as it goes out, 整改反馈单 as it comes back; to be printed, and as Word files.

use ::paper::{Cell, DOCX, Grid, Paper, Piece, Style};
use base::Error;
use matter::store::Matter;
use serde::Serialize;
use serde_json::{Value, json};
use web::{Cx, Page, Path, Result};

use super::order::visible;
use super::{HERE, names};
use crate::actions::words;
use crate::model::{ANSWERS, Item, Order, SOURCES, VERDICTS, name_of};
use crate::process::ORDER;
use crate::store::{items, orders};

/// The forms: key and 名称.
const FORMS: &[(&str, &str)] = &[("order", "督办单"), ("feedback", "整改反馈单")];
/// Room to sign in, as empty lines of a Word file.
const ROOM: &str = "\n\n";

/// Those that an order has by now.
pub(super) fn offered(matter: &Matter, order: &Order) -> Vec<Value> {
    let there = |key: &str| key == "order" || order.issued_on.is_some();
    let base = format!("{HERE}/{}/paper", matter.id);
    let all = FORMS.iter().filter(|(key, _)| there(key));
    all.map(|(key, title)| json!({ "href": format!("{base}/{key}"), "title": title })).collect()
}

/// A form as its page and its file show it.
#[derive(Debug, Serialize)]
struct Sheet {
    key: &'static str,
    title: &'static str,
    number: String,
    /// Rows of two names with what is told of them, or of one across the whole.
    above: Vec<Vec<(&'static str, String)>>,
    heads: &'static [&'static str],
    /// What stands on the order, by the heads.
    findings: Vec<Vec<String>>,
    /// Rows below the findings.
    below: Vec<Vec<(&'static str, String)>>,
}

async fn sheet(cx: &Cx, id: i64, key: &str) -> std::result::Result<Sheet, Error> {
    let (matter, order) = visible(cx, id).await?;
    let (key, title) = *FORMS.iter().find(|(known, _)| *known == key).ok_or(Error::Unseen)?;
    if key != "order" && order.issued_on.is_none() {
        return Err(Error::Unseen);
    }
    let all = items::of_order(&mut cx.reader(), order.id).await?;
    let names = names(cx).await?;
    let unit = names.get(&matter.lead_unit.unwrap_or(order.unit_id)).cloned().unwrap_or_default();
    let due = if matter.clock == "none" { "签发后起算".to_owned() } else { matter.due_at.date().to_string() };
    let issued = order.issued_on.map(|on| on.to_string()).unwrap_or_default();
    let above = vec![
        vec![("编号", matter.number.clone()), ("签发日期", issued)],
        vec![("整改单位", unit), ("整改期限", due)],
        vec![
            ("问题来源", name_of(SOURCES, &order.source).to_owned()),
            ("类别", ORDER.kind_title(&matter.kind).to_owned()),
        ],
    ];
    let numbered = (1..).zip(&all);
    if key == "order" {
        let row = |(at, item): (i32, &Item)| {
            vec![at.to_string(), item.what.clone(), item.address.clone(), item.found_on.to_string()]
        };
        return Ok(Sheet {
            key,
            title,
            number: matter.number,
            above,
            heads: &["序号", "问题", "网址或者位置", "发现日期"],
            findings: numbered.map(row).collect(),
            below: vec![
                vec![("整改要求", order.demand)],
                vec![("拟稿人", order.drafter), ("签发人", order.issuer)],
                vec![("签收人", String::new()), ("签收日期", String::new())],
            ],
        });
    }
    let rounds = orders::rounds(&mut cx.reader(), order.id).await?;
    let handed = rounds.last().map(|(_, actor, at)| (actor.clone(), at.minutes())).unwrap_or_default();
    let closed = matter.closed_at.map(base::Moment::minutes).unwrap_or_default();
    let outcome = matter.outcome.as_deref().and_then(|key| ORDER.outcome(key)).map_or("", |outcome| outcome.title);
    let row = |(at, item): (i32, &Item)| {
        let verdict = VERDICTS.iter().find(|(key, ..)| *key == item.verdict).map_or("", |(_, words, _)| words);
        vec![
            at.to_string(),
            words(item),
            name_of(ANSWERS, &item.answer).to_owned(),
            item.said.clone(),
            verdict.to_owned(),
        ]
    };
    Ok(Sheet {
        key,
        title,
        number: matter.number,
        above,
        heads: &["序号", "问题", "整改情况", "说明", "复查结果"],
        findings: numbered.map(row).collect(),
        below: vec![
            vec![("反馈人", handed.0), ("反馈时间", handed.1)],
            vec![("退回次数", order.returned.to_string()), ("销号时间", closed)],
            vec![("办理结果", outcome.to_owned())],
            vec![("单位负责人", String::new()), ("复查人", String::new())],
        ],
    })
}

/// A form to be printed.
pub(super) async fn page(cx: Cx, Path((id, key)): Path<(i64, String)>) -> Result {
    let sheet = sheet(&cx, id, &key).await?;
    let page = Page::new(sheet.title).kind("page").noindex();
    let word = format!("{HERE}/{id}/paper/{}/word", sheet.key);
    cx.page("monitoring/paper.html", page, json!({ "sheet": sheet, "word": word }))
}

/// The same as a Word file.
pub(super) async fn word(cx: Cx, Path((id, key)): Path<(i64, String)>) -> Result {
    let sheet = sheet(&cx, id, &key).await?;
    let (matter, _) = visible(&cx, id).await?;
    let organ =
        identity::units::find(&mut cx.reader(), matter.home_unit).await?.map_or_else(String::new, |unit| unit.name);
    let pieces = pieces(&sheet);
    let urn = format!("urn:renhe:monitoring:{id}:{}", sheet.key);
    let paper = Paper { title: sheet.title, organ: &organ, id: &urn, at: cx.now, pieces: &pieces };
    Ok(web::download(&format!("{}-{}.docx", sheet.title, sheet.number), DOCX, paper.word()?))
}

fn pieces(sheet: &Sheet) -> Vec<Piece> {
    let told = |row: &Vec<(&'static str, String)>| -> Vec<Cell> {
        let across = if row.len() == 1 { 3 } else { 1 };
        let cell = |(name, text): &(&'static str, String)| {
            let text = if text.is_empty() { ROOM } else { text.as_str() };
            [Cell::name(*name), Cell::plain(text).across(across)]
        };
        row.iter().flat_map(cell).collect()
    };
    let grid = |rows: &[Vec<(&'static str, String)>]| {
        Piece::Grid(Grid { heads: 0, widths: vec![3, 5, 3, 5], rows: rows.iter().map(told).collect() })
    };
    let mut findings: Vec<Vec<String>> = vec![sheet.heads.iter().map(|head| (*head).to_owned()).collect()];
    findings.extend(sheet.findings.iter().cloned());
    vec![
        Piece::Text(Style::Title, sheet.title.to_owned()),
        grid(&sheet.above),
        Piece::Text(Style::Left, String::new()),
        Piece::Table(findings),
        Piece::Text(Style::Left, String::new()),
        grid(&sheet.below),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_also_a_word_file_with_the_same_rows() {
        let sheet = Sheet {
            key: "order",
            title: "督办单",
            number: "青督〔2026〕0001号".to_owned(),
            above: vec![vec![("编号", "青督〔2026〕0001号".to_owned()), ("签发日期", String::new())]],
            heads: &["序号", "问题", "网址或者位置", "发现日期"],
            findings: vec![["1", "“通知公告”是空白栏目", "/c/notice", "2026-03-02"].map(str::to_owned).to_vec()],
            below: vec![vec![("整改要求", "请及时更新。".to_owned())]],
        };
        let pieces = pieces(&sheet);
        let tables = pieces.iter().filter(|piece| matches!(piece, Piece::Table(rows) if rows.len() == 2)).count();
        assert_eq!(tables, 1, "heads and one finding");
        let widths = |piece: &Piece| match piece {
            Piece::Grid(grid) => grid.rows.iter().map(|row| row.iter().map(|cell| cell.across).sum()).collect(),
            _ => Vec::<usize>::new(),
        };
        assert_eq!(pieces.iter().flat_map(widths).collect::<Vec<_>>(), [4, 4]);
        let at = base::Moment::of_rfc3339("2026-03-02T09:00:00+08:00").unwrap();
        let paper = Paper { title: sheet.title, organ: "县电子政务办", id: "urn:renhe:x", at, pieces: &pieces };
        assert!(paper.word().unwrap().starts_with(b"PK"));
    }
}
