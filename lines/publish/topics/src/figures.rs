//! What the yearly report of a site asks of topics (国办函〔2018〕12号: 专栏专题 维护数量、新开设数量).

use base::Error;
use matter::{Ask, Figure};
use web::App;

use crate::store::counts::{self, Asked, Count};

/// The figures of the line.
pub(crate) static FIGURES: &[Figure] = &[
    Figure {
        key: "topics.kept",
        title: "专栏专题维护",
        measure: "个",
        meaning: "期内公开过并且现在仍可查阅的专题，期前已归档的不计，按站点主办单位统计（国办函〔2018〕12号）",
        count: |app, ask| Box::pin(counted(app, ask, Count::Kept)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Kept)),
        list: |ask| address(ask, "kept"),
    },
    Figure {
        key: "topics.opened",
        title: "专栏专题新开设",
        measure: "个",
        meaning: "期内首次发布并且现在仍可查阅的专题，按站点主办单位统计（国办函〔2018〕12号）",
        count: |app, ask| Box::pin(counted(app, ask, Count::Opened)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Opened)),
        list: |ask| address(ask, "opened"),
    },
];

fn asked(ask: Ask, count: Count) -> Asked {
    Asked { count, from: ask.from, to: ask.to, unit: ask.unit }
}

async fn counted(app: &App, ask: Ask, count: Count) -> Result<i64, Error> {
    Ok(counts::count(&mut app.db.reader(), asked(ask, count)).await?)
}

async fn by_unit(app: &App, ask: Ask, count: Count) -> Result<Vec<(i64, i64)>, Error> {
    Ok(counts::by_unit(&mut app.db.reader(), asked(Ask { unit: None, ..ask }, count)).await?)
}

fn address(ask: Ask, count: &str) -> String {
    let unit = ask.unit.map(|unit| format!("&unit={unit}")).unwrap_or_default();
    format!("/work/topics/counted?from={}&to={}&count={count}{unit}", ask.from, ask.to)
}
