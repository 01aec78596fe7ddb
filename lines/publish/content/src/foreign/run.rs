//! An import in two steps: one looks at every page and writes down what it found, the other brings in what was chosen. The workbench
//! takes them as jobs over a packed folder, and each goes on where it was when the program ends in between; the terminal takes them one
//! after the other over a folder.

use std::collections::BTreeMap;

use base::Error;
use edition::Desk;
use identity::Actor;
use serde_json::{Value, json};
use store::Tx;
use web::App;

use super::BATCH;
use super::saved::{Saved, Sheet};
use super::seeing::{Placing, Seeing, left};
use super::unpacked::unpack;
use crate::store::imports::{self, Import};

/// The job that looks.
pub(crate) const LOOK: &str = "content.import.look";
/// The job that brings in.
pub(crate) const RUN: &str = "content.import.run";
/// Why a file without pages is no older site.
pub(super) const NO_PAGES: &str = "里面没有网页（html、htm、jsp 等）。请核对后重新压缩，把保存下来的整个目录放进去。";

/// Looks at every page of an import.
///
/// # Errors
/// A fault when the database or the disk does not answer: the job is tried again.
pub(crate) async fn look(app: &App, payload: &Value) -> Result<(), Error> {
    let Some(import) = open(app, payload, "looking").await? else { return Ok(()) };
    let unpacked = match unpack(app, &import).await? {
        Ok(unpacked) => unpacked,
        Err(why) => return failed(app, &import, &why).await,
    };
    if unpacked.saved.pages.is_empty() {
        return failed(app, &import, &format!("压缩文件{NO_PAGES}")).await;
    }
    see(app, &import, (&unpacked.saved, &unpacked.left), Placing::Names).await
}

/// Brings in what was chosen.
///
/// # Errors
/// As [`look`].
pub(crate) async fn run(app: &App, payload: &Value) -> Result<(), Error> {
    let Some(import) = open(app, payload, "running").await? else { return Ok(()) };
    match unpack(app, &import).await? {
        Ok(unpacked) => bring(app, &import, &unpacked.saved).await,
        Err(why) => failed(app, &import, &why).await,
    }
}

/// Writes down what every page is; `more` could not be unpacked.
pub(super) async fn see(
    app: &App,
    import: &Import,
    (saved, more): (&Saved, &[(String, String)]),
    placing: Placing<'_>,
) -> Result<(), Error> {
    let mut seeing = Seeing::of(app, import, saved, placing).await?;
    let mut tx = app.db.begin().await?;
    imports::clear_pages(&mut tx, import.id).await?;
    imports::counted(&mut tx, import.id, saved.pages.len()).await?;
    for (shown, why) in more.iter().chain(&saved.left) {
        imports::put_page(&mut tx, import.id, &left(shown, why)).await?;
    }
    tx.commit().await?;
    let mut done = 0;
    for batch in saved.pages.chunks(BATCH) {
        let mut found = Vec::new();
        for sheet in batch {
            found.push(seeing.see(sheet).await?);
        }
        done += batch.len();
        let mut tx = app.db.begin().await?;
        for page in &found {
            imports::put_page(&mut tx, import.id, page).await?;
        }
        if imports::advance(&mut tx, import.id, "looking", done).await? == 0 {
            return Ok(());
        }
        tx.commit().await?;
    }
    let mut tx = app.db.begin().await?;
    if imports::step(&mut tx, import.id, "looking", "looked").await? > 0 {
        let facts = counted(&mut tx, import).await?;
        record(&mut tx, app, import, "content.import.looked", facts).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Brings in every page for which a column was chosen.
pub(super) async fn bring(app: &App, import: &Import, saved: &Saved) -> Result<(), Error> {
    let sheets: BTreeMap<&str, &Sheet> = saved.pages.iter().map(|s| (s.shown.as_str(), s)).collect();
    let seeing = Seeing::of(app, import, saved, Placing::Names).await?;
    let mut done = usize::try_from(import.done).unwrap_or(0);
    loop {
        let batch = imports::pages(&mut app.db.reader(), import.id, &[""], 0, BATCH).await?;
        if batch.is_empty() {
            break;
        }
        done += batch.len();
        if !seeing.bring(import, batch, &sheets, done).await? {
            return Ok(());
        }
        app.ledger.notify();
    }
    ended(app, import).await
}

/// Ends an import of which everything came.
pub(super) async fn ended(app: &App, import: &Import) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    if imports::end(&mut tx, import.id, "running", "done", "", app.clock.now()).await? > 0 {
        let facts = counted(&mut tx, import).await?;
        record(&mut tx, app, import, "content.import.done", facts).await?;
        tx.commit().await?;
        app.ledger.notify();
    }
    Ok(())
}

/// The import of a job, when it is in the state in which the job works.
async fn open(app: &App, payload: &Value, state: &str) -> Result<Option<Import>, Error> {
    let Some(id) = payload["import"].as_i64() else { return Ok(None) };
    Ok(imports::find(&mut app.db.reader(), id).await?.filter(|import| import.state == state))
}

/// Ends an import that cannot go on.
pub(super) async fn failed(app: &App, import: &Import, why: &str) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    if imports::end(&mut tx, import.id, &import.state, "failed", why, app.clock.now()).await? > 0 {
        record(&mut tx, app, import, "content.import.failed", json!({ "why": why })).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// How many pages have which outcome, for the ledger.
async fn counted(tx: &mut Tx, import: &Import) -> Result<Value, Error> {
    let outcomes = imports::outcomes(tx, import.id).await?;
    let name = |outcome: &str| if outcome.is_empty() { "found".to_owned() } else { outcome.to_owned() };
    Ok(Value::Object(outcomes.into_iter().map(|(outcome, count)| (name(&outcome), json!(count))).collect()))
}

async fn record(tx: &mut Tx, app: &App, import: &Import, verb: &str, facts: Value) -> Result<(), Error> {
    Desk::new(app, &Actor::System).record(tx, verb, ("content_import", import.id), facts, Vec::new()).await?;
    Ok(())
}
