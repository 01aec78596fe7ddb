//! Hot topics and repeats (热点和重复诉求分析): what was said in a period is put together by how alike the texts are; each topic has its
//! places, its callers and its trend against the period before.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ::store::Query;
use base::text::bigrams;
use base::{Date, Error};
use matter::Ground;

use crate::store::{self, Said};

/// Orders of a period that are looked at.
pub const MOST: usize = 5_000;
/// Topics that are told of.
const TOPICS: usize = 30;

/// A topic of a period.
#[derive(Debug, Clone)]
pub struct Topic {
    /// The orders of the period, the newest first.
    pub orders: Vec<Said>,
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
        of(self.orders.len()) - of(self.before)
    }

    /// How many orders come from somebody who called before in it.
    pub fn repeats(&self) -> usize {
        self.orders.len() - self.callers
    }
}

/// What a period was about.
#[derive(Debug, Clone, Default)]
pub struct Hot {
    /// Topics with at least two orders, the largest first.
    pub topics: Vec<Topic>,
    /// Orders that were looked at.
    pub looked: usize,
    /// Whether there were more than can be looked at.
    pub more: bool,
}

/// The hot topics of a period, both days included.
///
/// # Errors
/// A fault when the database does not answer or a rule row is missing.
pub async fn topics(q: &mut impl Query, ground: &Ground, from: Date, to: Date) -> Result<Hot, Error> {
    let percent = ground.rules.number("hotline.hot.percent", ground.now.date())?;
    let days = base::due::days_between(from, to).max(0) + 1;
    let start = base::Moment::start_of(from).plus(-days * base::time::DAY).date();
    let eve = base::Moment::start_of(from).plus(-1).date();
    let now = store::said(q, from, to, MOST).await?;
    let before = store::said(q, start, eve, MOST).await?;
    let (looked, more) = (now.len(), now.len() >= MOST);
    let split = now.len();
    let all: Vec<Said> = now.into_iter().chain(before).collect();
    let texts: Vec<String> = all.iter().map(|s| format!("{} {} {}", s.title, s.title, s.body)).collect();
    let groups = group(&texts, u32::try_from(percent).unwrap_or(100));
    let mut topics: Vec<Topic> = groups.iter().filter_map(|group| topic(&all, group, split)).collect();
    topics.sort_by_key(|t| (std::cmp::Reverse((t.orders.len(), t.trend())), t.orders.first().map(|o| o.matter_id)));
    topics.truncate(TOPICS);
    Ok(Hot { topics, looked, more })
}

/// One topic, when at least two of its orders are of the period: the first `split` are.
fn topic(all: &[Said], group: &[usize], split: usize) -> Option<Topic> {
    let orders: Vec<Said> = group.iter().filter(|&&at| at < split).filter_map(|&at| all.get(at)).cloned().collect();
    if orders.len() < 2 {
        return None;
    }
    let mut towns: BTreeMap<i64, usize> = BTreeMap::new();
    let mut phones: BTreeSet<&str> = BTreeSet::new();
    let mut withheld = 0;
    for order in &orders {
        *towns.entry(order.town_id.unwrap_or(0)).or_default() += 1;
        if order.phone_digest.is_empty() {
            withheld += 1;
        } else {
            phones.insert(&order.phone_digest);
        }
    }
    let callers = phones.len() + withheld;
    let mut towns: Vec<(i64, usize)> = towns.into_iter().collect();
    towns.sort_by_key(|(town, n)| (std::cmp::Reverse(*n), *town));
    Some(Topic { before: group.len() - orders.len(), orders, towns, callers })
}

/// Puts texts together that are at least `percent` alike to the first of a group: places of the texts, each in one group.
///
/// A list of the pairs of characters tells which groups share any with a text, so that most are never compared.
pub fn group(texts: &[String], percent: u32) -> Vec<Vec<usize>> {
    let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
    let mut holders: HashMap<(char, char), Vec<usize>> = HashMap::new();
    for (at, text) in texts.iter().enumerate() {
        let own = bigrams(text);
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for pair in &own {
            for group in holders.get(pair).into_iter().flatten() {
                *shared.entry(*group).or_default() += 1;
            }
        }
        let likeness = |group: usize, both: usize| {
            let size = groups.get(group).map_or(0, |(size, _)| *size);
            (2 * both * 100).checked_div(size + own.len()).unwrap_or(0)
        };
        let best = shared.iter().map(|(group, both)| (likeness(*group, *both), std::cmp::Reverse(*group))).max();
        match best.filter(|(like, _)| *like >= usize::try_from(percent).unwrap_or(usize::MAX)) {
            Some((_, std::cmp::Reverse(best))) => {
                if let Some((_, members)) = groups.get_mut(best) {
                    members.push(at);
                }
            }
            None => {
                for pair in &own {
                    holders.entry(*pair).or_default().push(groups.len());
                }
                groups.push((own.len(), vec![at]));
            }
        }
    }
    groups.into_iter().map(|(_, members)| members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_alike_is_one_topic_and_every_text_is_in_one() {
        let texts = [
            "人民路路灯不亮三天了",
            "小区停水一整天没有通知",
            "人民路的路灯三天不亮了",
            "人民路路灯不亮，三天了没人修",
            "",
            "小区停水一整天，没有通知",
        ]
        .map(str::to_owned);
        assert_eq!(group(&texts, 45), [vec![0, 2, 3], vec![1, 5], vec![4]]);
        assert_eq!(group(&texts, 100).len(), 5);
        assert!(group(&[], 45).is_empty());
    }
}
