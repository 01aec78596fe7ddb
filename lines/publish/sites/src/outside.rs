//! Asking other hosts whether a link still leads somewhere: only where the county's rule allows it, a few in one run, one
//! after the other, without following anything or reading a body. A closed network never gets here.

use std::time::Duration;

use base::error::FaultKind;
use base::{Error, Fault};
use reqwest::redirect::Policy;
use web::App;

/// Says whether other hosts may be asked at all.
const RULE: &str = "sites.links.outside";
/// How long an answer is waited for, in seconds.
const TIMEOUT: &str = "sites.links.timeout";
/// Links asked in one run.
const BATCH: &str = "sites.links.batch";

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    /// Somewhere.
    Leads,
    /// Nowhere: the status, 0 for a host that does not answer.
    Bad(u16),
    /// It was not asked.
    Unasked,
}

/// Asks other hosts.
pub(crate) struct Outside {
    client: reqwest::Client,
    left: i64,
}

impl Outside {
    /// Somebody who asks, if the rule allows it.
    ///
    /// # Errors
    /// A fault when a rule row is missing or no client can be made.
    pub(crate) fn allowed(app: &App) -> Result<Option<Self>, Error> {
        if app.number(RULE)? == 0 {
            return Ok(None);
        }
        let patience = Duration::from_secs(app.number(TIMEOUT)?.unsigned_abs());
        let client = reqwest::Client::builder().timeout(patience).redirect(Policy::none()).no_proxy().build();
        let client = client.map_err(|e| Fault::of(FaultKind::Broken, "make an HTTP client", e))?;
        Ok(Some(Self { client, left: app.number(BATCH)? }))
    }

    /// Asks for a link, unless enough were asked in this run.
    pub(crate) async fn ask(&mut self, href: &str) -> Answer {
        if self.left == 0 {
            return Answer::Unasked;
        }
        self.left -= 1;
        let address = if href.starts_with("//") { format!("https:{href}") } else { href.to_owned() };
        let status = match self.client.head(&address).send().await {
            Ok(answer) if matches!(answer.status().as_u16(), 403 | 405 | 501) => {
                // Some hosts answer nothing but GET.
                self.client.get(&address).send().await.map(|answer| answer.status().as_u16())
            }
            other => other.map(|answer| answer.status().as_u16()),
        };
        match status {
            Ok(status @ (404 | 410 | 500..)) => Answer::Bad(status),
            Ok(_) => Answer::Leads,
            Err(_) => Answer::Bad(0),
        }
    }
}
