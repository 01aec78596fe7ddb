//! Import of another site: saved pages become published editions with their dates, sources, pictures and attachments, and
//! each old address leads to the new page. Importing the same pages twice changes nothing.

mod article;
pub mod map;
pub mod saved;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use base::Error;
use edition::import::{Attach, Brought, Import};
use edition::{Column, Desk, Site, live};
use identity::Actor;
use intake::page::{At, File, FileKind, PAGE_BYTES_MAX, Page};
use store::Tx;
use store::files::Stored;
use web::App;

use map::{Map, NOT};
use saved::{NO_HOST, Saved, Sheet};

/// Pages written in one transaction.
const BATCH: usize = 50;
/// Pages of one import, at most.
const PAGES_MAX: usize = 200_000;
/// Bytes of a picture or attachment, at most.
const FILE_BYTES_MAX: u64 = 200 * 1024 * 1024;

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

/// A page that is ready to be written.
struct Ready {
    shown: String,
    page: Page,
    column: Column,
    files: Vec<(Stored, FileKind, String)>,
    content: edition::Content,
}

/// Brings the saved pages in.
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
    let mut seen = BTreeSet::new();
    for batch in order.saved.pages.chunks(BATCH) {
        let mut works = Vec::new();
        for sheet in batch {
            match ready(app, order, &site, &columns, sheet, &mut told).await? {
                Ok(work) if seen.insert(origin(&work.page)) => works.push(work),
                Ok(work) => told.left.push((work.shown, "与已导入的网页网址相同。".to_owned())),
                Err(why) => told.left.push((sheet.shown.clone(), why)),
            }
        }
        write(app, works, &mut told).await?;
    }
    Ok(told)
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

/// Reads a page and stores its files; or says why it is not taken.
async fn ready(
    app: &App,
    order: &Order<'_>,
    site: &Site,
    columns: &BTreeMap<String, Column>,
    sheet: &Sheet,
    told: &mut Told,
) -> Result<Result<Ready, String>, Error> {
    let bytes = match bytes(&sheet.file) {
        Ok(bytes) => bytes,
        Err(why) => return Ok(Err(why)),
    };
    let page = match intake::page::read(&bytes, At { url: &sheet.url, sure: sheet.sure }) {
        Ok(page) => page,
        Err(refusal) => return Ok(Err(refusal.message)),
    };
    let slug = order.map.slug(&host(&page), &page.path(), &page.column).unwrap_or(order.column);
    let Some(column) = columns.get(slug) else {
        let why = if slug == NOT { "对照表写明不导入。" } else { "没有对应的栏目。" };
        return Ok(Err(why.to_owned()));
    };
    let mut files = Vec::new();
    let mut addresses = Vec::new();
    for file in &page.files {
        let stored = keep(app, order.saved, sheet, file).await?;
        addresses.push(stored.as_ref().ok().map(|stored| format!("/files/{}", stored.digest)));
        match stored {
            Ok(stored) => files.push((stored, file.kind, file.name.clone())),
            Err(why) => told.left.push((sheet.shown.clone(), why)),
        }
    }
    let body = match page.body(&addresses) {
        Ok(body) => body,
        Err(refusal) => return Ok(Err(refusal.message)),
    };
    let content = article::content(&page, body, &site.name);
    for (kind, count) in &page.left {
        told.remarks.push((sheet.shown.clone(), kind.sentence(*count)));
    }
    Ok(Ok(Ready { shown: sheet.shown.clone(), page, column: column.clone(), files, content }))
}

fn bytes(file: &Path) -> Result<Vec<u8>, String> {
    let wrong = |e: std::io::Error| format!("无法读取：{e}");
    let size = std::fs::metadata(file).map_err(wrong)?.len();
    if size > PAGE_BYTES_MAX as u64 {
        return Err("网页太大，超过 8 MB。".to_owned());
    }
    std::fs::read(file).map_err(wrong)
}

/// Puts a picture or attachment into the store; or says why not.
async fn keep(app: &App, saved: &Saved, sheet: &Sheet, file: &File) -> Result<Result<Stored, String>, Error> {
    let what = if file.kind == FileKind::Picture { "图片" } else { "附件" };
    let Some(path) = saved.file(&sheet.file, &file.address, &file.written) else {
        return Ok(Err(format!("{what} {} 没有随网页保存。", file.address)));
    };
    let mut opened = match tokio::fs::File::open(&path).await {
        Ok(opened) => opened,
        Err(e) => return Ok(Err(format!("{what} {} 无法读取：{e}", file.address))),
    };
    let mut incoming = app.files.incoming(FILE_BYTES_MAX).await?;
    let mut chunk = vec![0; 256 * 1024];
    loop {
        let length = match tokio::io::AsyncReadExt::read(&mut opened, &mut chunk).await {
            Ok(0) => break,
            Ok(length) => length,
            Err(e) => return Ok(Err(format!("{what} {} 无法读取：{e}", file.address))),
        };
        match incoming.push(chunk.get(..length).unwrap_or_default()).await {
            Err(Error::TooLarge { .. }) => return Ok(Err(format!("{what} {} 超过 200 MB。", file.address))),
            done => done?,
        }
    }
    match incoming.finish(&article::name(file)).await {
        Ok(stored) if file.kind == FileKind::Picture => match edition::item::bared(app, stored).await {
            Ok(bare) => Ok(Ok(bare)),
            Err(Error::Refused(refusal)) => Ok(Err(refusal.message)),
            Err(error) => Err(error),
        },
        Ok(stored) => Ok(Ok(stored)),
        Err(Error::Refused(refusal)) => Ok(Err(refusal.message)),
        Err(other) => Err(other),
    }
}

/// The host of a page; empty when it is not known.
fn host(page: &Page) -> String {
    Some(page.host()).filter(|host| host != NO_HOST).unwrap_or_default()
}

/// The stable name by which a second import finds it.
fn origin(page: &Page) -> String {
    format!("site:{}{}", host(page), page.path())
}

/// Writes a batch in one transaction.
async fn write(app: &App, works: Vec<Ready>, told: &mut Told) -> Result<(), Error> {
    let desk = Desk::new(app, &Actor::System);
    let mut tx = app.db.begin().await?;
    for work in works {
        let origin = origin(&work.page);
        let addresses = free(&mut tx, &work.page, &origin).await?;
        let document = work.page.is_document();
        let import = Import {
            origin: &origin,
            kind: if document { "policy" } else { "article" },
            column: work.column.id,
            unit: work.column.unit_id,
            attribute: if document { "active" } else { "none" },
            content: work.content,
            addresses: &addresses,
        };
        let files: Vec<Attach<'_>> = work.files.iter().map(attach).collect();
        match edition::import::bring_with(&mut tx, &desk, import, &files).await {
            Ok(Brought::Same(_)) => told.same += 1,
            Ok(brought) => {
                told.new += usize::from(matches!(brought, Brought::New(_)));
                told.changed += usize::from(matches!(brought, Brought::Changed(_)));
                told.files += files.len();
                told.addresses += addresses.len();
            }
            Err(Error::Invalid(faults)) => {
                let why = faults.into_iter().map(|fault| fault.message).collect::<String>();
                told.left.push((work.shown, why));
                continue;
            }
            Err(Error::Refused(refusal)) => {
                told.left.push((work.shown, refusal.message));
                continue;
            }
            Err(other) => return Err(other),
        }
        *told.shapes.entry(work.page.shape.title()).or_default() += 1;
    }
    tx.commit().await?;
    Ok(())
}

fn attach(file: &(Stored, FileKind, String)) -> Attach<'_> {
    let (stored, kind, name) = file;
    match kind {
        FileKind::Picture => Attach { stored, role: "image", alt: name },
        FileKind::Attachment => Attach { stored, role: "attachment", alt: "" },
    }
}

/// The old addresses of a page: on its own host, and on any host unless another page has the same path already.
async fn free(tx: &mut Tx, page: &Page, origin: &str) -> Result<Vec<(String, String)>, Error> {
    let own = edition::item::by_origin(tx, origin).await?.map(|item| item.id);
    let host = host(page);
    let mut addresses = Vec::new();
    for path in article::forms(&page.path()) {
        if !host.is_empty() {
            addresses.push((host.clone(), path.clone()));
        }
        let free = match live::address(tx, "", &path).await? {
            None => true,
            Some(live::Leads::Item(id) | live::Leads::Gone(id)) => Some(id) == own,
            Some(live::Leads::Target(_)) => false,
        };
        if free && path != "/" {
            addresses.push((String::new(), path));
        }
    }
    Ok(addresses)
}
