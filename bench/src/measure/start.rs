//! From the start of the binary to its first answer on a warm data directory, and the memory it then holds.

use std::path::Path;
use std::time::Duration;

use super::Bench;
use crate::report::Row;
use crate::{Result, machine};

/// Starts that are measured; the middle one counts.
const STARTS: usize = 7;
/// How long the server is left alone before its memory is read, and how long it does nothing when it is at rest.
const IDLE: Duration = Duration::from_secs(5);
/// Processor time in milliseconds within [`IDLE`] that counts as nothing: timers go on.
const NOTHING: f64 = 60.0;
/// How often it is looked whether a new county has done what is due in it.
const LOOKS: usize = 36;

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let data = bench.county().await?;
    let worked = after_work(bench, &data).await?;
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
    bench.row(Row::new("memory (RSS) after all jobs of an hour and of a day", format!("{worked:.0} MiB")));
    bench.note(format!(
        "Start: the middle of {STARTS} starts on the data directory of the demonstration county; memory {IDLE:?} after the last. Before \
         them the county did whatever was due in it, with the words, models and pages that this takes in memory."
    ));
    Ok(())
}

/// Lets a new county do what is due in it and tells how much memory the server holds when it is at rest, in MiB.
async fn after_work(bench: &Bench<'_>, data: &Path) -> Result<f64> {
    let server = bench.start(data).await?;
    for _ in 0..LOOKS {
        let before = machine::cpu_ms(server.pid())?;
        tokio::time::sleep(IDLE).await;
        if machine::cpu_ms(server.pid())? - before < NOTHING {
            break;
        }
    }
    let memory = machine::rss_mib(server.pid())?;
    server.stop()?;
    Ok(memory)
}
