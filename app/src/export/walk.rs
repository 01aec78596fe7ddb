//! The walk over a site: what waits, what was found, what each address becomes.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};

use axum::http::{StatusCode, header};
use base::{Error, Fault};
use edition::Site;
use futures::StreamExt;
use sm3::{Digest, Sm3};
use web::{App, Audience, Inside, Kind, Response};

use super::manifest::{Entry, Spool};
use super::place::{self, Place};
use super::{Done, WORK, links};

/// Name of the file of entries in the working folder.
pub(super) const FILES: &str = "files";
/// Name of the file of addresses that wait.
const QUEUE: &str = "queue";
/// Redirections that are followed.
const HOPS: usize = 5;
/// Endings and failures that are remembered; beyond them they are looked up again.
const KNOWN_MAX: usize = 50_000;
/// Failures that are listed.
const LEFT_MAX: usize = 100;
/// Pages that make no sense without the program behind them.
const NOT: [&str; 3] = ["/kiosk", "/mode", "/s/{site}"];
/// Words of a query that turn pages; one more may choose among them.
const TURNS: [&str; 2] = ["after", "before"];
/// Words of a query with which a page is not copied: searches and sheets for printing.
const ASKING: [&str; 2] = ["q", "print"];
/// The prefix of addresses in traditional script.
const HANT: &str = "/hant";

/// What becomes of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Lead {
    /// It stays as it is.
    Stays,
    /// It has a file in the copy.
    Own(Place),
    /// It is answered by the site itself only.
    Live,
}

/// A walk over one site.
pub(super) struct Walk<'a> {
    inside: Inside,
    site: &'a Site,
    /// Where the site itself is, as `https://www.qinghe.example`; may be empty.
    base: &'a str,
    root: &'a Path,
    waiting: BufWriter<File>,
    spool: Spool,
    /// Endings of files by address; nothing for what is no file.
    endings: HashMap<String, Option<String>>,
    /// Addresses that gave nothing.
    lost: HashSet<String>,
    done: Done,
}

fn fault(what: &str) -> impl FnOnce(io::Error) -> Fault + '_ {
    move |e| store::files::io_fault(what, e)
}

impl<'a> Walk<'a> {
    /// A walk over `site` that writes below `root`.
    pub(super) fn new(app: &App, site: &'a Site, base: &'a str, root: &'a Path) -> Result<Self, Fault> {
        let work = root.join(WORK);
        Ok(Self {
            inside: Inside::of(app)?,
            site,
            base,
            root,
            waiting: BufWriter::new(File::create(work.join(QUEUE)).map_err(fault("note what waits"))?),
            spool: Spool::new(&work.join(FILES)).map_err(fault("note the files"))?,
            endings: HashMap::new(),
            lost: HashSet::new(),
            done: Done::default(),
        })
    }

    /// Lets `address` be copied, unless it was found before or has no place in a copy.
    pub(super) async fn want(&mut self, address: &str) -> Result<(), Error> {
        if let Lead::Own(place) = self.lead(address).await? {
            self.claim(address, &place)?;
        }
        Ok(())
    }

    /// How many lists for search engines the list of lists at `address` names.
    pub(super) async fn listed(&self, address: &str) -> Result<usize, Error> {
        let body = web::whole_body(self.inside.ask(&self.site.host, address).await?).await?;
        Ok(String::from_utf8_lossy(&body).matches("<loc>").count())
    }

    /// Walks until nothing waits.
    pub(super) async fn finish(mut self) -> Result<Done, Error> {
        let queue = File::open(self.root.join(WORK).join(QUEUE)).map_err(fault("read what waits"))?;
        let mut queue = BufReader::new(queue);
        loop {
            self.waiting.flush().map_err(fault("note what waits"))?;
            let mut line = String::new();
            if queue.read_line(&mut line).map_err(fault("read what waits"))? == 0 {
                break;
            }
            self.copy(line.trim_end_matches('\n')).await?;
        }
        (self.done.files, self.done.bytes) = (self.spool.files, self.spool.bytes);
        self.spool.finish().map_err(fault("note the files"))?;
        Ok(self.done)
    }

    /// Writes a file of the copy whole.
    pub(super) fn write(&mut self, path: &str, content: &[u8]) -> Result<(), Fault> {
        let to = self.folder_of(path)?;
        fs::write(&to, content).map_err(fault("write a file of the copy"))?;
        self.note(path, content.len() as u64, &Sm3::digest(content))
    }

    fn note(&mut self, path: &str, length: u64, digest: &[u8]) -> Result<(), Fault> {
        let entry = Entry { path: path.to_owned(), length, sm3: hex::encode(digest) };
        self.spool.put(&entry).map_err(fault("note the files"))
    }

    fn folder_of(&self, path: &str) -> Result<PathBuf, Fault> {
        let to = self.root.join(path);
        if let Some(folder) = to.parent() {
            fs::create_dir_all(folder).map_err(fault("make a folder of the copy"))?;
        }
        Ok(to)
    }

    /// Lets `address` wait when its file is not there yet; from then on the file is there, empty.
    fn claim(&mut self, address: &str, place: &Place) -> Result<(), Fault> {
        let to = self.folder_of(&place.file)?;
        if to.exists() || self.lost.contains(address) {
            return Ok(());
        }
        File::create(&to).map_err(fault("make a file of the copy"))?;
        writeln!(self.waiting, "{address}").map_err(fault("note what waits"))
    }

    /// What becomes of an address that begins with `/`.
    async fn lead(&mut self, address: &str) -> Result<Lead, Error> {
        let address = address.split('#').next().unwrap_or_default();
        if !address.starts_with('/') || address.starts_with("//") {
            return Ok(Lead::Stays);
        }
        let (path, query) = address.split_once('?').unwrap_or((address, ""));
        if path.starts_with("/assets/") {
            return Ok(Lead::Stays);
        }
        let Some(info) = self.inside.route(path) else { return Ok(Lead::Live) };
        if info.audience != Audience::Public || NOT.contains(&info.path) || info.is_api() {
            return Ok(Lead::Live);
        }
        let kind = info.kind;
        let place = match (kind, place::ending(path)) {
            (Kind::Page, _) if !self.is_of_site(path) || !is_copied(query) => None,
            (Kind::Page, "") => place::page(path, query),
            (Kind::Page | Kind::Get, ending) if !ending.is_empty() => place::file(path, ""),
            (Kind::Get, _) => self.ending(path).await?.and_then(|ending| place::file(path, &ending)),
            _ => None,
        };
        Ok(place.map_or(Lead::Live, Lead::Own))
    }

    /// Whether a page belongs to this site and not to another one of the group.
    fn is_of_site(&self, path: &str) -> bool {
        let plain = plain(path);
        if self.site.slug == edition::site::MAIN {
            return !plain.starts_with("/s/");
        }
        let below = format!("/s/{}", self.site.slug);
        if self.site.host.is_empty() {
            return plain.strip_prefix(&below).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        }
        self.inside.route(&format!("{below}{plain}")).is_some()
    }

    /// The ending of a file by its kind; nothing for what is a page made for each request, or not there.
    async fn ending(&mut self, path: &str) -> Result<Option<String>, Error> {
        if let Some(known) = self.endings.get(path) {
            return Ok(known.clone());
        }
        let response = self.inside.ask(&self.site.host, path).await?;
        let ending = if response.status() == StatusCode::OK { file_ending(&response) } else { None };
        if self.endings.len() >= KNOWN_MAX {
            self.endings.clear();
        }
        self.endings.insert(path.to_owned(), ending.clone());
        Ok(ending)
    }

    /// Copies what an address answers with.
    async fn copy(&mut self, address: &str) -> Result<(), Error> {
        let Lead::Own(place) = self.lead(address).await? else { return Ok(()) };
        let mut asked = address.to_owned();
        for _ in 0..HOPS {
            let response = self.inside.ask(&self.site.host, &asked).await?;
            let status = response.status();
            if status == StatusCode::OK {
                return self.take(&asked, &place, response).await;
            }
            let to = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
            if !status.is_redirection() || to.is_empty() {
                return self.lose(address, &place, status);
            }
            match self.lead(to).await? {
                Lead::Own(same) if same == place => to.clone_into(&mut asked),
                Lead::Own(other) => {
                    self.claim(to, &other)?;
                    return Ok(self.write(&place.file, moved(&other.link).as_bytes())?);
                }
                Lead::Live => return Ok(self.write(&place.file, moved(&format!("{}{to}", self.base)).as_bytes())?),
                Lead::Stays => return Ok(self.write(&place.file, moved(to).as_bytes())?),
            }
        }
        self.lose(address, &place, StatusCode::LOOP_DETECTED)
    }

    /// Notes that an address gave nothing; its file goes.
    fn lose(&mut self, address: &str, place: &Place, status: StatusCode) -> Result<(), Error> {
        fs::remove_file(self.root.join(&place.file)).map_err(fault("take away an empty file"))?;
        self.done.lost += 1;
        if self.done.left.len() < LEFT_MAX {
            self.done.left.push((address.to_owned(), status.as_u16()));
        }
        if self.lost.len() < KNOWN_MAX {
            self.lost.insert(address.to_owned());
        }
        Ok(())
    }

    /// Writes an answer: a page with its links led, anything else as it comes.
    async fn take(&mut self, address: &str, place: &Place, response: Response) -> Result<(), Error> {
        if is_html(&response) {
            let body = web::whole_body(response).await?;
            let page = self.led(address, &String::from_utf8_lossy(&body)).await?;
            self.write(&place.file, page.as_bytes())?;
            self.done.pages += 1;
            if plain(address) == address && place.file.ends_with(place::INDEX) {
                self.want(&format!("{HANT}{address}")).await?;
            }
            return Ok(());
        }
        let mut file = File::create(self.root.join(&place.file)).map_err(fault("write a file of the copy"))?;
        let (mut hash, mut length) = (Sm3::new(), 0);
        let mut body = response.into_body().into_data_stream();
        while let Some(piece) = body.next().await {
            let piece = piece.map_err(|e| Fault::of(base::error::FaultKind::Broken, format!("read {address}"), e))?;
            hash.update(&piece);
            length += piece.len() as u64;
            file.write_all(&piece).map_err(fault("write a file of the copy"))?;
        }
        Ok(self.note(&place.file, length, &hash.finalize())?)
    }

    /// A page with every link led to its file, or to the site itself; what has a file waits for its turn.
    async fn led(&mut self, address: &str, html: &str) -> Result<String, Error> {
        let here = address.split('?').next().unwrap_or_default();
        let mut lead = BTreeMap::new();
        for link in links::found(html) {
            let whole = if link.starts_with('?') { format!("{here}{link}") } else { link.clone() };
            let whole = switched(&whole).unwrap_or(whole);
            let mark = whole.find('#').map_or("", |at| whole.get(at..).unwrap_or_default());
            match self.lead(&whole).await? {
                Lead::Stays => {}
                Lead::Live => {
                    lead.insert(link, format!("{}{whole}", self.base));
                }
                Lead::Own(place) => {
                    self.claim(whole.strip_suffix(mark).unwrap_or(&whole), &place)?;
                    lead.insert(link, format!("{}{mark}", place.link));
                }
            }
        }
        Ok(links::led(html, &lead))
    }
}

/// An address without the prefix of traditional script.
fn plain(address: &str) -> &str {
    match address.strip_prefix(HANT) {
        Some("") => "/",
        Some(rest) if rest.starts_with('/') => rest,
        _ => address,
    }
}

/// The page to which the switch of scripts leads, which has an address of its own; other modes have none.
fn switched(address: &str) -> Option<String> {
    let asked = web::Params::parse(address.strip_prefix("/mode?")?);
    let back = Some(asked.get("back")).filter(|back| back.starts_with('/') && !back.starts_with("//"))?;
    match asked.get("set") {
        "hant" => Some(format!("{HANT}{}", plain(back))),
        "hans" => Some(plain(back).to_owned()),
        _ => None,
    }
}

/// Whether a page is copied with this query: the way through a list, and one choice among what it shows.
fn is_copied(query: &str) -> bool {
    let names = || query.split('&').filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty());
    names().filter(|name| !TURNS.contains(name)).count() <= 1 && !names().any(|name| ASKING.contains(&name))
}

fn is_html(response: &Response) -> bool {
    kind(response).starts_with("text/html")
}

fn kind(response: &Response) -> &str {
    response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default()
}

/// The ending of a file's name: its own when the answer names the file, else by its kind.
fn file_ending(response: &Response) -> Option<String> {
    if is_html(response) {
        return None;
    }
    let named = response.headers().get(header::CONTENT_DISPOSITION).and_then(|value| value.to_str().ok());
    let own = named.map_or("", |value| place::ending(value.trim_end_matches('"')));
    let by_kind = match kind(response) {
        "image/png" => "png",
        "image/jpeg" => "jpg",
        "image/webp" => "webp",
        "image/gif" => "gif",
        "image/svg+xml" => "svg",
        "application/pdf" => "pdf",
        _ => "bin",
    };
    Some(if own.is_empty() { by_kind.to_owned() } else { own.to_ascii_lowercase() })
}

/// The page at an old address.
fn moved(to: &str) -> String {
    let to = links::escaped(to);
    format!(
        "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\"><title>页面已移动</title>\
         <meta http-equiv=\"refresh\" content=\"0; url={to}\"></head><body><p><a href=\"{to}\">页面已移动，请点此前往。</a></p></body></html>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_turned_and_searches_are_not_copied() {
        let cases = [
            ("", true),
            ("after=1.2", true),
            ("unit=3&after=1", true),
            ("unit=3&year=2026", false),
            ("q=x", false),
            ("print=1", false),
        ];
        for (query, expected) in cases {
            assert_eq!(is_copied(query), expected, "{query}");
        }
        let scripts = [
            ("/mode?set=hant&back=/a/7", Some("/hant/a/7")),
            ("/mode?set=hans&back=%2Fhant%2Fa%2F7", Some("/a/7")),
            ("/mode?set=elder&back=/a/7", None),
            ("/mode?set=hant&back=//evil.example", None),
        ];
        for (address, expected) in scripts {
            assert_eq!(switched(address).as_deref(), expected, "{address}");
        }
        assert_eq!([plain("/hant/a/7"), plain("/hant"), plain("/hants")], ["/a/7", "/", "/hants"]);
    }
}
