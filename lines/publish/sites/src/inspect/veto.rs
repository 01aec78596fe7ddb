//! 单项否决指标: any of them that fails makes the site 不合格.

use base::{Error, share};

use super::facts::{figure, year_but};
use super::{BAD, FACT, GOOD, Line, Subject, UNKNOWN, WARN};
use crate::ledger;
use crate::store::guard;
use crate::visits;

/// Differences that are counted.
const ALARMS: usize = 1_000;

pub(super) async fn lines(subject: &Subject<'_>) -> Result<Vec<Line>, Error> {
    let mut lines = safe(subject).await?;
    lines.push(opens(subject).await?);
    lines.extend(current(subject)?);
    lines.extend(answered(subject).await?);
    lines.extend(services(subject).await?);
    Ok(lines)
}

/// 安全、泄密事故等严重问题.
async fn safe(subject: &Subject<'_>) -> Result<Vec<Line>, Error> {
    const TITLE: &str = "安全、泄密事故等严重问题";
    let Subject { app, now, .. } = subject;
    let open = guard::open(&mut app.db.reader(), ALARMS).await?;
    let flawed = figure(app, "submission.flawed", year_but(*now, 0)).await?;
    let mut lines = vec![
        match flawed {
            Some((count, href)) => Line::veto(
                TITLE,
                "严重表述错误、泄露国家秘密：出现即不合格",
                format!("发布前逐篇校对并做保密审查；一年来报送时检查出问题 {count} 篇，改正或者说明理由后才能发布。已发布内容还须人工读网"),
                UNKNOWN,
            )
            .listed(href),
            None => Line::veto(TITLE, "严重表述错误、泄露国家秘密：出现即不合格", "须人工读网", UNKNOWN),
        },
        Line::veto(
            TITLE,
            "对挂马、篡改未及时处置：造成严重事故即不合格",
            if open == 0 {
                "防篡改比对没有未处理的差异".to_owned()
            } else {
                format!("防篡改比对有 {open} 处差异还没有人处理")
            },
            if open == 0 { GOOD } else { WARN },
        )
        .listed("/work/sites/guard"),
        Line::veto(
            TITLE,
            "弄虚作假（如伪造发稿日期）：发现即不合格",
            "发布时间取自发布行为并记入底账，编辑不能改；发布版本与底账不符的列在防篡改差异里",
            if open == 0 { GOOD } else { WARN },
        )
        .listed("/work/ledger"),
    ];
    lines.push(Line::veto(
        TITLE,
        "发布或链接反动、暴力、色情等内容，引发严重负面舆情：发现即不合格",
        "外部链接的主机列成清单供核对；内容和舆情须人工判断",
        UNKNOWN,
    ));
    if let Some(last) = lines.last_mut() {
        last.href = "/work/sites/deadlinks/outside".to_owned();
    }
    Ok(lines)
}

/// 站点无法访问.
async fn opens(subject: &Subject<'_>) -> Result<Line, Error> {
    let Subject { app, site, now, .. } = subject;
    let (days, times) = (subject.rule("visit.days")?, subject.rule("visit.times")?);
    let (seconds, fail, warn) = (subject.rule("visit.seconds")?, subject.rule("visit")?, subject.rule("visit.warn")?);
    let sums = visits::sums(&mut app.db.reader(), site, (days, times), *now).await?;
    let rule = format!(
        "连续 {days} 天、每天 {times} 次以上访问首页，{seconds} 秒内打不开的占比达到 {fail}% 即不合格（{warn}% 预警）"
    );
    let lost = sums.failed + sums.lacking;
    let Some(tenths) = share::tenths(lost, sums.visits) else {
        return Ok(Line::veto("站点无法访问", rule, "还没有测过：程序每小时测一次首页", UNKNOWN));
    };
    let verdict = match tenths {
        tenths if tenths >= fail * 10 => BAD,
        tenths if tenths >= warn * 10 => WARN,
        _ => GOOD,
    };
    let found = format!(
        "{} 天内应访问 {} 次：打不开或者超时 {} 次，程序没有运行而缺 {} 次，占 {}；最长 {} 毫秒。由程序自身测得，线路、域名解析等外部原因测不到",
        sums.days,
        sums.visits,
        sums.failed,
        sums.lacking,
        share::words(tenths),
        sums.longest
    );
    Ok(Line::veto("站点无法访问", rule, found, verdict))
}

/// 首页不更新、栏目不更新.
fn current(subject: &Subject<'_>) -> Result<Vec<Line>, Error> {
    let Subject { app, site, columns, now } = subject;
    let mut lines = Vec::new();
    for number in ledger::check(columns, site.id, &app.rules(), *now)? {
        let (title, at) = match number.key {
            "home" => ("首页不更新", ""),
            "stale" => ("栏目不更新", "&check=stale"),
            "due" => ("栏目不更新", "&state=late"),
            _ => ("栏目不更新", "&state=blank"),
        };
        let over = if number.key == "home" { "超过" } else { "达到" };
        let rule = format!("{}{over} {} {}即不合格（{} 预警）", number.title, number.fail, number.unit, number.warn);
        let found =
            if number.count >= 9_999 { "从未更新".to_owned() } else { format!("{} {}", number.count, number.unit) };
        let line = Line::veto(title, rule, found, (number.word, number.tone));
        lines.push(line.listed(format!("/work/sites/ledger?site={}{at}", site.id)));
    }
    Ok(lines)
}

/// 互动回应差.
async fn answered(subject: &Subject<'_>) -> Result<Vec<Line>, Error> {
    const TITLE: &str = "互动回应差";
    let Subject { app, now, .. } = subject;
    if !subject.is_portal() {
        return Ok(Vec::new());
    }
    let days = subject.rule("answer")?;
    let mut lines = Vec::new();
    let mut ways = 0;
    for (key, what) in [("letters.pending", "来信"), ("consult.pending", "咨询")] {
        let Some((count, href)) = figure(app, key, year_but(*now, days + 1)).await? else { continue };
        ways += 1;
        let rule = format!("一年内有效{what}超过 {days} 天没有答复：有一件即不合格");
        let verdict = if count > 0 { BAD } else { GOOD };
        lines.push(Line::veto(TITLE, rule, format!("{count} 件"), verdict).listed(href));
    }
    let (found, verdict) = if ways > 0 { ("有写信、咨询渠道", GOOD) } else { ("没有", BAD) };
    lines
        .insert(0, Line::veto(TITLE, "没有有效的网上咨询、建言渠道即不合格", found, verdict).listed("/letters/notice"));
    Ok(lines)
}

/// 服务不实用.
async fn services(subject: &Subject<'_>) -> Result<Vec<Line>, Error> {
    const TITLE: &str = "服务不实用";
    let Subject { app, now, .. } = subject;
    if !subject.is_portal() {
        return Ok(Vec::new());
    }
    let ask = year_but(*now, 0);
    let (fail, elements) = (subject.rule("guide")?, subject.rule("guide.elements")?);
    let Some((items, all)) = figure(app, "guide.items", ask).await? else {
        return Ok(vec![Line::veto(TITLE, "没有办事服务即不合格", "本系统没有办事服务目录", UNKNOWN)]);
    };
    let (thin, list) = figure(app, "guide.thin", ask).await?.unwrap_or_default();
    let has = if items > 0 { GOOD } else { BAD };
    // With fewer items than that, all of them lacking is what fails.
    let fails = thin >= fail || (items > 0 && items < fail && thin == items);
    let verdict = match thin {
        _ if fails => BAD,
        0 => GOOD,
        _ => WARN,
    };
    let verdict = if items == 0 { FACT } else { verdict };
    Ok(vec![
        Line::veto(TITLE, "没有办事服务即不合格", format!("{items} 项"), has).listed(all),
        Line::veto(
            TITLE,
            format!("指南缺 {elements} 个以上关键要素（共 8 个）的事项达到 {fail} 项即不合格"),
            format!("{thin} 项（有网上办理入口的，要素看入口处的指南，不计）"),
            verdict,
        )
        .listed(list),
    ])
}
