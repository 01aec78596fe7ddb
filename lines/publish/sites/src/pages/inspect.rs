//! 检查模拟 on the workbench: the inspector's table of one site, on the screen, as Word and as PDF.

use base::Error;
use edition::{Site, site};
use paper::{Cell, DOCX, Grid, PDF, Paper, Piece, Style};
use serde_json::{Value, json};
use web::{Cx, Result};

use super::below_sites;
use crate::inspect::{self, Line, wrong};
use crate::{WATCH, ledger};

/// On what the table rests.
const LAW: &str = "政府网站与政务新媒体检查指标（国办秘函〔2019〕19号）";

/// The sites that the person watches, and the one asked for or the first.
async fn asked(cx: &Cx) -> std::result::Result<(Vec<Site>, Site), Error> {
    let mut sites = site::within(&mut cx.reader(), &cx.actor, WATCH).await?;
    sites.retain(|site| site.closed_at.is_none());
    let wanted = cx.query.int("site");
    let chosen = sites.iter().find(|site| wanted.is_none_or(|id| site.id == id)).cloned().ok_or(Error::Unseen)?;
    Ok((sites, chosen))
}

async fn table(cx: &Cx, site: &Site) -> std::result::Result<Vec<Line>, Error> {
    let columns = ledger::rows(&cx.app, cx.now).await?;
    inspect::table(&cx.app, site, &columns, cx.now).await
}

/// `/work/sites/inspect`.
pub(super) async fn page(cx: Cx) -> Result {
    let (sites, site) = asked(&cx).await?;
    let lines = table(&cx, &site).await?;
    let [bad, warn, good, unknown] = inspect::summed(&lines);
    let (follow, lines) = marked(&cx, &site, &lines).await?;
    let choices: Vec<Value> = sites.iter().map(|s| json!({ "value": s.id, "title": s.name })).collect();
    let data = json!({
        "of": { "id": site.id, "name": site.name }, "sites": choices, "lines": lines, "law": LAW, "follow": follow,
        "at": cx.now.minutes(), "bad": bad, "warn": warn, "good": good, "unknown": unknown,
    });
    cx.page("sites/work_inspect.html", below_sites(&cx, "检查模拟"), data)
}

/// The lines for the page: those that fail say whether somebody takes that up. With the button for those who may.
async fn marked(cx: &Cx, site: &Site, lines: &[Line]) -> std::result::Result<(Value, Vec<Value>), Error> {
    let all = wrong::keys(site.id, lines);
    let failed = all.into_iter().zip(lines).filter(|(_, line)| wrong::is_wrong(line));
    let rows: Vec<(String, i64)> = failed.map(|(key, _)| (key, site.unit_id)).collect();
    let (follow, cells) = matter::finds::beside(cx, wrong::INDICATORS, &rows).await?;
    let mut cells = cells.into_iter();
    let shown = |line: &Line| {
        let mut row = json!(line);
        row["follow"] = if wrong::is_wrong(line) { cells.next().unwrap_or_default() } else { Value::Null };
        row
    };
    Ok((follow, lines.iter().map(shown).collect()))
}

/// `/work/sites/inspect/word`.
pub(super) async fn word(cx: Cx) -> Result {
    file(&cx, true).await
}

/// `/work/sites/inspect/pdf`.
pub(super) async fn pdf(cx: Cx) -> Result {
    file(&cx, false).await
}

async fn file(cx: &Cx, word: bool) -> Result {
    let (_, site) = asked(cx).await?;
    let lines = table(cx, &site).await?;
    let title = format!("{}检查情况表", site.name);
    let heads = ["类别", "指标", "检查内容和判定标准", "检查情况", "结论"];
    let mut rows: Vec<Vec<Cell>> = vec![heads.map(Cell::head).into()];
    rows.extend(
        lines.iter().map(|line| [line.part, line.title, &line.rule, &line.found, line.word].map(Cell::plain).into()),
    );
    let grid = Grid { heads: 1, widths: vec![10, 14, 30, 34, 12], rows };
    let pieces = [
        Piece::Text(Style::Title, title.clone()),
        Piece::Text(Style::Middle, format!("依据：{LAW}")),
        Piece::Text(Style::Middle, format!("生成时间：{}", cx.now.minutes())),
        Piece::Grid(grid),
        Piece::Text(
            Style::Body,
            "本表由系统根据自身记录生成，供自查使用；“不能由本系统测定”的项目须人工核对。".to_owned(),
        ),
    ];
    let id = format!("urn:renhe:inspect:{}:{}", site.slug, cx.now.0);
    let paper = Paper { title: &title, organ: &site.name, id: &id, at: cx.now, pieces: &pieces };
    let (end, kind, bytes) = if word { ("docx", DOCX, paper.word()?) } else { ("pdf", PDF, paper.pdf()) };
    Ok(web::download(&format!("{title} {}.{end}", cx.now.date()), kind, bytes))
}
