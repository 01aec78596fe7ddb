//! An import from the workbench, in two jobs: one looks at every page of a packed folder and writes down what it found, the other
//! brings in what was chosen. Each goes on where it was when the program ends in between.

use std::collections::{BTreeMap, BTreeSet};

use base::{Error, text};
use edition::gate::Gate;
use edition::import::Manner;
use edition::{Column, Desk};
use identity::Actor;
use intake::page::Page;
use serde_json::{Value, json};
use store::Tx;
use web::App;

use super::BATCH;
use super::page::{Reading, Ready, TWICE, host, origin, remarks};
use super::saved::{Saved, Sheet};
use super::unpacked::unpack;
use super::write::{self, Outcome};
use crate::store::imports::{self, Found, Import};

/// The job that looks.
pub(crate) const LOOK: &str = "content.import.look";
/// The job that brings in.
pub(crate) const RUN: &str = "content.import.run";
/// Characters of what is written down of a page.
const LINE_CHARS: usize = 200;
/// Remarks that are written down of one page.
const REMARKS_MAX: usize = 20;
/// A finding of the gate that a foreign site's text may have: its own pages are not all here yet.
const LINKS: &str = "无效链接";

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
        let why = "压缩文件里没有网页（html、htm、jsp 等）。请核对后重新压缩，把保存下来的整个目录放进去。";
        return failed(app, &import, why).await;
    }
    let mut seeing = Seeing::of(app, &import, &unpacked.saved).await?;
    let mut tx = app.db.begin().await?;
    imports::clear_pages(&mut tx, import.id).await?;
    imports::counted(&mut tx, import.id, unpacked.saved.pages.len()).await?;
    for (shown, why) in unpacked.left.iter().chain(&unpacked.saved.left) {
        imports::put_page(&mut tx, import.id, &left(shown, why)).await?;
    }
    tx.commit().await?;
    let mut done = 0;
    for batch in unpacked.saved.pages.chunks(BATCH) {
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
        let facts = counted(&mut tx, &import).await?;
        record(&mut tx, app, &import, "content.import.looked", facts).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Brings in what was chosen.
///
/// # Errors
/// As [`look`].
pub(crate) async fn run(app: &App, payload: &Value) -> Result<(), Error> {
    let Some(import) = open(app, payload, "running").await? else { return Ok(()) };
    let unpacked = match unpack(app, &import).await? {
        Ok(unpacked) => unpacked,
        Err(why) => return failed(app, &import, &why).await,
    };
    let sheets: BTreeMap<&str, &Sheet> = unpacked.saved.pages.iter().map(|s| (s.shown.as_str(), s)).collect();
    let seeing = Seeing::of(app, &import, &unpacked.saved).await?;
    let mut done = usize::try_from(import.done).unwrap_or(0);
    loop {
        let batch = imports::pages(&mut app.db.reader(), import.id, &[""], 0, BATCH).await?;
        if batch.is_empty() {
            break;
        }
        done += batch.len();
        if !seeing.bring(&import, batch, &sheets, done).await? {
            return Ok(());
        }
        app.ledger.notify();
    }
    let mut tx = app.db.begin().await?;
    if imports::end(&mut tx, import.id, "running", "done", "", app.clock.now()).await? > 0 {
        let facts = counted(&mut tx, &import).await?;
        record(&mut tx, app, &import, "content.import.done", facts).await?;
        tx.commit().await?;
        app.ledger.notify();
    }
    Ok(())
}

/// With what the pages of an import are seen and brought in.
struct Seeing<'a> {
    app: &'a App,
    reading: Reading<'a>,
    columns: Vec<Column>,
    usual: i64,
    seen: BTreeSet<String>,
}

impl<'a> Seeing<'a> {
    async fn of(app: &'a App, import: &Import, saved: &'a Saved) -> Result<Self, Error> {
        let site = edition::site::find(&mut app.db.reader(), import.site_id).await?.ok_or(Error::Unseen)?;
        let columns = edition::column::of_site(&mut app.db.reader(), site.id).await?;
        let undated = import.state == "looking" || import.undated == 1;
        let reading = Reading { app, saved, site: site.name, undated };
        let columns = columns.into_iter().filter(|column| column.kind != "link").collect();
        Ok(Self { app, reading, columns, usual: import.column_id, seen: BTreeSet::new() })
    }

    /// What there is to say of a page before it comes.
    async fn see(&mut self, sheet: &Sheet) -> Result<Found, Error> {
        let page = match self.reading.page(sheet).await? {
            Ok(page) => page,
            Err(why) => return Ok(left(&sheet.shown, &why)),
        };
        if !self.seen.insert(origin(&page)) {
            return Ok(left(&sheet.shown, TWICE));
        }
        let (files, lost) = self.reading.lacking(sheet, &page);
        let named = self.columns.iter().find(|column| !page.column.is_empty() && column.name == page.column);
        Ok(Found {
            shown: sheet.shown.clone(),
            url: if host(&page).is_empty() { page.path() } else { page.url.clone() },
            title: line(&page.title),
            dated: page.published.map(|at| at.date().to_string()).unwrap_or_default(),
            source: line(&page.source),
            shape: page.shape.title().to_owned(),
            place: place(&page),
            column_id: Some(named.map_or(self.usual, |column| column.id)),
            files: i64::try_from(files).unwrap_or(i64::MAX),
            remarks: lines(lost.into_iter().chain(remarks(&page))),
            ..Found::default()
        })
    }

    /// Brings a batch in; `false` when the import was dropped meanwhile.
    async fn bring(
        &self,
        import: &Import,
        batch: Vec<Found>,
        sheets: &BTreeMap<&str, &Sheet>,
        done: usize,
    ) -> Result<bool, Error> {
        let (mut ended, mut works, mut keys) = (Vec::new(), Vec::new(), BTreeMap::new());
        for found in batch {
            match self.ready(&found, sheets).await? {
                Ok(ready) => {
                    keys.insert(ready.shown.clone(), found.id);
                    works.push(ready);
                }
                Err(end) => ended.push((found.id, end, found.remarks)),
            }
        }
        let mut draft = true;
        if import.manner == "published" {
            draft = false;
            let mut waiting = Vec::new();
            for (work, end) in self.drafted(import, works).await? {
                match end {
                    Some(end) => ended.push((keys.remove(&work.shown).unwrap_or(0), end, said(&work))),
                    None => waiting.push(work),
                }
            }
            works = waiting;
        }
        let before = self.known(&works).await?;
        let mut tx = self.app.db.begin().await?;
        let manner = Manner { draft, run: Some(import.id) };
        for work in write::within(&mut tx, self.app, works, manner).await? {
            let Some(page) = keys.get(&work.ready.shown) else { continue };
            let end = match work.outcome {
                Outcome::Refused(why) => End::of("refused", why),
                Outcome::New(id) => End::at("new", id),
                Outcome::Same(id) => End::at("same", id),
                Outcome::Changed(id) => End::at(if draft || before.contains(&id) { "changed" } else { "new" }, id),
            };
            ended.push((*page, end, said(&work.ready)));
        }
        for (page, end, remarks) in ended {
            imports::set_outcome(&mut tx, page, (end.outcome, &end.why), &remarks, end.item).await?;
        }
        if imports::advance(&mut tx, import.id, "running", done).await? == 0 {
            return Ok(false);
        }
        tx.commit().await?;
        Ok(true)
    }

    /// Writes pages as drafts and lets the gate read them as they stand here: nothing is public before. Gives each page that may
    /// be published, and what became of the others.
    async fn drafted(&self, import: &Import, works: Vec<Ready>) -> Result<Vec<(Ready, Option<End>)>, Error> {
        let manner = Manner { draft: true, run: Some(import.id) };
        let mut out = Vec::with_capacity(works.len());
        for work in write::batch(self.app, works, manner).await? {
            let end = match work.outcome {
                Outcome::Refused(why) => Some(End::of("refused", why)),
                Outcome::New(id) | Outcome::Changed(id) | Outcome::Same(id) => self.held(id).await?,
            };
            out.push((work.ready, end));
        }
        Ok(out)
    }

    /// The editions of pages that are public already.
    async fn known(&self, works: &[Ready]) -> Result<BTreeSet<i64>, Error> {
        let mut known = BTreeSet::new();
        let mut reader = self.app.db.reader();
        for work in works {
            let item = edition::item::by_origin(&mut reader, &origin(&work.page)).await?;
            known.extend(item.filter(|item| item.published_at.is_some()).map(|item| item.id));
        }
        Ok(known)
    }

    /// A page with its files in the store; or what became of it instead.
    async fn ready(&self, found: &Found, sheets: &BTreeMap<&str, &Sheet>) -> Result<Result<Ready, End>, Error> {
        let no = |outcome: &'static str, why: &str| Ok(Err(End::of(outcome, why.to_owned())));
        let Some(column) = found.column_id else { return no("left", "选择了不导入。") };
        let Some(column) = self.columns.iter().find(|known| known.id == column) else {
            return no("refused", "所选的栏目已经关闭。");
        };
        let Some(sheet) = sheets.get(found.shown.as_str()) else {
            return no("refused", "压缩文件里没有这个网页。");
        };
        let page = match self.reading.page(sheet).await? {
            Ok(page) => page,
            Err(why) => return Ok(Err(End::of("left", why))),
        };
        Ok(self.reading.ready(sheet, page, column).await?.map_err(|why| End::of("refused", why)))
    }

    /// That an edition stays a draft, and why: what the gate found in it. One that is just as it was let through before is not
    /// read again.
    async fn held(&self, id: i64) -> Result<Option<End>, Error> {
        let item = edition::item::find(&mut self.app.db.reader(), id).await?;
        if item.is_none_or(|item| item.state != "draft") {
            return Ok(None);
        }
        let Some(gate) = self.app.ext::<Gate>() else { return Ok(None) };
        let found = (gate.0)(self.app, id).await?;
        let stops = found.iter().filter(|f| f.secret || (f.stops && f.kind != LINKS));
        let stops: Vec<&str> = stops.map(|found| found.kind.as_str()).collect();
        if stops.is_empty() {
            return Ok(None);
        }
        let why = format!("发布前检查发现：{}。已留作草稿，请修改后送审。", edition::gate::kinds(stops.into_iter()));
        Ok(Some(End { why, ..End::at("held", id) }))
    }
}

/// What became of a page.
struct End {
    outcome: &'static str,
    why: String,
    item: Option<i64>,
}

impl End {
    fn of(outcome: &'static str, why: String) -> Self {
        Self { outcome, why, item: None }
    }

    fn at(outcome: &'static str, item: i64) -> Self {
        Self { outcome, why: String::new(), item: Some(item) }
    }
}

/// What of a page's files and text did not come.
fn said(ready: &Ready) -> String {
    lines(ready.lost.iter().chain(&ready.remarks).cloned())
}

/// A page that does not come, and why.
fn left(shown: &str, why: &str) -> Found {
    Found { shown: shown.to_owned(), outcome: "left".to_owned(), why: why.to_owned(), ..Found::default() }
}

fn line(text: &str) -> String {
    text::truncate(&text::clean_line(text), LINE_CHARS)
}

fn lines(all: impl Iterator<Item = String>) -> String {
    all.take(REMARKS_MAX).collect::<Vec<_>>().join("\n")
}

/// Where a page stood: its column's name, or its host and first folder.
fn place(page: &Page) -> String {
    if !page.column.is_empty() {
        return line(&page.column);
    }
    let path = page.path();
    let inner = path.split('?').next().unwrap_or_default();
    let folder = inner.get(1..).and_then(|rest| rest.find('/')).and_then(|at| inner.get(..at + 2)).unwrap_or("/");
    line(&format!("{}{folder}", host(page)))
}

/// The import of a job, when it is in the state in which the job works.
async fn open(app: &App, payload: &Value, state: &str) -> Result<Option<Import>, Error> {
    let Some(id) = payload["import"].as_i64() else { return Ok(None) };
    Ok(imports::find(&mut app.db.reader(), id).await?.filter(|import| import.state == state))
}

async fn failed(app: &App, import: &Import, why: &str) -> Result<(), Error> {
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
