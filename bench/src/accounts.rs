//! The demonstration accounts, read from the file beside the data, and their sign-in through the real page.

use std::path::Path;

use serde::Deserialize;
use testkit::Browser;

use crate::{Result, wire};

/// One account.
#[derive(Debug, Clone, Deserialize)]
pub struct Account {
    /// 单位.
    pub unit: String,
    /// Sign-in name.
    pub login: String,
    /// Generated password.
    pub password: String,
}

/// All accounts of the demonstration in `data`.
///
/// # Errors
/// When the file is not there or does not read.
pub fn read(data: &Path) -> Result<Vec<Account>> {
    let path = data.join("demo-accounts.json");
    let text = std::fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(serde_json::from_str(&text)?)
}

/// The account called `login`.
///
/// # Errors
/// When there is none.
pub fn named<'a>(accounts: &'a [Account], login: &str) -> Result<&'a Account> {
    Ok(accounts.iter().find(|a| a.login == login).ok_or_else(|| format!("the demonstration has no account {login}"))?)
}

/// A browser in which `account` is signed in.
///
/// # Errors
/// When the page does not let the account in.
pub async fn sign_in(server: &str, account: &Account) -> Result<Browser> {
    let mut browser = wire::browser(server)?;
    let page = browser.get("/work/login").await;
    let form = page.forms().into_iter().find(|f| f.value("password").is_some());
    let form = form.ok_or("the sign-in page has no form with a password")?;
    let form = form.set("user", &account.login).set("password", &account.password);
    let answer = browser.submit(&form).await;
    if answer.path.starts_with("/work") && !answer.path.starts_with("/work/login") && answer.status.is_success() {
        return Ok(browser);
    }
    Err(format!("{} could not sign in: {} {}", account.login, answer.status, answer.path).into())
}
