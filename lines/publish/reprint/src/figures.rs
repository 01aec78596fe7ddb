//! What reports ask of the line (数): each figure is one condition, and the list it opens has the same.

use base::Error;
use matter::{Ask, Figure};
use web::App;

use crate::store::lists::{self, Filter};

/// A figure counts no further than this.
const CAP: usize = 10_000_000;

macro_rules! figure {
    ($key:literal, $count:literal, $title:literal, $meaning:literal) => {
        Figure {
            key: $key,
            title: $title,
            measure: "条",
            meaning: $meaning,
            count: |app, ask| Box::pin(counted(app, ask, $count)),
            by_unit: |app, ask| Box::pin(by_unit(app, ask, $count)),
            list: |ask| address(ask, $count),
        }
    };
}

/// The figures of the line.
pub(crate) static FIGURES: &[Figure] = &[
    figure!(
        "reprint.due",
        "due",
        "应转载",
        "期内起算时限、须由本单位转载的上级信息，等于按时转载加逾期；写明理由不转载的、原文已撤未转载的和未到时限还没有转载的不计（国办发〔2014〕57号）"
    ),
    figure!("reprint.done", "done", "已转载", "应转载的信息中已经发布过转载稿的；除以应转载即转载率"),
    figure!("reprint.intime", "intime", "按时转载", "应转载的信息中在时限内发布转载稿的；除以应转载即按时转载率"),
    figure!("reprint.late", "late", "逾期", "应转载的信息中逾期才转载的，以及时限已过还没有转载的"),
    figure!("reprint.ahead", "ahead", "未到时限", "期内起算时限、还没有转载也还没有到时限的"),
    figure!("reprint.excused", "excused", "不转载", "期内起算时限、由转载单位写明理由不转载的"),
    figure!("reprint.gone", "gone", "原文已撤", "期内起算时限的信息中原文后来撤下的"),
];

/// The filter of a figure.
pub(crate) fn filter(app: &App, ask: Ask, count: &str) -> Filter {
    Filter {
        unit: ask.unit,
        from: Some(ask.from),
        to: Some(ask.to),
        count: count.to_owned(),
        now: app.clock.now(),
        ..Filter::default()
    }
}

async fn counted(app: &App, ask: Ask, count: &str) -> Result<i64, Error> {
    Ok(lists::count(&mut app.db.reader(), &filter(app, ask, count), CAP).await?)
}

/// What is counted, by unit.
pub(crate) async fn by_unit(app: &App, ask: Ask, count: &str) -> Result<Vec<(i64, i64)>, Error> {
    Ok(lists::by_unit(&mut app.db.reader(), &filter(app, Ask { unit: None, ..ask }, count)).await?)
}

/// The list behind a number.
pub(crate) fn address(ask: Ask, count: &str) -> String {
    let unit = ask.unit.map(|unit| format!("&unit={unit}")).unwrap_or_default();
    format!("/work/reprint?from={}&to={}&count={count}{unit}", ask.from, ask.to)
}
