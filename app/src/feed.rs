//! Following the ledger (底账): what was changed anywhere, by this node or another one on the same database, is taken into
//! use here. The ledger's order is the only change feed; nodes say nothing to each other.
//!
//! An entry whose verb begins with the key of a line says that the public pages which depend on that key are stale;
//! entries of the calendar and of the rules are followed by reading those again.

use std::collections::BTreeSet;
use std::time::Duration;

use base::Fault;
use tokio::sync::Mutex;
use web::App;

use crate::screens::{CALENDAR_SET, RULE_SET, reload_calendar, reload_rules};
use crate::start::lines;

/// Rest between two looks, so that a busy second is looked at four times and not a thousand.
const REST: Duration = Duration::from_millis(250);
/// How long nothing is looked at after a fault.
const FAULT_REST: Duration = Duration::from_secs(2);

/// What begins the verbs of the sites' looks and pictures, which stand on every page. What else the line of sites records
/// (reminders, links that lead nowhere, comparisons) shows on no public page.
const LOOKS: &[&str] = &["sites.look", "sites.picture"];
/// The line whose other entries change no page.
const SITES: &str = "sites";
/// What begins the verbs of editions. This node says to its pages itself which of them a change of its own concerns; a
/// change by another node, or by an import at the terminal, makes all of them stale.
const EDITION: &str = "edition.";
/// What begins the verbs of units, whose names stand on public pages of all kinds.
const UNIT: &str = "identity.unit.";
/// Acts on editions that change nothing public.
const DRAFTING: &[&str] = &[
    "edition.create",
    "edition.save",
    "edition.version",
    "edition.submit",
    "edition.revise",
    "edition.schedule",
    "edition.schedule.failed",
    "edition.file.describe",
];
/// Entries of editions that are looked at one by one; with more, the pages are stale.
const EDITIONS_MAX: usize = 1_000;

/// Where this node stands in the feed.
pub struct Feed {
    app: App,
    /// Entries that are known here.
    place: Mutex<u64>,
}

impl Feed {
    /// The feed from `place` on: the number of entries under the ledger's head before rules and calendar were read.
    pub(crate) fn new(app: App, place: u64) -> Self {
        Self { app, place: Mutex::new(place) }
    }

    /// Takes what is new into use.
    ///
    /// # Errors
    /// A fault when the database does not answer or holds a calendar that is none; the same entries are looked at again
    /// the next time.
    pub async fn catch_up(&self) -> Result<(), Fault> {
        let mut place = self.place.lock().await;
        let newest = *self.app.ledger.subscribe().borrow();
        if newest <= *place {
            return Ok(());
        }
        let verbs = self.app.ledger.verbs(*place, newest).await?;
        for change in changes(&verbs) {
            match change {
                Change::Calendar => reload_calendar(&self.app).await?,
                Change::Rules => reload_rules(&self.app).await?,
                Change::Units => {
                    self.app.identity.look_again();
                    self.app.cache.invalidate(web::SITE);
                }
                Change::Pages(key) => self.app.cache.invalidate(key),
            }
        }
        if verbs.iter().any(|verb| verb.starts_with(EDITION)) && self.elsewhere(*place, newest).await? {
            self.app.cache.invalidate(web::SITE);
        }
        *place = newest;
        Ok(())
    }

    /// Whether another process changed what is published.
    async fn elsewhere(&self, from: u64, to: u64) -> Result<bool, Fault> {
        let most = EDITIONS_MAX + 1;
        let entries = self.app.ledger.entries_of((from, to), EDITION, DRAFTING, most).await?;
        let others = entries.iter().filter(|entry| !self.app.cache.was_said(**entry)).count();
        Ok(others > 0 || entries.len() == most)
    }

    /// Follows for as long as the program runs.
    pub(crate) async fn run(&self) {
        let mut pulse = self.app.ledger.subscribe();
        loop {
            let rest = match self.catch_up().await {
                Ok(()) => REST,
                Err(fault) => {
                    tracing::error!(%fault, "the ledger could not be followed");
                    FAULT_REST
                }
            };
            tokio::time::sleep(rest).await;
            if pulse.changed().await.is_err() {
                return;
            }
        }
    }
}

/// What follows from entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Change {
    Calendar,
    Rules,
    Units,
    Pages(&'static str),
}

/// What follows from entries with these verbs.
fn changes(verbs: &[String]) -> BTreeSet<Change> {
    verbs.iter().filter_map(|verb| change(verb)).collect()
}

fn change(verb: &str) -> Option<Change> {
    if verb == CALENDAR_SET {
        return Some(Change::Calendar);
    }
    if verb == RULE_SET {
        return Some(Change::Rules);
    }
    if verb.starts_with(UNIT) {
        return Some(Change::Units);
    }
    let owner = verb.split('.').next().unwrap_or_default();
    let line = lines().iter().find(|line| line.key == owner)?;
    match LOOKS.iter().any(|look| verb.starts_with(look)) {
        true => Some(Change::Pages(web::SITE)),
        false => (line.key != SITES).then_some(Change::Pages(line.key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_verb_is_followed_by_what_it_changed() {
        let cases = [
            ("renhe.calendar.set", Some(Change::Calendar)),
            ("renhe.rule.set", Some(Change::Rules)),
            ("renhe.job.retry", None),
            ("letters.publish", Some(Change::Pages("letters"))),
            ("letters.letter.approve", Some(Change::Pages("letters"))),
            ("sites.look", Some(Change::Pages(web::SITE))),
            ("sites.picture.remove", Some(Change::Pages(web::SITE))),
            ("sites.guard.found", None),
            ("sites.links.found", None),
            ("sites.remind", None),
            ("identity.unit.change", Some(Change::Units)),
            ("identity.person.create", None),
            ("", None),
        ];
        for (verb, expected) in cases {
            assert_eq!(change(verb), expected, "{verb}");
        }
    }
}
