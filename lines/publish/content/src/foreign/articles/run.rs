//! Batches of articles become editions, each in one transaction; what became of each stands in the report of its site's import.

use std::collections::BTreeMap;

use base::{Error, Moment, text};
use edition::gate::NewGate;
use edition::import::{Brought, Import, Manner};
use edition::{Column, Content, Desk};
use identity::Actor;
use serde_json::json;
use store::Tx;
use store::files::Stored;
use web::App;

use super::read::{self, Line, Numbered};
use super::{Order, Told};
use crate::foreign::begun::{self, Beginning};
use crate::foreign::{run as imported, withheld};
use crate::store::imports::{self, Found};

/// Characters of what is written down of an article.
const LINE_CHARS: usize = 200;

/// The import of a site.
struct Run {
    id: i64,
    /// Until when a second person looks at it.
    due: Option<Moment>,
    site: String,
    /// Lines of the file so far.
    lines: usize,
}

/// An article that can be taken: the number of its line, the line, its column, what it says, why it stays a draft.
struct Ready {
    number: u64,
    line: Line,
    column: Column,
    content: Content,
    held: Option<String>,
}

pub(super) struct Importer<'a> {
    app: &'a App,
    order: &'a Order<'a>,
    /// What is kept of the file.
    kept: &'a Stored,
    /// Columns by the slugs of site and column.
    columns: BTreeMap<(String, String), Option<Column>>,
    /// Imports by the keys of their sites.
    runs: BTreeMap<i64, Run>,
    told: Told,
}

impl<'a> Importer<'a> {
    pub(super) fn new(app: &'a App, order: &'a Order<'a>, kept: &'a Stored) -> Self {
        Self { app, order, kept, columns: BTreeMap::new(), runs: BTreeMap::new(), told: Told::default() }
    }

    /// Writes a batch in one transaction.
    pub(super) async fn write(&mut self, batch: Vec<Numbered>) -> Result<(), Error> {
        let mut works = Vec::with_capacity(batch.len());
        for (number, line) in batch {
            let ready = match line {
                Ok(line) => self.ready(number, line).await?,
                Err(why) => Err(why),
            };
            match ready {
                Ok(ready) => works.push(ready),
                Err(why) => self.told.lose(number, why),
            }
        }
        self.read(&mut works).await?;
        let mut tx = self.app.db.begin().await?;
        for work in works {
            let run = self.run(&mut tx, &work.column).await?;
            let page = self.one(&mut tx, run, work).await?;
            imports::put_page(&mut tx, run, &page).await?;
        }
        for run in self.runs.values() {
            imports::counted(&mut tx, run.id, run.lines).await?;
            imports::advance(&mut tx, run.id, "running", run.lines).await?;
        }
        tx.commit().await?;
        self.app.ledger.notify();
        Ok(())
    }

    /// Lets the gate read what is to be published as it was.
    async fn read(&self, works: &mut [Ready]) -> Result<(), Error> {
        let (Some(_), Some(gate)) = (self.order.as_it_was, self.app.ext::<NewGate>()) else { return Ok(()) };
        let contents = works.iter().map(|work| work.content.clone()).collect();
        for (work, found) in works.iter_mut().zip((gate.0)(self.app, contents).await?) {
            work.held = withheld(&found);
        }
        Ok(())
    }

    /// The import of the column's site, which begins with the first of its articles.
    async fn run(&mut self, tx: &mut Tx, column: &Column) -> Result<i64, Error> {
        if let Some(run) = self.runs.get_mut(&column.site_id) {
            run.lines += 1;
            return Ok(run.id);
        }
        let site = edition::site::find(tx, column.site_id).await?.ok_or(Error::Unseen)?;
        let name = text::truncate(&format!("{}（{}）", self.order.system, self.order.file), LINE_CHARS);
        let one = Beginning {
            site: &site,
            column: column.id,
            name: &name,
            kept: self.kept,
            undated: false,
            as_it_was: self.order.as_it_was,
            facts: json!({ "articles": self.order.system }),
        };
        let (id, due) = begun::note(tx, self.app, &one).await?;
        imports::step(tx, id, "looking", "running").await?;
        self.runs.insert(site.id, Run { id, due, site: site.name, lines: 1 });
        Ok(id)
    }

    /// Writes one article with its old addresses; gives what the report says of it.
    async fn one(&mut self, tx: &mut Tx, run: i64, work: Ready) -> Result<Found, Error> {
        let Ready { number, line, column, content, held } = work;
        let mut page = found(number, &line, &column, &content, self.order.system);
        let origin = format!("articles:{}:{}", self.order.system, line.id);
        let addresses: Vec<(String, String)> = line.addresses.into_iter().map(|path| (String::new(), path)).collect();
        let import = Import {
            origin: &origin,
            kind: if line.kind.is_empty() { "article" } else { &line.kind },
            column: column.id,
            unit: column.unit_id,
            attribute: if line.disclosed { "active" } else { "none" },
            content,
            addresses: &addresses,
        };
        let manner = Manner { draft: self.order.as_it_was.is_none() || held.is_some(), run: Some(run) };
        let desk = Desk::new(self.app, &Actor::System);
        let (outcome, item) = match edition::import::bring_as(tx, &desk, import, &[], manner).await {
            Ok(Brought::New(id)) => ("new", id),
            Ok(Brought::Changed(id)) => ("changed", id),
            Ok(Brought::Same(id)) => ("same", id),
            Err(Error::Invalid(faults)) => {
                let why = faults.into_iter().map(|fault| fault.message).collect();
                return Ok(self.refused(page, number, why));
            }
            Err(Error::Refused(refusal)) => return Ok(self.refused(page, number, refusal.message)),
            Err(other) => return Err(other),
        };
        page.item_id = Some(item);
        // What is public just so was let through before.
        let waits = outcome != "same" || edition::item::find(tx, item).await?.is_some_and(|item| item.state == "draft");
        if let Some(why) = held.filter(|_| waits) {
            (page.outcome, page.why) = ("held".to_owned(), why.clone());
            self.told.keep(number, why);
            return Ok(page);
        }
        match outcome {
            "new" => self.told.new += 1,
            "changed" => self.told.changed += 1,
            _ => self.told.same += 1,
        }
        outcome.clone_into(&mut page.outcome);
        Ok(page)
    }

    fn refused(&mut self, mut page: Found, number: u64, why: String) -> Found {
        (page.outcome, page.why) = ("refused".to_owned(), why.clone());
        self.told.lose(number, why);
        page
    }

    /// The article with its column and what it says; or why it is not taken.
    async fn ready(&mut self, number: u64, line: Line) -> Result<Result<Ready, String>, Error> {
        if line.id.is_empty() {
            return Ok(Err("没有编号（id）。".to_owned()));
        }
        if !line.kind.is_empty() && edition::terms::title(edition::terms::KINDS, &line.kind).is_none() {
            return Ok(Err(format!("没有稿件类型“{}”。", line.kind)));
        }
        if let Some(wrong) = line.addresses.iter().find(|path| !path.starts_with('/') || path.starts_with("//")) {
            return Ok(Err(format!("旧网址“{wrong}”须以 / 开头，不带域名。")));
        }
        let Some(at) = read::moment(&line.date) else {
            return Ok(Err(format!("发布时间“{}”不对，须如 2024-03-01 09:30。", line.date)));
        };
        let Some(column) = self.column(&line).await? else {
            return Ok(Err(format!("没有站点“{}”的栏目“{}”。", line.site, line.column)));
        };
        if let Some(site) = self.closed_to(&column).await? {
            return Ok(Err(format!("--by 写的人不在“{site}”发布稿件，这个站点的稿件请由负责它的人另行导入。")));
        }
        let content = read::content(&line, at);
        Ok(Ok(Ready { number, line, column, content, held: None }))
    }

    /// The name of the column's site, when nobody who begins this import publishes there.
    async fn closed_to(&self, column: &Column) -> Result<Option<String>, Error> {
        let Some(it) = self.order.as_it_was.filter(|_| !self.runs.contains_key(&column.site_id)) else {
            return Ok(None);
        };
        let site = edition::site::find(&mut self.app.db.reader(), column.site_id).await?.ok_or(Error::Unseen)?;
        Ok(it.publisher(Some(site.unit_id)).is_none().then_some(site.name))
    }

    async fn column(&mut self, line: &Line) -> Result<Option<Column>, Error> {
        let site = if line.site.is_empty() { edition::site::MAIN } else { &line.site };
        let key = (site.to_owned(), line.column.clone());
        if let Some(known) = self.columns.get(&key) {
            return Ok(known.clone());
        }
        let mut reader = self.app.db.reader();
        let column = match edition::site::by_slug(&mut reader, site).await? {
            Some(site) => edition::column::by_slug(&mut reader, site.id, &line.column).await?,
            None => None,
        };
        let column = column.filter(|column| column.closed_at.is_none() && column.kind != "link");
        self.columns.insert(key, column.clone());
        Ok(column)
    }

    /// Ends the imports of all sites as it went, and tells what they did.
    pub(super) async fn end(mut self, done: Result<(), Error>) -> Result<Told, Error> {
        for run in self.runs.into_values() {
            // One that began with what could not be written is not there.
            let Some(import) = imports::find(&mut self.app.db.reader(), run.id).await? else { continue };
            match &done {
                Ok(()) => imported::ended(self.app, &import).await?,
                Err(_) => {
                    imported::failed(self.app, &import, "在服务器上的导入中断了。请再导入一次：已经导入的不会重复。")
                        .await?
                }
            }
            self.told.due.extend(run.due.map(|due| (run.site, due)));
        }
        done.map(|()| self.told)
    }
}

/// What the report says of an article before anything became of it.
fn found(number: u64, line: &Line, column: &Column, content: &Content, system: &str) -> Found {
    let short = |said: &str| text::truncate(&text::clean_line(said), LINE_CHARS);
    Found {
        shown: format!("第 {number} 行"),
        url: line.addresses.first().map(|path| short(path)).unwrap_or_default(),
        title: short(&line.title),
        dated: content.shown_at.map(|at| Moment(at).date().to_string()).unwrap_or_default(),
        source: short(&line.source),
        shape: short(system),
        place: short(&line.column),
        column_id: Some(column.id),
        ..Found::default()
    }
}
