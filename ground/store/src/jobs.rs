//! Jobs (后台任务): work that is done later, written down in the transaction that asks for it.
//!
//! A job is waiting, running, done or failed. A try that fails is made again after a minute, then after two, four … up
//! to six hours; after [`TRIES`] tries the job has failed and stays in the visible list until somebody sends it off again
//! ([`retry`]). A worker that dies loses its job after [`LEASE`]: another takes it, also after the last try, so that a
//! handler can do what belongs to the end ([`JobRow::beyond`]). Handlers must therefore bear being run twice.

mod queue;
mod runner;
mod schedule;

use base::Moment;
use base::time::{HOUR, MINUTE};
use serde_json::Value as Json;

use crate::{FromRow, Result, Row, Tx, args};

pub use queue::{Filter, count, list, purge, retry, stuck};
pub use runner::{Handler, Runner};
pub use schedule::{Every, When};

/// A job that failed so often is given up.
pub const TRIES: i64 = 12;
/// Milliseconds after which a worker that gives no sign has lost its job.
pub const LEASE: i64 = 2 * MINUTE;
/// Characters of the reason that are kept.
const PROBLEM_CHARS: usize = 500;

/// A job to be enqueued.
#[derive(Debug, Clone)]
pub struct Job {
    kind: String,
    payload: Json,
    at: Moment,
    unique: Option<String>,
}

impl Job {
    /// A job for the handler `kind`, as soon as possible.
    pub fn new(kind: impl Into<String>, payload: Json) -> Self {
        Self { kind: kind.into(), payload, at: Moment(0), unique: None }
    }

    /// Not before `moment`.
    #[must_use]
    pub fn at(mut self, moment: Moment) -> Self {
        self.at = moment;
        self
    }

    /// Only if there never was a job with this `key`.
    #[must_use]
    pub fn unique(mut self, key: impl Into<String>) -> Self {
        self.unique = Some(key.into());
        self
    }
}

impl Tx {
    /// Enqueues `job` in this transaction and gives its key, or `None` when there is one with its unique key already.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn enqueue(&mut self, job: Job) -> Result<Option<i64>> {
        self.wake_jobs();
        queue::insert(self, job).await
    }
}

/// How a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Its time has not come, or nobody has taken it yet.
    Waiting,
    /// A worker has it.
    Running,
    /// Done.
    Done,
    /// Given up after [`TRIES`] tries.
    Failed,
}

impl State {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Waiting, Self::Running, Self::Done, Self::Failed];

    /// Its name in the database.
    pub fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }

    /// The state called `name`.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A job as it lies in the database.
#[derive(Debug, Clone)]
pub struct JobRow {
    /// Its key.
    pub id: i64,
    /// Which handler runs it.
    pub kind: String,
    /// What the handler needs.
    pub payload: Json,
    /// How it stands.
    pub state: State,
    /// When it is run, or run again.
    pub run_at: Moment,
    /// How often it was tried, this time included.
    pub attempts: i64,
    /// When it was done or given up.
    pub ended_at: Option<Moment>,
    /// Why the last try failed.
    pub problem: Option<String>,
}

impl JobRow {
    /// Whether the worker of the last try died in it: this time is for what belongs to the end, not for another try.
    pub fn beyond(&self) -> bool {
        self.attempts > TRIES
    }
}

impl FromRow for JobRow {
    fn from_row(row: &Row) -> Result<Self> {
        let state: String = row.get("state")?;
        let payload: String = row.get("payload")?;
        Ok(Self {
            id: row.get("id")?,
            kind: row.get("kind")?,
            payload: serde_json::from_str(&payload)
                .map_err(|e| base::Fault::broken(format!("read the payload of a job: {e}")))?,
            state: State::of(&state).ok_or_else(|| base::Fault::broken(format!("a job in the state {state}")))?,
            run_at: row.get("run_at")?,
            attempts: row.get("attempts")?,
            ended_at: row.get("ended_at")?,
            problem: row.get("problem")?,
        })
    }
}

/// Milliseconds from the failure of the try number `attempts` to the next try; `None` when the job is given up.
pub fn back_off(attempts: i64) -> Option<i64> {
    if attempts >= TRIES {
        return None;
    }
    let doublings = u32::try_from(attempts.clamp(1, 30) - 1).unwrap_or(0);
    Some((MINUTE << doublings).min(6 * HOUR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_are_a_minute_apart_then_twice_as_long_up_to_six_hours_and_end() {
        let minutes: Vec<Option<i64>> = (1..=12).map(|n| back_off(n).map(|ms| ms / MINUTE)).collect();
        let expected = [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360].map(Some);
        assert_eq!(minutes[..11], expected);
        assert_eq!(minutes[11], None);
    }
}
