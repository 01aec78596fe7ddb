//! The measurements, one module each. Each gives rows; none decides whether the run passes.

mod actions;
mod annual;
mod clean;
mod clones;
mod edit;
mod editions;
mod export;
mod hotline;
mod letter;
mod lists;
mod pages;
mod python;
mod start;
mod upload;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;
use tempfile::TempDir;

use crate::report::{self, Row, Section};
use crate::server::{self, Server};
use crate::{Result, machine};

pub use clean::clean;

/// The measurements in the order in which they run, with their headings in docs/BENCHMARKS.md; the one that keeps both cores busy
/// with compiling comes last.
const NAMES: &[(&str, &str)] = &[
    ("start", "Start and memory"),
    ("letter", "A letter"),
    ("actions", "Matter actions"),
    ("pages", "Pages from the cache"),
    ("upload", "Upload"),
    ("lists", "Lists of the workbench"),
    ("export", "Export"),
    ("annual", "Annual tables of requests"),
    ("hotline", "Hotline"),
    ("articles", "Articles"),
    ("search", "Public search"),
    ("publish", "Publishing"),
    ("rebuild", "Everything made anew"),
    ("edit", "Work on the program"),
];
/// The heading of what `bench clean` measures.
const CLEAN: &str = "From clean sources";

/// Letters that the demonstration county is made with; the large counties are copies of these.
const LETTERS: usize = 160;

/// What can be chosen on the command line.
#[derive(Args)]
pub struct Options {
    /// Folder with the real data (the one that holds `search/`).
    #[arg(long)]
    shared: PathBuf,
    /// An already built `renhe`; without it the release binary is built.
    #[arg(long)]
    binary: Option<PathBuf>,
    /// Matters of the small county.
    #[arg(long, default_value_t = 10_000)]
    small: u32,
    /// Matters of the large county.
    #[arg(long, default_value_t = 1_000_000)]
    large: u32,
    /// Matters in the export.
    #[arg(long, default_value_t = 250_000)]
    export: u32,
    /// Requests for disclosure behind the annual report.
    #[arg(long, default_value_t = 100_000)]
    requests: u32,
    /// Orders of the hotline among which duplicates are looked for.
    #[arg(long, default_value_t = 1_000_000)]
    orders: u32,
    /// Letters over which the processor time of one is averaged.
    #[arg(long, default_value_t = 200)]
    letters: usize,
    /// Articles of the small portal.
    #[arg(long, default_value_t = 1_000)]
    few: u32,
    /// Articles of the large portal.
    #[arg(long, default_value_t = 500_000)]
    articles: u32,
    /// Articles of a portal larger still, in which publishing is measured too; it needs some 16 GB of disk for a million.
    #[arg(long)]
    many: Option<u32>,
    /// Where counties with articles are kept for later runs; without it they are made anew each time and removed.
    #[arg(long)]
    keep: Option<PathBuf>,
    /// Writes what one measurement gives into docs/BENCHMARKS.md too.
    #[arg(long)]
    write: bool,
}

/// What a measurement works with, and where it puts its rows.
pub struct Bench<'a> {
    options: &'a Options,
    binary: PathBuf,
    dir: TempDir,
    made: u32,
    /// Counties with so many articles.
    editions: BTreeMap<u32, PathBuf>,
    rows: Vec<Row>,
    notes: Vec<String>,
}

impl<'a> Bench<'a> {
    fn new(options: &'a Options) -> Result<Self> {
        let binary = server::binary(options.binary.as_deref())?;
        let target = server::root().join("target/bench");
        std::fs::create_dir_all(&target)?;
        let dir = TempDir::new_in(target)?;
        Ok(Self { options, binary, dir, made: 0, editions: BTreeMap::new(), rows: Vec::new(), notes: Vec::new() })
    }

    fn row(&mut self, row: Row) {
        println!("{}", row.line());
        self.rows.push(row);
    }

    fn note(&mut self, note: impl Into<String>) {
        self.notes.push(note.into());
    }

    /// The data directory of a demonstration county of its own, copied from one that is made once.
    async fn county(&mut self) -> Result<PathBuf> {
        let first = self.dir.path().join("first");
        if !first.exists() {
            let server = Server::start(&self.binary, &first, LETTERS).await?;
            println!("the demonstration county was made in {:.1} s", server.started_in.as_secs_f64());
            server.stop()?;
        }
        self.made += 1;
        let copy = self.dir.path().join(format!("county-{}", self.made));
        run(Command::new("cp").arg("-a").arg(&first).arg(&copy))?;
        Ok(copy)
    }

    /// What the measurement `name`, the last one taken, gave; the next begins with nothing.
    fn section(&mut self, name: &str) -> Section {
        Section {
            title: NAMES.iter().find(|(known, _)| *known == name).map_or(CLEAN, |(_, title)| title),
            when: when(),
            rows: std::mem::take(&mut self.rows),
            notes: std::mem::take(&mut self.notes),
        }
    }

    async fn start(&self, data: &Path) -> Result<Server> {
        Server::start(&self.binary, data, LETTERS).await
    }

    async fn take(&mut self, name: &str) -> Result<()> {
        match name {
            "start" => start::take(self).await,
            "letter" => letter::take(self).await,
            "actions" => actions::take(self).await,
            "pages" => pages::take(self).await,
            "upload" => upload::take(self).await,
            "lists" => lists::take(self).await,
            "export" => export::take(self).await,
            "annual" => annual::take(self).await,
            "hotline" => hotline::take(self).await,
            "articles" => editions::articles::take(self).await,
            "search" => editions::search::take(self).await,
            "publish" => editions::publish::take(self).await,
            "rebuild" => editions::rebuild::take(self).await,
            "edit" => edit::take(self),
            _ => {
                let names: Vec<&str> = NAMES.iter().map(|(name, _)| *name).collect();
                Err(format!("there is no measurement {name}; there are {}", names.join(", ")).into())
            }
        }
    }
}

/// Takes one measurement, or several with commas between them, and prints their rows; writes them when that is asked for.
///
/// # Errors
/// When it cannot be taken.
pub async fn one(names: &str, options: &Options) -> Result<bool> {
    let mut bench = Bench::new(options)?;
    println!("{}; load {}", machine::described(), machine::load());
    for name in names.split(',') {
        bench.take(name).await?;
        bench.notes.iter().for_each(|note| println!("- {note}"));
        let section = bench.section(name);
        if options.write {
            write(&section)?;
        }
    }
    println!("load {}", machine::load());
    Ok(true)
}

/// Takes all and writes docs/BENCHMARKS.md, each when it has been taken; one that cannot be taken is a row that says so.
///
/// # Errors
/// When nothing can be built or written.
pub async fn all(options: &Options) -> Result<bool> {
    let mut bench = Bench::new(options)?;
    println!("{}; load {}", machine::described(), machine::load());
    let mut good = true;
    for (name, _) in NAMES {
        if let Err(error) = bench.take(name).await {
            good = false;
            bench.row(Row::new(format!("`{name}`"), format!("not measured: {error}")));
        }
        write(&bench.section(name))?;
    }
    Ok(good)
}

/// Writes a section into docs/BENCHMARKS.md.
fn write(section: &Section) -> Result<()> {
    let titles: Vec<&str> = NAMES.iter().map(|(_, title)| *title).chain([CLEAN]).collect();
    report::put(&server::root().join("docs/BENCHMARKS.md"), &titles, section)
}

/// When and where something was measured.
fn when() -> String {
    format!("{}, {}; load average at the end {}.", base::Clock::System.today(), machine::described(), machine::load())
}

/// Runs a command; its failure is told with what it printed.
fn run(command: &mut Command) -> Result<String> {
    let output = command.output().map_err(|e| format!("{:?}: {e}", command.get_program()))?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?} ended with {}: {}", output.status, said.trim()).into())
}
