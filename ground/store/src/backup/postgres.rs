//! PostgreSQL's own tools: `pg_dump` and `pg_restore`.

use std::path::Path;
use std::process::{Output, Stdio};

use base::error::FaultKind;
use base::{Error, Fault};
use tokio::process::Command;

/// Writes a consistent dump of the database to the new file `to`.
pub(super) async fn dump(url: &str, to: &Path) -> Result<(), Error> {
    let mut command = tool("pg_dump", url);
    command.args(["--format=custom", "--no-owner", "--no-privileges", "--file"]).arg(to);
    run("pg_dump", command).await
}

/// Reads the dump `from` into the empty database, all of it or nothing.
pub(super) async fn load(url: &str, from: &Path) -> Result<(), Error> {
    let mut command = tool("pg_restore", url);
    command.args(["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]).arg(from);
    run("pg_restore", command).await
}

/// The command with its database; the password travels in the environment, where other users do not see it.
fn tool(name: &str, url: &str) -> Command {
    let (address, password) = without_password(url);
    let mut command = Command::new(name);
    command.arg(format!("--dbname={address}")).stdin(Stdio::null());
    if let Some(password) = password {
        command.env("PGPASSWORD", password);
    }
    command
}

async fn run(name: &'static str, mut command: Command) -> Result<(), Error> {
    let Output { status, stderr, .. } = match command.output().await {
        Ok(output) => output,
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => {
            let message =
                format!("找不到 {name}。请安装 PostgreSQL 客户端（Debian：apt-get install postgresql-client）后再试。");
            return Err(Error::refused("backup.tool", message));
        }
        Err(error) => return Err(Fault::of(FaultKind::Broken, name, error).into()),
    };
    if status.success() {
        return Ok(());
    }
    let says = base::text::truncate(String::from_utf8_lossy(&stderr).trim(), 1_000);
    Err(Fault::of(FaultKind::Broken, name, says).into())
}

/// The URL without its password, and the password with its percent signs resolved.
fn without_password(url: &str) -> (String, Option<String>) {
    let parts = || {
        let (scheme, rest) = url.split_once("://")?;
        let (before, after) = rest.split_once('@')?;
        let (user, password) = before.split_once(':')?;
        Some((format!("{scheme}://{user}@{after}"), percent_decoded(password)))
    };
    match parts() {
        Some((url, password)) => (url, Some(password)),
        None => (url.to_owned(), None),
    }
}

fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|two| hex::decode(two).ok()).filter(|_| first == b'%');
        match code {
            Some(code) => {
                bytes.extend(code);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_leaves_the_command_line() {
        let cases = [
            ("postgres://u:p%40%E4%B8%AD@h:5/d?x=1", "postgres://u@h:5/d?x=1", Some("p@中")),
            ("postgres://u@h/d", "postgres://u@h/d", None),
            ("postgres://h/d?host=/a", "postgres://h/d?host=/a", None),
            ("postgres://u:100%@h/d", "postgres://u@h/d", Some("100%")),
        ];
        for (url, address, password) in cases {
            assert_eq!(without_password(url), (address.to_owned(), password.map(str::to_owned)), "{url}");
        }
    }
}
