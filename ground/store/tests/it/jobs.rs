//! Jobs: run once, tried again, given up, seen.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use base::time::{DAY, HOUR, MINUTE};
use base::{Chance, Clock, Error, Moment};
use futures::FutureExt;
use serde_json::json;
use store::jobs::{Every, Filter, Handler, JobRow, LEASE, Runner, State, TRIES, When, count, list, purge, retry};

use store::{Db, Job, args, both};

type Seen = Arc<Mutex<Vec<String>>>;

/// A handler that notes the payload's `n` and fails when the payload says so.
fn noting(seen: &Seen) -> Handler {
    let seen = Arc::clone(seen);
    Arc::new(move |job: JobRow| {
        let seen = Arc::clone(&seen);
        async move {
            seen.lock().expect("no poison").push(job.payload["n"].to_string());
            assert!(job.payload["panic"].is_null(), "as asked");
            if job.payload["fail"].is_null() { Ok(()) } else { Err(Error::refused("test", "不行")) }
        }
        .boxed()
    })
}

fn runner(db: &Db, seed: u64, handlers: Vec<(&'static str, Handler)>, schedule: Vec<Every>) -> Runner {
    let handlers: HashMap<_, _> = handlers.into_iter().collect();
    Runner::new(db.clone(), Clock::fixed(Moment(0)), &Chance::seeded(seed), handlers, schedule)
}

async fn put(db: &Db, job: Job) -> Option<i64> {
    let mut tx = db.begin().await.expect("begins");
    let id = tx.enqueue(job).await.expect("enqueues");
    tx.commit().await.expect("commits");
    id
}

async fn all(db: &Db) -> Vec<JobRow> {
    list(&mut db.reader(), &Filter::default(), None, 100).await.expect("lists")
}

both! {
    async fn a_job_runs_once_when_its_time_has_come_and_only_with_a_handler(db: TestDb) {
        let (db, seen) = (&db.db, Seen::default());
        put(db, Job::new("note", json!({"n": 1})).at(Moment(1_000))).await;
        put(db, Job::new("note", json!({"n": 2})).at(Moment(500))).await;
        put(db, Job::new("nobody", json!({}))).await;
        let runner = runner(db, 1, vec![("note", noting(&seen))], vec![]);
        assert_eq!(runner.run_due(Moment(499)).await.expect("runs"), 0);
        assert_eq!(runner.run_due(Moment(1_000)).await.expect("runs"), 2);
        assert_eq!(runner.run_due(Moment(1_000)).await.expect("runs"), 0);
        assert_eq!(*seen.lock().expect("no poison"), ["2", "1"]);
        let counts = count(&mut db.reader()).await.expect("counts");
        assert_eq!(counts, [(State::Waiting, 1), (State::Running, 0), (State::Done, 2), (State::Failed, 0)]);
    }

    async fn a_job_of_a_transaction_that_is_undone_never_was(db: TestDb) {
        let mut tx = db.db.begin().await.expect("begins");
        tx.enqueue(Job::new("note", json!({}))).await.expect("enqueues");
        tx.rollback().await.expect("rolls back");
        assert!(all(&db.db).await.is_empty());
    }

    async fn two_jobs_with_one_key_are_one(db: TestDb) {
        let job = Job::new("note", json!({"n": 1})).unique("a");
        assert!(put(&db.db, job.clone()).await.is_some());
        assert!(put(&db.db, job).await.is_none());
        assert_eq!(all(&db.db).await.len(), 1);
    }

    async fn failures_are_tried_again_and_given_up_and_can_be_sent_off_again(db: TestDb) {
        let (db, seen) = (&db.db, Seen::default());
        let id = put(db, Job::new("note", json!({"n": 1, "fail": true}))).await.expect("a key");
        let runner = runner(db, 1, vec![("note", noting(&seen))], vec![]);
        let mut now = Moment(0);
        for tries in 1..=TRIES {
            assert_eq!(runner.run_due(now).await.expect("runs"), 1, "try {tries}");
            now = all(db).await[0].run_at;
        }
        let job = all(db).await.remove(0);
        assert_eq!((job.state, job.attempts, job.ended_at), (State::Failed, TRIES, Some(now)));
        assert!(job.problem.is_some_and(|p| p.contains("不行")));
        assert!(now.0 > 20 * HOUR && now.0 < 21 * HOUR);
        assert_eq!(runner.run_due(now.plus(DAY)).await.expect("runs"), 0);

        let mut tx = db.begin().await.expect("begins");
        assert!(retry(&mut tx, id, now).await.expect("retries"));
        assert!(!retry(&mut tx, id + 1, now).await.expect("knows that it is not there"));
        tx.commit().await.expect("commits");
        assert_eq!(runner.run_due(now).await.expect("runs"), 1);
        let troubled = Filter { troubled: true, state: Some(State::Waiting), kind: Some("note".into()) };
        let job = list(&mut db.reader(), &troubled, None, 10).await.expect("lists").remove(0);
        assert_eq!((job.attempts, job.run_at), (1, now.plus(MINUTE)));
    }

    async fn a_handler_that_panics_is_a_failure_like_any_other(db: TestDb) {
        let (db, seen) = (&db.db, Seen::default());
        put(db, Job::new("note", json!({"n": 1, "panic": true}))).await;
        put(db, Job::new("note", json!({"n": 2}))).await;
        assert_eq!(runner(db, 1, vec![("note", noting(&seen))], vec![]).run_due(Moment(0)).await.expect("runs"), 2);
        let states: Vec<State> = all(db).await.iter().map(|job| job.state).collect();
        assert_eq!(states, [State::Done, State::Waiting]);
    }

    async fn a_job_whose_worker_died_goes_to_another_and_is_given_up_in_the_end(db: TestDb) {
        let (db, seen) = (&db.db, Seen::default());
        let id = put(db, Job::new("note", json!({"n": 1}))).await.expect("a key");
        let died = |attempts: i64| async move {
            let mut tx = db.begin().await.expect("begins");
            let sql = "UPDATE store_job SET state = 'running', claimed_at = 0, claimed_by = 'dead', attempts = $1 WHERE id = $2";
            tx.run(sql, args![attempts, id]).await.expect("updates");
            tx.commit().await.expect("commits");
        };
        let runner = runner(db, 1, vec![("note", noting(&seen))], vec![]);
        died(1).await;
        assert_eq!(runner.run_due(Moment(LEASE - 1)).await.expect("runs"), 0);
        assert_eq!(runner.run_due(Moment(LEASE)).await.expect("runs"), 1);
        assert_eq!((all(db).await[0].state, all(db).await[0].attempts), (State::Done, 2));
        died(TRIES + 1).await;
        assert_eq!(runner.run_due(Moment(LEASE)).await.expect("runs"), 0);
        assert_eq!(all(db).await[0].state, State::Failed);
    }

    async fn a_job_whose_worker_died_in_its_last_try_is_taken_once_more_and_told_so(db: TestDb) {
        let (db, beyond) = (&db.db, Arc::new(Mutex::new(Vec::new())));
        let id = put(db, Job::new("note", json!({}))).await.expect("a key");
        let told = beyond.clone();
        let handler: Handler = Arc::new(move |job| {
            told.lock().expect("is free").push(job.beyond());
            async { Err(Error::refused("test", "不行")) }.boxed()
        });
        let runner = runner(db, 1, vec![("note", handler)], vec![]);
        for attempts in [TRIES - 1, TRIES] {
            let mut tx = db.begin().await.expect("begins");
            let sql = "UPDATE store_job SET state = 'running', claimed_at = 0, claimed_by = 'dead', attempts = $1 WHERE id = $2";
            tx.run(sql, args![attempts, id]).await.expect("updates");
            tx.commit().await.expect("commits");
            assert_eq!(runner.run_due(Moment(LEASE)).await.expect("runs"), 1);
            assert_eq!(all(db).await[0].state, State::Failed, "given up, now with a reason");
        }
        assert_eq!(*beyond.lock().expect("is free"), [false, true]);
    }

    async fn many_runners_share_many_jobs_and_run_each_once(db: TestDb) {
        let (db, seen) = (&db.db, Seen::default());
        for n in 0..40 {
            put(db, Job::new("note", json!({ "n": n }))).await;
        }
        let runners: Vec<_> = (0..4).map(|i| runner(db, i, vec![("note", noting(&seen))], vec![])).collect();
        let ran = futures::future::join_all(runners.iter().map(|r| r.run_due(Moment(0)))).await;
        assert_eq!(ran.into_iter().map(|n| n.expect("runs")).sum::<usize>(), 40);
        let mut seen: Vec<u32> = seen.lock().expect("no poison").iter().map(|n| n.parse().expect("a number")).collect();
        seen.sort_unstable();
        assert_eq!(seen, (0..40).collect::<Vec<u32>>());
    }

    async fn a_schedule_asks_once_for_each_due_moment_on_all_nodes(db: TestDb) {
        let (db, seen) = (&db.db, Seen::default());
        let every = vec![Every { name: "note", when: When::Minutes(10) }];
        let nodes: Vec<_> = (0..2).map(|i| runner(db, i, vec![("note", noting(&seen))], every.clone())).collect();
        let mut ran = 0;
        for minute in 0..31 {
            for node in &nodes {
                ran += node.run_due(Moment(minute * MINUTE)).await.expect("runs");
            }
        }
        assert_eq!(ran, 4);
        let mut tx = db.begin().await.expect("begins");
        assert_eq!(purge(&mut tx, Moment(20 * MINUTE)).await.expect("purges"), 2);
        tx.commit().await.expect("commits");
    }

    async fn the_running_loop_is_woken_by_a_commit(db: TestDb) {
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let handler: Handler = Arc::new(move |job: JobRow| {
            let tell = tell.clone();
            async move { tell.send(job.id).map_err(|_| Error::Unseen) }.boxed()
        });
        let running = tokio::spawn(Arc::new(runner(&db.db, 1, vec![("tell", handler)], vec![])).run());
        let id = put(&db.db, Job::new("tell", json!({}))).await;
        assert_eq!(told.recv().await, id);
        running.abort();
    }
}

#[test]
fn states_are_called_what_the_database_calls_them() {
    for state in State::ALL {
        assert_eq!(State::of(state.name()), Some(state));
    }
    assert_eq!(State::of("else"), None);
}
