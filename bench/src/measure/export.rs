//! The Excel export of a long list: seconds, and how much memory the server needs for it, against openpyxl in its
//! streaming mode writing as many rows.

use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use super::{Bench, clones, python, run};
use crate::report::Row;
use crate::{Result, accounts, machine};

/// The export of everything on which the clerk of the mailbox ever acted.
const EXPORT: &str = "/work/export/done";

/// Writes as many rows of the same shape; prints seconds and peak memory in MiB.
const RIVAL: &str = r#"
import sys, time
from openpyxl import Workbook
rows, path = int(sys.argv[1]), sys.argv[2]
begun = time.time()
book = Workbook(write_only=True)
sheet = book.create_sheet("办件")
for i in range(rows):
    sheet.append([f"青信〔2026〕{i:05}号", "反映青禾镇东街路灯不亮的问题", "投诉", "办理中", "县城管局", "县政府办", "2026-03-02", "2026-03-23", "正常", "2026-03-20 10:30", str(i % 7), ""])
book.save(path)
took = time.time() - begun
# Not ru_maxrss: a child process inherits that from the one that started it.
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(took, int(peak.split()[1]) / 1024)
"#;

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let wanted = bench.options.export;
    let data = bench.county().await?;
    clones::grow(&data, wanted, clones::LONGEST).await?;
    let server = bench.start(&data).await?;
    let all = accounts::read(&data)?;
    let mut browser = accounts::sign_in(&server.address, accounts::named(&all, "xinxiang")?).await?;
    browser.get("/work").await;
    let watch = machine::Watch::begin(server.pid())?;
    let begun = Instant::now();
    let file = browser.get(EXPORT).await;
    let seconds = begun.elapsed().as_secs_f64();
    let peak = watch.end()?;
    if !file.status.is_success() {
        return Err(format!("{EXPORT} answered {}", file.status).into());
    }
    let rows = rows_in(&file.bytes)?;
    server.stop()?;
    std::fs::remove_dir_all(&data)?;
    let rival = match rival(bench.dir.path(), rows) {
        Ok((took, memory)) => format!(
            "openpyxl write_only, {rows} like rows of 12 columns, written only: {took:.1} s, {memory:.0} MiB ({:.2}×)",
            seconds / took
        ),
        Err(error) => format!("openpyxl not measured: {error}"),
    };
    let size = file.bytes.len() as f64 / 1024.0 / 1024.0;
    let row = Row::new(format!("Excel export of {rows} matters ({size:.0} MiB)"), format!("{seconds:.1} s"));
    bench.row(row.aim("< 60 s", seconds < 60.0).rival(rival));
    let row = Row::new("peak memory of the server during that export", peak.words());
    bench.row(row.aim("flat: < 100 MiB more resident", peak.resident - peak.before < 100.0));
    bench.note(format!(
        "Export: `GET {EXPORT}` by the clerk of the mailbox, read to the last byte, rows counted in the file that came."
    ));
    Ok(())
}

/// Rows of the first sheet below the heading.
fn rows_in(file: &[u8]) -> Result<usize> {
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(file))?;
    let mut sheet = book.by_name("xl/worksheets/sheet1.xml")?;
    let (mut rows, mut buffer, mut tail) = (0_usize, vec![0_u8; 1 << 20], Vec::new());
    loop {
        let read = sheet.read(&mut buffer)?;
        if read == 0 {
            return Ok(rows.saturating_sub(1));
        }
        tail.extend_from_slice(&buffer[..read]);
        rows += tail.windows(5).filter(|w| w == b"<row ").count();
        tail.drain(..tail.len().saturating_sub(4));
    }
}

fn rival(dir: &Path, rows: usize) -> Result<(f64, f64)> {
    let python = python::with("bench-python", &["openpyxl"])?;
    let out = run(Command::new(python).args(["-c", RIVAL, &rows.to_string()]).arg(dir.join("rival.xlsx")))?;
    let mut numbers = out.split_whitespace().map(str::parse::<f64>);
    match (numbers.next(), numbers.next()) {
        (Some(Ok(took)), Some(Ok(memory))) => Ok((took, memory)),
        _ => Err(format!("it printed {out}").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn rows_are_counted_without_the_heading() {
        let mut file = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        file.start_file("xl/worksheets/sheet1.xml", zip::write::SimpleFileOptions::default()).unwrap();
        let row = "<row r=\"1\"><c/></row>".repeat(200_001);
        file.write_all(format!("<sheetData>{row}</sheetData>").as_bytes()).unwrap();
        assert_eq!(rows_in(file.finish().unwrap().get_ref()).unwrap(), 200_000);
    }
}
