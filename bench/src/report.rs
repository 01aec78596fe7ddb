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

    /// The same for an aim that is meant at `meant` of something, when there were only `there`: nothing is said of it being met.
    #[must_use]
    pub fn meant_at(mut self, meant: i64, there: i64) -> Self {
        if there < meant {
            self.aim = format!("{} (at {meant})", self.aim);
            self.met = None;
        }
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
    // What `bench clean` wrote before stays.
    let before = std::fs::read_to_string(path).unwrap_or_default();
    text += before.find(CLEAN).map_or("", |at| &before[at..]);
    Ok(std::fs::write(path, text)?)
}

/// How the last section of the document begins.
const CLEAN: &str = "\n## From clean sources\n";

/// Writes the last section anew: what takes half an hour and is measured apart.
///
/// # Errors
/// When the file cannot be read or written.
pub fn write_clean(path: &Path, rows: &[Row], date: base::Date) -> Result<()> {
    let before = std::fs::read_to_string(path)?;
    let mut text = before[..before.find(CLEAN).unwrap_or(before.len())].to_owned();
    text += CLEAN;
    write!(
        text,
        "\nWritten by `bench clean` on {date}; {}; crates and npm packages were in the caches",
        machine::described()
    )?;
    text += " of cargo and npm.\n\n| what | measured | aim | met | rival in the same run |\n| --- | --- | --- | --- | --- |\n";
    for row in rows {
        writeln!(text, "{}", row.line())?;
    }
    Ok(std::fs::write(path, text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_measured_from_clean_sources_stays_when_the_rest_is_written_anew() {
        let dir = tempfile::tempdir().expect("a folder");
        let (path, date) = (dir.path().join("b.md"), base::Date::constant(2026, 3, 2));
        write(&path, &[Row::new("a", "1")], &[], date).expect("written");
        write_clean(&path, &[Row::new("b", "2")], date).expect("written");
        write_clean(&path, &[Row::new("b", "3")], date).expect("written again");
        write(&path, &[Row::new("c", "4")], &[], date).expect("written anew");
        let text = std::fs::read_to_string(&path).expect("read");
        let has: Vec<bool> =
            ["| a | 1", "| b | 2", "| b | 3", "| c | 4"].iter().map(|row| text.contains(row)).collect();
        assert_eq!(has, [false, false, true, true], "{text}");
    }

    #[test]
    fn a_missed_aim_is_shown_as_missed() {
        let row = Row::new("idle memory", "120 MiB").aim("< 100 MiB", false).rival("none");
        assert_eq!(row.line(), "| idle memory | 120 MiB | < 100 MiB | **no** | none |");
        assert!(Row::new("a", "b").line().ends_with("|  |  |  |"));
    }
}
