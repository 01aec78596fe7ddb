//! What reports ask of the line (数): orders by the date on which they were signed off and by the unit that mends; each figure is one
//! condition, and the list it opens has the same.

use base::Error;
use matter::{Ask, Figure};
use web::App;

use crate::store::lists::{self, Filter};

macro_rules! figure {
    ($key:literal, $count:literal, $title:literal, $meaning:literal) => {
        Figure {
            key: $key,
            title: $title,
            measure: "份",
            meaning: $meaning,
            count: |app, ask| Box::pin(counted(app, ask, $count)),
            by_unit: |app, ask| Box::pin(by_unit(app, ask, $count)),
            list: |ask| address(ask, $count),
        }
    };
}

/// The figures of the line.
pub(crate) static FIGURES: &[Figure] = &[
    figure!("monitoring.opened", "opened", "签发督办单", "期内签发的督办单，不含已撤销的"),
    figure!("monitoring.closed", "closed", "已销号", "期内签发、经复查销号的督办单"),
    figure!("monitoring.intime", "intime", "按期整改销号", "期内签发、每一轮都在时限内提交整改反馈并已销号的督办单"),
    figure!("monitoring.returned", "returned", "复查退回", "期内签发、复查后退回重新整改过的督办单"),
    figure!("monitoring.overdue", "overdue", "逾期整改", "期内签发、逾期才提交整改反馈或者已逾期还没有提交的督办单"),
    figure!("monitoring.kept", "kept", "带问题销号", "期内签发、写明理由后销号但仍有问题没有消除的督办单"),
];

fn filter(app: &App, ask: Ask, count: &str) -> Filter {
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
    Ok(lists::count(&mut app.db.reader(), &filter(app, ask, count)).await?)
}

async fn by_unit(app: &App, ask: Ask, count: &str) -> Result<Vec<(i64, i64)>, Error> {
    Ok(lists::by_unit(&mut app.db.reader(), &filter(app, Ask { unit: None, ..ask }, count)).await?)
}

/// The list behind a number.
fn address(ask: Ask, count: &str) -> String {
    let unit = ask.unit.map(|unit| format!("&unit={unit}")).unwrap_or_default();
    format!("/work/monitoring/orders?from={}&to={}&count={count}{unit}", ask.from, ask.to)
}
