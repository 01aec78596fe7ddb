//! What reports ask of the line (数): the directory as it is now, whatever the period.

use base::Error;
use matter::{Ask, Figure};
use web::App;

use crate::THIN;
use crate::store::{self, Filter};

/// The figures of the line.
pub(crate) static FIGURES: &[Figure] = &[
    Figure {
        key: "guide.items",
        title: "政务服务事项",
        measure: "项",
        meaning: "现在办事服务目录中的事项，不分期",
        count: |app, ask| Box::pin(counted(app, ask, Which::All)),
        by_unit: |app, _| Box::pin(by_unit(app, Which::All)),
        list: |ask| address(ask, ""),
    },
    Figure {
        key: "guide.online",
        title: "可网上办理事项",
        measure: "项",
        meaning: "现在目录中有网上办理入口的事项，不分期",
        count: |app, ask| Box::pin(counted(app, ask, Which::Online)),
        by_unit: |app, _| Box::pin(by_unit(app, Which::Online)),
        list: |ask| address(ask, "online=1"),
    },
    Figure {
        key: "guide.thin",
        title: "办事指南要素缺失",
        measure: "项",
        meaning: "现在目录中没有网上办理入口、指南缺少 4 个以上关键要素（检查指标 单项否决：服务不实用）的事项，不分期",
        count: |app, ask| Box::pin(counted(app, ask, Which::Thin)),
        by_unit: |app, _| Box::pin(by_unit(app, Which::Thin)),
        list: |ask| address(ask, "thin=1"),
    },
];

#[derive(Clone, Copy)]
enum Which {
    All,
    Online,
    Thin,
}

fn filter(app: &App, which: Which) -> Result<Filter, Error> {
    Ok(match which {
        Which::All => Filter::default(),
        Which::Online => Filter { online: true, ..Filter::default() },
        Which::Thin => Filter { lacking: Some(app.number(THIN)?), ..Filter::default() },
    })
}

async fn counted(app: &App, ask: Ask, which: Which) -> Result<i64, Error> {
    let filter = Filter { unit: ask.unit, ..filter(app, which)? };
    Ok(store::count(&mut app.db.reader(), &filter).await?)
}

async fn by_unit(app: &App, which: Which) -> Result<Vec<(i64, i64)>, Error> {
    Ok(store::by_unit(&mut app.db.reader(), &filter(app, which)?).await?)
}

fn address(ask: Ask, which: &str) -> String {
    let unit = ask.unit.map(|unit| format!("unit={unit}")).unwrap_or_default();
    let asked: Vec<&str> = [which, &unit].into_iter().filter(|part| !part.is_empty()).collect();
    if asked.is_empty() { "/guide".to_owned() } else { format!("/guide?{}", asked.join("&")) }
}
