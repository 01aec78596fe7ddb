//! How long the lists of the workbench take in a county with many matters, and whether they stay flat.

use std::collections::BTreeSet;
use std::time::Instant;

use testkit::{Answer, Browser};

use super::{Bench, clones};
use crate::report::Row;
use crate::server::Server;
use crate::times::Times;
use crate::{Result, accounts};

/// Requests for each list that are counted, and those before.
const REQUESTS: usize = 400;
const WARM: usize = 5;
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
    let sizes = [bench.options.small, bench.options.large];
    let few = county(bench, sizes[0]).await?;
    let many = county(bench, sizes[1]).await?;
    for (path, title, login) in LISTS {
        let mut seats = [sign_in(&few, login).await?, sign_in(&many, login).await?];
        let mut times = [Times::default(), Times::default()];
        let mut rows = [0, 0];
        for turn in 0..WARM + REQUESTS {
            for ((seat, times), rows) in seats.iter_mut().zip(&mut times).zip(&mut rows) {
                let begun = Instant::now();
                let page = seat.get(path).await;
                if turn >= WARM {
                    times.since(begun);
                }
                if !page.status.is_success() {
                    return Err(format!("{path} answered {}", page.status).into());
                }
                *rows = shown(&page);
            }
        }
        bench.row(row(path, title, sizes, &times, rows));
    }
    few.stop()?;
    many.stop()?;
    bench.note(format!(
        "Lists: {REQUESTS} requests each after {WARM} to warm up, to both counties in turns, so that what else the machine does falls on both. \
         By the clerk of the mailbox, whose desk has the most (逾期 by the leader). The matters are the demonstration's, copied with their tasks, \
         touches and letters; acts, ledger and search index are not copied, as no list reads them."
    ));
    Ok(())
}

fn row(path: &str, title: &str, sizes: [u32; 2], times: &[Times; 2], rows: [usize; 2]) -> Row {
    let [before, after] = [&times[0], &times[1]].map(|t| (t.quantile(0.5), t.quantile(0.95)));
    let ratio = after.1 / before.1.max(0.001);
    let what = format!("{title} `{path}` at {} matters, p95 ({} rows shown)", sizes[1], rows[1]);
    let rival = format!(
        "itself at {}: {:.1} ms ({ratio:.2}×), p50 {:.1} ms ({:.2}×), {} rows shown",
        sizes[0],
        before.1,
        before.0,
        after.0 / before.0.max(0.001),
        rows[0]
    );
    let row = Row::new(what, format!("{:.1} ms (p50 {:.1})", after.1, after.0)).rival(rival);
    // A list that shows less in the small county is not the same list.
    match rows[1] > 0 && rows[0] == rows[1] {
        true => row.aim("< 50 ms and within 20 % of the small county", after.1 < 50.0 && ratio < 1.2),
        false => row.aim("< 50 ms (not comparable: other rows shown)", rows[1] > 0 && after.1 < 50.0),
    }
}

/// How many matters a page shows, of whatever line.
fn shown(page: &Answer) -> usize {
    let keyed = |link: &String| link.rsplit('/').next().is_some_and(|key| key.parse::<i64>().is_ok());
    page.links("/work/").into_iter().filter(keyed).collect::<BTreeSet<_>>().len()
}

async fn sign_in(server: &Server, login: &str) -> Result<Browser> {
    let all = accounts::read(&server.data)?;
    accounts::sign_in(&server.address, accounts::named(&all, login)?).await
}

/// A running county of `matters`.
async fn county(bench: &mut Bench<'_>, matters: u32) -> Result<Server> {
    let data = bench.county().await?;
    let begun = Instant::now();
    let there = clones::grow(&data, matters, clones::MATTERS).await?;
    println!("{there} matters loaded in {:.0} s", begun.elapsed().as_secs_f64());
    bench.start(&data).await
}
