//! The runner: takes due jobs, hands each to its handler, and writes down how it ended.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use base::{Chance, Clock, Error, Moment};
use futures::future::BoxFuture;
use serde_json::json;

use super::{Every, Job, JobRow, queue};
use crate::{Db, Result};

/// What runs the jobs of one kind.
pub type Handler = Arc<dyn Fn(JobRow) -> BoxFuture<'static, std::result::Result<(), Error>> + Send + Sync>;

/// Jobs that run at the same time in one process: a slow gateway must not hold up the rest.
const WORKERS: usize = 3;
/// How often a worker looks for jobs by itself: those whose time comes, and those of other nodes.
const LOOK: Duration = Duration::from_secs(1);
/// How often a worker says that it is still at work; well within the lease.
const SIGN: Duration = Duration::from_secs(30);
/// After a fault of the database a worker waits so long.
const PAUSE: Duration = Duration::from_secs(5);
/// One call of [`Runner::run_due`] runs at most so many jobs.
const ROUND: usize = 10_000;

/// Runs jobs for the kinds it has handlers for; others stay waiting.
pub struct Runner {
    db: Db,
    clock: Clock,
    handlers: HashMap<&'static str, Handler>,
    kinds: Vec<&'static str>,
    schedule: Vec<Every>,
    planned: Mutex<HashMap<&'static str, Moment>>,
    /// The second in which the schedule and lost jobs were last looked at.
    kept: AtomicI64,
    name: String,
}

impl Runner {
    /// A runner with these handlers and repeated jobs.
    pub fn new(
        db: Db,
        clock: Clock,
        chance: &Chance,
        handlers: HashMap<&'static str, Handler>,
        schedule: Vec<Every>,
    ) -> Self {
        let mut kinds: Vec<&'static str> = handlers.keys().copied().collect();
        kinds.sort_unstable();
        let planned = Mutex::default();
        Self {
            db,
            clock,
            handlers,
            kinds,
            schedule,
            planned,
            kept: AtomicI64::new(i64::MIN),
            name: chance.token::<8>(),
        }
    }

    /// Runs all jobs that are due at `now`, one after the other, those included that they enqueue for `now`; gives how
    /// many ran.
    ///
    /// # Errors
    /// A fault of the database; a handler's failure is written down and is none.
    pub async fn run_due(&self, now: Moment) -> Result<usize> {
        self.plan(now).await?;
        queue::bury(&self.db, now).await?;
        let mut ran = 0;
        while ran < ROUND && self.run_next(now, &self.name).await? {
            ran += 1;
        }
        Ok(ran)
    }

    /// Runs jobs as they become due, for as long as the future is polled. A handler that is at work when it is dropped
    /// loses its job after the lease.
    pub async fn run(self: Arc<Self>) {
        let workers = (0..WORKERS).map(|number| Arc::clone(&self).work(number));
        futures::future::join_all(workers).await;
    }

    async fn work(self: Arc<Self>, number: usize) {
        let name = format!("{}-{number}", self.name);
        loop {
            let woken = self.db.wake().notified();
            match self.round(&name).await {
                // A job that is woken for may be followed by others: the next worker looks too.
                Ok(true) => self.db.wake().notify_one(),
                Ok(false) => {
                    let _ = tokio::time::timeout(LOOK, woken).await;
                }
                Err(fault) => {
                    tracing::error!(%fault, "the job queue does not answer");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    async fn round(&self, worker: &str) -> Result<bool> {
        let now = self.clock.now();
        // Workers are woken by every job that is enqueued; the schedule and lost jobs need no look but one a second.
        let second = now.0.div_euclid(base::time::SECOND);
        if self.kept.swap(second, Ordering::Relaxed) != second {
            self.plan(now).await?;
            queue::bury(&self.db, now).await?;
        }
        self.run_next(now, worker).await
    }

    /// Enqueues what the schedule asks for; the unique key lets all nodes do so.
    async fn plan(&self, now: Moment) -> Result<()> {
        for every in &self.schedule {
            let due = every.when.latest(now);
            if self.planned().get(every.name) == Some(&due) {
                continue;
            }
            let mut tx = self.db.begin().await?;
            let job = Job::new(every.name, json!({ "due_at": due })).at(due);
            tx.enqueue(job.unique(format!("every:{}:{}", every.name, due.0))).await?;
            tx.commit().await?;
            self.planned().insert(every.name, due);
        }
        Ok(())
    }

    fn planned(&self) -> std::sync::MutexGuard<'_, HashMap<&'static str, Moment>> {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn run_next(&self, now: Moment, worker: &str) -> Result<bool> {
        if !queue::any(&self.db, &self.kinds, now).await? {
            return Ok(false);
        }
        let Some(job) = queue::claim(&self.db, &self.kinds, now, worker).await? else {
            return Ok(false);
        };
        let Some(handler) = self.handlers.get(job.kind.as_str()) else {
            return Ok(false);
        };
        // With a fixed clock (tests) the job ends when it began.
        let ended = || now.max(self.clock.now());
        match self.attend(handler, &job, worker).await {
            Ok(()) => queue::finish(&self.db, &job, ended(), worker).await?,
            Err(problem) => {
                tracing::warn!(kind = job.kind, id = job.id, attempts = job.attempts, problem, "a job failed");
                queue::fail(&self.db, &job, ended(), worker, &problem).await?;
            }
        }
        Ok(true)
    }

    /// Runs the handler and gives signs of life meanwhile; a panic is a failure like any other.
    async fn attend(&self, handler: &Handler, job: &JobRow, worker: &str) -> std::result::Result<(), String> {
        let mut work = tokio::spawn(handler(job.clone()));
        loop {
            tokio::select! {
                done = &mut work => return match done {
                    Ok(Ok(())) => Ok(()),
                    Ok(Err(error)) => Err(error.to_string()),
                    Err(_) => Err("程序出错，执行中断".to_owned()),
                },
                () = tokio::time::sleep(SIGN) => {
                    if let Err(fault) = queue::renew(&self.db, job.id, self.clock.now(), worker).await {
                        tracing::warn!(%fault, id = job.id, "a running job could not give a sign of life");
                    }
                }
            }
        }
    }
}
