//! The hotline at the size of a large one: what a dispatch costs, orders taken while lists are read, orders that may be about the
//! same, hot topics.

mod dispatch;
mod load;
mod orders;

use std::time::Instant;

use base::Clock;
use base::time::DAY;
use testkit::Browser;

use super::Bench;
use super::editions::settled;
use crate::report::Row;
use crate::server::Server;
use crate::times::Times;
use crate::{Result, accounts};

/// Orders at which the number for duplicates is aimed.
const MANY: i64 = 1_000_000;
/// Orders at which the number for topics is aimed.
const OF_TOPICS: i64 = 100_000;
/// Texts that are looked for, and those before.
const TEXTS: usize = 300;
const WARM: usize = 20;
/// Whoever takes calls.
const AGENT: &str = "rexian";

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let data = bench.county().await?;
    dispatch::take(bench, &data).await?;
    let begun = Instant::now();
    let there = orders::grow(&data, &bench.options.shared, bench.options.orders).await?;
    println!("{there} orders loaded in {:.0} s", begun.elapsed().as_secs_f64());
    let server = bench.start(&data).await?;
    let begun = Instant::now();
    settled(&server).await?;
    println!("the index followed in {:.0} s", begun.elapsed().as_secs_f64());
    let all = accounts::read(&server.data)?;
    let mut agent = accounts::sign_in(&server.address, accounts::named(&all, AGENT)?).await?;
    duplicates(bench, &mut agent, there).await?;
    topics(bench, &mut agent).await?;
    load::take(bench, &server, there).await?;
    server.stop()?;
    std::fs::remove_dir_all(&data)?;
    bench.note(format!(
        "Orders of the hotline: the demonstration's, copied with their matters, tasks, touches and documents of the index; each has a text \
         of its own out of the real questions and paragraphs of laws of the shared data, one in four about one of {} things that \
         many call about, in words of their own; spread evenly over {} days.",
        orders::THINGS,
        orders::DAYS
    ));
    Ok(())
}

/// How long the page beside the form takes while somebody types.
async fn duplicates(bench: &mut Bench<'_>, agent: &mut Browser, there: i64) -> Result<()> {
    let texts = orders::Told::read(&bench.options.shared)?;
    let (mut times, mut found) = (Times::default(), 0);
    for turn in 0..WARM + TEXTS {
        // Numbers beyond those that are loaded: what is typed stands nowhere yet.
        let (title, body) = texts.order(u32::MAX - u32::try_from(turn)?);
        let typed = [("title", title.as_str()), ("body", body.as_str())];
        let begun = Instant::now();
        let answer = agent.post("/work/hotline/beside", &typed).await;
        if !answer.status.is_success() {
            return Err(format!("/work/hotline/beside answered {}", answer.status).into());
        }
        if turn >= WARM {
            times.since(begun);
            found += usize::from(answer.text().contains("近似工单"));
        }
    }
    let (p50, p95) = (times.quantile(0.5), times.quantile(0.95));
    let what = format!(
        "hotline: orders that may be about the same, and units, among {there}, p95 of {TEXTS} ({found} found some)"
    );
    bench.row(Row::new(what, format!("{p95:.1} ms (p50 {p50:.1})")).aim("< 50 ms", p95 < 50.0).meant_at(MANY, there));
    bench.note(
        "Duplicates: `POST /work/hotline/beside` as the form asks while somebody types, one after the other: earlier calls, likely duplicates of the last 30 \
         days with both texts compared, units that answered the like.",
    );
    Ok(())
}

/// How long the topics of thirty days take that nobody kept.
async fn topics(bench: &mut Bench<'_>, agent: &mut Browser) -> Result<()> {
    let (mut slowest, mut looked, mut told) = (0.0_f64, 0, 0);
    for turn in 1..=3 {
        let to = Clock::System.now().plus(-turn * DAY);
        let (from, to) = (to.plus(-29 * DAY).date(), to.date());
        let begun = Instant::now();
        let page = agent.get(&format!("/work/hotline/hot?from={from}&to={to}")).await;
        slowest = slowest.max(begun.elapsed().as_secs_f64());
        let text = page.text();
        let number = text.split("分析了 ").nth(1).and_then(|rest| rest.split(' ').next()).and_then(|n| n.parse().ok());
        looked = number.ok_or("the page of hot topics says something else")?;
        told = text.matches("比上期 ").count();
    }
    let what =
        format!("hotline: hot topics of {looked} orders of 30 days and as long before, {told} told, slowest of 3");
    bench.row(Row::new(what, format!("{slowest:.2} s")).aim("< 10 s", slowest < 10.0).meant_at(OF_TOPICS, looked));
    bench.note("Hot topics: `GET /work/hotline/hot` for periods of which no result is kept, the whole page.");
    Ok(())
}

/// So many browsers of `login`, or of those whose sign-in names begin so.
async fn browsers(server: &Server, begin: &str, wanted: usize) -> Result<Vec<Browser>> {
    let all = accounts::read(&server.data)?;
    let fit: Vec<&accounts::Account> = all.iter().filter(|account| account.login.starts_with(begin)).collect();
    let mut browsers = Vec::new();
    for account in fit.iter().cycle().take(wanted) {
        browsers.push(accounts::sign_in(&server.address, account).await?);
    }
    if browsers.len() == wanted { Ok(browsers) } else { Err(format!("no account begins with {begin}").into()) }
}
