//! Rivals that are written in Python, each with its packages in an environment of its own below the target directory.

use std::path::PathBuf;
use std::process::Command;

use super::run;
use crate::{Result, server};

/// The Python of the environment `name`, in which `packages` are installed.
///
/// # Errors
/// When there is no Python with venv, or the packages cannot be had.
pub fn with(name: &str, packages: &[&str]) -> Result<PathBuf> {
    let venv = server::root().join("target").join(name);
    let python = venv.join("bin/python");
    if !python.exists() {
        run(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    run(Command::new(&python).args(["-m", "pip", "install", "--quiet"]).args(packages))?;
    Ok(python)
}
