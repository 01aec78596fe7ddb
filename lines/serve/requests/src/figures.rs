//! The line's figures (数): each is a count whose list the register shows.

use base::Error;
use matter::{Ask, Figure};
use web::App;

use crate::store::{self, Count, Filter};

macro_rules! figure {
    ($key:literal, $count:expr, $title:literal, $meaning:literal) => {
        Figure {
            key: $key,
            title: $title,
            measure: "件",
            meaning: $meaning,
            count: |app, ask| Box::pin(counted(app, ask, $count)),
            by_unit: |app, ask| Box::pin(by_unit(app, ask, $count)),
            list: |ask| address(ask, $count),
        }
    };
}

/// All figures.
pub(crate) const FIGURES: &[Figure] = &[
    figure!(
        "requests.received",
        Count::Received,
        "收到申请",
        "收到申请之日（政府信息公开条例第三十一条）在期内的申请，含更正申请"
    ),
    figure!("requests.closed", Count::Closed, "申请办结", "期内收到的申请中已经有办理结果的"),
    figure!(
        "requests.ontime",
        Count::OnTime,
        "按期办结",
        "期内收到的申请中在答复期限内办结的；期限按条例第三十条至第三十五条计算"
    ),
    figure!("requests.overdue", Count::Overdue, "申请超期", "期内收到的申请中超期办结的，和到现在已经超期还没有办结的"),
    figure!("requests.open", Count::Open, "申请在办", "期内收到的申请中还没有办理结果的"),
    figure!(
        "requests.refused",
        Count::Refused,
        "不予公开",
        "期内收到的申请中不予公开的（条例第十四条至第十六条、第三十六条第七项）"
    ),
    figure!(
        "requests.disputed",
        Count::Disputed,
        "发生复议诉讼",
        "期内收到的申请中申请人申请行政复议或者提起行政诉讼的"
    ),
    figure!("requests.rated", Count::Rated, "申请已评价", "期内收到的申请中，答复送达后申请人作出评价的"),
    figure!(
        "requests.satisfied",
        Count::Satisfied,
        "申请评价满意",
        "期内收到的申请中，评价为非常满意、满意或者基本满意的"
    ),
];

async fn counted(app: &App, ask: Ask, count: Count) -> Result<i64, Error> {
    Ok(store::count(&mut app.db.reader(), &filter(app, ask, count)).await?)
}

async fn by_unit(app: &App, ask: Ask, count: Count) -> Result<Vec<(i64, i64)>, Error> {
    let filter = Filter { unit: None, ..filter(app, ask, count) };
    Ok(store::by_unit(&mut app.db.reader(), &filter).await?)
}

fn filter(app: &App, ask: Ask, count: Count) -> Filter {
    Filter { from: Some(ask.from), to: Some(ask.to), unit: ask.unit, count, ..Filter::all(app.clock.now()) }
}

/// The list that a figure counts.
fn address(ask: Ask, count: Count) -> String {
    let unit = ask.unit.map(|u| format!("&unit={u}")).unwrap_or_default();
    format!("/work/requests?count={}&from={}&to={}{unit}", count.key(), ask.from, ask.to)
}
