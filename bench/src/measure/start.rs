//! From the start of the binary to its first answer on a warm data directory, and the memory it then holds.

use std::time::Duration;

use super::Bench;
use crate::report::Row;
use crate::{Result, machine};

/// Starts that are measured; the middle one counts.
const STARTS: usize = 7;
/// How long the server is left alone before its memory is read.
const IDLE: Duration = Duration::from_secs(5);

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let data = bench.county().await?;
    let mut starts = Vec::new();
    let mut memory = 0.0;
    for i in 0..STARTS {
        let server = bench.start(&data).await?;
        starts.push(server.started_in.as_secs_f64());
        if i + 1 == STARTS {
            tokio::time::sleep(IDLE).await;
            memory = machine::rss_mib(server.pid())?;
        }
        server.stop()?;
    }
    starts.sort_by(f64::total_cmp);
    let middle = starts[STARTS / 2];
    let what = "start of the binary to the first answer of the home page, warm directory";
    bench.row(Row::new(what, format!("{middle:.3} s")).aim("< 0.5 s", middle < 0.5));
    bench.row(
        Row::new("idle memory (RSS) after that answer", format!("{memory:.0} MiB")).aim("< 100 MiB", memory < 100.0),
    );
    bench.note(format!("Start: the middle of {STARTS} starts on the data directory of the demonstration county; memory {IDLE:?} after the last."));
    Ok(())
}
