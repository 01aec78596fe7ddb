//! Import of another site: saved pages become editions with their dates, sources, pictures and attachments, and each old address
//! leads to the new page. Importing the same pages twice changes nothing.
//!
//! The terminal takes a folder and publishes at once ([`site`]); the workbench takes a packed folder, looks first and imports in
//! a job ([`run`]). Both read and write pages in the same way ([`page`], [`write`]).

mod article;
pub mod map;
pub(crate) mod packed;
mod page;
pub(crate) mod run;
pub(crate) mod sample;
pub mod saved;
pub(crate) mod unpacked;
mod write;

use std::collections::{BTreeMap, BTreeSet};

use base::Error;
use edition::{Column, Site};
use web::App;

use map::{Map, NOT};
use page::Reading;
use saved::Saved;
use write::Outcome;

/// Pages written in one transaction.
const BATCH: usize = 50;
/// Pages of one import, at most.
const PAGES_MAX: usize = 200_000;

/// What is imported, and where it goes.
pub struct Order<'a> {
    /// The saved pages.
    pub saved: &'a Saved,
    /// Slug of the site.
    pub site: &'a str,
    /// Slug of the column of pages that the map does not name.
    pub column: &'a str,
    /// Columns for old columns.
    pub map: &'a Map,
    /// Pages without a date are taken too, as such.
    pub undated: bool,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    /// Pages that were looked at.
    pub pages: usize,
    /// New editions.
    pub new: usize,
    /// Editions that got a new version.
    pub changed: usize,
    /// Editions that were there already, just so.
    pub same: usize,
    /// Pictures and attachments that came with new or changed editions.
    pub files: usize,
    /// Old addresses that lead on since now.
    pub addresses: usize,
    /// Articles by the maker of their pages.
    pub shapes: BTreeMap<&'static str, usize>,
    /// Pages, pictures and attachments that were not taken, and why.
    pub left: Vec<(String, String)>,
    /// What was left out of texts, by page.
    pub remarks: Vec<(String, String)>,
}

/// Brings the saved pages in and publishes them.
///
/// # Errors
/// The site or a column is not there; a fault when the database or the disk does not answer.
pub async fn site(app: &App, order: &Order<'_>) -> Result<Told, Error> {
    let (site, columns) = places(app, order).await?;
    let mut told = Told { pages: order.saved.pages.len(), left: order.saved.left.clone(), ..Told::default() };
    if told.pages > PAGES_MAX {
        let message = format!("网页太多（{} 个），一次最多导入 {PAGES_MAX} 个，请分几次导入。", told.pages);
        return Err(Error::refused("import.pages", message));
    }
    let reading = Reading { app, saved: order.saved, site: site.name.clone(), undated: order.undated };
    let mut seen = BTreeSet::new();
    for batch in order.saved.pages.chunks(BATCH) {
        let mut works = Vec::new();
        for sheet in batch {
            let mut left = |why: String| told.left.push((sheet.shown.clone(), why));
            let page = match reading.page(sheet).await? {
                Ok(page) => page,
                Err(why) => {
                    left(why);
                    continue;
                }
            };
            let slug = order.map.slug(&page::host(&page), &page.path(), &page.column).unwrap_or(order.column);
            let Some(column) = columns.get(slug) else {
                left(if slug == NOT { "对照表写明不导入。" } else { "没有对应的栏目。" }.to_owned());
                continue;
            };
            if !seen.insert(page::origin(&page)) {
                left(page::TWICE.to_owned());
                continue;
            }
            match reading.ready(sheet, page, column).await? {
                Ok(ready) => works.push(ready),
                Err(why) => left(why),
            }
        }
        take(&mut told, write::batch(app, works, edition::import::Manner::default()).await?);
    }
    Ok(told)
}

/// Counts what became of a batch.
fn take(told: &mut Told, written: Vec<write::Written>) {
    for work in written {
        let lost = work.ready.lost.into_iter().map(|why| (work.ready.shown.clone(), why));
        told.left.extend(lost);
        told.remarks.extend(work.ready.remarks.into_iter().map(|remark| (work.ready.shown.clone(), remark)));
        match work.outcome {
            Outcome::New(_) => told.new += 1,
            Outcome::Changed(_) => told.changed += 1,
            Outcome::Same(_) => told.same += 1,
            Outcome::Refused(why) => {
                told.left.push((work.ready.shown, why));
                continue;
            }
        }
        if !matches!(work.outcome, Outcome::Same(_)) {
            told.files += work.ready.files.len();
            told.addresses += work.addresses;
        }
        *told.shapes.entry(work.ready.page.shape.title()).or_default() += 1;
    }
}

/// The site and the columns that may be needed, by their slugs.
async fn places(app: &App, order: &Order<'_>) -> Result<(Site, BTreeMap<String, Column>), Error> {
    let mut reader = app.db.reader();
    let site = edition::site::by_slug(&mut reader, order.site).await?;
    let site = site.ok_or_else(|| Error::refused("import.site", format!("没有站点“{}”。", order.site)))?;
    let mut columns = BTreeMap::new();
    for slug in order.map.slugs().chain([order.column]) {
        let column = edition::column::by_slug(&mut reader, site.id, slug).await?;
        let none = || Error::refused("import.column", format!("站点“{}”没有栏目“{slug}”。", site.name));
        columns.insert(slug.to_owned(), column.ok_or_else(none)?);
    }
    Ok((site, columns))
}
