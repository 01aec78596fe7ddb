//! How long a person who changes one line of a business line waits for the compiler.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use super::{Bench, run};
use crate::report::Row;
use crate::{Result, server};

/// Edits that are measured; the middle one counts.
const EDITS: usize = 5;

/// A source file that is put back as it was, whatever happens.
struct Edited {
    path: PathBuf,
    text: String,
}

impl Drop for Edited {
    fn drop(&mut self) {
        if let Err(error) = std::fs::write(&self.path, &self.text) {
            println!("put {} back by hand: {error}", self.path.display());
        }
    }
}

pub fn take(bench: &mut Bench<'_>) -> Result<()> {
    let path = server::root().join("lines/serve/letters/src/kinds.rs");
    let file = Edited { text: std::fs::read_to_string(&path)?, path };
    check("renhe")?;
    for (package, what, aim) in [
        ("letters", "one line of `lines/serve/letters` edited: `cargo check -p letters`", Some(2.0)),
        ("renhe", "the same edit: `cargo check -p renhe`, the whole program", None),
    ] {
        check(package)?;
        let mut times = Vec::new();
        for i in 0..EDITS {
            std::fs::write(&file.path, format!("{}const _: usize = {i};\n", file.text))?;
            times.push(check(package)?);
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
        "Edit: a constant is added to one file and the check is timed, the middle of {EDITS}; the file is put back."
    ));
    Ok(())
}

fn check(package: &str) -> Result<f64> {
    let begun = Instant::now();
    run(Command::new("cargo").args(["check", "--offline", "-p", package]).current_dir(server::root()))?;
    Ok(begun.elapsed().as_secs_f64())
}
