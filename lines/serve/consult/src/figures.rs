//! The line's figures (数): each is a count whose list the desk shows.

use std::collections::BTreeMap;

use base::{Error, share};
use matter::{Ask, Figure};
use web::App;

use crate::store::{self, Count, Filter};

macro_rules! figure {
    ($key:literal, $what:literal, $count:expr, $title:literal, $meaning:literal) => {
        Figure {
            key: $key,
            title: $title,
            measure: "件",
            meaning: $meaning,
            count: |app, ask| Box::pin(counted(app, ask, $what, $count)),
            by_unit: |app, ask| Box::pin(by_unit(app, ask, $what, $count)),
            list: |ask| address(ask, $what, $count),
        }
    };
}

/// All figures.
pub(crate) const FIGURES: &[Figure] = &[
    figure!("consult.received", "ask", Count::Received, "收到咨询", "期内收到的全部咨询"),
    figure!("consult.answered", "ask", Count::Answered, "咨询已答复", "期内收到的有效咨询中答复已经发出的"),
    figure!(
        "consult.ontime",
        "ask",
        Count::OnTime,
        "咨询按时答复",
        "第一次答复在时限内发出的（政府网站发展指引：简单咨询 5 个、一般 15 个工作日）"
    ),
    figure!("consult.overdue", "ask", Count::Overdue, "咨询超期", "超期答复的，和到现在已经超期还没有答复的"),
    figure!("consult.pending", "ask", Count::Pending, "咨询没有答复", "期内收到的有效咨询中到现在还没有答复的"),
    figure!("consult.satisfied", "ask", Count::Satisfied, "咨询满意", "评价为非常满意、满意或者基本满意的"),
    figure!("consult.published", "ask", Count::Published, "公开咨询", "经咨询人同意、遮盖个人信息后公开的"),
    figure!("consult.errors", "error", Count::Received, "收到纠错", "期内收到的网站纠错，含并入他件的"),
    figure!("consult.fixed", "error", Count::Fixed, "纠错属实已改", "期内收到的纠错中属实并已改正的，含并入他件的"),
    figure!(
        "consult.errors.overdue",
        "error",
        Count::Overdue,
        "纠错超期",
        "超过办理期限（3 个工作日）办结或者还没有办结的"
    ),
    Figure {
        key: "consult.solved",
        title: "推荐答案解决",
        measure: "次",
        meaning: "提交咨询之前推荐的知识或者公开答复解决了问题、不再提交的",
        count: |app, ask| Box::pin(solved(app, ask)),
        by_unit: |app, ask| Box::pin(solved_by_unit(app, ask)),
        list: |ask| format!("/work/consult/solved?from={}&to={}{}", ask.from, ask.to, of(ask)),
    },
    Figure {
        key: "consult.knowledge.due",
        title: "到期知识",
        measure: "条",
        meaning: "有效期在期内届满的知识，包括届满前已经更新的；届满前有意撤下的不计",
        count: |app, ask| Box::pin(async move { Ok(renewal(app, ask).await?.1) }),
        by_unit: |app, ask| Box::pin(renewal_by_unit(app, ask, |_, due| due)),
        list: |ask| due_list(ask, "all"),
    },
    Figure {
        key: "consult.knowledge.renewed",
        title: "知识按期更新",
        measure: "条",
        meaning: "期内到期的知识中，到期日以前审核通过了有效期更长的版本的",
        count: |app, ask| Box::pin(async move { Ok(renewal(app, ask).await?.0) }),
        by_unit: |app, ask| Box::pin(renewal_by_unit(app, ask, |renewed, _| renewed)),
        list: |ask| due_list(ask, "renewed"),
    },
    Figure {
        key: "consult.knowledge.rate",
        title: "知识库更新及时率",
        measure: "%",
        meaning: "按期更新的条数除以到期知识的条数",
        count: |app, ask| {
            Box::pin(async move {
                let (renewed, due) = renewal(app, ask).await?;
                Ok(share::figure(renewed, due))
            })
        },
        by_unit: |app, ask| Box::pin(renewal_by_unit(app, ask, share::figure)),
        list: |ask| due_list(ask, "all"),
    },
];

/// How much knowledge was renewed in time, and how much was due, by unit.
async fn renewals(app: &App, ask: Ask) -> Result<BTreeMap<i64, (i64, i64)>, Error> {
    let today = app.clock.now().date();
    let mut units = BTreeMap::new();
    let due = store::due(&mut app.db.reader(), (ask.from, ask.to), ask.unit).await?;
    for one in due.iter().filter(|d| d.counts(today)) {
        let (renewed, all): &mut (i64, i64) = units.entry(one.unit_id).or_default();
        *renewed += i64::from(one.in_time());
        *all += 1;
    }
    Ok(units)
}

async fn renewal(app: &App, ask: Ask) -> Result<(i64, i64), Error> {
    let units = renewals(app, ask).await?;
    Ok((units.values().map(|(renewed, _)| renewed).sum(), units.values().map(|(_, due)| due).sum()))
}

async fn renewal_by_unit(app: &App, ask: Ask, number: fn(i64, i64) -> i64) -> Result<Vec<(i64, i64)>, Error> {
    let units = renewals(app, Ask { unit: None, ..ask }).await?;
    Ok(units.into_iter().map(|(unit, (renewed, due))| (unit, number(renewed, due))).collect())
}

fn due_list(ask: Ask, count: &str) -> String {
    format!("/work/consult/knowledge/due?count={count}&from={}&to={}{}", ask.from, ask.to, of(ask))
}

fn filter(app: &App, ask: Ask, what: &'static str, count: Count) -> Filter {
    Filter { from: Some(ask.from), to: Some(ask.to), unit: ask.unit, count, ..Filter::all(what, app.clock.now()) }
}

async fn counted(app: &App, ask: Ask, what: &'static str, count: Count) -> Result<i64, Error> {
    Ok(store::count(&mut app.db.reader(), &filter(app, ask, what, count)).await?)
}

async fn by_unit(app: &App, ask: Ask, what: &'static str, count: Count) -> Result<Vec<(i64, i64)>, Error> {
    let filter = Filter { unit: None, ..filter(app, ask, what, count) };
    Ok(store::by_unit(&mut app.db.reader(), &filter).await?)
}

async fn solved_by_unit(app: &App, ask: Ask) -> Result<Vec<(i64, i64)>, Error> {
    Ok(store::solved_count(&mut app.db.reader(), ask.from, ask.to).await?)
}

async fn solved(app: &App, ask: Ask) -> Result<i64, Error> {
    let all = solved_by_unit(app, ask).await?;
    Ok(all.iter().filter(|(unit, _)| ask.unit.is_none_or(|wanted| wanted == *unit)).map(|(_, n)| n).sum())
}

fn of(ask: Ask) -> String {
    ask.unit.map(|u| format!("&unit={u}")).unwrap_or_default()
}

fn address(ask: Ask, what: &str, count: Count) -> String {
    let at = if what == "error" { "/work/consult/errors" } else { "/work/consult" };
    format!("{at}?count={}&from={}&to={}{}", count.key(), ask.from, ask.to, of(ask))
}
