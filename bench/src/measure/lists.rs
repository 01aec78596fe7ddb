//! How long the lists of the workbench take in a county with many matters, and whether they stay flat.

use std::time::Instant;

use super::{Bench, clones};
use crate::report::Row;
use crate::times::Times;
use crate::{Result, accounts};

/// Requests for each list.
const REQUESTS: usize = 60;
/// The lists, what they are called, and who asks: the clerk of the mailbox, and the leader who oversees all units.
const LISTS: &[(&str, &str, &str)] = &[
    ("/work", "待办", "xinxiang"),
    ("/work/doing", "在办", "xinxiang"),
    ("/work/done", "已办", "xinxiang"),
    ("/work/closed", "办结", "xinxiang"),
    ("/work/letters", "来信", "xinxiang"),
    ("/work/overdue", "逾期", "xianzhang"),
];

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let (small, large) = (bench.options.small, bench.options.large);
    let few = county(bench, small).await?;
    let many = county(bench, large).await?;
    for ((few, many), (path, title, _)) in few.iter().zip(&many).zip(LISTS) {
        let (before, after) = (few.quantile(0.95), many.quantile(0.95));
        let ratio = after / before.max(0.001);
        bench.row(
            Row::new(
                format!("{title} `{path}` at {large} matters, p95"),
                format!("{after:.1} ms (p50 {:.1})", many.quantile(0.5)),
            )
            .aim("< 50 ms and within 20 % of the small county", after < 50.0 && ratio < 1.2)
            .rival(format!("itself at {small}: {before:.1} ms ({ratio:.2}×)")),
        );
    }
    bench.note(format!(
        "Lists: {REQUESTS} requests each by the clerk of the mailbox, whose desk has the most (逾期 by the leader), one after the other over one connection. \
         The matters are the demonstration's, copied with their tasks, touches and letters; acts, ledger and search index are not copied, as no list reads them."
    ));
    Ok(())
}

/// Times of every list in a county of `matters`.
async fn county(bench: &mut Bench<'_>, matters: u32) -> Result<Vec<Times>> {
    let data = bench.county().await?;
    let begun = Instant::now();
    let there = clones::grow(&data, matters, clones::MATTERS).await?;
    println!("{there} matters loaded in {:.0} s", begun.elapsed().as_secs_f64());
    let server = bench.start(&data).await?;
    let all = accounts::read(&data)?;
    let mut lists = Vec::new();
    for (path, _, login) in LISTS {
        let mut browser = accounts::sign_in(&server.address, accounts::named(&all, login)?).await?;
        let mut times = Times::default();
        for _ in 0..REQUESTS {
            let begun = Instant::now();
            let page = browser.get(path).await;
            times.since(begun);
            if !page.status.is_success() {
                return Err(format!("{path} answered {}", page.status).into());
            }
        }
        lists.push(times);
    }
    server.stop()?;
    std::fs::remove_dir_all(&data)?;
    Ok(lists)
}
