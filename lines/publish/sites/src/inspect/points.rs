//! 扣分指标, portals only: facts from the records. Points are not given: they have not been compared with the original table.

use ::store::search::{Find, Order, Reach, Scope};
use base::{Error, share};
use edition::FOUND;
use edition::live::{self, Turn};

use super::facts::{figure, year_but};
use super::{FACT, GOOD, Line, Subject, UNKNOWN, WARN};
use crate::store::deadlinks::{self, Filter};
use crate::{context, store};

/// Titles that an inspector looks for in the search.
const SAMPLES: usize = 4;
/// Hits of the first page of the search.
const FIRST_PAGE: usize = 10;

pub(super) async fn lines(subject: &Subject<'_>) -> Result<Vec<Line>, Error> {
    let mut lines = vec![readings(subject).await?];
    lines.extend(from_figures(subject).await?);
    lines.push(links(subject).await?);
    lines.push(search(subject).await?);
    lines.push(marks(subject).await?);
    for (title, why) in [
        ("统一登录", "注册、登录由页面走查核对"),
        ("兼容性", "须用各种浏览器逐一打开核对"),
        ("IPv6 改造", "须从外部网络访问核对"),
        ("网站域名、名称", "备案和命名须与主管单位的批复核对"),
    ] {
        lines.push(Line::point(title, "按指标原文", why, UNKNOWN));
    }
    Ok(lines)
}

/// 政策解读.
async fn readings(subject: &Subject<'_>) -> Result<Line, Error> {
    let Subject { app, now, .. } = subject;
    let ask = year_but(*now, 0);
    let policies = figure(app, "disclosure.policies", ask).await?.unwrap_or_default();
    let readings = figure(app, "disclosure.interpretations", ask).await?.unwrap_or_default();
    let found = format!(
        "一年来发布政策文件 {} 件、政策解读 {} 条，解读与文件之比 {}",
        policies.0,
        readings.0,
        share::percent(readings.0, policies.0)
    );
    Ok(Line::point("政策解读", "以政府或者办公室名义印发的文件应有解读，相互关联", found, FACT).listed(readings.1))
}

/// Numbers that other lines count: what is wrong when there are any, and what there must be enough of.
async fn from_figures(subject: &Subject<'_>) -> Result<Vec<Line>, Error> {
    let Subject { app, now, .. } = subject;
    let year = year_but(*now, 0);
    let mut lines = Vec::new();
    let none: [(&str, &'static str, &str); 5] = [
        ("letters.overdue", "办理答复", "一年来来信超期 {n} 件"),
        ("consult.overdue", "办理答复", "一年来咨询超期 {n} 件"),
        ("consult.errors.overdue", "我为政府网站找错", "一年来网站纠错超期 {n} 件"),
        ("surveys.overdue", "征集调查", "一年来征集调查结束后逾期公布或者没有公布结果 {n} 期"),
        ("reprint.late", "上级信息转载", "一年来逾期转载或者没有转载 {n} 条"),
    ];
    for (key, title, words) in none {
        if let Some((count, href)) = figure(app, key, year).await? {
            let verdict = if count > 0 { WARN } else { GOOD };
            lines
                .push(Line::point(title, "出现即扣分", words.replace("{n}", &count.to_string()), verdict).listed(href));
        }
    }
    if let Some((count, href)) = figure(app, "surveys.opened", year).await? {
        let least = subject.rule("surveys")?;
        let verdict = if count < least { WARN } else { GOOD };
        let rule = format!("一年内征集调查不少于 {least} 期");
        lines.push(Line::point("征集调查", rule, format!("{count} 期"), verdict).listed(href));
    }
    if let Some((count, href)) = figure(app, "letters.published", year).await? {
        let verdict = if count > 0 { FACT } else { WARN };
        lines.push(
            Line::point(
                "留言公开",
                "公开留言时间、答复时间、单位和内容",
                format!("一年来公开来信 {count} 件"),
                verdict,
            )
            .listed(href),
        );
    }
    Ok(lines)
}

/// 可用性: dead links.
async fn links(subject: &Subject<'_>) -> Result<Line, Error> {
    let Subject { app, site, .. } = subject;
    let filter = Filter { site: Some(site.id), state: "bad".to_owned(), ..Filter::default() };
    let bad = deadlinks::count(&mut app.db.reader(), &filter).await?;
    let ended = store::guard::ended(&mut app.db.reader(), "links").await?;
    let through = match ended {
        Some(at) => format!("全部稿件已在 {} 查完一遍", at.minutes()),
        None => "全部稿件还没有查完一遍".to_owned(),
    };
    let outside = if app.number("sites.links.outside")? == 0 {
        "；规则没有允许访问外站，外部链接没有查"
    } else {
        ""
    };
    let verdict = if bad > 0 { WARN } else { GOOD };
    let found = format!("打不开的链接 {bad} 处；{through}{outside}");
    let href = format!("/work/sites/deadlinks?site={}&state=bad", site.id);
    Ok(Line::point("可用性（错链）", "首页、其他页面的错断链，出现即扣分", found, verdict).listed(href))
}

/// 站内搜索: titles of what is newest, looked for as a reader would.
async fn search(subject: &Subject<'_>) -> Result<Line, Error> {
    let Subject { app, site, .. } = subject;
    let newest = live::on_site(&mut app.db.reader(), site.id, Turn::First, SAMPLES).await?;
    let mut missed = Vec::new();
    for edition in &newest {
        let find = Find {
            text: &edition.title,
            kinds: &[FOUND],
            reach: Reach::Public,
            limit: FIRST_PAGE,
            scope: Scope::All,
            order: Order::Fit,
            ..Find::default()
        };
        if !app.search.find(&find).await?.hits.iter().any(|hit| hit.id == edition.item_id) {
            missed.push(format!("《{}》", edition.title));
        }
    }
    let (found, verdict) = match missed.as_slice() {
        _ if newest.is_empty() => ("还没有发布内容".to_owned(), FACT),
        [] => (format!("用最新 {} 篇的标题搜索，都在第一页", newest.len()), GOOD),
        missed => (format!("第一页没有找到：{}", missed.join("、")), WARN),
    };
    Ok(Line::point("站内搜索", format!("用 {SAMPLES} 篇内容的标题搜索，第一页找不到的每篇扣分"), found, verdict)
        .listed("/search"))
}

/// 网站标识: what the footer has to say.
async fn marks(subject: &Subject<'_>) -> Result<Line, Error> {
    let Subject { app, site, .. } = subject;
    let look = context::look_of(app, site).await?;
    let footer = &look.footer;
    let missing: Vec<&str> = [
        ("网站标识码", &footer.code),
        ("主办单位", &footer.host_unit),
        ("联系方式", &footer.phone),
        ("ICP 备案编号", &footer.icp),
        ("公安机关备案", &footer.police),
        ("党政机关网站标识", &footer.mark),
    ]
    .into_iter()
    .filter(|(_, value)| value.trim().is_empty())
    .map(|(name, _)| name)
    .collect();
    let (found, verdict) = if missing.is_empty() {
        ("页脚要素齐全；“找错”入口、网站地图由页面自动带出".to_owned(), GOOD)
    } else {
        (format!("页脚缺：{}", missing.join("、")), WARN)
    };
    Ok(Line::point("网站标识", "页脚列明标识码、主办单位、备案、党政机关标识、找错入口、网站地图", found, verdict)
        .listed(format!("/work/sites/{}/footer", site.id)))
}
