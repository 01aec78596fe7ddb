//! The queue in the database: inserting, claiming, ending and listing jobs.

use base::Moment;

use super::{Job, JobRow, LEASE, PROBLEM_CHARS, State, TRIES, args, back_off};
use crate::sql::Where;
use crate::{Db, Dialect, Query, Result, Tx};

const COLUMNS: &str = "id, kind, payload, state, run_at, attempts, ended_at, problem";

pub(super) async fn insert(tx: &mut Tx, job: Job) -> Result<Option<i64>> {
    let row: Option<(i64,)> = tx
        .maybe(
            "INSERT INTO store_job (kind, payload, state, run_at, unique_key) VALUES ($1, $2, 'waiting', $3, $4)
             ON CONFLICT (unique_key) DO NOTHING RETURNING id",
            args![job.kind, job.payload.to_string(), job.at, job.unique],
        )
        .await?;
    Ok(row.map(|(id,)| id))
}

/// The condition under which one of `kinds` may be taken at `now`: its time has come, or its worker gives no sign.
fn claimable(kinds: &[&'static str], now: Moment) -> Where {
    Where::new().and_in("kind", kinds.iter().copied()).and(
        "(state = 'waiting' AND run_at <= ?) OR (state = 'running' AND claimed_at <= ?)",
        args![now, now.plus(-LEASE)],
    )
}

/// Whether there is anything to claim; asks without writing.
pub(super) async fn any(db: &Db, kinds: &[&'static str], now: Moment) -> Result<bool> {
    let due = claimable(kinds, now);
    let sql = format!("SELECT 1 FROM store_job{} LIMIT 1", due.text());
    Ok(!db.reader().rows(&sql, due.args()).await?.is_empty())
}

/// Takes the job of `kinds` that has been due longest; two workers never get the same one.
pub(super) async fn claim(db: &Db, kinds: &[&'static str], now: Moment, worker: &str) -> Result<Option<JobRow>> {
    let mut due = claimable(kinds, now);
    let skip = match db.dialect() {
        Dialect::Sqlite => "",
        Dialect::Postgres => " FOR UPDATE SKIP LOCKED",
    };
    let (at, by) = (due.arg(now), due.arg(worker));
    let sql = format!(
        "UPDATE store_job SET state = 'running', attempts = attempts + 1, claimed_at = {at}, claimed_by = {by}
         WHERE id = (SELECT id FROM store_job{} ORDER BY run_at, id LIMIT 1{skip}) RETURNING {COLUMNS}",
        due.text()
    );
    let mut tx = db.begin().await?;
    let job = tx.maybe(&sql, due.args()).await?;
    tx.commit().await?;
    Ok(job)
}

/// Says that `worker` is still at work on the job `id`.
pub(super) async fn renew(db: &Db, id: i64, now: Moment, worker: &str) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.run("UPDATE store_job SET claimed_at = $1 WHERE id = $2 AND claimed_by = $3", args![now, id, worker]).await?;
    tx.commit().await
}

/// The job is done. Nothing happens when another worker has taken it meanwhile.
pub(super) async fn finish(db: &Db, job: &JobRow, now: Moment, worker: &str) -> Result<()> {
    let mut tx = db.begin().await?;
    tx.run(
        "UPDATE store_job SET state = 'done', ended_at = $1, problem = NULL, claimed_at = NULL, claimed_by = NULL
         WHERE id = $2 AND claimed_by = $3",
        args![now, job.id, worker],
    )
    .await?;
    tx.commit().await
}

/// A try of the job failed because of `problem`: it waits for the next one, or it is given up.
pub(super) async fn fail(db: &Db, job: &JobRow, now: Moment, worker: &str, problem: &str) -> Result<()> {
    let wait = back_off(job.attempts);
    let state = if wait.is_some() { State::Waiting } else { State::Failed };
    let ended = wait.is_none().then_some(now);
    let mut tx = db.begin().await?;
    tx.run(
        "UPDATE store_job SET state = $1, run_at = $2, ended_at = $3, problem = $4, claimed_at = NULL, claimed_by = NULL
         WHERE id = $5 AND claimed_by = $6",
        args![
            state.name(),
            now.plus(wait.unwrap_or(0)),
            ended,
            base::text::truncate(problem, PROBLEM_CHARS),
            job.id,
            worker
        ],
    )
    .await?;
    tx.commit().await
}

/// Gives up jobs whose workers died again and again, once more after the last try included.
pub(super) async fn bury(db: &Db, now: Moment) -> Result<()> {
    let lost = args![now.plus(-LEASE), TRIES];
    let condition = "state = 'running' AND claimed_at <= $1 AND attempts > $2";
    if db.reader().rows(&format!("SELECT 1 FROM store_job WHERE {condition} LIMIT 1"), lost.clone()).await?.is_empty() {
        return Ok(());
    }
    let mut tx = db.begin().await?;
    let sql = format!(
        "UPDATE store_job SET state = 'failed', ended_at = $3, problem = $4, claimed_at = NULL, claimed_by = NULL WHERE {condition}"
    );
    tx.run(&sql, [lost, args![now, "每次执行都中途停止，没有留下原因"]].concat()).await?;
    tx.commit().await
}

/// Sends a failed or waiting job off again at `now` with all its tries; `false` when it is running, done or not there.
///
/// # Errors
/// A fault of the database.
pub async fn retry(tx: &mut Tx, id: i64, now: Moment) -> Result<bool> {
    tx.wake_jobs();
    let changed = tx
        .run(
            "UPDATE store_job SET state = 'waiting', run_at = $1, attempts = 0, ended_at = NULL
             WHERE id = $2 AND state IN ('failed', 'waiting')",
            args![now, id],
        )
        .await?;
    Ok(changed > 0)
}

/// Forgets jobs that were done before `before`; gives how many.
///
/// # Errors
/// A fault of the database.
pub async fn purge(tx: &mut Tx, before: Moment) -> Result<u64> {
    tx.run("DELETE FROM store_job WHERE state = 'done' AND ended_at < $1", args![before]).await
}

/// How many jobs of a kind have failed at least `tries` times and wait for another, or were given up since `since`.
///
/// # Errors
/// A fault of the database.
pub async fn stuck(q: &mut impl Query, kind: &str, tries: i64, since: Moment) -> Result<i64> {
    q.scalar(
        "SELECT COUNT(*) FROM store_job WHERE kind = $1 AND problem IS NOT NULL
         AND ((state = 'waiting' AND attempts >= $2) OR (state = 'failed' AND ended_at >= $3))",
        args![kind, tries, since],
    )
    .await
}

/// Which jobs a list shows.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<State>,
    /// Only for this handler.
    pub kind: Option<String>,
    /// Only those that have failed at least once (the retry list).
    pub troubled: bool,
}

/// At most `limit` jobs, newest first, with keys below `before` (the last key of the page above).
///
/// # Errors
/// A fault of the database.
pub async fn list(q: &mut impl Query, filter: &Filter, before: Option<i64>, limit: usize) -> Result<Vec<JobRow>> {
    let mut which = Where::new()
        .and_if("state = ?", filter.state.map(State::name))
        .and_if("kind = ?", filter.kind.as_deref())
        .and_if("id < ?", before);
    if filter.troubled {
        which = which.and("problem IS NOT NULL", args![]);
    }
    let limit = which.arg(limit);
    q.list(&format!("SELECT {COLUMNS} FROM store_job{} ORDER BY id DESC LIMIT {limit}", which.text()), which.args())
        .await
}

/// How many jobs are in each state.
///
/// # Errors
/// A fault of the database.
pub async fn count(q: &mut impl Query) -> Result<Vec<(State, i64)>> {
    let rows: Vec<(String, i64)> = q.list("SELECT state, COUNT(*) FROM store_job GROUP BY state", args![]).await?;
    let of = |state: State| rows.iter().find(|(name, _)| name == state.name()).map_or(0, |(_, n)| *n);
    Ok(State::ALL.into_iter().map(|state| (state, of(state))).collect())
}
