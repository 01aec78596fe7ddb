//! What happens by itself: feeds are read, units are reminded before their time is over, what was published and withdrawn is
//! followed on the ledger, originals are asked whether they are still there.

use base::time::{DAY, HOUR, MINUTE};
use base::{Error, Moment};
use edition::{Desk, live};
use identity::Actor;
use intake::feed;
use matter::{Ground, Later, Who};
use serde_json::Value;
use web::App;

use crate::actions::{arrive, fulfil, said, step};
use crate::model::{Item, Source};
use crate::outside::{Answer, Outside};
use crate::store::{items, known, sources, tasks};

/// The kind of the job that reads feeds.
pub const READ: &str = "reprint.read";
/// The kind of the job that follows the ledger.
pub const FOLLOW: &str = "reprint.follow";
/// The kind of the job that asks for originals.
pub const ASK: &str = "reprint.ask";

/// Feeds read in one run.
const FEEDS: usize = 20;
/// A feed that cannot be read is asked again after so long at the latest.
const REST_MAX: i64 = 6 * HOUR;
/// Entries of the ledger read in one run.
const ENTRIES: usize = 2_000;
/// Editions of before the line that are looked through in one run.
const SLICE: usize = 1_000;
/// Units that are reminded in one run.
const URGES: usize = 100;
/// An original that seems to be gone is asked for again after so long.
const AGAIN: i64 = HOUR;
/// Answers in a row after which an original counts as withdrawn.
const MISSES: i64 = 2;

/// The handler of [`READ`]. Without a source that is to be read it asks nobody.
pub(crate) fn read<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let due = sources::due(&mut app.db.reader(), app.clock.now(), FEEDS).await?;
        if due.is_empty() {
            return Ok(());
        }
        let outside = Outside::of(app)?;
        for source in due {
            let answer = outside.feed(&source.address, &source.tag).await;
            answered(app, &source, answer).await?;
        }
        app.ledger.notify();
        Ok(())
    })
}

/// Takes what a feed answered, and says when it is asked again.
pub(crate) async fn answered(app: &App, source: &Source, answer: Answer) -> Result<(), Error> {
    let desk = Desk::new(app, &Actor::System);
    let every = app.number("reprint.read.every")? * MINUTE;
    let read = match answer {
        Answer::Got(bytes, tag) => {
            feed::read(&bytes, &source.address).map(|feed| Some((feed, tag))).map_err(|r| r.message)
        }
        Answer::Same => Ok(None),
        Answer::Problem(why) => Err(why),
    };
    let mut tx = app.db.begin().await?;
    // The other side took its time: what was closed or changed meanwhile is left to the next turn.
    let now = sources::find(&mut tx, source.id).await?;
    let Some(source) = now.filter(|now| now.version == source.version && now.closed_at.is_none()) else {
        return Ok(());
    };
    match read {
        Ok(Some((feed, tag))) => {
            let came = arrive::feed(&mut tx, &desk, &source, &feed, "feed").await?;
            // What did not fit comes with the next reading, which must not be told that nothing changed.
            let (tag, next) = if came.more { (String::new(), MINUTE) } else { (tag, every) };
            sources::read(&mut tx, source.id, &tag, desk.now, desk.now.plus(next)).await?;
        }
        Ok(None) => {
            sources::read(&mut tx, source.id, &source.tag, desk.now, desk.now.plus(every)).await?;
        }
        Err(why) => {
            let next = desk.now.plus(rest(every, source.failed));
            sources::not_read(&mut tx, source.id, &why, desk.now, next).await?;
            tracing::warn!(source = source.id, %why, "a feed could not be read");
        }
    }
    tx.commit().await?;
    Ok(())
}

/// How long a feed is left alone after it could not be read `failed` times before.
fn rest(every: i64, failed: i64) -> i64 {
    let doubled = every.saturating_mul(1_i64 << failed.clamp(0, 20));
    doubled.min(REST_MAX.max(every))
}

/// Reminds those whose time is nearly over, once.
async fn urge(app: &App) -> Result<(), Error> {
    let ground = Ground::of(app);
    let near = tasks::to_urge(&mut app.db.reader(), ground.now, URGES).await?;
    for task in &near {
        let mut tx = app.db.begin().await?;
        let words = said("转载时限将到，请尽快转载。");
        step(&mut tx, &ground, &Who::Actor(&Actor::System), task, "urge", words).await?;
        tx.commit().await?;
    }
    if !near.is_empty() {
        app.ledger.notify();
    }
    Ok(())
}

/// The handler of [`FOLLOW`].
pub(crate) fn follow<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        urge(app).await?;
        let walked = walk(app).await?;
        let place = known::place(&mut app.db.reader(), "ledger").await?;
        // What was published before the first run is found by the walk.
        let from = place.and_then(|at| u64::try_from(at).ok()).unwrap_or_else(|| *app.ledger.subscribe().borrow());
        let entries = app.ledger.entries(from, ENTRIES).await?;
        let mut editions: Vec<i64> = entries
            .iter()
            .filter(|entry| entry.subject_kind == "edition" && entry.verb.starts_with("edition."))
            .map(|entry| entry.subject_id)
            .collect();
        editions.sort_unstable();
        editions.dedup();
        let head = from + entries.len() as u64;
        if place.is_some() && entries.is_empty() && walked == 0 {
            return Ok(());
        }
        for id in editions {
            let mut tx = app.db.begin().await?;
            fulfil::edition(&mut tx, app, id).await?;
            tx.commit().await?;
        }
        let mut tx = app.db.begin().await?;
        known::set_place(&mut tx, "ledger", i64::try_from(head).unwrap_or(i64::MAX)).await?;
        tx.commit().await?;
        app.ledger.notify();
        Ok(())
    })
}

/// Looks through what was published before this line was there, a slice at a time; gives how many it looked at.
async fn walk(app: &App) -> Result<usize, Error> {
    let from = known::place(&mut app.db.reader(), "walk").await?.unwrap_or(0);
    if from < 0 {
        return Ok(0);
    }
    let page = live::walk(&mut app.db.reader(), from, SLICE).await?;
    let mut tx = app.db.begin().await?;
    for live in &page {
        if fulfil::original(live)?.is_some() {
            fulfil::edition(&mut tx, app, live.item_id).await?;
        }
    }
    let last = page.last().filter(|_| page.len() == SLICE).map_or(-1, |live| live.item_id);
    known::set_place(&mut tx, "walk", last).await?;
    tx.commit().await?;
    Ok(page.len())
}

/// The handler of [`ASK`]. Where the rule does not allow it, nobody is asked.
pub(crate) fn ask<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        if app.number("reprint.origin.ask")? == 0 {
            return Ok(());
        }
        let now = app.clock.now();
        let from = now.plus(-app.number("reprint.origin.days")?.saturating_mul(DAY));
        let most = usize::try_from(app.number("reprint.origin.batch")?).unwrap_or_default();
        let due = items::to_ask(&mut app.db.reader(), now, from, most).await?;
        if due.is_empty() {
            return Ok(());
        }
        let outside = Outside::of(app)?;
        for item in due {
            let status = outside.status(&item.address).await;
            origin(app, &item, status, now).await?;
        }
        app.ledger.notify();
        Ok(())
    })
}

/// Notes what was answered about an original; twice in a row that it is gone, and it counts as withdrawn.
pub(crate) async fn origin(app: &App, item: &Item, status: Option<u16>, now: Moment) -> Result<(), Error> {
    let every = app.number("reprint.origin.every")? * HOUR;
    let mut tx = app.db.begin().await?;
    match status {
        Some(status @ (404 | 410)) => {
            let misses = item.misses + 1;
            let next = if misses < MISSES { AGAIN } else { every };
            items::asked(&mut tx, item.id, misses, now.plus(next)).await?;
            if misses >= MISSES {
                let why = format!("系统连续 {MISSES} 次询问原文网址，对方都回答 {status}（内容不存在）。");
                fulfil::gone(&mut tx, app, item, &why, now).await?;
            }
        }
        Some(200..400) => {
            items::asked(&mut tx, item.id, 0, now.plus(every)).await?;
        }
        // Who does not answer, or answers that it failed, says nothing about the original.
        _ => {
            items::asked(&mut tx, item.id, item.misses, now.plus(every)).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_that_cannot_be_read_is_left_alone_longer_and_longer() {
        let cases = [(0, 15), (1, 30), (2, 60), (3, 120), (4, 240), (5, 360), (99, 360), (i64::MAX, 360)];
        for (failed, minutes) in cases {
            assert_eq!(rest(15 * MINUTE, failed), minutes * MINUTE, "{failed}");
        }
        assert_eq!(rest(12 * HOUR, 3), 12 * HOUR, "never sooner than the usual turn");
    }
}
