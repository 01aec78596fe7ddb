//! The screens of the reports.

use base::Error;
use matter::{Figure, Line, Lines, PERCENT};
use serde::Serialize;
use serde_json::json;
use web::{Audience, Cx, Page, Result, Routes};

use crate::READ;
use crate::period::Period;
use crate::sheet::Sheet;
use crate::units::{self, Cell};

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    Routes::new("reports")
        .get("/work/reports", Audience::Verb(READ), month)
        .get("/work/reports/month.xlsx", Audience::Verb(READ), month_xlsx)
        .get("/work/reports/year", Audience::Verb(READ), year)
        .get("/work/reports/units", Audience::Verb(READ), by_unit)
        .get("/work/reports/units.xlsx", Audience::Verb(READ), by_unit_xlsx)
}

/// The figures of one line in a report.
#[derive(Serialize)]
struct Group {
    title: &'static str,
    rows: Vec<Row>,
}

/// One figure in a report.
#[derive(Serialize)]
struct Row {
    key: &'static str,
    title: &'static str,
    measure: &'static str,
    meaning: &'static str,
    now: Cell,
    year: Cell,
}

fn period(cx: &Cx) -> std::result::Result<Period, Error> {
    Period::read(cx.query.get("year"), cx.query.get("month"), cx.now.date())
}

/// The lines that have figures.
fn lines(cx: &Cx) -> Vec<&'static Line> {
    cx.app.ext::<Lines>().iter().flat_map(|l| l.0).copied().filter(|line| !line.figures.is_empty()).collect()
}

/// What stands behind a number; a share has it within.
fn measure(figure: &Figure) -> &'static str {
    if figure.measure == PERCENT { "" } else { figure.measure }
}

async fn cell(cx: &Cx, figure: &'static Figure, period: Period) -> std::result::Result<Cell, Error> {
    let ask = period.ask(None);
    Ok(Cell::of(figure, (figure.count)(&cx.app, ask).await?, ask))
}

async fn groups(cx: &Cx, period: Period) -> std::result::Result<Vec<Group>, Error> {
    let mut groups = Vec::new();
    for line in lines(cx) {
        let mut rows = Vec::new();
        for figure in line.figures {
            rows.push(Row {
                key: figure.key,
                title: figure.title,
                measure: measure(figure),
                meaning: figure.meaning,
                now: cell(cx, figure, period).await?,
                year: cell(cx, figure, period.whole_year()).await?,
            });
        }
        groups.push(Group { title: line.title, rows });
    }
    Ok(groups)
}

/// The chooser above every report.
fn chooser(cx: &Cx, period: Period) -> serde_json::Value {
    json!({
        "year": period.year.to_string(),
        "month": period.month.map(|m| m.to_string()).unwrap_or_default(),
        "title": period.title(),
        "years": Period::years(cx.now.date())
            .iter()
            .map(|y| json!({ "value": y.to_string(), "title": format!("{y} 年") }))
            .collect::<Vec<_>>(),
        "months": (1..=12).map(|m| json!({ "value": m.to_string(), "title": format!("{m} 月") })).collect::<Vec<_>>(),
        "query": format!("year={}&month={}", period.year, period.month.map(|m| m.to_string()).unwrap_or_default()),
    })
}

async fn month(cx: Cx) -> Result {
    let period = period(&cx)?;
    let groups = groups(&cx, period).await?;
    let page = Page::new("统计报表");
    cx.page("reports/month.html", page, json!({ "groups": groups, "period": chooser(&cx, period) }))
}

async fn month_xlsx(cx: Cx) -> Result {
    let period = period(&cx)?;
    let mut rows = Vec::new();
    for group in groups(&cx, period).await? {
        for row in group.rows {
            let texts = [group.title, row.title, row.measure].map(str::to_owned).to_vec();
            rows.push((texts, vec![row.now, row.year]));
        }
    }
    let heads = ["业务", "指标", "单位", "本期", "本年累计"].map(str::to_owned).to_vec();
    let sheet = Sheet { title: format!("{}统计报表", period.title()), heads, rows };
    Ok(web::download(&format!("统计报表 {}.xlsx", period.title()), XLSX, sheet.xlsx()?))
}

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

async fn year(cx: Cx) -> Result {
    let period = period(&cx)?.whole_year();
    let before = Period { year: period.year - 1, month: None };
    let mut groups = Vec::new();
    for line in lines(&cx) {
        let mut rows = Vec::new();
        for figure in line.figures {
            let now = cell(&cx, figure, period).await?;
            let last = cell(&cx, figure, before).await?;
            rows.push(json!({
                "title": figure.title, "measure": measure(figure), "meaning": figure.meaning, "now": now, "last": last,
            }));
        }
        groups.push(json!({ "title": line.title, "rows": rows }));
    }
    let page = Page::new(format!("{}计数", period.title())).crumb("统计报表", "/work/reports");
    let warnings: Vec<String> = match cx.app.calendar().year(period.year) {
        Some(_) => Vec::new(),
        None => vec![format!("{} 年的放假调休安排还没有录入，涉及工作日的数字可能不准。", period.year)],
    };
    cx.page(
        "reports/year.html",
        page,
        json!({ "groups": groups, "period": chooser(&cx, period), "warnings": warnings }),
    )
}

/// The figures of the line that was asked for, or of the first.
fn chosen(cx: &Cx) -> std::result::Result<(&'static Line, Vec<&'static Figure>), Error> {
    let wanted = cx.query.get("line");
    let lines = lines(cx);
    let line = lines.iter().find(|l| l.key == wanted).or_else(|| lines.first()).ok_or(Error::Unseen)?;
    Ok((line, line.figures.iter().collect()))
}

async fn by_unit(cx: Cx) -> Result {
    let period = period(&cx)?;
    let (line, figures) = chosen(&cx)?;
    let rows = units::rows(&cx.app, &figures, period.ask(None)).await?;
    let heads: Vec<_> = figures.iter().map(|f| json!({ "title": f.title, "meaning": f.meaning })).collect();
    let choices: Vec<_> = lines(&cx).iter().map(|l| json!({ "value": l.key, "title": l.title })).collect();
    let page = Page::new("分单位统计").crumb("统计报表", "/work/reports");
    cx.page(
        "reports/units.html",
        page,
        json!({ "rows": rows, "columns": heads, "line": line.key, "lines": choices, "period": chooser(&cx, period) }),
    )
}

async fn by_unit_xlsx(cx: Cx) -> Result {
    let period = period(&cx)?;
    let (line, figures) = chosen(&cx)?;
    let rows = units::rows(&cx.app, &figures, period.ask(None)).await?;
    let heads = std::iter::once("单位".to_owned()).chain(figures.iter().map(|f| f.title.to_owned())).collect();
    let rows = rows.into_iter().map(|r| (vec![r.name], r.cells)).collect();
    let sheet = Sheet { title: format!("{}{}分单位统计", period.title(), line.title), heads, rows };
    Ok(web::download(&format!("{}分单位统计 {}.xlsx", line.title, period.title()), XLSX, sheet.xlsx()?))
}
