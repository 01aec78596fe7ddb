//! The pages of an import: what each is, into which column it comes, and what becomes of it.

use std::collections::{BTreeMap, BTreeSet};

use base::{Error, text};
use edition::Column;
use edition::gate::Gate;
use edition::import::Manner;
use intake::page::Page;
use web::App;

use super::map::{Map, NOT};
use super::page::{Reading, Ready, TWICE, host, origin, remarks};
use super::saved::{Saved, Sheet};
use super::write::{self, Outcome};
use crate::store::imports::{self, Found, Import};

/// Characters of what is written down of a page.
const LINE_CHARS: usize = 200;
/// Remarks that are written down of one page.
const REMARKS_MAX: usize = 20;

/// How pages find their columns.
pub(super) enum Placing<'a> {
    /// Into the column that is called as the old one, else into the usual one.
    Names,
    /// As a table says, with the columns that it names by their slugs; else into the usual one.
    Map(&'a Map, BTreeMap<String, i64>),
}

/// With what the pages of an import are seen and brought in.
pub(super) struct Seeing<'a> {
    app: &'a App,
    reading: Reading<'a>,
    placing: Placing<'a>,
    columns: Vec<Column>,
    usual: i64,
    seen: BTreeSet<String>,
}

impl<'a> Seeing<'a> {
    pub(super) async fn of(
        app: &'a App,
        import: &Import,
        saved: &'a Saved,
        placing: Placing<'a>,
    ) -> Result<Self, Error> {
        let site = edition::site::find(&mut app.db.reader(), import.site_id).await?.ok_or(Error::Unseen)?;
        let columns = edition::column::of_site(&mut app.db.reader(), site.id).await?;
        let undated = import.state == "looking" || import.undated == 1;
        let reading = Reading { app, saved, site: site.name, undated };
        let columns = columns.into_iter().filter(|column| column.kind != "link").collect();
        Ok(Self { app, reading, placing, columns, usual: import.column_id, seen: BTreeSet::new() })
    }

    /// What there is to say of a page before it comes.
    pub(super) async fn see(&mut self, sheet: &Sheet) -> Result<Found, Error> {
        let page = match self.reading.page(sheet).await? {
            Ok(page) => page,
            Err(why) => return Ok(left(&sheet.shown, &why)),
        };
        if !self.seen.insert(origin(&page)) {
            return Ok(left(&sheet.shown, TWICE));
        }
        let (files, lost) = self.reading.lacking(sheet, &page);
        Ok(Found {
            shown: sheet.shown.clone(),
            url: if host(&page).is_empty() { page.path() } else { page.url.clone() },
            title: line(&page.title),
            dated: page.published.map(|at| at.date().to_string()).unwrap_or_default(),
            source: line(&page.source),
            shape: page.shape.title().to_owned(),
            place: place(&page),
            column_id: self.column(&page),
            files: i64::try_from(files).unwrap_or(i64::MAX),
            remarks: lines(lost.into_iter().chain(remarks(&page))),
            ..Found::default()
        })
    }

    /// The column into which a page comes; none when it is not to come.
    fn column(&self, page: &Page) -> Option<i64> {
        match &self.placing {
            Placing::Names => {
                let named = self.columns.iter().find(|column| !page.column.is_empty() && column.name == page.column);
                Some(named.map_or(self.usual, |column| column.id))
            }
            Placing::Map(map, columns) => match map.slug(&host(page), &page.path(), &page.column) {
                None => Some(self.usual),
                Some(NOT) => None,
                Some(slug) => columns.get(slug).copied(),
            },
        }
    }

    /// Brings a batch in; `false` when the import was dropped meanwhile.
    pub(super) async fn bring(
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
        Ok(super::withheld(&found).map(|why| End { why, ..End::at("held", id) }))
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
pub(super) fn left(shown: &str, why: &str) -> Found {
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
