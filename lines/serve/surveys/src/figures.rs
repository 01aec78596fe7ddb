//! The line's figures (数): each is a count whose list the desk shows.

use base::Error;
use counter::Scope;
use matter::{Ask, Figure};
use web::App;

use crate::store::{self, Count, Filter, Noticed, Objected, ObjectionFilter};

macro_rules! figure {
    ($key:literal, $count:expr, $title:literal, $meaning:literal) => {
        Figure {
            key: $key,
            title: $title,
            measure: "期",
            meaning: $meaning,
            count: |app, ask| Box::pin(counted(app, ask, $count)),
            by_unit: |app, ask| Box::pin(by_unit(app, ask, $count)),
            list: |ask| address(ask, $count),
        }
    };
}

macro_rules! objections {
    ($key:literal, $count:expr, $title:literal, $meaning:literal) => {
        Figure {
            key: $key,
            title: $title,
            measure: "件",
            meaning: $meaning,
            count: |app, ask| Box::pin(objected(app, ask, $count)),
            by_unit: |app, ask| Box::pin(objected_by_unit(app, Ask { unit: None, ..ask }, $count)),
            list: |ask| {
                let (from, to, unit) = (ask.from, ask.to, of(ask));
                format!("/work/surveys/objections?count={}&from={from}&to={to}{unit}", $count.key())
            },
        }
    };
}

/// All figures.
pub(crate) const FIGURES: &[Figure] = &[
    figure!(
        "surveys.opened",
        Count::Opened,
        "征集调查",
        "期内开始的意见征集和网上调查（年度报表：征集调查期数；检查指标：每年不少于 6 次）"
    ),
    figure!("surveys.published", Count::Published, "公布征集结果", "期内开始的征集调查中已经公布采纳情况的"),
    figure!("surveys.pending", Count::Pending, "待公布征集结果", "期内开始、已经结束、还没有公布采纳情况的"),
    figure!(
        "surveys.overdue",
        Count::Overdue,
        "征集结果逾期",
        "超过期限公布采纳情况，或者超过期限还没有公布的（检查指标：结束后没有公布结果的，每期扣分）"
    ),
    Figure {
        key: "surveys.answers",
        title: "收到征集意见",
        measure: "条",
        meaning: "期内收到的问卷和意见，一次提交为一条（年度报表：收到意见数量）",
        count: |app, ask| Box::pin(answers(app, ask)),
        by_unit: |app, ask| Box::pin(answers_by_unit(app, ask)),
        list: |ask| format!("/work/surveys/answers?from={}&to={}{}", ask.from, ask.to, of(ask)),
    },
    Figure {
        key: "surveys.notices",
        title: "公示",
        measure: "件",
        meaning: "期内开始、正在公示或者已经结束的公示",
        count: |app, ask| Box::pin(notices(app, ask)),
        by_unit: |app, ask| Box::pin(notices_by_unit(app, Ask { unit: None, ..ask })),
        list: |ask| format!("/work/surveys/notices?count=opened&from={}&to={}{}", ask.from, ask.to, of(ask)),
    },
    objections!("surveys.objections", Objected::All, "公示异议", "期内收到的对公示的异议"),
    objections!(
        "surveys.objections.rated",
        Objected::Rated,
        "异议答复已评价",
        "期内收到的异议中，答复后异议人作出评价的"
    ),
    objections!(
        "surveys.objections.satisfied",
        Objected::Satisfied,
        "异议答复满意",
        "期内收到的异议中，评价为非常满意、满意或者基本满意的"
    ),
];

async fn objected_by_unit(app: &App, ask: Ask, count: Objected) -> Result<Vec<(i64, i64)>, Error> {
    let wanted =
        ObjectionFilter { count, unit: ask.unit, from: Some(ask.from), to: Some(ask.to), ..ObjectionFilter::ALL };
    Ok(store::objections_by_unit(&mut app.db.reader(), &wanted).await?)
}

async fn objected(app: &App, ask: Ask, count: Objected) -> Result<i64, Error> {
    Ok(objected_by_unit(app, ask, count).await?.iter().map(|(_, n)| n).sum())
}

/// Notices that were public or are.
pub(crate) const OPENED: &[&str] = &["open", "closed"];

async fn notices_by_unit(app: &App, ask: Ask) -> Result<Vec<(i64, i64)>, Error> {
    let wanted =
        Noticed { states: OPENED, unit: ask.unit, from: Some(ask.from), to: Some(ask.to), ..Noticed::default() };
    Ok(store::notices_by_unit(&mut app.db.reader(), &wanted).await?)
}

async fn notices(app: &App, ask: Ask) -> Result<i64, Error> {
    Ok(notices_by_unit(app, ask).await?.iter().map(|(_, n)| n).sum())
}

fn filter(app: &App, ask: Ask, count: Count) -> Filter {
    Filter { from: Some(ask.from), to: Some(ask.to), unit: ask.unit, count, ..Filter::all(app.clock.now()) }
}

async fn counted(app: &App, ask: Ask, count: Count) -> Result<i64, Error> {
    Ok(store::count(&mut app.db.reader(), &filter(app, ask, count)).await?)
}

async fn by_unit(app: &App, ask: Ask, count: Count) -> Result<Vec<(i64, i64)>, Error> {
    let filter = Filter { unit: None, ..filter(app, ask, count) };
    Ok(store::by_unit(&mut app.db.reader(), &filter).await?)
}

async fn answers(app: &App, ask: Ask) -> Result<i64, Error> {
    Ok(store::answers_count(&mut app.db.reader(), (ask.from, ask.to), ask.unit, &Scope::All).await?)
}

async fn answers_by_unit(app: &App, ask: Ask) -> Result<Vec<(i64, i64)>, Error> {
    Ok(store::answers_by_unit(&mut app.db.reader(), (ask.from, ask.to)).await?)
}

fn of(ask: Ask) -> String {
    ask.unit.map(|u| format!("&unit={u}")).unwrap_or_default()
}

fn address(ask: Ask, count: Count) -> String {
    format!("/work/surveys?count={}&from={}&to={}{}", count.key(), ask.from, ask.to, of(ask))
}
