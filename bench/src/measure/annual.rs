//! How long the tables of the annual report on disclosure take over many requests, against the same tables counted by a short
//! Python program from the rows, which also says whether they agree.

use std::process::Command;
use std::time::Instant;

use base::Clock;

use super::{Bench, clones, run};
use crate::report::Row;
use crate::times::Times;
use crate::{Result, accounts};

/// The report is asked for so many times, after so many to warm up.
const TURNS: usize = 30;
const WARM: usize = 3;

/// Reads the rows of a year and counts the total of row 24 (results of the year) and what was received; prints both and seconds.
const RIVAL: &str = r#"
import sqlite3, sys, time
from collections import Counter
begun = time.time()
first, last = sys.argv[2] + "-01-01", sys.argv[2] + "-12-31"
cells, received = Counter(), Counter()
rows = sqlite3.connect(sys.argv[1]).execute("SELECT applicant, result, received_on, closed_on FROM requests_request WHERE kind = 'access' AND received_on IS NOT NULL")
before = left = 0
for applicant, result, came, closed in rows:
    if first <= came <= last: received[applicant] += 1
    if came < first and (closed is None or closed >= first): before += 1
    if came <= last and (closed is None or closed > last): left += 1
    if closed is not None and first <= closed <= last: cells[applicant, result] += 1
print(sum(received.values()), before, sum(cells.values()), left, time.time() - begun)
"#;

/// Measures it.
///
/// # Errors
/// When the county cannot be made, or the two ways of counting disagree.
pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let data = bench.county().await?;
    let requests = clones::grow_requests(&data, bench.options.requests).await?;
    let server = bench.start(&data).await?;
    let all = accounts::read(&data)?;
    let mut browser = accounts::sign_in(&server.address, accounts::named(&all, "shenqing")?).await?;
    let year = Clock::System.today().year();
    let path = format!("/work/requests/annual?year={year}&unit=0");
    let (mut times, mut totals) = (Times::default(), Vec::new());
    for turn in 0..WARM + TURNS {
        let begun = Instant::now();
        let page = browser.get(&path).await;
        if turn >= WARM {
            times.since(begun);
        }
        if !page.status.is_success() {
            return Err(format!("{path} answered {}", page.status).into());
        }
        totals = page.rows("#table-3").into_iter().filter_map(|row| row.last()?.parse::<i64>().ok()).collect();
    }
    server.stop()?;
    let script = ["-c", RIVAL];
    let out = run(Command::new("python3").args(script).arg(data.join("renhe.db")).arg(year.to_string()))?;
    std::fs::remove_dir_all(&data)?;
    let theirs: Vec<f64> = out.split_whitespace().filter_map(|n| n.parse().ok()).collect();
    let [received, before, results, left, seconds] = theirs[..] else { return Err(format!("it printed {out}").into()) };
    let ours = [totals.first(), totals.get(1), totals.get(23), totals.get(24)].map(|n| n.copied().unwrap_or(-1) as f64);
    if ours != [received, before, results, left] {
        return Err(format!("the tables disagree: {ours:?} here, {out} counted from the rows").into());
    }
    let (p50, p95) = (times.quantile(0.5), times.quantile(0.95));
    let row = Row::new(
        format!("annual tables of the county over {requests} requests, p95"),
        format!("{p95:.0} ms (p50 {p50:.0})"),
    );
    let rival = format!(
        "the same totals by Python over the rows of its SQLite file: {:.0} ms ({:.2}×), they agree",
        seconds * 1e3,
        p50 / 1e3 / seconds.max(1e-6)
    );
    bench.row(row.aim("< 1 s", p95 < 1000.0).rival(rival));
    bench.note(format!(
        "Annual tables: `GET {path}` {TURNS} times after {WARM} to warm up, the whole page with its tables of this year and, for what was carried over, of the year before; \
         the demonstration's requests and disputes copied. 25 rows and 6 kinds of applicants here, 4 totals by the rival, which are compared."
    ));
    Ok(())
}
