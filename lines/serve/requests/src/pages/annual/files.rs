//! The annual report to take away: its tables as Excel, the whole of it as Word, PDF and e-book, and as a book to turn the pages of.

use base::Error;
use paper::{DOCX, EPUB, PDF, Paper, Piece, Style};
use serde_json::json;
use web::{Cx, Page, Path, Result};

use super::{View, asked, tables, view};
use crate::CACHE;
use crate::annual::ROWS;
use crate::channels::APPLICANTS;
use crate::pages::sheet::{Sheet, XLSX, xlsx};

/// The tables as an Excel file.
pub(in crate::pages) async fn excel(cx: Cx) -> Result {
    let (year, unit) = asked(&cx).await?;
    let view = view(&cx, year, unit).await?;
    let columns = |first: &str, heads: &[&str]| {
        let heads = heads.iter().map(|h| ((*h).to_owned(), 13.0));
        [(first.to_owned(), 60.0)].into_iter().chain(heads).collect()
    };
    let two = Sheet {
        name: "表二".to_owned(),
        title: "二、主动公开政府信息情况".to_owned(),
        heads: [("条款", 22.0), ("信息内容", 22.0), ("项目", 28.0), ("数量", 12.0)]
            .map(|(h, w)| (h.to_owned(), w))
            .to_vec(),
        rows: view
            .table2
            .iter()
            .map(|(a, b, c, n)| vec![(*a).to_owned(), (*b).to_owned(), (*c).to_owned(), n.clone()])
            .collect(),
        numbers: true,
    };
    let three = Sheet {
        name: "表三".to_owned(),
        title: "三、收到和处理政府信息公开申请情况".to_owned(),
        heads: columns("本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和", &view.columns),
        rows: table3_texts(&view),
        numbers: true,
    };
    let four = Sheet {
        name: "表四".to_owned(),
        title: "四、政府信息公开行政复议、行政诉讼情况".to_owned(),
        heads: columns("类别", &view.results),
        rows: table4_texts(&view),
        numbers: true,
    };
    Ok(web::download(&format!("{}.xlsx", view.title), XLSX, xlsx(&[two, three, four])?))
}

fn table3_texts(view: &View) -> Vec<Vec<String>> {
    let table = &view.numbers().table3;
    let line = |(at, title): (usize, &&str)| {
        let cells = (0..APPLICANTS.len()).map(|column| table.cell(at, column)).chain([table.total(at)]);
        [(*title).to_owned()].into_iter().chain(cells.map(|n| n.to_string())).collect()
    };
    (1..).zip(ROWS.iter()).map(line).collect()
}

fn table4_texts(view: &View) -> Vec<Vec<String>> {
    let line = |row: &super::view::Disputed| {
        [row.title.to_owned()].into_iter().chain(row.cells.iter().map(|cell| cell.number.to_string())).collect()
    };
    view.disputes.iter().map(line).collect()
}

/// Which file of the whole report.
#[derive(Clone, Copy)]
enum Form {
    Word,
    Pdf,
    Book,
}

/// For those who write it: `/work/requests/annual/word`.
pub(in crate::pages) async fn word(cx: Cx) -> Result {
    inside(&cx, Form::Word).await
}

/// `/work/requests/annual/pdf`.
pub(in crate::pages) async fn pdf(cx: Cx) -> Result {
    inside(&cx, Form::Pdf).await
}

/// `/work/requests/annual/epub`.
pub(in crate::pages) async fn epub(cx: Cx) -> Result {
    inside(&cx, Form::Book).await
}

async fn inside(cx: &Cx, form: Form) -> Result {
    let (year, unit) = asked(cx).await?;
    file(cx, &view(cx, year, unit).await?, form)
}

/// For the public, when it is settled: `/requests/annual/{year}/{unit}/word`.
pub(in crate::pages) async fn public_word(cx: Cx, Path(which): Path<(i16, i64)>) -> Result {
    file(&cx, &settled(&cx, which).await?, Form::Word)
}

/// `/requests/annual/{year}/{unit}/pdf`.
pub(in crate::pages) async fn public_pdf(cx: Cx, Path(which): Path<(i16, i64)>) -> Result {
    file(&cx, &settled(&cx, which).await?, Form::Pdf)
}

/// `/requests/annual/{year}/{unit}/epub`.
pub(in crate::pages) async fn public_epub(cx: Cx, Path(which): Path<(i16, i64)>) -> Result {
    file(&cx, &settled(&cx, which).await?, Form::Book)
}

/// `/requests/annual/{year}/{unit}/book`: the report as a book whose pages are turned (电子书).
pub(in crate::pages) async fn book(cx: Cx, Path(which): Path<(i16, i64)>) -> Result {
    let view = settled(&cx, which).await?;
    let here = format!("/requests/annual/{}/{}", view.year, view.unit);
    let page = Page::new(format!("{}（电子书）", view.title)).kind("article").crumb("依申请公开", "/requests");
    let page = page.crumb(view.title.clone(), here.clone()).canonical(here.clone());
    cx.page("requests/book.html", page, json!({ "r": view, "here": here }))
}

/// A settled report.
pub(in crate::pages) async fn settled(cx: &Cx, (year, unit): (i16, i64)) -> std::result::Result<View, Error> {
    cx.depends(CACHE);
    let view = view(cx, year, unit).await?;
    if view.settled { Ok(view) } else { Err(Error::Unseen) }
}

fn file(cx: &Cx, view: &View, form: Form) -> Result {
    let pieces = pieces(view);
    let id = format!("urn:renhe:annual:{}:{}", view.year, view.unit);
    let at = view.settled_at.unwrap_or(cx.now);
    let paper = Paper { title: &view.title, organ: &view.name, id: &id, at, pieces: &pieces };
    let (end, kind, bytes) = match form {
        Form::Word => ("docx", DOCX, paper.word()?),
        Form::Pdf => ("pdf", PDF, paper.pdf()),
        Form::Book => ("epub", EPUB, paper.book()?),
    };
    Ok(web::download(&format!("{}.{end}", view.title), kind, bytes))
}

/// The report in the order of its six headings.
fn pieces(view: &View) -> Vec<Piece> {
    let head = |text: &str| Piece::Text(Style::Head, text.to_owned());
    let mut pieces = vec![Piece::Text(Style::Title, view.title.clone())];
    let said = |pieces: &mut Vec<Piece>, at: usize| {
        if let Some((heading, text)) = view.texts.get(at) {
            pieces.push(Piece::Text(Style::Head, (*heading).to_owned()));
            pieces.extend(text.lines().map(|line| Piece::Text(Style::Body, line.to_owned())));
        }
    };
    pieces.extend(statement(view));
    said(&mut pieces, 0);
    pieces.push(head("二、主动公开政府信息情况"));
    pieces.push(Piece::Grid(tables::two(&view.table2)));
    pieces.push(head("三、收到和处理政府信息公开申请情况"));
    pieces.push(Piece::Grid(tables::three(&view.columns, &view.numbers().table3)));
    pieces.push(head("四、政府信息公开行政复议、行政诉讼情况"));
    pieces.push(Piece::Grid(tables::four(&view.results, &view.disputes)));
    said(&mut pieces, 1);
    said(&mut pieces, 2);
    pieces
}

/// 更正说明: that a report is not as it was first published, when, why and what was put right; nothing for one that is.
fn statement(view: &View) -> Vec<Piece> {
    let text = |old: &serde_json::Value, key: &str| old[key].as_str().unwrap_or_default().to_owned();
    let said = view.old.iter().map(|old| {
        let changes: Vec<&str> = old["changes"].as_array().into_iter().flatten().filter_map(|c| c.as_str()).collect();
        let what = if changes.is_empty() { "内容没有变化".to_owned() } else { changes.join("；") };
        let (on, settled, reason) = (text(old, "on"), text(old, "settled_on"), text(old, "reason"));
        format!(
            "{on}对{settled}公布的版本作了更正。更正的理由：{}。更正的内容：{what}。",
            reason.trim_end_matches('。')
        )
    });
    let mut pieces: Vec<Piece> = said.map(|line| Piece::Text(Style::Body, line)).collect();
    if !pieces.is_empty() {
        pieces.insert(0, Piece::Text(Style::Head, "更正说明".to_owned()));
        let where_old = "更正前的版本附在本报告的网页之后，可以查阅。".to_owned();
        pieces.push(Piece::Text(Style::Body, where_old));
    }
    pieces
}
