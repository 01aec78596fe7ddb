//! The program's own jobs: what runs at night or every few minutes beside the jobs of the lines.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use base::Error;
use futures::future::BoxFuture;
use ledger::Cursor;
use matter::{Ground, Lines};
use store::Job;
use store::jobs::{Every, Handler, When};
use store::vault::{self, Sealed, Vault};
use web::App;

use crate::start::lines;

/// How soon the index looks for changes again: what is published is found within a second, and following takes at most
/// about a tenth of one processor, since a round of a few documents costs nearly as much as one of many.
const INDEX_LOOK: (Duration, Duration) = (Duration::from_millis(200), Duration::from_millis(600));
/// Rest after a round, in times of what it took.
const INDEX_REST: u32 = 9;
/// How long what only officials find waits for others that change meanwhile.
const INDEX_INSIDE: Duration = Duration::from_secs(2);
/// Looks after which synonyms are read again and what was asked is written down: about a minute of a quiet program.
const WORDS_LOOK: u32 = 300;
/// Committed bodies that are read again in one step.
const BODIES: usize = 500;

/// Repeated jobs.
pub(crate) const SCHEDULE: &[Every] = &[
    Every { name: "matter.silence", when: When::Minutes(5) },
    Every { name: "letters.fold", when: When::Minutes(5) },
    Every { name: "letters.daily", when: When::Daily { hour: 8, minute: 30 } },
    Every { name: "requests.daily", when: When::Daily { hour: 8, minute: 40 } },
    Every { name: "consult.daily", when: When::Daily { hour: 0, minute: 20 } },
    Every { name: "surveys.turn", when: When::Minutes(5) },
    Every { name: hotline::jobs::DAILY, when: When::Daily { hour: 8, minute: 50 } },
    Every { name: hotline::jobs::hasty::HASTY, when: When::Minutes(10) },
    Every { name: hotline::city::pull::PULL, when: When::Minutes(5) },
    Every { name: hotline::hot::HOT, when: When::Minutes(30) },
    Every { name: "sites.daily", when: When::Daily { hour: 8, minute: 10 } },
    Every { name: sites::GUARD, when: When::Minutes(5) },
    Every { name: sites::LINKS, when: When::Minutes(5) },
    Every { name: sites::VISITS, when: When::Minutes(60) },
    Every { name: disclosure::DAILY, when: When::Daily { hour: 8, minute: 20 } },
    Every { name: webhooks::jobs::FOLLOW, when: When::Minutes(1) },
    Every { name: webhooks::jobs::SWEEP, when: When::Daily { hour: 3, minute: 10 } },
    Every { name: reprint::READ, when: When::Minutes(5) },
    Every { name: reprint::FOLLOW, when: When::Minutes(1) },
    Every { name: reprint::ASK, when: When::Minutes(10) },
    Every { name: monitoring::DAILY, when: When::Daily { hour: 8, minute: 45 } },
    Every { name: content::EXPIRY, when: When::Daily { hour: 8, minute: 20 } },
    Every { name: content::REMIND, when: When::Minutes(30) },
    Every { name: content::SWEEP, when: When::Daily { hour: 3, minute: 20 } },
    Every { name: identity::message::ALARM, when: When::Minutes(60) },
    Every { name: "ledger.rehash", when: When::Daily { hour: 2, minute: 0 } },
    Every { name: "ledger.verify", when: When::Daily { hour: 2, minute: 30 } },
    Every { name: "renhe.forget", when: When::Daily { hour: 3, minute: 0 } },
    Every { name: "store.search.fade", when: When::Minutes(7 * 24 * 60) },
];

/// The handlers of the program's own jobs.
pub(crate) fn handlers(app: &App) -> HashMap<&'static str, Handler> {
    HashMap::from([
        ("matter.silence", handler(app, |app, _| Box::pin(silence(app)))),
        (identity::message::ALARM, handler(app, |app, _| Box::pin(unsent(app)))),
        ("matter.recount", handler(app, |app, why| Box::pin(recount(app, why)))),
        ("ledger.rehash", handler(app, |app, _| Box::pin(rehash(app)))),
        ("ledger.verify", handler(app, |app, _| Box::pin(verify(app)))),
        ("renhe.forget", handler(app, |app, _| Box::pin(forget(app)))),
        (edition::PUBLISH_JOB, publisher(app)),
        (SEAL, handler(app, |app, _| Box::pin(seal(app)))),
        ("store.search.fade", handler(app, |app, _| Box::pin(fade(app)))),
        (edition::tags::GATHER_JOB, handler(app, |app, _| Box::pin(gather(app)))),
        (store::search::RENAMED, crate::renamed::handler(app)),
    ])
}

fn handler(app: &App, run: fn(App, String) -> BoxFuture<'static, Result<(), Error>>) -> Handler {
    let app = app.clone();
    Arc::new(move |job| {
        let why = job.payload["why"].as_str().unwrap_or_default().to_owned();
        run(app.clone(), why)
    })
}

/// Publishes what was scheduled for this second.
fn publisher(app: &App) -> Handler {
    let app = app.clone();
    Arc::new(move |job| {
        let (item, at) = (job.payload["item"].as_i64(), job.payload["at"].as_i64());
        let app = app.clone();
        Box::pin(async move {
            let (Some(item), Some(at)) = (item, at) else { return Ok(()) };
            let mut tx = app.db.begin().await?;
            let desk = edition::Desk::new(&app, &identity::Actor::System);
            if edition::publish::due(&mut tx, &desk, item, at).await? {
                tx.commit().await?;
            }
            Ok(())
        })
    })
}

async fn silence(app: App) -> Result<(), Error> {
    matter::silence::pass_over(&app.db, &Ground::of(&app), &Lines(lines())).await?;
    Ok(())
}

async fn unsent(app: App) -> Result<(), Error> {
    let tries = app.number("identity.message.tries")?;
    identity::message::alarm(&app.db, app.clock.now(), tries).await?;
    Ok(())
}

/// The open work of an official; for who looks after jobs also that messages do not arrive, as a message about it would not either.
pub fn todo<'a>(app: &'a App, staff: &'a identity::Staff) -> web::Later<'a, web::Todo> {
    Box::pin(async move {
        let mut todo = matter::pages::todo(app, staff).await?;
        if identity::Actor::Staff(staff.clone()).may(crate::screens::jobs::VERB, None) {
            let tries = app.number("identity.message.tries")?;
            let stuck = identity::message::stuck(&mut app.db.reader(), app.clock.now(), tries).await?;
            if stuck > 0 {
                let words = format!("有 {stuck} 条消息多次没有送达，请检查短信、邮件等通道。");
                let href = format!("/work/jobs?kind={}", identity::message::JOB);
                todo.alarms.push(web::Alarm { words, href, link: "查看原因并重发" });
            }
        }
        Ok(todo)
    })
}

async fn recount(app: App, why: String) -> Result<(), Error> {
    let done = matter::recount::all(&app.db, &Ground::of(&app), &Lines(lines()), &why).await?;
    tracing::info!(looked = done.looked, moved = done.moved, "running clocks were counted again");
    Ok(())
}

/// All columns that the ledger commits to.
pub fn covered() -> Vec<ledger::Covered> {
    let of_lines =
        lines().iter().flat_map(|line| line.covered).map(|&(table, column)| ledger::Covered { table, column });
    let mut covered: Vec<ledger::Covered> = of_lines.collect();
    covered.extend(identity::COVERED);
    covered.push(ledger::Covered { table: "matter_act", column: "opinion" });
    let (table, column) = counter::calls::COVERED;
    covered.push(ledger::Covered { table, column });
    covered.push(edition::proof::COVERED);
    covered
}

/// Reads every committed body again; a difference is a fault, so that the job stands in the list of failures.
async fn rehash(app: App) -> Result<(), Error> {
    let covered = covered();
    let mut cursor = Some(Cursor::default());
    while let Some(from) = cursor {
        let check = ledger::rehash_bodies(&app.db, &covered, from, BODIES).await?;
        if let Some(bad) = check.bad.first() {
            return Err(base::Fault::broken(format!("a committed text was changed: {bad:?}")).into());
        }
        cursor = check.next;
    }
    let (_, bad) = edition::proof::versions(&app.db).await?;
    match bad.first() {
        Some(bad) => Err(base::Fault::broken(format!("a version is not on the ledger as it stands: {bad:?}")).into()),
        None => Ok(()),
    }
}

/// Verifies the whole ledger; what was found is recorded and shown to the auditor.
async fn verify(app: App) -> Result<(), Error> {
    crate::screens::verify_ledger(&app).await
}

/// Forgets what need not be kept: old access log lines, finished jobs, spent keys, uploads that were never finished.
async fn forget(app: App) -> Result<(), Error> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    identity::access::forget(&mut tx, &app.rules(), now).await?;
    store::jobs::purge(&mut tx, now.plus(-7 * base::time::DAY)).await?;
    tx.commit().await?;
    web::sweep(&app).await?;
    app.files.sweep(now.plus(-base::time::DAY)).await?;
    Ok(())
}

/// The job that seals what was stored before there was a vault, or under an older key.
pub(crate) const SEAL: &str = "renhe.seal";

/// All columns whose values are sealed.
pub fn sealed() -> Vec<Sealed> {
    [
        identity::SEALED,
        letters::SEALED,
        requests::SEALED,
        consult::SEALED,
        surveys::SEALED,
        hotline::SEALED,
        webhooks::SEALED,
    ]
    .concat()
}

/// Asks for sealing once for each key, when there may be something to seal.
pub(crate) async fn ask_for_sealing(app: &App, vault: &Vault) -> Result<(), Error> {
    if vault::pending(&mut app.db.reader()).await? {
        let mut tx = app.db.begin().await?;
        let job = Job::new(SEAL, serde_json::json!({})).unique(format!("{SEAL} {}", vault.current()));
        tx.enqueue(job).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Asks for the keywords of what an older version published, when there are none.
pub(crate) async fn ask_for_tags(app: &App) -> Result<(), Error> {
    if edition::tags::unknown(&mut app.db.reader()).await? {
        let mut tx = app.db.begin().await?;
        tx.enqueue(Job::new(edition::tags::GATHER_JOB, serde_json::json!({}))).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn gather(app: App) -> Result<(), Error> {
    let found = edition::tags::gather(&app.db).await?;
    tracing::info!(found, "keywords of what is published were written");
    Ok(())
}

async fn seal(app: App) -> Result<(), Error> {
    let mut done = 0;
    for column in sealed() {
        done += vault::reseal(&app.db, &column).await?;
    }
    let mut tx = app.db.begin().await?;
    vault::finish(&mut tx, app.clock.now()).await?;
    tx.commit().await?;
    tracing::info!(done, "everything is sealed under the newest key");
    Ok(())
}

/// Keeps the full-text index up with what was written.
pub(crate) async fn keep_index(app: App) {
    let mut look = 0_u32;
    let mut last = None;
    loop {
        let began = Instant::now();
        if let Err(fault) = follow(&app, &mut last).await {
            tracing::error!(%fault, "the index could not be brought up to date");
        }
        if look.is_multiple_of(WORDS_LOOK)
            && let Err(fault) = words(&app).await
        {
            tracing::error!(%fault, "the words of the search could not be kept");
        }
        look = look.wrapping_add(1);
        tokio::time::sleep((began.elapsed() * INDEX_REST).clamp(INDEX_LOOK.0, INDEX_LOOK.1)).await;
    }
}

/// Brings the index up to date when the public would notice, or when the last time was long enough ago.
async fn follow(app: &App, last: &mut Option<Instant>) -> Result<(), base::Fault> {
    if last.is_none_or(|last| last.elapsed() >= INDEX_INSIDE) || app.search.hurries(&app.db).await? {
        *last = Some(Instant::now());
        app.search.catch_up(&app.db).await?;
    }
    Ok(())
}

/// Takes the synonyms as other nodes may have set them, and writes down what was asked.
async fn words(app: &App) -> Result<(), base::Fault> {
    app.search.reload_synonyms(&mut app.db.reader()).await?;
    app.search.write_asked(&app.db, app.clock.today()).await
}

/// Lets questions of past weeks cool down.
async fn fade(app: App) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    store::search::fade(&mut tx).await?;
    Ok(tx.commit().await?)
}
