//! A demonstration county as people run it: the release binary in a process of its own, on a free port.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Result, wire};

/// How long a start may take before it counts as failed; making a new county with its passwords takes a while.
const PATIENCE: Duration = Duration::from_secs(900);

/// A running server; killed when dropped.
pub struct Server {
    child: Child,
    /// The program.
    pub binary: PathBuf,
    /// Where it listens, such as `127.0.0.1:40123`.
    pub address: String,
    /// Its data directory.
    pub data: PathBuf,
    /// From the start of the process to its first answer.
    pub started_in: Duration,
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_owned()
}

/// The `renhe` to be measured: the one given, or the release build, made first.
///
/// # Errors
/// When it does not build.
pub fn binary(given: Option<&Path>) -> Result<PathBuf> {
    if let Some(path) = given {
        return Ok(std::fs::canonicalize(path).map_err(|e| format!("{}: {e}", path.display()))?);
    }
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    // Together with this program, which is built already, so that what both use is built once.
    let built =
        Command::new(cargo).args(["build", "--release", "-p", "renhe", "-p", "bench"]).current_dir(root()).status()?;
    if !built.success() {
        return Err("cargo build --release -p renhe failed".into());
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    Ok(target.join("release/renhe"))
}

impl Server {
    /// Starts `renhe demo` on `data` and waits for its first answer. A new county gets so many generated `letters`. The
    /// limit of requests per address is lifted, since here all of them come from one.
    ///
    /// # Errors
    /// When it ends or does not answer.
    pub async fn start(binary: &Path, data: &Path, letters: usize) -> Result<Self> {
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        let log = std::fs::File::create(data.with_extension("log"))?;
        let client = wire::client()?;
        let begun = Instant::now();
        let child = Command::new(binary)
            .args(["demo", "--unlimited", "--letters", &letters.to_string(), "--listen", &address, "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        let mut server =
            Self { child, binary: binary.to_owned(), address, data: data.to_owned(), started_in: Duration::ZERO };
        while !answers(&client, &server.address).await {
            if let Some(status) = server.child.try_wait()? {
                let log = std::fs::read_to_string(data.with_extension("log")).unwrap_or_default();
                return Err(format!("the server ended with {status}:\n{log}").into());
            }
            if begun.elapsed() > PATIENCE {
                return Err("the server does not answer".into());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        server.started_in = begun.elapsed();
        Ok(server)
    }

    /// Its process.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to end as an operator does, and waits.
    ///
    /// # Errors
    /// When it cannot be asked.
    pub fn stop(mut self) -> Result<()> {
        Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status()?;
        self.child.wait()?;
        Ok(())
    }
}

async fn answers(client: &reqwest::Client, address: &str) -> bool {
    let answer = client.get(format!("http://{address}/")).send().await;
    answer.is_ok_and(|a| a.status().is_success())
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to kill and nothing to tell.
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
