//! What reports ask of the mailbox (数): each figure is one condition, and the list it opens has the same.

use base::{Error, share};
use matter::{Ask, Figure};
use web::App;

use crate::store::{self, Count, Filter, Numbers};

/// The figures of the line.
pub(crate) static FIGURES: &[Figure] = &[
    Figure {
        key: "letters.received",
        title: "收到来信",
        measure: "件",
        meaning: "期内收到的全部来信",
        count: |app, ask| Box::pin(counted(app, ask, Count::Received)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Received)),
        list: |ask| address(ask, Count::Received),
    },
    Figure {
        key: "letters.valid",
        title: "有效来信",
        measure: "件",
        meaning: "期内收到的来信，不含不予受理、来信人撤回和并入他件的",
        count: |app, ask| Box::pin(counted(app, ask, Count::Valid)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Valid)),
        list: |ask| address(ask, Count::Valid),
    },
    Figure {
        key: "letters.answered",
        title: "已答复",
        measure: "件",
        meaning: "期内收到的有效来信中答复已经发出的",
        count: |app, ask| Box::pin(counted(app, ask, Count::Answered)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Answered)),
        list: |ask| address(ask, Count::Answered),
    },
    Figure {
        key: "letters.ontime",
        title: "按时答复",
        measure: "件",
        meaning: "第一次答复在时限内发出的（政府网站发展指引：简单咨询 5 个、一般来信 15 个工作日）",
        count: |app, ask| Box::pin(counted(app, ask, Count::OnTime)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::OnTime)),
        list: |ask| address(ask, Count::OnTime),
    },
    Figure {
        key: "letters.overdue",
        title: "超期",
        measure: "件",
        meaning: "期内收到的有效来信中超期答复的，和到现在已经超期还没有答复的",
        count: |app, ask| Box::pin(counted(app, ask, Count::Overdue)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Overdue)),
        list: |ask| address(ask, Count::Overdue),
    },
    Figure {
        key: "letters.pending",
        title: "没有答复",
        measure: "件",
        meaning: "期内收到的有效来信中到现在还没有答复的",
        count: |app, ask| Box::pin(counted(app, ask, Count::Pending)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Pending)),
        list: |ask| address(ask, Count::Pending),
    },
    Figure {
        key: "letters.hours",
        title: "平均答复用时",
        measure: "小时",
        meaning: "期内收到并已答复的来信，从收到到第一次答复的平均自然时间",
        count: |app, ask| Box::pin(average(app, ask)),
        by_unit: |app, ask| Box::pin(of_units(app, ask, |n| n.hours)),
        list: |ask| address(ask, Count::Answered),
    },
    Figure {
        key: "letters.rated",
        title: "已评价",
        measure: "件",
        meaning: "期内收到的来信中来信人作出评价的",
        count: |app, ask| Box::pin(counted(app, ask, Count::Rated)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Rated)),
        list: |ask| address(ask, Count::Rated),
    },
    Figure {
        key: "letters.satisfied",
        title: "评价满意",
        measure: "件",
        meaning: "评价为非常满意、满意或者基本满意的",
        count: |app, ask| Box::pin(counted(app, ask, Count::Satisfied)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Satisfied)),
        list: |ask| address(ask, Count::Satisfied),
    },
    Figure {
        key: "letters.satisfaction",
        title: "满意率",
        measure: "%",
        meaning: "评价满意的件数除以已评价的件数",
        count: |app, ask| Box::pin(satisfaction(app, ask)),
        by_unit: |app, ask| Box::pin(of_units(app, ask, |n| share::figure(n.satisfied, n.rated))),
        list: |ask| address(ask, Count::Rated),
    },
    Figure {
        key: "letters.published",
        title: "公开来信",
        measure: "件",
        meaning: "期内收到的来信中经来信人同意、遮盖个人信息后公开的",
        count: |app, ask| Box::pin(counted(app, ask, Count::Published)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Published)),
        list: |ask| address(ask, Count::Published),
    },
    Figure {
        key: "letters.reopened",
        title: "重办",
        measure: "件",
        meaning: "期内收到的来信中因不满意或者未真正办结而重新办理过的",
        count: |app, ask| Box::pin(counted(app, ask, Count::Reopened)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Reopened)),
        list: |ask| address(ask, Count::Reopened),
    },
    Figure {
        key: "letters.refused",
        title: "不予受理",
        measure: "件",
        meaning: "期内收到的来信中不予受理的",
        count: |app, ask| Box::pin(counted(app, ask, Count::Refused)),
        by_unit: |app, ask| Box::pin(by_unit(app, ask, Count::Refused)),
        list: |ask| address(ask, Count::Refused),
    },
];

async fn counted(app: &App, ask: Ask, count: Count) -> Result<i64, Error> {
    Ok(store::count(&mut app.db.reader(), &Filter { count, ..filter(app, ask) }).await?)
}

async fn by_unit(app: &App, ask: Ask, count: Count) -> Result<Vec<(i64, i64)>, Error> {
    let filter = Filter { count, unit: None, ..filter(app, ask) };
    Ok(store::counts_by_unit(&mut app.db.reader(), &filter).await?)
}

async fn of_units(app: &App, ask: Ask, number: fn(&Numbers) -> i64) -> Result<Vec<(i64, i64)>, Error> {
    let rows = store::by_unit(&mut app.db.reader(), &Filter { unit: None, ..filter(app, ask) }).await?;
    Ok(rows.iter().map(|row| (row.unit, number(&row.numbers))).collect())
}

async fn average(app: &App, ask: Ask) -> Result<i64, Error> {
    Ok(store::totals(&mut app.db.reader(), &filter(app, ask)).await?.hours)
}

async fn satisfaction(app: &App, ask: Ask) -> Result<i64, Error> {
    let numbers = store::totals(&mut app.db.reader(), &filter(app, ask)).await?;
    Ok(share::figure(numbers.satisfied, numbers.rated))
}

fn filter(app: &App, ask: Ask) -> Filter {
    Filter { from: Some(ask.from), to: Some(ask.to), unit: ask.unit, ..Filter::all(app.clock.now()) }
}

/// The list inside that a figure counts.
pub(crate) fn address(ask: Ask, count: Count) -> String {
    let unit = ask.unit.map(|u| format!("&unit={u}")).unwrap_or_default();
    format!("/work/letters?count={}&from={}&to={}{unit}", count.key(), ask.from, ask.to)
}
