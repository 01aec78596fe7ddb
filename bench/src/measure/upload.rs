//! The memory that an upload of 200 MB needs: an official attaches it to a letter.

use std::time::Instant;

use super::Bench;
use crate::replay::{citizen, officials, questions};
use crate::report::Row;
use crate::{Result, accounts, machine};

/// Bytes of the file, just below what the rule allows an official.
const SIZE: usize = 200_000_000;

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let questions = questions::read(&bench.options.shared, 1)?;
    let data = bench.county().await?;
    let server = bench.start(&data).await?;
    let written = citizen::write_all(&server.address, &questions).await?;
    let number = &written.receipts.first().ok_or("no letter was written")?.number;
    let all = accounts::read(&data)?;
    let mut clerk = accounts::sign_in(&server.address, accounts::named(&all, "xinxiang")?).await?;
    let letter = officials::find(&mut clerk, number).await?;
    let page = clerk.get(&letter).await;
    let form = page.form(&format!("{letter}/note")).ok_or("the clerk is not offered to note something")?;
    let form = form.set("opinion", "扫描件").file("files", "扫描件.pdf", &file());
    let watch = machine::Watch::begin(server.pid())?;
    let begun = Instant::now();
    let answer = clerk.submit(&form).await;
    let seconds = begun.elapsed().as_secs_f64();
    let peak = watch.end()?;
    if !answer.status.is_success() {
        return Err(format!("the upload was answered with {}: {}", answer.status, answer.seen().trim()).into());
    }
    server.stop()?;
    let mb = SIZE / 1_000_000;
    let what = format!("memory of the server during an upload of {mb} MB ({seconds:.1} s)");
    let more = peak.resident - peak.before;
    let measured = format!("{more:.0} MiB more than before; {}", peak.words());
    bench.row(Row::new(what, measured).aim("< 80 MiB for it", more < 80.0));
    bench.note("Upload: an official attaches the file to a letter through the form; the server hashes it (SM3) as it comes and keeps it by its digest.");
    Ok(())
}

/// A file that begins as a PDF and cannot be packed.
fn file() -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    while bytes.len() < SIZE {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        bytes.extend(state.to_le_bytes());
    }
    bytes.truncate(SIZE);
    bytes
}
