//! Addresses in a saved page: pictures and attachments become places to be filled, links to pages of the same site stay as
//! paths (the old address leads on), all others are written out.

use url::Url;

use super::{File, FileKind};
use crate::dom::{Dom, Id};
use crate::html::style::Style;

/// Endings of files that are attachments.
const DOCUMENTS: [&str; 22] = [
    "doc", "docx", "xls", "xlsx", "ppt", "pptx", "pdf", "ofd", "wps", "et", "dps", "rtf", "txt", "csv", "zip", "rar",
    "7z", "ceb", "cebx", "gd", "jpg", "png",
];
/// Parts of addresses that give a file without its ending.
const DOWNLOADS: [&str; 6] = ["download.jsp", "/download/down", "downloadattach", "/downfile", "/attach/", "filedown"];
/// Words in ids and classes of what lists attachments beside the text.
const LISTS: [&str; 6] = ["fujian", "attach", "appendix", "annex", "fjlist", "fj_"];
/// Files of one page, at most.
pub(super) const FILES_MAX: usize = 200;

/// The address of the n-th file until it has one of its own.
pub(super) fn place(at: usize) -> String {
    format!("/files/@{at}")
}

/// The number in such an address.
pub(super) fn placed(address: &str) -> Option<usize> {
    address.strip_prefix("/files/@")?.parse().ok()
}

/// Takes the pictures and attachments of the text, and attachments listed beside it.
pub(super) fn files(dom: &mut Dom, body: Id, base: &Url) -> Vec<File> {
    let mut files: Vec<File> = Vec::new();
    let inside: Vec<Id> = dom.below(body).filter(|id| matches!(dom.name(*id), "img" | "a")).collect();
    for id in inside {
        match dom.name(id) {
            "img" => picture(dom, id, base, &mut files),
            _ => link(dom, id, base, &mut files),
        }
    }
    let beside: Vec<Id> = dom.below(dom.top).filter(|id| dom.name(*id) == "a" && is_listed(dom, *id)).collect();
    for id in beside {
        if let Some((address, written)) = resolved(dom, id, "href", base)
            && is_document(&address)
        {
            add(&mut files, file(dom, id, FileKind::Attachment, address, written));
        }
    }
    files
}

/// Adds a file, once for each address; gives its place, or none when there are too many.
fn add(files: &mut Vec<File>, file: File) -> Option<usize> {
    if let Some(at) = files.iter().position(|known| known.address == file.address) {
        // A small picture that links to itself is a picture.
        if let Some(known) = files.get_mut(at).filter(|_| file.kind == FileKind::Picture) {
            (known.kind, known.name) = (file.kind, file.name);
        }
        return Some(at);
    }
    if files.len() >= FILES_MAX {
        return None;
    }
    files.push(file);
    Some(files.len() - 1)
}

fn file(dom: &Dom, id: Id, kind: FileKind, address: Url, written: String) -> File {
    let said = match kind {
        FileKind::Picture => dom.attr(id, "alt").filter(|alt| !is_file_name(alt)).unwrap_or_default().to_owned(),
        FileKind::Attachment => {
            dom.attr(id, "title").filter(|t| t.contains('.')).map_or(dom.text_below(id), str::to_owned)
        }
    };
    File { kind, address: address.to_string(), written, name: base::text::clean_line(&said) }
}

/// Old systems write the name of the file where the text for the picture belongs; that tells nobody what is to be seen.
fn is_file_name(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    [".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp"].iter().any(|end| text.ends_with(end))
}

/// An address of an element as written and as it is meant.
fn resolved(dom: &Dom, id: Id, attribute: &str, base: &Url) -> Option<(Url, String)> {
    let written = dom.attr(id, attribute)?.trim();
    let lower = written.to_ascii_lowercase();
    if written.is_empty() || written.starts_with('#') || lower.starts_with("data:") {
        return None;
    }
    let mut address = base.join(written).ok()?;
    address.set_fragment(None);
    matches!(address.scheme(), "http" | "https").then(|| (address, written.to_owned()))
}

fn picture(dom: &mut Dom, id: Id, base: &Url, files: &mut Vec<File>) {
    // Pages that show pictures late keep the true address elsewhere.
    let late = ["data-src", "data-original", "oldsrc", "original"].into_iter();
    let holder = dom.attr(id, "src").is_none_or(|src| {
        let src = src.to_ascii_lowercase();
        src.is_empty() || src.contains("loading") || src.contains("blank.") || src.starts_with("data:")
    });
    let names = if holder { late.chain(["src"]).collect::<Vec<_>>() } else { vec!["src"] };
    let Some((address, written)) = names.into_iter().find_map(|name| resolved(dom, id, name, base)) else { return };
    let hidden = Style::of(dom, id).is("display", "none");
    let icon = address.path().to_ascii_lowercase().contains("icon");
    if hidden || icon {
        // Small signs of file kinds before attachments are no pictures of the article.
        dom.detach(id);
        return;
    }
    let new = file(dom, id, FileKind::Picture, address, written);
    if let Some(at) = add(files, new) {
        dom.set_attr(id, "src", &place(at));
    }
}

fn link(dom: &mut Dom, id: Id, base: &Url, files: &mut Vec<File>) {
    let Some((address, written)) = resolved(dom, id, "href", base) else { return };
    let to = if is_document(&address) {
        let new = file(dom, id, FileKind::Attachment, address.clone(), written);
        add(files, new).map(place)
    } else if address.host_str() == base.host_str() {
        Some(path_of(&address))
    } else {
        Some(address.to_string())
    };
    if let Some(to) = to {
        dom.set_attr(id, "href", &to);
    }
}

/// Path and query.
pub(super) fn path_of(address: &Url) -> String {
    match address.query() {
        Some(query) => format!("{}?{query}", address.path()),
        None => address.path().to_owned(),
    }
}

fn is_document(address: &Url) -> bool {
    let path = address.path().to_ascii_lowercase();
    let ending = path.rsplit('/').next().and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
    ending.is_some_and(|ending| DOCUMENTS.contains(&ending)) || DOWNLOADS.iter().any(|part| path.contains(part))
}

/// Whether a link stands in a list of attachments.
fn is_listed(dom: &Dom, id: Id) -> bool {
    dom.above(id).take(6).any(|above| {
        let names = [dom.attr(above, "class"), dom.attr(above, "id")];
        names.into_iter().flatten().map(str::to_ascii_lowercase).any(|name| LISTS.iter().any(|l| name.contains(l)))
    })
}
