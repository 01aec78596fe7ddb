//! Durable matter actions per second with eight clients on SQLite, against the same actions without group commit and
//! against plain statements of the same number without an engine.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use base::{Calendar, Chance, Clock, Rules};
use identity::{Actor, Identity, Roles, SignIn};
use letters::process::LETTER;
use matter::{Doing, Ground, Input, Opening, Who};
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use store::{Config, Db};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use super::Bench;
use crate::report::Row;
use crate::{Result, accounts};

const CLIENTS: usize = 8;
/// Letters that each client takes from the opening to the rating.
const LETTERS: usize = 60;
/// Rounds in turns with the rivals; the middle one counts.
const ROUNDS: usize = 3;
/// Statements of one act of the engine: the matter read, written, its tasks closed and opened, the post's touch, the
/// unit's name, the act, the ledger, the draft.
const STATEMENTS: usize = 9;

/// What every client needs.
#[derive(Clone)]
struct World {
    db: Db,
    rules: Arc<Rules>,
    calendar: Arc<Calendar>,
    clerk: Actor,
    handler: Actor,
    approver: Actor,
    /// When there is one, whoever acts holds it from begin to commit: nobody shares a commit then.
    alone: Option<Arc<Mutex<()>>>,
}

pub async fn take(bench: &mut Bench<'_>) -> Result<()> {
    let data = bench.county().await?;
    let world = world(&data).await?;
    let pool = plain_pool(&data.join("plain.db")).await?;
    let gated = World { alone: Some(Arc::new(Mutex::new(()))), ..world.clone() };
    let mut rates = [const { Vec::new() }; 3];
    for _ in 0..ROUNDS {
        rates[0].push(clients(&world).await?);
        rates[1].push(clients(&gated).await?);
        rates[2].push(plain(&pool).await?);
    }
    world.db.close().await;
    pool.close().await;
    let [shared, alone, plain] = rates.map(middle);
    bench.row(
        Row::new("durable matter actions per second, 8 clients, SQLite", format!("{shared:.0}"))
            .aim("≥ 1,000", shared >= 1000.0)
            .rival(format!(
                "one COMMIT for each action: {alone:.0} ({:.1}×); plain sqlx, {STATEMENTS} statements between BEGIN IMMEDIATE and COMMIT: {plain:.0} ({:.1}×)",
                shared / alone,
                shared / plain
            )),
    );
    bench.note(format!(
        "Actions: {CLIENTS} clients, each with {LETTERS} letters of its own, open, dispatch, sign, submit, approve and rate them through \
         `matter::open` and `matter::act`, one transaction each, told «done» when it is on the disk (WAL, synchronous FULL); {ROUNDS} rounds in turns with the rivals, the middle one."
    ));
    Ok(())
}

async fn world(data: &Path) -> Result<World> {
    let db = Db::open(&Config::Sqlite(data.join("renhe.db"))).await?;
    let rules = Arc::new(Rules::built_in());
    let roles = Roles::new(&[letters::LINE.roles]);
    let identity = Identity::open(db.clone(), data, Clock::System, Chance::System, roles, Arc::clone(&rules))?;
    let all = accounts::read(data)?;
    let mut actors = Vec::new();
    for login in ["xinxiang", "cb001", "zhuren"] {
        let account = accounts::named(&all, login)?;
        let asked = SignIn { login, password: &account.password, code: "", address: "127.0.0.1", agent: "bench" };
        let opened = identity.sign_in(asked).await?;
        actors.push(identity.actor_of(&opened.token).await?);
    }
    let mut next = actors.into_iter();
    let mut actor = || next.next().ok_or("three accounts signed in");
    let (clerk, handler, approver) = (actor()?, actor()?, actor()?);
    Ok(World { db, rules, calendar: Arc::new(Calendar::national()), clerk, handler, approver, alone: None })
}

/// Lets all clients work and gives the actions per second.
async fn clients(world: &World) -> Result<f64> {
    let begun = Instant::now();
    let mut set = JoinSet::new();
    for _ in 0..CLIENTS {
        let world = world.clone();
        set.spawn(async move {
            let mut acts = 0;
            for _ in 0..LETTERS {
                acts += letter(&world).await?;
            }
            Ok::<usize, base::Error>(acts)
        });
    }
    let mut acts = 0;
    while let Some(done) = set.join_next().await {
        acts += done?.map_err(|e| format!("{e:?}"))?;
    }
    Ok(acts as f64 / begun.elapsed().as_secs_f64())
}

/// One letter from the opening to the rating; gives the number of acts.
async fn letter(world: &World) -> std::result::Result<usize, base::Error> {
    let ground = Ground {
        now: Clock::System.now(),
        calendar: Arc::clone(&world.calendar),
        rules: Arc::clone(&world.rules),
        chance: Chance::System,
    };
    let home = world.clerk.staff()?.unit;
    let unit = world.handler.staff()?.unit;
    let id = {
        let _alone = alone(world).await;
        let mut tx = world.db.begin().await?;
        let opening = Opening {
            kind: "complaint",
            title: "路灯不亮",
            home,
            received_on: ground.now.date(),
            since: None,
            clocks: &["answer", "dispatch"],
            by: &Actor::Anonymous,
            as_name: "来信人",
            files: &[],
        };
        let opened = matter::open(&mut tx, &ground, &LETTER, &opening).await?;
        tx.commit().await?;
        opened.id
    };
    let said = |opinion: &str| Input { opinion: opinion.to_owned(), ..Input::default() };
    let steps = [
        (Who::Actor(&world.clerk), "dispatch", Input { seats: vec![(unit, None)], ..Input::default() }),
        (Who::Actor(&world.handler), "sign", Input::default()),
        (Who::Actor(&world.handler), "submit", said("经现场查看，线路老化，已于当日修复并安排专人巡查。")),
        (Who::Actor(&world.approver), "approve", said("同意")),
        (Who::Applicant, "rate", Input { outcome: Some("satisfied".to_owned()), ..Input::default() }),
    ];
    let mut acts = 1;
    for (who, action, input) in steps {
        let _alone = alone(world).await;
        let mut tx = world.db.begin().await?;
        let doing = Doing { matter: id, action, input, seen: None, files: &[], audience: "inside" };
        matter::act(&mut tx, &ground, &LETTER, &who, doing).await?;
        tx.commit().await?;
        acts += 1;
    }
    Ok(acts)
}

async fn alone(world: &World) -> Option<tokio::sync::OwnedMutexGuard<()>> {
    match &world.alone {
        Some(lock) => Some(Arc::clone(lock).lock_owned().await),
        None => None,
    }
}

fn middle(mut rates: Vec<f64>) -> f64 {
    rates.sort_by(f64::total_cmp);
    rates[rates.len() / 2]
}

/// A pool of connections that wait for each other, as most programs do it.
async fn plain_pool(path: &Path) -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(std::time::Duration::from_secs(10));
    let clients = u32::try_from(CLIENTS)?;
    let pool =
        SqlitePoolOptions::new().max_connections(clients).test_before_acquire(false).connect_with(options).await?;
    sqlx::raw_sql("CREATE TABLE plain (id INTEGER PRIMARY KEY, owner INTEGER, text TEXT) STRICT; CREATE INDEX plain_owner ON plain (owner, id)")
        .execute(&pool)
        .await?;
    Ok(pool)
}

/// As many transactions of as many statements, each on one row, without an engine.
async fn plain(pool: &SqlitePool) -> Result<f64> {
    let begun = Instant::now();
    let mut set = JoinSet::new();
    for client in 0..CLIENTS {
        let pool = pool.clone();
        set.spawn(async move {
            for _ in 0..LETTERS * 6 {
                plain_act(&pool, i64::try_from(client).unwrap_or(0)).await?;
            }
            Ok::<(), sqlx::Error>(())
        });
    }
    while let Some(done) = set.join_next().await {
        done??;
    }
    Ok((CLIENTS * LETTERS * 6) as f64 / begun.elapsed().as_secs_f64())
}

async fn plain_act(pool: &SqlitePool, owner: i64) -> std::result::Result<(), sqlx::Error> {
    let text = "经".repeat(200);
    let mut tx = pool.begin_with("BEGIN IMMEDIATE").await?;
    for _ in 0..STATEMENTS / 3 {
        let insert = "INSERT INTO plain (owner, text) VALUES ($1, $2)";
        let id = sqlx::query(insert).bind(owner).bind(&text).execute(&mut *tx).await?.last_insert_rowid();
        sqlx::query("UPDATE plain SET text = $2 WHERE id = $1").bind(id).bind(&text).execute(&mut *tx).await?;
        sqlx::query("SELECT text FROM plain WHERE id = $1").bind(id).fetch_optional(&mut *tx).await?;
    }
    tx.commit().await
}
