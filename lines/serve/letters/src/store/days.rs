//! Numbers of days and units, counted once and kept (日统计): what figures, statistics and the home page add up, so that
//! they need not go through all letters.
//!
//! A day to which the ledger has added anything since it was counted, or on which a letter has become late, is counted
//! anew by whoever asks, until the job has counted it ([`fold`]). So the numbers are always exact.

use std::collections::{BTreeMap, BTreeSet};

use base::{Date, Moment};
use store::long::Terms;
use store::sql::Where;
use store::{Db, Query, Result, Row, Tx, Value, args};

use super::figures::Count;
use super::list::{Filter, JOINED, UNIT};

/// Never, as a moment.
const NEVER: i64 = 9_000_000_000_000_000;

/// Numbers of some letters, all of which add up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sums {
    /// In the order of [`Count::ALL`].
    counts: Vec<i64>,
    /// Hours to the first answers.
    pub(super) hours: i64,
}

impl Sums {
    /// How many of the letters `count` has.
    pub fn get(&self, count: Count) -> i64 {
        let place = Count::ALL.iter().position(|c| *c == count);
        place.and_then(|i| self.counts.get(i)).copied().unwrap_or(0)
    }

    fn from_row(row: &Row) -> Result<Self> {
        let counts = Count::ALL.iter().map(|count| row.get(count.key())).collect::<Result<_>>()?;
        Ok(Self { counts, hours: row.get("hours")? })
    }

    fn add(&mut self, other: &Self) {
        self.counts.resize(Count::ALL.len(), 0);
        self.counts.iter_mut().zip(&other.counts).for_each(|(sum, n)| *sum += n);
        self.hours += other.hours;
    }
}

/// What numbers are told apart by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Nothing: all in one, under the empty key.
    All,
    /// The unit to which letters count: its key.
    Unit,
    /// The month in which they came: `2026-03`.
    Month,
}

/// The numbers of the letters received from `filter.from` to `filter.to` that count to `filter.unit`; nothing else of
/// the filter is looked at.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn numbers(q: &mut impl Query, filter: &Filter, by: By) -> Result<BTreeMap<String, Sums>> {
    let Some(seen) = folded(q).await? else {
        return live(q, filter, by, None).await;
    };
    let within = |day: &Date| filter.from.is_none_or(|from| *day >= from) && filter.to.is_none_or(|to| *day <= to);
    let mut stale = touched(q, seen, None).await?;
    stale.extend(turned(q, filter.now).await?);
    stale.retain(within);
    let mut sums = kept(q, filter, by, &stale).await?;
    if !stale.is_empty() {
        for (key, more) in live(q, filter, by, Some(&stale)).await? {
            sums.entry(key).or_default().add(&more);
        }
    }
    Ok(sums)
}

/// What is kept of the days that are not `stale`.
async fn kept(q: &mut impl Query, filter: &Filter, by: By, stale: &BTreeSet<Date>) -> Result<BTreeMap<String, Sums>> {
    let key = match by {
        By::All => "''",
        By::Unit => "CAST(d.unit_id AS TEXT)",
        By::Month => "substr(d.received_on, 1, 7)",
    };
    let mut w = Where::new()
        .and_if("d.received_on >= ?", filter.from)
        .and_if("d.received_on <= ?", filter.to)
        .and_if("d.unit_id = ?", filter.unit);
    if !stale.is_empty() {
        w = Terms::new().and_in("d.received_on", stale.iter().copied()).negated().put(w);
    }
    let sums: Vec<String> = Count::ALL
        .iter()
        .map(|count| count.key())
        .chain(["hours"])
        .map(|column| format!("CAST(SUM(d.{column}) AS BIGINT) AS {column}"))
        .collect();
    let group = if by == By::All { String::new() } else { format!(" GROUP BY {key}") };
    let sql = format!("SELECT {key} AS grouped, {} FROM letters_day d{}{group}", sums.join(", "), w.text());
    by_key(&q.rows(&sql, w.args()).await?)
}

/// The same, counted from the letters; only those of `days` when they are named.
async fn live(
    q: &mut impl Query,
    filter: &Filter,
    by: By,
    days: Option<&BTreeSet<Date>>,
) -> Result<BTreeMap<String, Sums>> {
    let key = match by {
        By::All => "''".to_owned(),
        By::Unit => format!("CAST({UNIT} AS TEXT)"),
        By::Month => "substr(l.received_on, 1, 7)".to_owned(),
    };
    let mut w = Where::new()
        .and_if("l.received_on >= ?", filter.from)
        .and_if("l.received_on <= ?", filter.to)
        .and_if(&format!("{UNIT} = ?"), filter.unit);
    if let Some(days) = days {
        w = Terms::new().and_in("l.received_on", days.iter().copied()).put(w);
    }
    let columns = columns(&mut w, filter.now);
    let group = if by == By::All { String::new() } else { format!(" GROUP BY {key}") };
    let sql = format!("SELECT {key} AS grouped, {columns} FROM {JOINED}{}{group}", w.text());
    by_key(&q.rows(&sql, w.args()).await?)
}

fn columns(w: &mut Where, now: Moment) -> String {
    let now = w.arg(now);
    let sum = |what: String, name: &str| format!("COALESCE(CAST(SUM({what}) AS BIGINT), 0) AS {name}");
    let mut out: Vec<String> = Count::ALL.iter().map(|count| sum(count.one(&now), count.key())).collect();
    let hours = "(l.answered_at - l.received_at) / 3600000";
    out.push(sum(format!("CASE WHEN {} THEN {hours} ELSE 0 END", Count::Answered.condition().0), "hours"));
    let runs = "l.valid = 1 AND l.answered_at IS NULL AND m.clock = 'running'";
    out.push(format!("COALESCE(MIN(CASE WHEN {runs} AND m.due_at >= {now} THEN m.due_at END), {NEVER}) AS turns_at"));
    out.join(", ")
}

/// Sums of nothing, which a question without groups gives as one row of nulls, are left out.
fn by_key(rows: &[Row]) -> Result<BTreeMap<String, Sums>> {
    let some = rows.iter().filter(|row| row.get::<Option<i64>>("received").is_ok_and(|n| n.is_some_and(|n| n > 0)));
    some.map(|row| Ok((row.get("grouped")?, Sums::from_row(row)?))).collect()
}

/// How far on the ledger the kept numbers go; `None` while there are none.
async fn folded(q: &mut impl Query) -> Result<Option<i64>> {
    let row: Option<(i64,)> = q.maybe("SELECT seq FROM letters_fold WHERE id = 1", args![]).await?;
    Ok(row.map(|(seq,)| seq))
}

/// Days of the letters to which the ledger added something after the place `seen`, up to `until` or to its end.
async fn touched(q: &mut impl Query, seen: i64, until: Option<i64>) -> Result<BTreeSet<Date>> {
    // By the place on the ledger, not by the kind of the subject: hence the CASE.
    let of = |which: &str| {
        format!(
            "SELECT l.received_on FROM ledger_entry e CROSS JOIN letters_letter l
             WHERE {which} AND l.matter_id = CASE WHEN e.subject_kind = 'matter' THEN e.subject_id END
             UNION SELECT l.received_on FROM ledger_entry e CROSS JOIN letters_letter l
             WHERE {which} AND l.id = CASE WHEN e.subject_kind = 'letter' THEN e.subject_id END"
        )
    };
    let (sql, args) = match until {
        Some(until) => (of("e.seq > $1 AND e.seq <= $2"), args![seen, until]),
        None => (format!("{} UNION {}", of("e.seq > $1"), of("e.seq IS NULL")), args![seen]),
    };
    let days: Vec<(Date,)> = q.list(&sql, args).await?;
    Ok(days.into_iter().map(|(day,)| day).collect())
}

/// Days on which a letter has become late since they were counted.
async fn turned(q: &mut impl Query, now: Moment) -> Result<BTreeSet<Date>> {
    let days: Vec<(Date,)> = q.list("SELECT received_on FROM letters_day WHERE turns_at < $1", args![now]).await?;
    Ok(days.into_iter().map(|(day,)| day).collect())
}

/// Counts the days that need it and keeps their numbers; gives how many days. Each is a transaction of its own.
///
/// # Errors
/// A fault when the database does not answer; what was counted until then stays.
pub async fn fold(db: &Db, now: Moment) -> Result<usize> {
    let mut q = db.reader();
    // Everything up to here is committed, so the counting below sees it; what comes meanwhile is counted next time.
    let until: i64 = q.scalar("SELECT COALESCE(MAX(seq), -1) FROM ledger_entry", args![]).await?;
    let seen = folded(&mut q).await?;
    let days = match seen {
        None => all_days(&mut q).await?,
        Some(seen) => {
            let mut days = touched(&mut q, seen, Some(until)).await?;
            days.extend(turned(&mut q, now).await?);
            days
        }
    };
    for day in &days {
        let mut tx = db.begin().await?;
        fold_day(&mut tx, *day, now).await?;
        tx.commit().await?;
    }
    if seen != Some(until) {
        let mut tx = db.begin().await?;
        let sql = "INSERT INTO letters_fold (id, seq) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq";
        tx.run(sql, args![until]).await?;
        tx.commit().await?;
    }
    Ok(days.len())
}

/// Every day on which letters came.
async fn all_days(q: &mut impl Query) -> Result<BTreeSet<Date>> {
    let (mut days, mut last) = (BTreeSet::new(), String::new());
    loop {
        let next = "SELECT MIN(received_on) FROM letters_letter WHERE received_on > $1";
        let Some(day) = q.scalar::<Option<Date>>(next, args![&last]).await? else { return Ok(days) };
        last = day.to_string();
        days.insert(day);
    }
}

async fn fold_day(tx: &mut Tx, day: Date, now: Moment) -> Result<()> {
    // Removed first: whoever else counts this day waits here, and then sees what this transaction saw.
    tx.run("DELETE FROM letters_day WHERE received_on = $1", args![day]).await?;
    let mut w = Where::new().and("l.received_on = ?", args![day]);
    let columns = columns(&mut w, now);
    let sql = format!("SELECT {UNIT} AS unit_id, {columns} FROM {JOINED}{} GROUP BY {UNIT}", w.text());
    let names: Vec<&str> =
        ["unit_id"].into_iter().chain(Count::ALL.iter().map(|c| c.key())).chain(["hours", "turns_at"]).collect();
    let places: Vec<String> = (2..names.len() + 2).map(|i| format!("${i}")).collect();
    let insert =
        format!("INSERT INTO letters_day (received_on, {}) VALUES ($1, {})", names.join(", "), places.join(", "));
    for row in tx.rows(&sql, w.args()).await? {
        let mut values = args![day];
        values.extend(names.iter().map(|name| row.get::<Value>(name)).collect::<Result<Vec<_>>>()?);
        tx.run(&insert, values).await?;
    }
    Ok(())
}
