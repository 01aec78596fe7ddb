//! The demonstration accounts: who they are, and the file in which a generated password is kept beside the data.

use std::path::Path;

use base::Fault;
use base::error::FaultKind;
use serde::{Deserialize, Serialize};

/// One account of the demonstration.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Account {
    /// What the person does.
    pub duty: String,
    /// Name of the invented person.
    pub name: String,
    /// 单位.
    pub unit: String,
    /// Sign-in name.
    pub login: String,
    /// Key of the person.
    pub person: i64,
    /// Generated password, for this demonstration only.
    pub password: String,
    /// Whether it is printed at the start; the others are in the file.
    pub shown: bool,
}

/// Name of the file in the data directory.
const FILE: &str = "demo-accounts.json";

/// The accounts of a demonstration that was made before.
///
/// # Errors
/// A fault when the file is there and cannot be read.
pub fn read_accounts(data: &Path) -> Result<Option<Vec<Account>>, Fault> {
    let path = data.join(FILE);
    if !path.exists() {
        return Ok(None);
    }
    let text = std::fs::read_to_string(&path).map_err(|e| fault(&path, e))?;
    serde_json::from_str(&text).map(Some).map_err(|e| fault(&path, e))
}

/// Writes the accounts, whole or not at all: the sign that the demonstration is complete.
///
/// # Errors
/// A fault when the file cannot be written.
pub fn write_accounts(data: &Path, accounts: &[Account]) -> Result<(), Fault> {
    let path = data.join(FILE);
    let half = path.with_extension("half");
    let text = serde_json::to_string_pretty(accounts).map_err(|e| fault(&path, e))?;
    std::fs::write(&half, text).map_err(|e| fault(&half, e))?;
    std::fs::rename(&half, &path).map_err(|e| fault(&path, e))
}

fn fault(path: &Path, error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Fault {
    Fault::of(FaultKind::Unavailable, format!("the file {}", path.display()), error)
}
