//! The rows of docs/BENCHMARKS.md.

use std::fmt::Write;
use std::path::Path;

use crate::{Result, machine};

/// One measured number.
#[derive(Debug, Clone)]
pub struct Row {
    /// What was measured, and how.
    pub what: String,
    /// The number with its unit.
    pub value: String,
    /// What was aimed at; empty without an aim.
    pub aim: String,
    /// Whether the aim was met; `None` without one.
    pub met: Option<bool>,
    /// The rival measured in the same run, and the ratio; empty without one.
    pub rival: String,
}

impl Row {
    /// A number without aim or rival.
    pub fn new(what: impl Into<String>, value: impl Into<String>) -> Self {
        Self { what: what.into(), value: value.into(), aim: String::new(), met: None, rival: String::new() }
    }

    /// The same with what was aimed at, and whether it was met.
    #[must_use]
    pub fn aim(mut self, aim: &str, met: bool) -> Self {
        self.aim = aim.to_owned();
        self.met = Some(met);
        self
    }

    /// The same with a rival.
    #[must_use]
    pub fn rival(mut self, rival: impl Into<String>) -> Self {
        self.rival = rival.into();
        self
    }

    /// As a row of a table.
    pub fn line(&self) -> String {
        let met = match self.met {
            None => "",
            Some(true) => "yes",
            Some(false) => "**no**",
        };
        format!("| {} | {} | {} | {met} | {} |", self.what, self.value, self.aim, self.rival)
    }
}

/// Writes the document.
///
/// # Errors
/// When the file cannot be written.
pub fn write(path: &Path, rows: &[Row], notes: &[String], date: base::Date) -> Result<()> {
    let mut text = String::from(
        "# Benchmarks\n\nWritten by `make bench`; every number was measured in that run, rivals included, and none is \
         asserted by a test.\n\n",
    );
    writeln!(text, "- Machine: {}", machine::described())?;
    writeln!(text, "- Date: {date}")?;
    writeln!(text, "- Load average at the end: {}\n", machine::load())?;
    text += "| what | measured | aim | met | rival in the same run |\n| --- | --- | --- | --- | --- |\n";
    for row in rows {
        writeln!(text, "{}", row.line())?;
    }
    text += "\n## How it was measured\n\n";
    for note in notes {
        writeln!(text, "- {note}")?;
    }
    Ok(std::fs::write(path, text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missed_aim_is_shown_as_missed() {
        let row = Row::new("idle memory", "120 MiB").aim("< 100 MiB", false).rival("none");
        assert_eq!(row.line(), "| idle memory | 120 MiB | < 100 MiB | **no** | none |");
        assert!(Row::new("a", "b").line().ends_with("|  |  |  |"));
    }
}
