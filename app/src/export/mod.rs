//! A static copy of a site: every public page, picture, attachment and file of the front end as a file that any web server
//! can serve, with a signed list ([`manifest`]) that names each with its digest.
//!
//! Pages are asked from the program itself ([`web::Inside`]), beginning with home page, columns and everything published, and
//! going on with what they link to. What waits stands in a file, and what was found already is a file of the copy: memory
//! stays flat however large the site is. Links to what has no copy, such as forms, lead to the site itself.

mod links;
pub mod manifest;
mod place;
pub mod repair;
pub mod verify;
mod walk;

use std::path::{Path, PathBuf};

use base::error::FaultKind;
use base::{Error, Fault};
use edition::Site;
use web::App;

use manifest::{Header, MANIFEST};
use walk::Walk;

/// Editions read at a time.
const KEYS: i64 = 5_000;
/// Folder of what is needed while the copy is being made.
const WORK: &str = ".work";

/// What a copy came to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Done {
    /// Files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Of these, pages.
    pub pages: u64,
    /// Addresses that did not answer with a page, each with the status; the first hundred.
    pub left: Vec<(String, u16)>,
    /// How many there were.
    pub lost: u64,
}

/// Writes a copy of the site `slug` to the folder `to`, which must not be there yet or be empty. It appears there whole and
/// at once; until then it grows beside it, in a folder whose name ends with `.part`.
///
/// # Errors
/// There is no such site or it is off line; the folder is not empty; the disk is full; the database does not answer.
pub async fn site(app: &App, slug: &str, to: &Path) -> Result<Done, Error> {
    let site = edition::site::by_slug(&mut app.db.reader(), slug).await?;
    let site = site.filter(|site| site.closed_at.is_none());
    let site =
        site.ok_or_else(|| Error::refused("export.site", format!("没有标识为“{slug}”的站点，或站点已经下线。")))?;
    let part = prepared(to)?;
    let context = sites::context(app, slug).await?.unwrap_or_default();
    let base = ["base", "portal_base"].map(|key| context[key].as_str().unwrap_or_default());
    let base = base.into_iter().find(|base| !base.is_empty()).unwrap_or_default();
    let mut walk = Walk::new(app, &site, base, &part)?;
    for (name, bytes) in app.front_files() {
        walk.write(&format!("assets/{name}"), &bytes)?;
    }
    seed(app, &site, &mut walk).await?;
    let done = walk.finish().await?;
    sign(app, &site, &part, &done).await?;
    let fault = |e| store::files::io_fault("put the copy in its place", e);
    std::fs::remove_dir_all(part.join(WORK)).map_err(fault)?;
    // An empty folder gives way.
    std::fs::rename(&part, to).map_err(fault)?;
    Ok(done)
}

/// The folder in which the copy grows, empty.
fn prepared(to: &Path) -> Result<PathBuf, Error> {
    let fault = |e| store::files::io_fault("make the folder of the copy", e);
    if to.exists() && std::fs::read_dir(to).map_err(fault)?.next().is_some() {
        let message = format!("{} 不是空目录。请另给一个目录，避免新旧文件混在一起。", to.display());
        return Err(Error::refused("export.full", message));
    }
    let name = to.file_name().ok_or_else(|| Error::refused("export.folder", "请给出目录的名称。"))?;
    let part = to.with_file_name(format!("{}.part", name.to_string_lossy()));
    if part.exists() {
        std::fs::remove_dir_all(&part).map_err(fault)?;
    }
    std::fs::create_dir_all(part.join(WORK)).map_err(fault)?;
    Ok(part)
}

/// Puts down where the walk begins: what every site has, its columns, everything that it publishes.
async fn seed(app: &App, site: &Site, walk: &mut Walk<'_>) -> Result<(), Error> {
    // On a host of its own a site has its pages at the root, as the portal has.
    let at = |path: &str| if site.host.is_empty() { site.at(path) } else { path.to_owned() };
    for path in ["/", "/feeds/atom.xml", "/feeds/rss.xml"] {
        walk.want(&at(path)).await?;
    }
    if site.slug == edition::site::MAIN || !site.host.is_empty() {
        for path in
            ["/sitemap.xml", "/robots.txt", "/manifest.webmanifest", "/sw.js", "/offline", "/sitemaps/index.xml"]
        {
            walk.want(path).await?;
        }
        for number in 1..=walk.listed("/sitemaps/index.xml").await? {
            walk.want(&format!("/sitemaps/sitemap-{number}.xml")).await?;
        }
    }
    for column in edition::column::of_site(&mut app.db.reader(), site.id).await? {
        if column.closed_at.is_none() && column.items > 0 && column.kind != "link" {
            walk.want(&at(&column.path())).await?;
        }
    }
    let last = edition::live::last_key(&mut app.db.reader()).await?;
    let mut from = 0;
    while from <= last {
        let stamps = edition::live::stamps(&mut app.db.reader(), from..from + KEYS).await?;
        for (item, _, _) in stamps.into_iter().filter(|(_, of, _)| *of == site.id) {
            walk.want(&at(&edition::live::path(item))).await?;
        }
        from += KEYS;
    }
    Ok(())
}

/// Writes the signed list, last of all.
async fn sign(app: &App, site: &Site, part: &Path, done: &Done) -> Result<(), Error> {
    let head = app.ledger.head().await?.map(|head| head.note).unwrap_or_default();
    let header = Header {
        format: manifest::KIND.to_owned(),
        site: site.slug.clone(),
        name: site.name.clone(),
        at: app.clock.now().rfc3339(),
        files: done.files,
        bytes: done.bytes,
        head,
        key: app.ledger.public_key().pem().to_owned(),
    };
    let half = part.join(WORK).join(MANIFEST);
    manifest::write(&half, &header, &part.join(WORK).join(walk::FILES), |digest| {
        app.ledger.sign_document(manifest::KIND, digest)
    })?;
    std::fs::rename(&half, part.join(MANIFEST))
        .map_err(|e| Fault::of(FaultKind::Unavailable, "put the list of files in its place", e).into())
}
