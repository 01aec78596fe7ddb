//! What comes: a feed that was read, a file that was uploaded, something typed. What is known by its address comes once;
//! what is new becomes a task of each unit that reprints from the source.

use base::time::HOUR;
use base::{Error, Moment};
use edition::Desk;
use intake::feed::{Entry, Feed};
use matter::{Ground, Opening};
use serde_json::json;
use store::Tx;

use super::{fulfil, record};
use crate::model::{Item, Source, Target};
use crate::process::{DUE, REPRINT};
use crate::store::{items, sources, tasks};

/// New entries taken from a feed at once; the others come with the next reading.
const NEW_MAX: usize = 100;

/// What came of a feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Came {
    /// New items.
    pub new: usize,
    /// Of these, from before the source was registered: kept, but nobody's duty.
    pub history: usize,
    /// Items that were known.
    pub known: usize,
    /// Entries without title or address.
    pub skipped: usize,
    /// Whether there was more than is taken at once.
    pub more: bool,
}

impl Came {
    /// In Chinese, for the keeper.
    pub(crate) fn words(&self) -> String {
        let mut words = format!("新到 {} 条，已有 {} 条", self.new, self.known);
        if self.history > 0 {
            words += &format!("；新到的有 {} 条发布在登记来源之前，只作备查，不列入任务", self.history);
        }
        if self.skipped > 0 {
            words += &format!("；{} 条没有标题或网址，没有读入", self.skipped);
        }
        if self.more {
            words += "；条数较多，其余的下次读取";
        }
        words + "。"
    }
}

/// Takes what is new in a feed; `by` says how it came.
pub(crate) async fn feed(tx: &mut Tx, desk: &Desk<'_>, source: &Source, feed: &Feed, by: &str) -> Result<Came, Error> {
    let mut came = Came { skipped: feed.skipped, ..Came::default() };
    let mut entries: Vec<&Entry> = feed.entries.iter().collect();
    // The oldest first, so that keys grow with time; feeds stand the other way round.
    entries.reverse();
    entries.sort_by_key(|entry| entry.published);
    for entry in entries {
        if items::by_address(tx, &entry.address).await?.is_some() {
            came.known += 1;
        } else if came.new >= NEW_MAX {
            came.more = true;
        } else {
            // Of the first reading, however many turns it takes, what bears no date may be of any age.
            let old = entry.published.map_or(source.seeded_at.is_none(), |at| at < source.since);
            one(tx, desk, source, entry, by, !old).await?;
            came.new += 1;
            came.history += usize::from(old);
        }
    }
    if !came.more {
        sources::seeded(tx, source.id, desk.now).await?;
    }
    if came.new > 0 {
        sources::count_up(tx, source.id, came.new).await?;
        let facts = json!({ "by": by, "new": came.new, "history": came.history });
        record(tx, desk, "reprint.came", ("reprint_source", source.id), facts).await?;
    }
    Ok(came)
}

/// Takes one entry that is not known yet; gives its key.
pub(crate) async fn one(
    tx: &mut Tx,
    desk: &Desk<'_>,
    source: &Source,
    entry: &Entry,
    by: &str,
    fresh: bool,
) -> Result<i64, Error> {
    let every = desk.app.number("reprint.origin.every")?;
    let note: Vec<String> = entry.left.iter().map(|(kind, count)| kind.sentence(*count)).collect();
    // A clock of the other side that is ahead would give more time than there is.
    let published = entry.published.map(|at| at.min(desk.now));
    let new = items::New {
        source: source.id,
        address: &entry.address,
        title: &entry.title,
        issuer: &entry.source,
        published,
        body: &entry.body,
        note: &note.concat(),
        by,
        person: desk.by.person(),
        now: desk.now,
        ask: desk.now.plus(every * HOUR),
    };
    let id = items::insert(tx, &new).await?;
    if fresh && source.duty {
        let item = items::find(tx, id).await?.ok_or(Error::Unseen)?;
        for target in sources::targets(tx, source.id).await? {
            task(tx, desk, source, &item, &target, true).await?;
        }
    }
    Ok(id)
}

/// Opens the task of a unit with an item; gives its matter. What the unit has published already ends it at once.
pub(crate) async fn task(
    tx: &mut Tx,
    desk: &Desk<'_>,
    source: &Source,
    item: &Item,
    target: &Target,
    duty: bool,
) -> Result<i64, Error> {
    let ground = Ground { now: desk.now, ..Ground::of(desk.app) };
    let started: Moment = if duty { item.published_at.unwrap_or(ground.now) } else { ground.now };
    let opening = Opening {
        kind: &source.level,
        title: &item.title,
        home: target.unit_id,
        received_on: started.date(),
        since: Some(started),
        clocks: if duty { &[DUE] } else { &[] },
        by: desk.by,
        as_name: "系统",
        files: &[],
    };
    let matter = matter::open(tx, &ground, &REPRINT, &opening).await?.id;
    let new = tasks::New {
        item: item.id,
        source: source.id,
        unit: target.unit_id,
        column: target.column_id,
        matter,
        duty,
        started,
    };
    tasks::insert(tx, &new).await?;
    if let Some(task) = tasks::of_matter(tx, matter).await? {
        fulfil::if_known(tx, desk.app, &task, item).await?;
    }
    Ok(matter)
}
