//! Hot topics and repeats (热点和重复诉求分析): what was said in a period is put together by how alike the texts are; each topic has its
//! places, its callers and its trend against the period before. What pages ask for again and again is kept for a while.

mod group;

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use ::store::{Db, Query};
use base::time::{DAY, MINUTE};
use base::{Date, Error, Moment};
use group::Groups;
use matter::{Ground, Later};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use web::App;

use crate::store::{self, Said};

/// The kind of the job that keeps the topics of the periods that pages ask for.
pub const HOT: &str = "hotline.hot";
/// Orders of a period that are looked at.
pub const MOST: usize = 100_000;
/// Orders read at once.
const PAGE: usize = 500;
/// Characters of a text that are looked at.
const CHARS: usize = 400;
/// Topics that are told of.
const TOPICS: usize = 30;
/// Orders of a topic that are told of.
const SHOWN: usize = 10;
/// Days of the periods that are kept, each with today as its last.
pub const SPANS: [i64; 3] = [1, 7, 30];

/// A topic of a period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Topic {
    /// How many orders of the period.
    pub orders: usize,
    /// Matters of the newest of them.
    pub shown: Vec<i64>,
    /// The matter of the oldest, whose title stands for the topic.
    pub first: i64,
    /// How many there were in the period before.
    pub before: usize,
    /// Towns with how many orders, most first; 0 stands for none said.
    pub towns: Vec<(i64, usize)>,
    /// How many telephones; those that are withheld count one each.
    pub callers: usize,
}

impl Topic {
    /// How many orders more than in the period before.
    pub fn trend(&self) -> i64 {
        let of = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        of(self.orders) - of(self.before)
    }

    /// How many orders come from somebody who called before in it.
    pub fn repeats(&self) -> usize {
        self.orders - self.callers
    }
}

/// What a period was about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hot {
    /// Topics with at least two orders, the largest first.
    pub topics: Vec<Topic>,
    /// Orders that were looked at.
    pub looked: usize,
    /// Whether there were more than can be looked at.
    pub more: bool,
}

/// The hot topics of a period, both days included, as they are kept, or looked for now; and when that was.
///
/// # Errors
/// A fault when the database does not answer or a rule row is missing.
pub async fn look(q: &mut impl Query, ground: &Ground, from: Date, to: Date) -> Result<(Hot, Moment), Error> {
    let minutes = ground.rules.number("hotline.hot.minutes", ground.now.date())?;
    let kept = store::kept_hot(q, from, to, ground.now.plus(-minutes * MINUTE)).await?;
    let kept = kept.and_then(|(text, at)| Some((serde_json::from_str::<Hot>(&text).ok()?, at)));
    match kept {
        Some(kept) => Ok(kept),
        None => Ok((topics(q, ground, from, to).await?, ground.now)),
    }
}

/// The handler of [`HOT`].
pub(crate) fn keep<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move { keep_all(&app.db, &Ground::of(app)).await })
}

/// Looks for the topics of the last day, week and month and keeps them; those of earlier days are let go.
///
/// # Errors
/// A fault when the database does not answer or a rule row is missing.
pub async fn keep_all(db: &Db, ground: &Ground) -> Result<(), Error> {
    let to = ground.now.date();
    for days in SPANS {
        let from = ground.now.plus(-(days - 1) * DAY).date();
        let hot = topics(&mut db.reader(), ground, from, to).await?;
        let text = serde_json::to_string(&hot)
            .map_err(|e| base::Fault::of(base::error::FaultKind::Broken, "write topics", e))?;
        let mut tx = db.begin().await?;
        store::keep_hot(&mut tx, from, to, &text, ground.now).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The hot topics of a period, both days included, looked for now.
///
/// # Errors
/// A fault when the database does not answer or a rule row is missing.
pub async fn topics(q: &mut impl Query, ground: &Ground, from: Date, to: Date) -> Result<Hot, Error> {
    let percent = ground.rules.number("hotline.hot.percent", ground.now.date())?;
    let days = base::due::days_between(from, to).max(0) + 1;
    let start = Moment::start_of(from).plus(-days * DAY).date();
    let eve = Moment::start_of(from).plus(-1).date();
    let all = Gathered::new(u32::try_from(percent).unwrap_or(100));
    let (all, looked) = all.gather(q, from, to, true).await?;
    let (all, _) = all.gather(q, start, eve, false).await?;
    Ok(Hot { topics: all.topics(), looked, more: looked >= MOST })
}

/// An order of the period, with the group in which it is.
struct Heard {
    group: usize,
    matter: i64,
    town: i64,
    /// Stands for the telephone; 0 when it is withheld.
    caller: u64,
}

/// What was read so far.
struct Gathered {
    groups: Groups,
    heard: Vec<Heard>,
    /// How many orders of the period before are in each group.
    before: Vec<usize>,
}

impl Gathered {
    fn new(percent: u32) -> Self {
        Self { groups: Groups::new(percent), heard: Vec::new(), before: Vec::new() }
    }

    /// Reads a period, the newest first; gives how many orders it was. One core is busy with it at a time, and none that answers
    /// others: reading waits while a page is grouped.
    async fn gather(mut self, q: &mut impl Query, from: Date, to: Date, now: bool) -> Result<(Self, usize), Error> {
        let (mut after, mut read) = ((to, i64::MAX), 0);
        while read < MOST {
            let page = store::said(q, from, after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after = (last.received_on, last.matter_id);
            read += page.len();
            let full = page.len() == PAGE;
            let grouping = tokio::task::spawn_blocking(move || {
                page.iter().for_each(|said| self.put(said, now));
                self
            });
            self = grouping.await.map_err(|e| base::Fault::of(base::error::FaultKind::Broken, "group texts", e))?;
            if !full {
                break;
            }
        }
        Ok((self, read))
    }

    fn put(&mut self, said: &Said, now: bool) {
        let text: String = said.title.chars().chain([' ']).chain(said.body.chars()).take(CHARS).collect();
        let group = self.groups.put(&text);
        if now {
            let (town, caller) = (said.town_id.unwrap_or(0), caller(&said.phone_digest));
            self.heard.push(Heard { group, matter: said.matter_id, town, caller });
            return;
        }
        if self.before.len() <= group {
            self.before.resize(group + 1, 0);
        }
        if let Some(before) = self.before.get_mut(group) {
            *before += 1;
        }
    }

    /// Topics with at least two orders, the largest first; of alike ones that which grew most, then the newest.
    fn topics(&self) -> Vec<Topic> {
        let mut orders: BTreeMap<usize, usize> = BTreeMap::new();
        self.heard.iter().for_each(|heard| *orders.entry(heard.group).or_default() += 1);
        let before = |group: &usize| self.before.get(*group).copied().unwrap_or(0);
        let mut large: Vec<(usize, usize)> = orders.into_iter().filter(|(_, n)| *n > 1).collect();
        large.sort_by_key(|(group, n)| (std::cmp::Reverse(*n), before(group), *group));
        large.truncate(TOPICS);
        large.iter().map(|(group, _)| self.topic(*group, before(group))).collect()
    }

    fn topic(&self, group: usize, before: usize) -> Topic {
        let mut topic = Topic { before, ..Topic::default() };
        let mut towns: BTreeMap<i64, usize> = BTreeMap::new();
        let mut callers: BTreeSet<u64> = BTreeSet::new();
        for heard in self.heard.iter().filter(|heard| heard.group == group) {
            topic.orders += 1;
            topic.first = heard.matter;
            if topic.shown.len() < SHOWN {
                topic.shown.push(heard.matter);
            }
            *towns.entry(heard.town).or_default() += 1;
            if heard.caller == 0 || callers.insert(heard.caller) {
                topic.callers += 1;
            }
        }
        topic.towns = towns.into_iter().collect();
        topic.towns.sort_by_key(|(town, n)| (std::cmp::Reverse(*n), *town));
        topic
    }
}

fn caller(digest: &str) -> u64 {
    if digest.is_empty() {
        return 0;
    }
    let mut hasher = DefaultHasher::new();
    digest.hash(&mut hasher);
    hasher.finish().max(1)
}
