//! Replaying the ledger: the acts that it recorded must give the matter as it is stored.

use base::Error;
use store::Db;

use crate::case::{Act, Case};
use crate::store::{self as rows, Matter, RecordedFacts};

/// Matters replayed in one read.
const PAGE: usize = 200;

/// What a page of replayed matters showed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Replayed {
    /// Matters that were replayed.
    pub checked: u64,
    /// Those that are not what the ledger says.
    pub bad: Vec<Bad>,
    /// The key after which to go on; none at the end.
    pub next: Option<i64>,
}

/// A matter that is not what the ledger says.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Bad {
    /// Key of the matter.
    pub id: i64,
    /// Its number as it is stored.
    pub number: String,
    /// What differs, in Chinese.
    pub what: String,
}

/// The facts of an act on the ledger, as the engine wrote them.
#[derive(serde::Deserialize)]
struct Facts {
    act: Act,
}

/// Replays the next page of matters after the key `after`; begin with 0 and go on while there is a `next`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn page(db: &Db, after: i64) -> Result<Replayed, Error> {
    let mut reader = db.reader();
    let matters = rows::matters_after(&mut reader, after, PAGE).await?;
    let mut replayed = Replayed::default();
    let Some(last) = matters.last().map(|m| m.id) else { return Ok(replayed) };
    let recorded = rows::recorded_between(&mut reader, after, last).await?;
    let tasks = rows::open_parts_between(&mut reader, after, last).await?;
    for matter in &matters {
        replayed.checked += 1;
        let first = recorded.partition_point(|r| r.subject_id < matter.id);
        let end = recorded.partition_point(|r| r.subject_id <= matter.id);
        let open: Vec<&str> = tasks.iter().filter(|(id, _)| *id == matter.id).map(|(_, part)| part.as_str()).collect();
        if let Some(what) = differs(matter, recorded.get(first..end).unwrap_or_default(), open) {
            replayed.bad.push(Bad { id: matter.id, number: matter.number.clone(), what });
        }
    }
    replayed.next = (matters.len() == PAGE).then_some(last);
    Ok(replayed)
}

/// What differs between a matter and the acts on the ledger, in Chinese.
fn differs(matter: &Matter, recorded: &[RecordedFacts], mut open: Vec<&str>) -> Option<String> {
    let mut acts = Vec::with_capacity(recorded.len());
    for entry in recorded {
        match serde_json::from_str::<Facts>(&entry.facts) {
            Ok(facts) => acts.push(facts.act),
            Err(_) => return Some(format!("底账条目 {} 的内容无法读取", entry.id)),
        }
    }
    let Some(mut replayed) = Case::replay(&acts) else {
        return Some("底账上没有这件办件的受理记录".to_owned());
    };
    let Ok(stored) = matter.case() else { return Some("办件的快照无法读取".to_owned()) };
    if stored.urged_at.is_none() {
        // A snapshot from before this was kept.
        replayed.urged_at = None;
    }
    if replayed.seq != stored.seq {
        return Some(format!("底账上有 {} 次办理，库中为 {} 次", replayed.seq, stored.seq));
    }
    if replayed != stored {
        return Some("按底账重演的结果与库中快照不一致".to_owned());
    }
    let seat = stored.seat();
    let columns = matter.state == stored.state()
        && matter.seq == i64::from(stored.seq)
        && matter.number == stored.number
        && matter.holder_unit == seat.map(|s| s.unit)
        && matter.outcome == stored.outcome;
    if !columns {
        return Some("库中办件的状态、编号或办理单位与快照不一致".to_owned());
    }
    let mut parts: Vec<String> = stored.tasks().iter().map(|task| rows::part(task.of)).collect();
    parts.sort();
    open.sort_unstable();
    (parts != open).then(|| "待办任务与办件的现状不一致".to_owned())
}

/// A fold over all matters: how many were replayed, and those that differ (at most `most` of them).
///
/// # Errors
/// A fault when the database does not answer.
pub async fn all(db: &Db, most: usize) -> Result<(u64, Vec<Bad>), Error> {
    let (mut checked, mut bad, mut after) = (0, Vec::new(), 0);
    loop {
        let found = page(db, after).await?;
        checked += found.checked;
        bad.extend(found.bad);
        bad.truncate(most);
        match found.next {
            Some(next) => after = next,
            None => return Ok((checked, bad)),
        }
    }
}
