//! How long a person who changes one line of a business line waits for the compiler. A copy of the sources is edited, so
//! that nobody's work is touched; what comes from the registry is shared with the real target directory.

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use tempfile::TempDir;

use super::{Bench, clean, run};
use crate::report::Row;
use crate::{Result, server};

/// Edits that are measured; the middle one counts.
const EDITS: usize = 5;

pub fn take(bench: &mut Bench<'_>) -> Result<()> {
    let copy = TempDir::new()?;
    clean::copy_sources(copy.path())?;
    let file = copy.path().join("lines/serve/letters/src/kinds.rs");
    let text = std::fs::read_to_string(&file)?;
    for (package, what, aim) in [
        ("letters", "one line of `lines/serve/letters` edited: `cargo check -p letters`", Some(2.0)),
        ("renhe", "the same edit: `cargo check -p renhe`, the whole program", None),
    ] {
        check(copy.path(), package)?;
        let mut times = Vec::new();
        for i in 0..EDITS {
            std::fs::write(&file, format!("{text}const _: usize = {i};\n"))?;
            times.push(check(copy.path(), package)?);
        }
        times.sort_by(f64::total_cmp);
        let middle = times[EDITS / 2];
        let row = Row::new(what, format!("{middle:.2} s"));
        bench.row(match aim {
            Some(aim) => row.aim("< 2 s", middle < aim),
            None => row,
        });
    }
    bench.note(format!(
        "Edit: a constant is added to one file of a copy of the sources and the check is timed, the middle of {EDITS}."
    ));
    Ok(())
}

fn check(sources: &Path, package: &str) -> Result<f64> {
    let begun = Instant::now();
    let target = server::root().join("target");
    let mut cargo = Command::new("cargo");
    run(cargo.args(["check", "--offline", "-p", package]).current_dir(sources).env("CARGO_TARGET_DIR", target))?;
    Ok(begun.elapsed().as_secs_f64())
}
