//! What reports ask of the line (数): each figure is one condition, and the list it opens has the same.

use base::Error;
use matter::{Ask, Figure};
use web::App;

use crate::store::{self, Filter};

/// A figure counts no further than this.
const CAP: usize = 10_000_000;

/// The figures of the line.
pub(crate) static FIGURES: &[Figure] = &[
    Figure {
        key: "submission.received",
        title: "报送信息",
        measure: "条",
        meaning: "期内各单位首次报送审核的信息",
        count: |app, ask| Box::pin(counted(app, ask, "")),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, "")),
        list: |ask| address(ask, ""),
    },
    Figure {
        key: "submission.approved",
        title: "审核通过",
        measure: "条",
        meaning: "期内报送的信息中已经三审通过的",
        count: |app, ask| Box::pin(counted(app, ask, "approved")),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, "approved")),
        list: |ask| address(ask, "approved"),
    },
    Figure {
        key: "submission.returned",
        title: "退回修改",
        measure: "条",
        meaning: "期内报送的信息中至少被退回过一次的",
        count: |app, ask| Box::pin(counted(app, ask, "returned")),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, "returned")),
        list: |ask| address(ask, "returned"),
    },
    Figure {
        key: "submission.flawed",
        title: "检查发现问题",
        measure: "条",
        meaning: "期内报送的信息中报送时发布前检查发现问题的",
        count: |app, ask| Box::pin(counted(app, ask, "flawed")),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, "flawed")),
        list: |ask| address(ask, "flawed"),
    },
    Figure {
        key: "submission.refused",
        title: "不予发布",
        measure: "条",
        meaning: "期内报送的信息中审核后不予发布的",
        count: |app, ask| Box::pin(counted(app, ask, "refused")),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, "refused")),
        list: |ask| address(ask, "refused"),
    },
];

fn filter(ask: Ask, count: &str) -> Filter {
    Filter { units: None, unit: ask.unit, from: Some(ask.from), to: Some(ask.to), count: count.to_owned() }
}

async fn counted(app: &App, ask: Ask, count: &str) -> Result<i64, Error> {
    Ok(store::count(&mut app.db.reader(), &filter(ask, count), CAP).await?)
}

async fn by_unit(app: &App, ask: Ask, count: &str) -> Result<Vec<(i64, i64)>, Error> {
    Ok(store::by_unit(&mut app.db.reader(), &filter(Ask { unit: None, ..ask }, count)).await?)
}

fn address(ask: Ask, count: &str) -> String {
    let unit = ask.unit.map(|unit| format!("&unit={unit}")).unwrap_or_default();
    format!("/work/submissions?from={}&to={}&count={count}{unit}", ask.from, ask.to)
}
