//! From a clean copy of the sources to the first page by `make run`, and to the end of `make test`.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::{CLEAN, run, when, write};
use crate::report::{Row, Section};
use crate::{Result, machine, server, wire};

/// After this the run counts as failed.
const PATIENCE: Duration = Duration::from_secs(3600);

/// Measures both, prints the rows and writes them into docs/BENCHMARKS.md.
///
/// # Errors
/// When the sources cannot be copied, or the document cannot be written.
pub async fn clean() -> Result<bool> {
    println!("{}; load {}", machine::described(), machine::load());
    let dir = TempDir::new()?;
    copy_sources(dir.path())?;
    let first = first_page(dir.path()).await?;
    let run = Row::new("clean sources to the first page by `make run`", minutes(first));
    let run = run.aim("< 10 min", first.as_secs() < 600);
    println!("{}", run.line());
    let again = TempDir::new()?;
    copy_sources(again.path())?;
    let begun = Instant::now();
    let tested = Command::new("make").arg("test").current_dir(again.path()).env_remove("CARGO_TARGET_DIR").status()?;
    let took = begun.elapsed();
    let test = Row::new("`make test` from clean sources", minutes(took)).aim("< 25 min", took.as_secs() < 1500);
    println!("{}", test.line());
    let notes = vec!["Crates and npm packages were in the caches of cargo and npm.".to_owned()];
    write(&Section { title: CLEAN, when: when(), rows: vec![run, test], notes })?;
    Ok(tested.success())
}

fn minutes(time: Duration) -> String {
    format!("{:.1} min", time.as_secs_f64() / 60.0)
}

/// What git knows or would add, and nothing that was built.
pub(super) fn copy_sources(to: &Path) -> Result<()> {
    let copy =
        format!("git ls-files -co --exclude-standard -z | tar --null -T - -cf - | tar -xf - -C '{}'", to.display());
    run(Command::new("bash").args(["-c", &copy]).current_dir(server::root()))?;
    Ok(())
}

async fn first_page(sources: &Path) -> Result<Duration> {
    let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
    let client = wire::client()?;
    let begun = Instant::now();
    let mut make = Command::new("make")
        .args(["run", &format!("LISTEN={address}")])
        .current_dir(sources)
        .env_remove("CARGO_TARGET_DIR")
        .stdin(Stdio::null())
        .process_group(0)
        .spawn()?;
    let url = format!("http://{address}/");
    let mut outcome = Err("no page within an hour".into());
    while begun.elapsed() < PATIENCE {
        if client.get(&url).send().await.is_ok_and(|a| a.status().is_success()) {
            outcome = Ok(begun.elapsed());
            break;
        }
        if let Some(status) = make.try_wait()? {
            outcome = Err(format!("make run ended with {status}").into());
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    // Make, cargo and the server are one group of processes.
    run(Command::new("kill").args(["-TERM", "--", &format!("-{}", make.id())])).ok();
    make.wait()?;
    outcome
}
