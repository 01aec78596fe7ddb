//! An import at the terminal: the steps of the workbench over a folder on this machine, one after the other.

use std::collections::BTreeMap;

use base::{Error, Moment};
use edition::Site;
use serde_json::json;
use store::files::Stored;
use web::App;

use super::begun::{self, AsItWas, Beginning, nobody};
use super::map::Map;
use super::run::{self, NO_PAGES};
use super::saved::Saved;
use super::seeing::Placing;
use crate::store::imports::{self, Import};

/// Pages of one import, at most.
const PAGES_MAX: usize = 200_000;
/// Rows that are read at a time.
const STEP: usize = 1_000;
/// Bytes of the list of what came, at most.
const LIST_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// What is imported, and where it goes.
pub struct Order<'a> {
    /// The saved pages.
    pub saved: &'a Saved,
    /// What they are called: the name of the folder or of the list.
    pub name: &'a str,
    /// Slug of the site.
    pub site: &'a str,
    /// Slug of the column of pages that the map does not name.
    pub column: &'a str,
    /// Columns for old columns.
    pub map: &'a Map,
    /// Pages without a date are taken too, as such.
    pub undated: bool,
    /// They are published as they were; without it they become drafts.
    pub as_it_was: Option<&'a AsItWas>,
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
    /// Pictures and attachments that lay beside new and changed editions.
    pub files: i64,
    /// Articles by the maker of their pages.
    pub shapes: BTreeMap<String, usize>,
    /// Pages that stay drafts, and why.
    pub held: Vec<(String, String)>,
    /// Pages that were not taken, and why.
    pub left: Vec<(String, String)>,
    /// What of pages was left out or not there.
    pub remarks: Vec<(String, String)>,
    /// Until when a second person looks at what was published; none for drafts.
    pub due: Option<Moment>,
}

/// Brings the saved pages in.
///
/// # Errors
/// The site or a column is not there; nobody may publish them as they were; a fault when the database or the disk does not answer.
pub async fn site(app: &App, order: &Order<'_>) -> Result<Told, Error> {
    let count = order.saved.pages.len();
    if count > PAGES_MAX {
        let message = format!("网页太多（{count} 个），一次最多导入 {PAGES_MAX} 个，请分几次导入。");
        return Err(Error::refused("import.pages", message));
    }
    if count == 0 {
        return Err(Error::refused("import.pages", format!("“{}”{NO_PAGES}", order.name)));
    }
    let (site, columns) = places(app, order).await?;
    let usual = columns.get(order.column).copied().ok_or(Error::Unseen)?;
    let (id, due) = begun(app, order, &site, usual).await?;
    match taken(app, id, order, columns).await {
        Ok(()) => told(app, id, due).await,
        Err(error) => {
            if let Some(import) = imports::find(&mut app.db.reader(), id).await? {
                run::failed(app, &import, "在服务器上的导入中断了。请再导入一次：已经导入的不会重复。").await?;
            }
            Err(error)
        }
    }
}

/// The site and the keys of the columns that may be needed, by their slugs.
async fn places(app: &App, order: &Order<'_>) -> Result<(Site, BTreeMap<String, i64>), Error> {
    let mut reader = app.db.reader();
    let site = edition::site::by_slug(&mut reader, order.site).await?;
    let site = site.ok_or_else(|| Error::refused("import.site", format!("没有站点“{}”。", order.site)))?;
    let mut columns = BTreeMap::new();
    for slug in order.map.slugs().chain([order.column]) {
        let column = edition::column::by_slug(&mut reader, site.id, slug).await?;
        let none = || Error::refused("import.column", format!("站点“{}”没有栏目“{slug}”。", site.name));
        columns.insert(slug.to_owned(), column.ok_or_else(none)?.id);
    }
    Ok((site, columns))
}

/// Notes the import with who begins it and in which manner.
async fn begun(app: &App, order: &Order<'_>, site: &Site, usual: i64) -> Result<(i64, Option<Moment>), Error> {
    if order.as_it_was.is_some_and(|it| it.publisher(Some(site.unit_id)).is_none()) {
        return Err(nobody(&site.name));
    }
    let list = listed(app, order).await?;
    let one = Beginning {
        site,
        column: usual,
        name: order.name,
        kept: &list,
        undated: order.undated,
        as_it_was: order.as_it_was,
        facts: json!({ "pages": order.saved.pages.len() }),
    };
    let mut tx = app.db.begin().await?;
    let begun = begun::note(&mut tx, app, &one).await?;
    tx.commit().await?;
    Ok(begun)
}

/// A list of all pages with their old addresses, kept as what was handed in.
async fn listed(app: &App, order: &Order<'_>) -> Result<Stored, Error> {
    let list: String = order.saved.pages.iter().map(|sheet| format!("{}\t{}\n", sheet.url, sheet.shown)).collect();
    let mut incoming = app.files.incoming(LIST_BYTES_MAX).await?;
    incoming.push(list.as_bytes()).await?;
    incoming.finish("网址清单.txt").await
}

/// Looks at all pages and brings them in.
async fn taken(app: &App, id: i64, order: &Order<'_>, columns: BTreeMap<String, i64>) -> Result<(), Error> {
    let import = found(app, id).await?;
    run::see(app, &import, (order.saved, &[]), Placing::Map(order.map, columns)).await?;
    let mut tx = app.db.begin().await?;
    imports::step(&mut tx, id, "looked", "running").await?;
    tx.commit().await?;
    run::bring(app, &found(app, id).await?, order.saved).await
}

async fn found(app: &App, id: i64) -> Result<Import, Error> {
    imports::find(&mut app.db.reader(), id).await?.ok_or(Error::Unseen)
}

/// What became of all pages.
async fn told(app: &App, id: i64, due: Option<Moment>) -> Result<Told, Error> {
    let import = found(app, id).await?;
    let mut told = Told { pages: usize::try_from(import.pages).unwrap_or(0), due, ..Told::default() };
    let mut after = 0;
    loop {
        let rows = imports::pages(&mut app.db.reader(), id, &[], after, STEP).await?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in rows {
            told.remarks.extend(row.remarks.lines().map(|remark| (row.shown.clone(), remark.to_owned())));
            match row.outcome.as_str() {
                "new" => told.new += 1,
                "changed" => told.changed += 1,
                "same" => told.same += 1,
                "held" => told.held.push((row.shown, row.why)),
                _ => {
                    told.left.push((row.shown, row.why));
                    continue;
                }
            }
            if matches!(row.outcome.as_str(), "new" | "changed") {
                told.files += row.files;
            }
            *told.shapes.entry(row.shape).or_default() += 1;
        }
    }
    Ok(told)
}
