//! Orders taken at a steady rate while many read lists: agents and clerks are people with browsers, each post and each page counts from
//! the moment at which it was to begin.

use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use testkit::{Browser, PageForm};
use tokio::task::JoinSet;

use super::super::Bench;
use super::{AGENT, browsers};
use crate::Result;
use crate::report::Row;
use crate::server::Server;
use crate::times::Times;

/// Agents, and clerks who read lists.
const AGENTS: usize = 8;
const CLERKS: usize = 50;
/// Orders a second that are wanted of all agents.
const RATE: usize = 100;
/// A clerk opens a list so often.
const READS: Duration = Duration::from_secs(2);
/// How long.
const LASTS: Duration = Duration::from_secs(20);
/// The lists, in turn.
const LISTS: [&str; 4] = ["/work/hotline", "/work", "/work/hotline?count=pending", "/work/hotline?count=overdue"];

pub async fn take(bench: &mut Bench<'_>, server: &Server, there: i64) -> Result<()> {
    let agents = browsers(server, AGENT, AGENTS).await?;
    let clerks = browsers(server, "cb", CLERKS).await?;
    let mut set: JoinSet<Result<(bool, Times)>> = JoinSet::new();
    let begun = Instant::now() + Duration::from_secs(1);
    let apart = Duration::from_secs(1) * u32::try_from(AGENTS)? / u32::try_from(RATE)?;
    for (n, browser) in agents.into_iter().enumerate() {
        let first = begun + apart * u32::try_from(n)? / u32::try_from(AGENTS)?;
        set.spawn(async move { Ok((true, agent(browser, n, first, apart).await?)) });
    }
    for (n, browser) in clerks.into_iter().enumerate() {
        let first = begun + READS * u32::try_from(n)? / u32::try_from(CLERKS)?;
        set.spawn(async move { Ok((false, clerk(browser, n, first).await?)) });
    }
    let (mut orders, mut lists) = (Times::default(), Times::default());
    while let Some(done) = set.join_next().await {
        let (order, times) = done??;
        if order { orders.join(times) } else { lists.join(times) }
    }
    let took = begun.elapsed().as_secs_f64();
    let rate = orders.count() as f64 / took;
    let (p95, list) = (orders.quantile(0.95), lists.quantile(0.95));
    let wanted = RATE as f64;
    let what =
        format!("hotline: orders a second by {AGENTS} agents while {CLERKS} clerks read lists of {there} orders");
    bench.row(
        Row::new(
            what,
            format!(
                "{rate:.0}; order p95 {p95:.0} ms (p50 {:.0}), list p95 {list:.0} ms (p50 {:.0})",
                orders.quantile(0.5),
                lists.quantile(0.5)
            ),
        )
        .aim("100, p95 < 100 ms", rate >= wanted * 0.98 && p95 < 100.0 && list < 100.0),
    );
    bench.note(format!(
        "Orders under load: for {} s each agent posts the form of `/work/hotline/new` every {} ms, each clerk opens one of {} lists every {} s, all over real \
         connections from the same two cores; a post or page that had to wait for the one before counts from when it was due.",
        LASTS.as_secs(),
        apart.as_millis(),
        LISTS.len(),
        READS.as_secs()
    ));
    Ok(())
}

async fn agent(mut browser: Browser, n: usize, first: Instant, apart: Duration) -> Result<Times> {
    let page = browser.get("/work/hotline/new").await;
    let form = page.form("/work/hotline/new").ok_or("no form to take a call")?;
    let mut times = Times::default();
    let mut due = first;
    let mut turn = 0;
    while due < first + LASTS {
        let form = filled(&form, n, turn);
        tokio::time::sleep_until(due.into()).await;
        let answer = browser.send(form.request()).await;
        if answer.status != StatusCode::SEE_OTHER {
            return Err(format!("an order was answered {}: {}", answer.status, answer.seen()).into());
        }
        times.since(due);
        due += apart;
        turn += 1;
    }
    Ok(times)
}

fn filled(form: &PageForm, agent: usize, turn: usize) -> PageForm {
    form.clone()
        .set("once", &format!("{}.{turn}", form.value("once").unwrap_or_default()))
        .set("phone", &format!("137{agent:02}{turn:06}"))
        .set("source", "phone")
        .set("kind", "help")
        .set("urgency", "plain")
        .set("title", &format!("{agent}号坐席第{turn}个来电：小区停水"))
        .set("body", "小区从早上起停水，没有看到通知，家里有老人，请尽快恢复供水并告知原因。")
}

async fn clerk(mut browser: Browser, n: usize, first: Instant) -> Result<Times> {
    let mut times = Times::default();
    let mut due = first;
    let mut turn = n;
    while due < first + LASTS {
        tokio::time::sleep_until(due.into()).await;
        let path = LISTS[turn % LISTS.len()];
        let answer = browser.send(Request::get(path).body(Body::empty())?).await;
        if !answer.status.is_success() {
            return Err(format!("{path} was answered {}", answer.status).into());
        }
        times.since(due);
        due += READS;
        turn += 1;
    }
    Ok(times)
}
