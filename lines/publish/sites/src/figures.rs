//! What reports ask of the line (数): dead links by the date on which they were found; the list it opens has the same
//! condition.

use base::Error;
use matter::{Ask, Figure};
use web::App;

use crate::store::deadlinks::{self as rows, Filter};

/// The figures of the line.
pub(crate) static FIGURES: &[Figure] = &[
    Figure {
        key: "sites.deadlinks",
        title: "发现错链",
        measure: "处",
        meaning: "期内在已发布稿件中发现的不能打开的链接，含已改正和已说明理由不再提示的",
        count: |app, ask| Box::pin(counted(app, ask, "")),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, "")),
        list: |ask| address(ask, ""),
    },
    Figure {
        key: "sites.deadlinks.bad",
        title: "错链未改",
        measure: "处",
        meaning: "期内发现、至今仍不能打开的链接",
        count: |app, ask| Box::pin(counted(app, ask, "bad")),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, "bad")),
        list: |ask| address(ask, "bad"),
    },
];

fn filter(ask: Ask, state: &str) -> Filter {
    Filter { unit: ask.unit, from: Some(ask.from), to: Some(ask.to), state: state.to_owned(), ..Filter::default() }
}

async fn counted(app: &App, ask: Ask, state: &str) -> Result<i64, Error> {
    Ok(rows::count(&mut app.db.reader(), &filter(ask, state)).await?)
}

async fn by_unit(app: &App, ask: Ask, state: &str) -> Result<Vec<(i64, i64)>, Error> {
    Ok(rows::by_unit(&mut app.db.reader(), &filter(Ask { unit: None, ..ask }, state)).await?)
}

fn address(ask: Ask, state: &str) -> String {
    let unit = ask.unit.map(|unit| format!("&unit={unit}")).unwrap_or_default();
    format!("/work/sites/deadlinks?from={}&to={}&state={state}{unit}", ask.from, ask.to)
}
