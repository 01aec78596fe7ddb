//! The officials: signed in through the real page, they do what the page of the letter offers them.

use std::collections::HashMap;
use std::time::Instant;

use testkit::{Answer, Browser, PageForm};

use super::steps::Steps;
use crate::Result;
use crate::accounts::{self, Account};

/// The clerk of the mailbox.
pub const CLERK: &str = "xinxiang";
/// Reviews answers.
pub const APPROVER: &str = "zhuren";

/// The people of one worker, each signed in when first needed.
pub struct Office {
    server: String,
    accounts: Vec<Account>,
    signed_in: HashMap<String, Browser>,
    /// Times of what they did.
    pub steps: Steps,
}

impl Office {
    /// An office in which nobody has come to work yet.
    pub fn new(server: &str, accounts: Vec<Account>) -> Self {
        Self { server: server.to_owned(), accounts, signed_in: HashMap::new(), steps: Steps::default() }
    }

    /// The sign-in name of the one who handles letters in the unit called `short`.
    ///
    /// # Errors
    /// When nobody does.
    pub fn handler(&self, short: &str) -> Result<String> {
        let found = self.accounts.iter().find(|a| a.unit == short && a.login.starts_with("cb"));
        Ok(found.ok_or_else(|| format!("nobody handles letters in {short}"))?.login.clone())
    }

    /// The browser of `login`.
    ///
    /// # Errors
    /// When the account is not let in.
    pub async fn of(&mut self, login: &str) -> Result<&mut Browser> {
        if !self.signed_in.contains_key(login) {
            let begun = Instant::now();
            let browser = accounts::sign_in(&self.server, accounts::named(&self.accounts, login)?).await?;
            self.steps.add("sign in", begun);
            self.signed_in.insert(login.to_owned(), browser);
        }
        Ok(self.signed_in.get_mut(login).ok_or("just signed in")?)
    }

    /// Does `action` on the letter at `path` as `login`, with `fields` set in the form that the page offers.
    ///
    /// # Errors
    /// When it is not offered or not taken.
    pub async fn act(
        &mut self,
        login: &str,
        path: &str,
        action: &'static str,
        fields: &[(&str, &str)],
    ) -> Result<Answer> {
        let browser = self.of(login).await?;
        let begun = Instant::now();
        let page = browser.get(path).await;
        let opened = begun.elapsed();
        let form = offered(&page, &format!("{path}/{action}"), fields);
        let form = form
            .ok_or_else(|| format!("{login} is not offered to {action} on {path}: {} {}", page.status, state(&page)))?;
        let form = fields.iter().fold(form, |form, (name, value)| form.set(name, value));
        let begun = Instant::now();
        let answer = browser.submit(&form).await;
        let took = begun.elapsed();
        self.steps.put("open a letter", opened);
        self.steps.put(action, took);
        if answer.status.is_success() {
            return Ok(answer);
        }
        Err(format!(
            "{login} {action} {path}: {} {}",
            answer.status,
            answer.seen().split_whitespace().collect::<String>()
        )
        .into())
    }

    /// Publishes the letter at `path` with the texts that the masking proposes.
    ///
    /// # Errors
    /// When it is not offered or not taken.
    pub async fn publish(&mut self, login: &str, path: &str) -> Result<()> {
        let browser = self.of(login).await?;
        let to = format!("{path}/publish");
        let form = browser.get(&to).await.form(&to).ok_or_else(|| format!("{path} is not offered for publication"))?;
        let begun = Instant::now();
        let answer = browser.submit(&form).await;
        self.steps.add("publish", begun);
        if answer.status.is_success() {
            return Ok(());
        }
        Err(format!("publish {path}: {} {}", answer.status, state(&answer)).into())
    }
}

/// Where the letter with this number is, as the clerk finds it: in the list, by its number.
///
/// # Errors
/// When the list does not have it.
pub async fn find(clerk: &mut Browser, number: &str) -> Result<String> {
    let list = clerk.get(&format!("/work/letters?q={}", encoded(number))).await;
    let letter = list
        .links("/work/letters/")
        .into_iter()
        .find(|l| l.trim_start_matches("/work/letters/").parse::<i64>().is_ok());
    Ok(letter.ok_or_else(|| format!("the clerk does not find {number}: {}", list.status))?)
}

/// The form of the page that goes to `action` and asks for all of `fields`, or the first that goes there.
fn offered(page: &Answer, action: &str, fields: &[(&str, &str)]) -> Option<PageForm> {
    let forms: Vec<PageForm> = page.forms().into_iter().filter(|f| f.action == action).collect();
    let asks = |form: &&PageForm| fields.iter().all(|(name, _)| form.value(name).is_some());
    forms.iter().find(asks).or(forms.first()).cloned()
}

/// The heading of a page, for messages.
fn state(page: &Answer) -> String {
    page.seen().split_whitespace().take(20).collect::<Vec<_>>().join(" ")
}

fn encoded(text: &str) -> String {
    text.bytes().map(|b| format!("%{b:02X}")).collect()
}
