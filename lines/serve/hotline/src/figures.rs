//! The line's figures (数): each is a count whose list the desk shows.

use base::Error;
use matter::{Ask, Figure, Ground};
use web::App;

use crate::calls;
use crate::store::{self, Calls, Count, Filter, Rang};

macro_rules! figure {
    ($key:literal, $count:expr, $scored:literal, $title:literal, $meaning:literal) => {
        Figure {
            key: $key,
            title: $title,
            measure: "件",
            meaning: $meaning,
            count: |app, ask| Box::pin(counted(app, ask, $count, $scored)),
            by_unit: |app, ask| Box::pin(by_unit(app, ask, $count, $scored)),
            list: |ask| address(ask, $count, $scored),
        }
    };
}

macro_rules! calls {
    ($key:literal, $rang:expr, $title:literal, $meaning:literal) => {
        Figure {
            key: $key,
            title: $title,
            measure: "个",
            meaning: $meaning,
            count: |app, ask| Box::pin(rang(app, ask, $rang)),
            by_unit: |app, ask| Box::pin(rang_at_home(app, ask, $rang)),
            list: |ask| crate::pages::calls_list($rang, ask.from, ask.to),
        }
    };
}

/// All figures.
pub(crate) const FIGURES: &[Figure] = &[
    figure!("hotline.received", Count::Received, false, "热线受理", "期内受理的全部工单，各渠道合计"),
    figure!("hotline.dispatched", Count::Dispatched, true, "热线派单", "计入考核的工单中派到单位的"),
    figure!("hotline.due", Count::Due, true, "热线应办结", "计入考核的工单中已办的和到期未办的"),
    figure!("hotline.ontime", Count::OnTime, true, "热线按时办结", "计入考核的工单中时限内提交并审核通过的"),
    figure!("hotline.overdue", Count::Overdue, true, "热线超期", "计入考核的工单中超期办的和到现在超期未办的"),
    figure!("hotline.called", Count::Called, true, "热线有效回访", "计入考核的工单中诉求人说明了是否解决的"),
    figure!("hotline.solved", Count::Solved, true, "热线回访已解决", "计入考核的工单中诉求人认为已解决的"),
    figure!("hotline.rated", Count::Rated, true, "热线有效评价", "计入考核的工单中诉求人作出评价的"),
    figure!("hotline.satisfied", Count::Satisfied, true, "热线满意", "计入考核的工单中评价非常满意、满意、基本满意的"),
    calls!("hotline.offered", Rang::Offered, "热线呼入", "期内振铃的来电，接通的和漏接的"),
    calls!("hotline.answered", Rang::Answered, "热线接通", "期内呼入的来电中坐席接听的"),
    figure!("hotline.repeat", Count::Repeat, false, "热线重复诉求", "同一号码、同一类别在规定天数内再次反映的"),
];

fn filter(app: &App, ask: Ask, count: Count, scored: bool) -> Filter {
    Filter { from: Some(ask.from), to: Some(ask.to), unit: ask.unit, count, scored, ..Filter::all(app.clock.now()) }
}

async fn counted(app: &App, ask: Ask, count: Count, scored: bool) -> Result<i64, Error> {
    Ok(store::count(&mut app.db.reader(), &filter(app, ask, count, scored)).await?)
}

async fn by_unit(app: &App, ask: Ask, count: Count, scored: bool) -> Result<Vec<(i64, i64)>, Error> {
    let filter = Filter { unit: None, ..filter(app, ask, count, scored) };
    Ok(store::by_unit(&mut app.db.reader(), &filter).await?)
}

fn address(ask: Ask, count: Count, scored: bool) -> String {
    let unit = ask.unit.map(|u| format!("&unit={u}")).unwrap_or_default();
    let scored = if scored { "&scored=1" } else { "" };
    format!("/work/hotline?count={}&from={}&to={}{unit}{scored}", count.key(), ask.from, ask.to)
}

/// Calls are those of the whole hotline: they count for its unit.
async fn rang(app: &App, ask: Ask, rang: Rang) -> Result<i64, Error> {
    let q = &mut app.db.reader();
    let home = crate::home(q).await.ok();
    if ask.unit.is_some_and(|unit| Some(unit) != home) {
        return Ok(0);
    }
    let quick = calls::quick(&Ground::of(app))?;
    let calls = Calls { from: ask.from, to: ask.to, hour: None, person: None, rang, quick };
    Ok(store::count_rings(q, &calls).await?)
}

async fn rang_at_home(app: &App, ask: Ask, of: Rang) -> Result<Vec<(i64, i64)>, Error> {
    let n = rang(app, Ask { unit: None, ..ask }, of).await?;
    match crate::home(&mut app.db.reader()).await {
        Ok(home) if n > 0 => Ok(vec![(home, n)]),
        _ => Ok(Vec::new()),
    }
}
