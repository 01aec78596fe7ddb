//! The rows of docs/BENCHMARKS.md.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use crate::Result;

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

/// What was measured together: one section of the document.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// Day, machine and load, in a sentence.
    pub when: String,
    /// The numbers.
    pub rows: Vec<Row>,
    /// How they were measured.
    pub notes: Vec<String>,
}

const HEAD: &str = "# Benchmarks\n\nWritten by `make bench`, or section by section by `bench one NAME --write`. Every number of a section was \
                    measured in one run on the machine and day that it names, rivals included; none is asserted by a test.\n";

/// Writes a section into the document, in the place of the one with its heading; sections stand in the order of `titles`, and what
/// has another heading goes.
///
/// # Errors
/// When the file cannot be read or written.
pub fn put(path: &Path, titles: &[&str], section: &Section) -> Result<()> {
    let before = match std::fs::read_to_string(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        read => read?,
    };
    let mut bodies: BTreeMap<&str, String> = before
        .split("\n## ")
        .skip(1)
        .filter_map(|part| part.split_once('\n'))
        .map(|(title, body)| (title.trim(), body.trim_end().to_owned()))
        .collect();
    bodies.insert(section.title, body(section)?);
    let mut text = HEAD.to_owned();
    for title in titles {
        if let Some(body) = bodies.get(title) {
            write!(text, "\n## {title}\n{body}\n")?;
        }
    }
    Ok(std::fs::write(path, text)?)
}

fn body(section: &Section) -> Result<String> {
    let mut text = format!("\n{}\n\n", section.when);
    text += "| what | measured | aim | met | rival in the same run |\n| --- | --- | --- | --- | --- |\n";
    for row in &section.rows {
        writeln!(text, "{}", row.line())?;
    }
    for (i, note) in section.notes.iter().enumerate() {
        write!(text, "{}- {note}", if i == 0 { "\n" } else { "" })?;
        text.push('\n');
    }
    Ok(text.trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_takes_the_place_of_its_own_and_leaves_the_others_in_their_order() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("b.md");
        let section = |title: &'static str, number: &str| Section {
            title,
            when: "2026-03-02, a machine.".to_owned(),
            rows: vec![Row::new("x", number)],
            notes: vec!["X: counted.".to_owned()],
        };
        for (title, number) in [("B", "1"), ("A", "2"), ("Old", "3"), ("B", "4"), ("A", "5")] {
            put(&path, if title == "Old" { &["A", "B", "Old"] } else { &["A", "B"] }, &section(title, number))
                .expect("written");
        }
        let text = std::fs::read_to_string(&path).expect("read");
        let found: Vec<&str> =
            text.lines().filter(|l| l.starts_with("## ") || l.starts_with("| x") || l.starts_with("- ")).collect();
        assert_eq!(
            found,
            ["## A", "| x | 5 |  |  |  |", "- X: counted.", "## B", "| x | 4 |  |  |  |", "- X: counted."],
            "{text}"
        );
    }

    #[test]
    fn a_missed_aim_is_shown_as_missed() {
        let row = Row::new("idle memory", "120 MiB").aim("< 100 MiB", false).rival("none");
        assert_eq!(row.line(), "| idle memory | 120 MiB | < 100 MiB | **no** | none |");
        assert!(Row::new("a", "b").line().ends_with("|  |  |  |"));
    }
}
