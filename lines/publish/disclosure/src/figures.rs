//! What reports ask of the line (数).

use base::Error;
use edition::live::{self, Facets};
use matter::{Ask, Figure};
use web::App;

/// The figures of the line.
pub(crate) static FIGURES: &[Figure] = &[
    Figure {
        key: "disclosure.published",
        title: "发布信息",
        measure: "条",
        meaning: "期内在网站发布并且现在仍然公开的信息，按发布单位统计",
        count: |app, ask| Box::pin(counted(app, ask, "")),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, "")),
        list: |ask| address(ask, ""),
    },
    Figure {
        key: "disclosure.policies",
        title: "政策文件",
        measure: "件",
        meaning: "期内发布并且现在仍然公开的政策文件",
        count: |app, ask| Box::pin(counted(app, ask, "policy")),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, "policy")),
        list: |ask| address(ask, "policy"),
    },
    Figure {
        key: "disclosure.interpretations",
        title: "政策解读",
        measure: "条",
        meaning: "期内发布并且现在仍然公开的政策解读",
        count: |app, ask| Box::pin(counted(app, ask, "interpretation")),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, "interpretation")),
        list: |ask| address(ask, "interpretation"),
    },
];

async fn by_unit(app: &App, ask: Ask, kind: &str) -> Result<Vec<(i64, i64)>, Error> {
    let facets = Facets { kind: kind.to_owned(), ..Facets::default() };
    Ok(live::by_unit(&mut app.db.reader(), ask.from, ask.to, &facets).await?)
}

async fn counted(app: &App, ask: Ask, kind: &str) -> Result<i64, Error> {
    let rows = by_unit(app, ask, kind).await?;
    Ok(rows.iter().filter(|(unit, _)| ask.unit.is_none_or(|only| only == *unit)).map(|(_, n)| n).sum())
}

fn address(ask: Ask, kind: &str) -> String {
    let unit = ask.unit.map(|unit| format!("&unit={unit}")).unwrap_or_default();
    let kind = if kind.is_empty() { String::new() } else { format!("&kind={kind}") };
    format!("/xxgk/published?from={}&to={}{kind}{unit}", ask.from, ask.to)
}
