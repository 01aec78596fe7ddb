//! Everything derived made anew: the search index from its table, and every public page of every site once, lists to their
//! ends. What cannot be made is named, so that an administrator knows after an update or a restored backup, before a
//! reader does. Pages are made as readers get them and then dropped: the program makes each again when it is asked for.

use std::time::{Duration, Instant};

use base::{Error, Fault};
use edition::live::{self, Turn};
use edition::{Column, Site};
use tokio::task::JoinSet;
use web::{App, Inside};

/// Editions read at a time.
const KEYS: i64 = 5_000;
/// Pages that are named because they could not be made, at most.
const LEFT_MAX: usize = 100;

/// What a rebuild came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Documents in the index.
    pub documents: usize,
    /// How long the index took.
    pub indexing: Duration,
    /// Pages that were made.
    pub pages: u64,
    /// Their bytes.
    pub bytes: u64,
    /// How long the pages took.
    pub making: Duration,
    /// Pages that could not be made.
    pub lost: u64,
    /// The first of these, each with the status of the answer.
    pub left: Vec<(String, u16)>,
}

/// Makes everything anew, with so many pages at a time.
///
/// # Errors
/// A fault when the database does not answer or the index cannot be written.
pub async fn all(app: &App, at_a_time: usize) -> Result<Done, Error> {
    let begun = Instant::now();
    let documents = app.search.rebuild(&app.db).await?;
    let indexing = begun.elapsed();
    let begun = Instant::now();
    let mut maker = Maker {
        app,
        inside: Inside::of(app)?,
        at_a_time: at_a_time.max(1),
        making: JoinSet::new(),
        done: Done { documents, indexing, ..Done::default() },
    };
    let sites = edition::site::all(&mut app.db.reader()).await?;
    let sites: Vec<Site> = sites.into_iter().filter(|site| site.closed_at.is_none()).collect();
    for site in &sites {
        maker.site(site).await?;
    }
    maker.editions(&sites).await?;
    let mut done = maker.finish().await?;
    done.making = begun.elapsed();
    Ok(done)
}

/// How a page was answered: host and address, status, bytes.
type Answered = Result<(String, u16, u64), Error>;

struct Maker<'a> {
    app: &'a App,
    inside: Inside,
    at_a_time: usize,
    making: JoinSet<Answered>,
    done: Done,
}

impl Maker<'_> {
    /// Home page, feeds, and the columns with their lists.
    async fn site(&mut self, site: &Site) -> Result<(), Error> {
        for path in ["/", "/feeds/atom.xml", "/feeds/rss.xml"] {
            self.make(site, path.to_owned()).await?;
        }
        for column in edition::column::of_site(&mut self.app.db.reader(), site.id).await? {
            if column.kind != "link" {
                self.column(site, &column).await?;
            }
        }
        Ok(())
    }

    async fn column(&mut self, site: &Site, column: &Column) -> Result<(), Error> {
        let path = column.path();
        for file in ["", "atom.xml", "rss.xml"] {
            self.make(site, format!("{path}{file}")).await?;
        }
        // Columns with an order of their own show everything on one page.
        if matches!(column.kind.as_str(), "leaders" | "organs" | "overview") {
            return Ok(());
        }
        let most = usize::try_from(self.app.number("web.page.rows")?).unwrap_or(20).max(1);
        let mut turn = Turn::First;
        loop {
            let rows = live::in_column(&mut self.app.db.reader(), column.id, turn, most + 1).await?;
            let Some(last) = rows.get(most - 1).filter(|_| rows.len() > most) else { return Ok(()) };
            turn = Turn::After(last.published_at.0, last.item_id);
            self.make(site, format!("{path}?after={}.{}", last.published_at.0, last.item_id)).await?;
        }
    }

    /// Everything that is published, each under its own site.
    async fn editions(&mut self, sites: &[Site]) -> Result<(), Error> {
        let last = live::last_key(&mut self.app.db.reader()).await?;
        let mut from = 0;
        while from <= last {
            for (item, of, _) in live::stamps(&mut self.app.db.reader(), from..from + KEYS).await? {
                if let Some(site) = sites.iter().find(|site| site.id == of) {
                    self.make(site, live::path(item)).await?;
                }
            }
            from += KEYS;
        }
        Ok(())
    }

    /// Makes the page at `path` of a site, as soon as fewer than the allowed are being made.
    async fn make(&mut self, site: &Site, path: String) -> Result<(), Error> {
        while self.making.len() >= self.at_a_time {
            self.next().await?;
        }
        // On a host of its own a site has its pages at the root, as the portal has.
        let (host, address) = (site.host.clone(), if site.host.is_empty() { site.at(&path) } else { path });
        let inside = self.inside.clone();
        self.making.spawn(async move {
            let response = inside.ask(&host, &address).await?;
            let status = response.status().as_u16();
            let bytes = web::whole_body(response).await?.len() as u64;
            Ok((format!("{host}{address}"), status, bytes))
        });
        Ok(())
    }

    /// Takes one page that has been made, if any is being made.
    async fn next(&mut self) -> Result<bool, Error> {
        let Some(made) = self.making.join_next().await else { return Ok(false) };
        let (address, status, bytes) =
            made.map_err(|e| Fault::of(base::error::FaultKind::Broken, "make a page", e))??;
        if status < 400 {
            self.done.pages += 1;
            self.done.bytes += bytes;
            return Ok(true);
        }
        self.done.lost += 1;
        if self.done.left.len() < LEFT_MAX {
            self.done.left.push((address, status));
        }
        Ok(true)
    }

    async fn finish(mut self) -> Result<Done, Error> {
        while self.next().await? {}
        Ok(self.done)
    }
}
