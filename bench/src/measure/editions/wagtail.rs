//! The rival: Wagtail, a content system of the same kind, with a project made for this run and like articles, served by
//! gunicorn as its documentation says.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use base::Clock;
use serde::Deserialize;

use super::super::{Bench, python, run};
use super::county::Place;
use super::texts::Texts;
use crate::{Result, wire};

/// Makes the project.
const SCRIPT: &str = include_str!("wagtail.py");
/// Articles in it.
const ARTICLES: u32 = 1_000;
/// Processes that answer, as gunicorn advises for two cores.
const WORKERS: &str = "5";
/// Pages asked for before it is measured: each worker loads what it loads once.
const WARM: usize = 100;

/// How it was measured, for the document.
pub const NOTE: &str = "Wagtail: the project that `wagtail start` makes, with its production settings (DEBUG off, cached templates), SQLite, connections kept open, gunicorn with five sync workers, no page cache; 1,000 of the same articles in as many \
    columns, a template with menu, way, title, date, source, text, the column's ten newest, the neighbours and a footer: less than the measured page of ours shows. Each of its articles is asked for once a round, after 100 that warm the workers.";

/// A running Wagtail.
pub struct Wagtail {
    child: Child,
    /// Where it listens.
    pub address: String,
    /// Its articles.
    pub paths: Vec<String>,
    /// Its versions, for people.
    pub described: String,
}

#[derive(Deserialize)]
struct Made {
    wagtail: String,
    paths: Vec<String>,
}

impl Drop for Wagtail {
    fn drop(&mut self) {
        // The first process must end by itself, or its workers go on without it.
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().ok();
        self.child.wait().ok();
    }
}

impl Wagtail {
    /// Its processes: the one that was started, and its workers.
    ///
    /// # Errors
    /// When it is gone.
    pub fn pids(&self) -> Result<Vec<u32>> {
        let first = self.child.id();
        let children = fs::read_to_string(format!("/proc/{first}/task/{first}/children"))?;
        Ok(std::iter::once(first).chain(children.split_whitespace().filter_map(|pid| pid.parse().ok())).collect())
    }
}

/// Installs Wagtail in an environment of its own, makes a project with articles and serves it.
///
/// # Errors
/// When Python with venv is not there or the packages cannot be had.
pub async fn start(bench: &Bench<'_>) -> Result<Wagtail> {
    let python = python::with("bench-wagtail", &["wagtail", "gunicorn"])?;
    let (dir, articles) = (bench.dir.path().join("wagtail"), bench.dir.path().join("wagtail.jsonl"));
    fs::write(&articles, lines(bench)?)?;
    let script = bench.dir.path().join("wagtail.py");
    fs::write(&script, SCRIPT)?;
    let made = run(Command::new(&python).arg(&script).arg(&dir).arg(&articles))?;
    let made: Made = serde_json::from_str(made.lines().last().unwrap_or_default())?;
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let child = served(&python, &dir, &address)?;
    let wagtail = Wagtail { child, address, paths: made.paths, described: format!("Wagtail {}", made.wagtail) };
    let client = wire::client()?;
    let first = format!("http://{}{}", wagtail.address, wagtail.paths.first().ok_or("Wagtail has no articles")?);
    for _ in 0..600 {
        if client.get(&first).send().await.is_ok_and(|answer| answer.status().is_success()) {
            for path in wagtail.paths.iter().cycle().take(WARM) {
                client.get(format!("http://{}{path}", wagtail.address)).send().await?.bytes().await?;
            }
            return Ok(wagtail);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Err("Wagtail does not answer".into())
}

fn served(python: &std::path::Path, dir: &PathBuf, address: &str) -> Result<Child> {
    let log = fs::File::create(dir.join("gunicorn.log"))?;
    let child = Command::new(python)
        .args(["-m", "gunicorn", "--workers", WORKERS, "--bind", address, "measured.wsgi:application"])
        .current_dir(dir)
        .env("DJANGO_SETTINGS_MODULE", "measured.settings.production")
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .spawn()?;
    Ok(child)
}

/// Articles made as those of the county are, in ten columns.
fn lines(bench: &Bench<'_>) -> Result<String> {
    let texts = Texts::read(&bench.options.shared)?;
    let place = |n: usize| Place { site: "main".to_owned(), column: format!("c{n}"), kind: "news".to_owned() };
    let places: Vec<Place> = (0..10).map(place).collect();
    let now = Clock::System.now();
    Ok((0..ARTICLES).map(|n| texts.article(n, ARTICLES, &places, now) + "\n").collect())
}
