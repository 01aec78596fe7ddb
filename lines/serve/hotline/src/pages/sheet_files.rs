//! The sheet of a day, a week or a month as an Excel and as a Word file: what the page shows, in the same order.

use ::paper::{DOCX, Paper, Piece, Style};
use base::Error;
use serde_json::Value;
use web::{Cx, Result};

use super::sheets::sheet;
use crate::excel;

/// A part of the sheet: its title, and a table whose first row is its head.
struct Part {
    title: &'static str,
    table: Vec<Vec<String>>,
}

/// A cell as people read it.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The part made of the rows `data[key]`; nothing when there are none.
fn part(data: &Value, key: &str, title: &'static str, columns: &[(&str, &str)]) -> Option<Part> {
    let rows = data[key].as_array().filter(|rows| !rows.is_empty())?;
    let mut table = vec![columns.iter().map(|(head, _)| (*head).to_owned()).collect()];
    table.extend(rows.iter().map(|row| columns.iter().map(|(_, field)| cell(&row[*field])).collect::<Vec<_>>()));
    Some(Part { title, table })
}

/// All parts of a sheet.
fn parts(data: &Value) -> Vec<Part> {
    let pair = [("项目", "title"), ("件数", "value")];
    let mut parts = vec![
        part(data, "counts", "数量", &[("数量", "title"), ("本期", "now"), ("上期", "before"), ("增减", "change")]),
        part(data, "shares", "指标", &[("指标", "title"), ("本期", "now"), ("上期", "before")]),
    ];
    let (now, before) = (&data["calls"]["all"], &data["calls_before"]);
    if now["offered"].as_i64().unwrap_or(0) > 0 {
        let of = |title: &str, field: &str| vec![title.to_owned(), cell(&now[field]), cell(&before[field])];
        let quick = format!("{} 秒接听率", cell(&now["seconds"]));
        let mut table = vec![vec!["话务".to_owned(), "本期".to_owned(), "上期".to_owned()]];
        table.extend([of("呼入（个）", "offered"), of("接通（个）", "answered"), of("漏接（个）", "missed")]);
        table.extend([of("接通率", "rate"), of(&quick, "quick_rate"), of("平均通话", "talked")]);
        table.push(of("平均办理时长（通话加后处理）", "handled"));
        parts.push(Some(Part { title: "话务", table }));
    }
    for (key, title) in
        [("kinds", "按类别"), ("sources", "按来源"), ("classes", "按分类"), ("towns", "按乡镇"), ("late", "超期的单位")]
    {
        parts.push(part(data, key, title, &pair));
    }
    let hot = [("话题", "title"), ("件数", "count"), ("比上期", "trend"), ("重复", "repeats"), ("乡镇", "places")];
    parts.push(part(data, "hot", "本期热点", &hot));
    parts.into_iter().flatten().collect()
}

/// Title and period of a sheet.
fn named(data: &Value) -> (String, String) {
    let title = format!("热线{}", cell(&data["title"]));
    (title, format!("{}至{}", cell(&data["from"]), cell(&data["to"])))
}

fn note(data: &Value) -> String {
    format!("与 {} 至 {} 比较；按受理日期。", cell(&data["before_from"]), cell(&data["before_to"]))
}

/// As an Excel file: one row for each line of each part.
pub(super) async fn excel(cx: Cx) -> Result {
    let data = sheet(&cx).await?;
    let (title, period) = named(&data);
    let mut rows = Vec::new();
    for part in parts(&data) {
        let heads = part.table.first().cloned().unwrap_or_default();
        for row in part.table.iter().skip(1) {
            let mut cells = vec![part.title.to_owned(), row.first().cloned().unwrap_or_default()];
            for (head, value) in heads.iter().zip(row).skip(1) {
                cells.extend([head.clone(), value.clone()]);
            }
            rows.push(cells);
        }
    }
    let heads = ["栏目", "项目", "", "数值", "", "数值", "", "数值", "", "数值"];
    let book = excel::sheet(&title, &heads, &rows, &note(&data))?;
    Ok(web::download(&format!("{title}-{period}.xlsx"), matter::sheet::XLSX, book))
}

/// As a Word file.
pub(super) async fn word(cx: Cx) -> Result {
    let data = sheet(&cx).await?;
    let (title, period) = named(&data);
    let organ = organ(&cx).await?;
    let mut pieces = vec![
        Piece::Text(Style::Title, title.clone()),
        Piece::Text(Style::Middle, period.clone()),
        Piece::Text(Style::Body, note(&data)),
    ];
    for part in parts(&data) {
        pieces.push(Piece::Text(Style::Head, part.title.to_owned()));
        pieces.push(Piece::Table(part.table));
    }
    pieces.push(Piece::Text(Style::Right, organ.clone()));
    pieces.push(Piece::Text(Style::Right, cx.now.date().to_string()));
    let id = format!("urn:renhe:hotline:sheet:{}:{period}", cell(&data["span"]));
    let paper = Paper { title: &title, organ: &organ, id: &id, at: cx.now, pieces: &pieces };
    Ok(web::download(&format!("{title}-{period}.docx"), DOCX, paper.word()?))
}

/// The hotline's unit, which makes the sheet.
async fn organ(cx: &Cx) -> std::result::Result<String, Error> {
    let q = &mut cx.reader();
    let home = crate::home(q).await?;
    Ok(identity::units::find(q, home).await?.map_or_else(String::new, |unit| unit.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_every_part_of_the_sheet_that_has_rows() {
        let data = serde_json::json!({
            "counts": [{ "title": "受理", "now": 3, "before": 1, "change": 2 }],
            "shares": [{ "title": "满意率", "now": "50.0%", "before": "—" }],
            "calls": { "all": { "offered": 4, "answered": 3, "rate": "75.0%", "seconds": 15 } },
            "calls_before": { "offered": 2 },
            "kinds": [{ "title": "投诉", "value": 3 }],
            "towns": [],
            "hot": [{ "title": "路灯不亮", "count": 2, "trend": -1, "repeats": 0, "places": "城关镇 2" }],
        });
        let parts = parts(&data);
        let titles: Vec<&str> = parts.iter().map(|part| part.title).collect();
        assert_eq!(titles, ["数量", "指标", "话务", "按类别", "本期热点"]);
        assert_eq!(parts[0].table, [["数量", "本期", "上期", "增减"], ["受理", "3", "1", "2"]]);
        assert!(parts[2].table.contains(&["接通率", "75.0%", ""].map(str::to_owned).to_vec()));
        assert_eq!(parts[4].table[1], ["路灯不亮", "2", "-1", "0", "城关镇 2"]);
    }
}
