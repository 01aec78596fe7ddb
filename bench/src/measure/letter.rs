//! What a letter costs: processor time of the server from the form to the durable receipt.

use std::time::Duration;

use super::Bench;
use crate::replay::{citizen, questions};
use crate::report::Row;
use crate::{Result, machine};

/// Until what the server loads once, such as the dictionary of the index, is there.
const WARM: Duration = Duration::from_secs(3);

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let wanted = bench.options.letters;
    let questions = questions::read(&bench.options.shared, wanted + 20)?;
    let data = bench.county().await?;
    let server = bench.start(&data).await?;
    let (warm, counted) = questions.split_at(20.min(questions.len()));
    citizen::write_all(&server.address, warm).await?;
    tokio::time::sleep(WARM).await;
    let before = machine::cpu_ms(server.pid())?;
    let written = citizen::write_all(&server.address, counted).await?;
    let cpu = (machine::cpu_ms(server.pid())? - before) / written.receipts.len().max(1) as f64;
    server.stop()?;
    let (p50, p95) = (written.posting.quantile(0.5), written.posting.quantile(0.95));
    bench.row(
        Row::new("processor time of the server for a letter, form to durable receipt", format!("{cpu:.1} ms"))
            .aim("≤ 10 ms", cpu <= 10.0),
    );
    bench.row(Row::new(
        "the same, from the post to the receipt as the citizen waits",
        format!("p50 {p50:.1} ms, p95 {p95:.1} ms"),
    ));
    bench.note(format!(
        "Letter: user and system time of the server's process over {} letters (after 20 that warm it) with everything that belongs to one: notice and form drawn, bot question, \
         post, receipt page, the receipt file fetched once after a second, jobs, index and signed heads of the ledger, and what the server does by itself meanwhile.",
        written.receipts.len()
    ));
    Ok(())
}
