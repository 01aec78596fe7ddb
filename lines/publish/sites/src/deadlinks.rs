//! 错链: links in published articles that lead nowhere. Own addresses are asked within the process; what leads outside is
//! counted by host, and asked only where a rule says that the program may reach the network.
//!
//! A job follows the ledger, so that an article is looked at again soon after it was published, and goes through all others
//! in slices. A run asks a bounded number of own addresses, so that neither an import of many articles nor a stock of half a
//! million makes one long: what is left waits for the next run, and a quarter is always left for the slices.

mod again;

use std::collections::{BTreeMap, BTreeSet};

use base::{Error, Moment};
use edition::{Live, live};
use identity::Actor;
use intake::text::{Content, Reach};
use matter::Later;
use serde_json::{Value, json};
use store::Tx;
use web::{App, Inside};

use crate::outside::{Answer, Outside};
use crate::store::deadlinks::{self as rows, Bad};
use crate::store::guard as rounds;

pub(crate) use again::again;

/// The kind of the job.
pub const LINKS: &str = "sites.links";
/// Entries of the ledger that are read in one run.
const ENTRIES: usize = 2_000;
/// Articles gone through in one run besides those that were published.
const SLICE: usize = 100;
/// The rule that bounds the own addresses asked in one run; the links of the article at hand are still looked at.
const SHARE: &str = "sites.links.own";
/// Links of an article that are looked at; one with more is a directory.
const LINKS_MAX: usize = rows::OF_ITEM_MAX;
/// Characters of an address that are kept.
const HREF_MAX: usize = 500;

/// A link in an article.
struct Found {
    href: String,
    words: String,
    /// Host of an outside address, empty for own ones.
    host: String,
    /// Only an inner network has such an address.
    inner: bool,
}

/// What a run needs.
struct Round<'a> {
    app: &'a App,
    inside: Inside,
    /// Hosts of our own sites.
    hosts: BTreeMap<i64, String>,
    outside: Option<Outside>,
    /// Own addresses asked in one run, at most.
    share: usize,
    /// How own addresses were answered in this run.
    known: BTreeMap<(String, String), u16>,
    /// Articles that got bad links, and articles whose links were mended.
    told: [Vec<i64>; 2],
}

/// The handler of [`LINKS`].
pub(crate) fn run<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let mut round = begin(app).await?;
        let head = follow(&mut round).await?;
        let (last, ended) = slice(&mut round).await?;
        keep(&round, head, &last, ended).await
    })
}

async fn begin(app: &App) -> Result<Round<'_>, Error> {
    let sites = edition::site::all(&mut app.db.reader()).await?;
    Ok(Round {
        app,
        inside: Inside::of(app)?,
        hosts: sites.into_iter().map(|site| (site.id, site.host)).collect(),
        outside: Outside::allowed(app)?,
        share: usize::try_from(app.number(SHARE)?).unwrap_or_default(),
        known: BTreeMap::new(),
        told: [Vec::new(), Vec::new()],
    })
}

/// Looks at what was published, changed or withdrawn since the last run; gives how far the ledger was read.
async fn follow(round: &mut Round<'_>) -> Result<u64, Error> {
    let place = rounds::place(&mut round.app.db.reader(), "ledger").await?;
    // What was published before the first run has its turn among all others.
    let from: u64 = place.parse().unwrap_or_else(|_| *round.app.ledger.subscribe().borrow());
    let entries = round.app.ledger.entries(from, ENTRIES).await?;
    let (mut read, mut seen) = (0, BTreeSet::new());
    for entry in &entries {
        if spent(round.known.len(), round.share, true) {
            break;
        }
        read += 1;
        let edition = entry.subject_kind == "edition" && entry.verb.starts_with("edition.");
        if !edition || !seen.insert(entry.subject_id) {
            continue;
        }
        match live::find(&mut round.app.db.reader(), entry.subject_id).await? {
            Some(live) => round.look(&live).await?,
            None => round.gone(entry.subject_id).await?,
        }
    }
    Ok(from + read)
}

/// Whether a run that asked so many addresses of its share leaves the rest to the next one. Following the ledger ends before
/// a quarter of the share is left, for the slices.
fn spent(asked: usize, share: usize, following: bool) -> bool {
    asked >= if following { share - share / 4 } else { share }
}

/// Looks at the next articles in the order of their keys; gives where to go on, and whether that is the beginning again.
async fn slice(round: &mut Round<'_>) -> Result<(String, bool), Error> {
    let from: i64 = rounds::place(&mut round.app.db.reader(), "links").await?.parse().unwrap_or(0);
    let page = live::walk(&mut round.app.db.reader(), from, SLICE).await?;
    let (mut last, mut looked) = (from, 0);
    for live in &page {
        if spent(round.known.len(), round.share, false) {
            break;
        }
        round.look(live).await?;
        (last, looked) = (live.item_id, looked + 1);
    }
    let ended = looked == page.len() && page.len() < SLICE;
    Ok((if ended { 0 } else { last }.to_string(), ended))
}

impl Round<'_> {
    /// Looks at the links of a published article and writes down what changed.
    async fn look(&mut self, live: &Live) -> Result<(), Error> {
        let now = self.app.clock.now();
        let found = self.links(&live.content()?.body);
        let (mut bad, mut unasked) = (Vec::new(), Vec::new());
        for link in &found {
            match self.answer(live.site_id, link).await? {
                Answer::Leads => {}
                Answer::Bad(status) => bad.push((link, i64::from(status))),
                Answer::Unasked => unasked.push(link.href.as_str()),
            }
        }
        let mut tx = self.app.db.begin().await?;
        let before = rows::of_item(&mut tx, live.item_id).await?;
        let is_bad = |row: &rows::DeadLink| bad.iter().any(|(link, _)| link.href == row.href);
        let mended = before.iter().filter(|row| !is_bad(row) && !unasked.contains(&row.href.as_str()));
        let mended: Vec<i64> = mended.map(|row| row.id).collect();
        for id in &mended {
            rows::mend(&mut tx, *id, now).await?;
        }
        let new = bad.iter().any(|(link, _)| !before.iter().any(|row| row.href == link.href));
        for (link, status) in &bad {
            rows::put(&mut tx, &of(live, link, *status), now).await?;
        }
        rows::set_outside(&mut tx, live.item_id, live.site_id, &outside(&found)).await?;
        tx.commit().await?;
        self.tell(live.item_id, new, !mended.is_empty());
        Ok(())
    }

    /// An article that is published no more has no links.
    async fn gone(&mut self, item: i64) -> Result<(), Error> {
        let mut tx = self.app.db.begin().await?;
        let before = rows::of_item(&mut tx, item).await?;
        for row in &before {
            rows::mend(&mut tx, row.id, self.app.clock.now()).await?;
        }
        rows::set_outside(&mut tx, item, 0, &[]).await?;
        tx.commit().await?;
        self.tell(item, false, !before.is_empty());
        Ok(())
    }

    fn tell(&mut self, item: i64, bad: bool, mended: bool) {
        let [worse, better] = &mut self.told;
        if bad {
            worse.push(item);
        }
        if mended {
            better.push(item);
        }
    }

    /// The links of a text that lead to pages: own ones, those to our own hosts among them, and outside ones.
    fn links(&self, body: &str) -> Vec<Found> {
        let Ok(read) = Content::read(body) else { return Vec::new() };
        let mut found: Vec<Found> = Vec::new();
        for link in read.links.iter().take(LINKS_MAX) {
            let href = base::text::truncate(&link.href, HREF_MAX);
            let host = match &link.reach {
                Reach::Own => String::new(),
                Reach::Outside(host) if self.hosts.values().any(|own| own == host) => String::new(),
                Reach::Outside(host) => host.clone(),
                _ => continue,
            };
            if !found.iter().any(|known| known.href == href) {
                let inner = !host.is_empty() && link.is_inner();
                found.push(Found { href, words: base::text::truncate(&link.text, 60), host, inner });
            }
        }
        found
    }

    /// Where a link leads.
    async fn answer(&mut self, site: i64, link: &Found) -> Result<Answer, Error> {
        if link.inner {
            return Ok(Answer::Bad(0));
        }
        if !link.host.is_empty() {
            return Ok(match &mut self.outside {
                Some(outside) => outside.ask(&link.href).await,
                None => Answer::Unasked,
            });
        }
        let (host, address) = asked(&link.href, self.hosts.get(&site).map_or("", String::as_str));
        let key = (host.to_owned(), address.to_owned());
        let status = match self.known.get(&key) {
            Some(status) => *status,
            None => {
                // An address that cannot stand in a request leads nowhere either.
                let status = self.inside.status(host, address).await.map_or(404, |status| status.as_u16());
                self.known.insert(key, status);
                status
            }
        };
        Ok(if matches!(status, 404 | 410) { Answer::Bad(status) } else { Answer::Leads })
    }
}

/// Hosts outside, each with the number of links that lead there.
fn outside(found: &[Found]) -> Vec<(String, i64)> {
    let mut hosts = BTreeMap::<&str, i64>::new();
    for link in found.iter().filter(|link| !link.host.is_empty()) {
        *hosts.entry(&link.host).or_default() += 1;
    }
    hosts.into_iter().map(|(host, count)| (host.to_owned(), count)).collect()
}

/// Host and address of an own link, as a browser on the page of a site at `own` would ask.
fn asked<'a>(href: &'a str, own: &'a str) -> (&'a str, &'a str) {
    let href = href.split('#').next().unwrap_or(href);
    let named = ["https://", "http://", "//"].iter().find_map(|scheme| href.strip_prefix(scheme));
    let Some(rest) = named else { return (own, href) };
    match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, "/"),
    }
}

fn of<'a>(live: &'a Live, link: &'a Found, status: i64) -> Bad<'a> {
    Bad {
        site: live.site_id,
        unit: live.unit_id,
        item: live.item_id,
        title: &live.title,
        href: &link.href,
        words: &link.words,
        host: &link.host,
        status,
    }
}

/// Notes how far the run came, and records what changed.
async fn keep(round: &Round<'_>, head: u64, last: &str, ended: bool) -> Result<(), Error> {
    let (app, now) = (round.app, round.app.clock.now());
    let mut tx = app.db.begin().await?;
    rounds::set_place(&mut tx, "ledger", &head.to_string(), None).await?;
    rounds::set_place(&mut tx, "links", last, ended.then_some(now)).await?;
    if round.told.iter().any(|items| !items.is_empty()) {
        record(app, &mut tx, &round.told, now).await?;
    }
    tx.commit().await?;
    app.ledger.notify();
    Ok(())
}

async fn record(app: &App, tx: &mut Tx, [bad, mended]: &[Vec<i64>; 2], at: Moment) -> Result<(), Error> {
    let entry = ledger::Entry {
        at,
        actor: Actor::System.ledger(),
        verb: "sites.links.found",
        subject: ledger::Subject { kind: "edition", id: bad.iter().chain(mended).copied().next().unwrap_or_default() },
        facts: json!({ "bad": bad, "mended": mended }),
        bodies: Vec::new(),
    };
    ledger::record(tx, &app.chance, entry).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_ends_with_its_share_and_leaves_a_quarter_for_the_slices() {
        for (asked, share, following, expected) in [
            (0, 100, true, false),
            (74, 100, true, false),
            (75, 100, true, true),
            (75, 100, false, false),
            (100, 100, false, true),
            (380, 100, false, true),
        ] {
            assert_eq!(spent(asked, share, following), expected, "{asked} of {share}");
        }
    }

    #[test]
    fn an_own_link_is_asked_at_the_host_on_which_it_stands_or_that_it_names() {
        let cases = [
            ("/a/7#x", "nyj.example", ("nyj.example", "/a/7")),
            ("https://www.example/a/7?b", "nyj.example", ("www.example", "/a/7?b")),
            ("//www.example", "", ("www.example", "/")),
            ("/redirect?to=https://x.example/a", "", ("", "/redirect?to=https://x.example/a")),
        ];
        for (href, own, expected) in cases {
            assert_eq!(asked(href, own), expected, "{href}");
        }
    }
}
