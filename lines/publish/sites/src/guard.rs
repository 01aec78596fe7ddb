//! 网页防篡改: every few minutes what is served is compared with what was published. Kept pages are compared with their digests
//! and with what would be made now, published editions with the versions that the ledger vouches for, stored files with
//! their addresses. Pages and editions are put right at once; a file cannot be, and waits for somebody with a backup. Each
//! difference is recorded and stands on the sheet until somebody has dealt with it.
//!
//! Kept pages are those of the process that runs the job; editions and files are gone through in slices.

use base::time::DAY;
use base::{Error, Moment};
use edition::guard::{self as editions, Harm};
use edition::{Desk, live};
use identity::Actor;
use matter::Later;
use serde_json::{Value, json};
use store::files;
use web::{App, Inside};

use crate::KEEPER;
use crate::store::guard::{self as rows, Guard, NewAlarm};

/// The kind of the job.
pub const GUARD: &str = "sites.guard";
/// Editions compared in one run.
const EDITIONS: usize = 300;
/// Files read again in one run, at most.
const FILES: usize = 200;
/// Bytes of them after which the rest waits for the next run.
const BYTES: i64 = 256 * 1024 * 1024;
/// How long comparisons that found nothing are kept, in milliseconds.
const KEPT_FOR: i64 = 30 * DAY;

/// What a run has found so far.
struct Found {
    run: Guard,
    new: Vec<NewAlarm>,
    /// Where the walks stand now: key, place, whether they came to their end.
    places: Vec<(&'static str, String, bool)>,
}

impl Found {
    fn put(&mut self, alarm: NewAlarm) {
        self.run.found += 1;
        self.run.restored += i64::from(alarm.restored);
        self.new.push(alarm);
    }
}

/// The handler of [`GUARD`].
pub(crate) fn run<'a>(app: &'a App, _payload: &'a Value) -> Later<'a, ()> {
    Box::pin(async move {
        let now = app.clock.now();
        let run = Guard { began_at: now, ..Guard::default() };
        let mut found = Found { run, new: Vec::new(), places: Vec::new() };
        pages(app, &mut found).await?;
        published(app, &mut found).await?;
        stored(app, &mut found).await?;
        keep(app, found).await
    })
}

/// Pages that are kept in memory.
async fn pages(app: &App, found: &mut Found) -> Result<(), Error> {
    let compared = Inside::of(app)?.compare_kept(app).await?;
    (found.run.pages, found.run.renewed) = (compared.pages, compared.renewed);
    for address in compared.altered {
        found.put(NewAlarm {
            kind: "page",
            title: address.clone(),
            subject: address,
            what: "待发送的网页内容与保存时的摘要不符",
            restored: true,
        });
    }
    Ok(())
}

/// Editions that the public sees.
async fn published(app: &App, found: &mut Found) -> Result<(), Error> {
    let place = rows::place(&mut app.db.reader(), "articles").await?;
    let compared = editions::compare(&app.db, place.parse().unwrap_or(0), EDITIONS).await?;
    found.run.articles = compared.looked;
    for harmed in compared.harmed {
        let restored = harmed.harm != Harm::Version && restored(app, harmed.item).await?;
        found.put(NewAlarm {
            kind: "article",
            subject: live::path(harmed.item),
            title: harmed.title,
            what: match harmed.harm {
                Harm::Altered => "已发布的内容被绕过程序改动",
                Harm::Missing => "已发布的内容被绕过程序删除",
                Harm::Version => "发布版本与底账不符，须从备份恢复",
            },
            restored,
        });
    }
    found.places.push(("articles", compared.next.unwrap_or(0).to_string(), compared.next.is_none()));
    Ok(())
}

/// Puts an edition right in a transaction of its own; whether that could be done.
async fn restored(app: &App, item: i64) -> Result<bool, Error> {
    let mut tx = app.db.begin().await?;
    match editions::restore(&mut tx, &Desk::new(app, &Actor::System), item).await {
        Ok(()) => {
            tx.commit().await?;
            app.ledger.notify();
            Ok(true)
        }
        Err(error) => {
            tracing::error!(item, %error, "an edition that was altered could not be put right");
            Ok(false)
        }
    }
}

/// Files as they lie in the store.
async fn stored(app: &App, found: &mut Found) -> Result<(), Error> {
    let place = rows::place(&mut app.db.reader(), "files").await?;
    let page = files::list(&mut app.db.reader(), &place, FILES).await?;
    let (mut last, mut bytes) = (String::new(), 0);
    for file in &page {
        let there = app.files.exists(&file.digest).await?;
        if !there || !app.files.verify(&file.digest).await? {
            let what = if there {
                "文件内容与摘要不符，须从备份恢复"
            } else {
                "文件丢失，须从备份恢复"
            };
            let title = named(app, &file.digest).await?;
            found.put(NewAlarm { kind: "file", subject: file.digest.clone(), title, what, restored: false });
        }
        found.run.files += 1;
        last.clone_from(&file.digest);
        bytes += file.size;
        if bytes > BYTES {
            break;
        }
    }
    let ended = page.len() < FILES && page.last().is_none_or(|file| file.digest == last);
    found.places.push(("files", if ended { String::new() } else { last }, ended));
    Ok(())
}

/// What people call a file.
async fn named(app: &App, digest: &str) -> Result<String, Error> {
    let of = live::with_content(&mut app.db.reader(), digest, 1).await?;
    Ok(match of.first() {
        Some((item, name)) => format!("{name}（稿件 {item}）"),
        None => format!("附件 {}", digest.get(..12).unwrap_or(digest)),
    })
}

/// Writes the run down, records what is new of it, and forgets old runs.
async fn keep(app: &App, mut found: Found) -> Result<(), Error> {
    let now = app.clock.now();
    found.run.ended_at = now;
    let mut tx = app.db.begin().await?;
    for (key, place, ended) in &found.places {
        rows::set_place(&mut tx, key, place, ended.then_some(now)).await?;
    }
    let run = rows::add(&mut tx, &found.run).await?;
    let mut told = Vec::new();
    for alarm in &found.new {
        if rows::is_known(&mut tx, alarm.kind, &alarm.subject).await? {
            continue;
        }
        rows::alarm(&mut tx, run, alarm, now).await?;
        tracing::error!(
            kind = alarm.kind,
            subject = alarm.subject,
            restored = alarm.restored,
            "what is served was altered"
        );
        told.push(json!({ "kind": alarm.kind, "subject": alarm.subject, "restored": alarm.restored }));
    }
    if !told.is_empty() {
        let (all, restored) = (told.len(), told.iter().filter(|alarm| alarm["restored"] == true).count());
        let text = format!(
            "【网页防篡改】发现 {all} 处内容与发布时不一致，其中 {restored} 处已自动恢复。请尽快登录工作台“网页防篡改”核查。"
        );
        let reached = identity::posts::tell(&mut tx, KEEPER, now, &text).await?;
        record(app, &mut tx, run, json!({ "found": told, "reached": reached }), now).await?;
    }
    rows::forget(&mut tx, now.plus(-KEPT_FOR)).await?;
    tx.commit().await?;
    app.ledger.notify();
    Ok(())
}

async fn record(app: &App, tx: &mut store::Tx, run: i64, facts: Value, at: Moment) -> Result<(), Error> {
    let entry = ledger::Entry {
        at,
        actor: Actor::System.ledger(),
        verb: "sites.guard.found",
        subject: ledger::Subject { kind: "guard", id: run },
        facts,
        bodies: Vec::new(),
    };
    ledger::record(tx, &app.chance, entry).await?;
    Ok(())
}
