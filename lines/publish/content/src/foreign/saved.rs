//! Saved pages on the disk: a folder as a crawler or a browser leaves it, or a list of addresses and files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders within each other, at most.
const DEPTH_MAX: usize = 32;
/// Files looked at, at most.
const FILES_MAX: usize = 500_000;
/// Bytes of a list, at most.
const LIST_BYTES_MAX: u64 = 64 * 1024 * 1024;
/// Endings of pages.
const PAGES: [&str; 10] = ["html", "htm", "shtml", "xhtml", "jhtml", "jsp", "jspx", "aspx", "asp", "php"];
/// Names of lists that lie in a folder and say what is what in it.
const LISTS: [&str; 2] = ["网址清单.txt", "list.txt"];
/// The host of pages whose host is not known.
pub const NO_HOST: &str = "old.invalid";

/// A saved page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// Where it lies.
    pub file: PathBuf,
    /// How the report names it.
    pub shown: String,
    /// Its address, whole.
    pub url: String,
    /// Whether the address is known, not guessed from its place.
    pub sure: bool,
}

/// Everything that was saved.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Saved {
    /// Nothing outside this folder is read.
    root: PathBuf,
    /// The pages.
    pub pages: Vec<Sheet>,
    /// Files by their addresses without the scheme.
    by_address: BTreeMap<String, PathBuf>,
    /// What could not be used, and why.
    pub left: Vec<(String, String)>,
}

impl Saved {
    /// What lies in a folder, or what a list names.
    ///
    /// # Errors
    /// A Chinese sentence when it cannot be read or is too large.
    pub fn open(from: &Path) -> Result<Self, String> {
        let wrong = |e: std::io::Error| format!("无法读取 {}：{e}", from.display());
        let from = fs::canonicalize(from).map_err(wrong)?;
        if from.is_dir() {
            let root = unwrapped(from);
            if let Some(list) = LISTS.iter().map(|name| root.join(name)).find(|list| list.is_file()) {
                return Self::open(&list);
            }
            let mut saved = Self { root: root.clone(), ..Self::default() };
            saved.walk(&root)?;
            saved.pages.sort_by(|a, b| a.shown.cmp(&b.shown));
            return Ok(saved);
        }
        if fs::metadata(&from).map_err(wrong)?.len() > LIST_BYTES_MAX {
            return Err(format!("清单 {} 太大，最多 64 MB。", from.display()));
        }
        let bytes = fs::read(&from).map_err(wrong)?;
        let text = intake::page::decode(&bytes).text.into_owned();
        let mut saved = Self { root: from.parent().map_or_else(PathBuf::new, Path::to_owned), ..Self::default() };
        saved.list(&text);
        Ok(saved)
    }

    fn walk(&mut self, top: &Path) -> Result<(), String> {
        let mut open = vec![(top.to_owned(), 0)];
        let mut count = 0;
        while let Some((dir, depth)) = open.pop() {
            let entries = fs::read_dir(&dir).map_err(|e| format!("无法读取 {}：{e}", dir.display()))?;
            for entry in entries.flatten() {
                count += 1;
                if count > FILES_MAX {
                    return Err(format!("文件太多（超过 {FILES_MAX} 个），请分几次导入。"));
                }
                // Links on the disk could lead anywhere: they are not followed.
                match entry.file_type() {
                    Ok(kind) if kind.is_dir() && depth < DEPTH_MAX => open.push((entry.path(), depth + 1)),
                    Ok(kind) if kind.is_file() => self.take(&entry.path()),
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// A file of a folder.
    fn take(&mut self, file: &Path) {
        let Ok(inner) = file.strip_prefix(&self.root) else { return };
        let Some(shown) = inner.to_str().map(|path| path.replace('\\', "/")) else {
            self.left.push((inner.to_string_lossy().into_owned(), "文件名不是 UTF-8。".to_owned()));
            return;
        };
        let (host, sure) = match shown.split_once('/') {
            Some((first, _)) if is_host(first) => (None, true),
            _ => (Some(NO_HOST), false),
        };
        let path = encoded(&shown);
        let url = host.map_or_else(|| format!("http://{path}"), |host| format!("http://{host}/{path}"));
        self.by_address.insert(key(&url), file.to_owned());
        if is_page(&shown) {
            self.pages.push(Sheet { file: file.to_owned(), shown, url, sure });
        }
    }

    /// The lines of a list: an address, a tab, a file beside the list.
    fn list(&mut self, text: &str) {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (url, file) = line.split_once('\t').map_or((line, ""), |(url, file)| (url.trim(), file.trim()));
            if !(url.starts_with("http://") || url.starts_with("https://")) {
                self.left.push((url.to_owned(), "网址须以 http:// 或 https:// 开头。".to_owned()));
            } else if file.is_empty() {
                self.left.push((url.to_owned(), "没有写明本地文件；导入不访问网络，请先保存网页。".to_owned()));
            } else if let Some(found) = self.within(&self.root.join(file)) {
                self.by_address.insert(key(url), found.clone());
                if is_page(file) || file.rsplit('/').next().is_some_and(|name| !name.contains('.')) {
                    self.pages.push(Sheet { file: found, shown: file.to_owned(), url: url.to_owned(), sure: true });
                }
            } else {
                self.left.push((url.to_owned(), format!("没有找到文件 {file}。")));
            }
        }
    }

    /// A file below the root; nothing for one that is not there or lies outside.
    fn within(&self, path: &Path) -> Option<PathBuf> {
        let path = fs::canonicalize(path).ok()?;
        (path.starts_with(&self.root) && path.is_file()).then_some(path)
    }

    /// The file that `page` calls `written` and that had the address `url`.
    pub fn file(&self, page: &Path, url: &str, written: &str) -> Option<PathBuf> {
        if let Some(found) = self.by_address.get(&key(url)) {
            return Some(found.clone());
        }
        let written = decoded(written.split(['?', '#']).next().unwrap_or_default());
        if written.contains("://") || written.is_empty() {
            return None;
        }
        match written.strip_prefix('/') {
            Some(rest) => self.within(&self.root.join(rest.trim_start_matches('/'))),
            None => self.within(&page.parent()?.join(&written)),
        }
    }
}

/// The folder in which things lie: what is packed as a whole often lies in folders that hold nothing but one folder.
fn unwrapped(mut folder: PathBuf) -> PathBuf {
    for _ in 0..DEPTH_MAX {
        let Ok(entries) = fs::read_dir(&folder) else { return folder };
        let mut entries = entries.flatten();
        let (Some(only), None) = (entries.next(), entries.next()) else { return folder };
        let is_folder = only.file_type().is_ok_and(|kind| kind.is_dir());
        if !is_folder || only.file_name().to_str().is_none_or(is_host) {
            return folder;
        }
        folder = only.path();
    }
    folder
}

/// An address as it is looked up: without scheme, with its signs decoded.
fn key(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    decoded(rest)
}

/// Whether the name of a folder is the name of a host.
fn is_host(name: &str) -> bool {
    let good = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | ':');
    name.contains('.')
        && name.chars().all(good)
        && !name.starts_with('.')
        && !is_page(name)
        && !name.ends_with("_files")
}

/// Whether a file is a page, by its name before a query.
fn is_page(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    let name = name.split(['?', '@']).next().unwrap_or_default();
    let full = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    let short = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    PAGES.contains(&full.as_str()) || PAGES.contains(&short.as_str())
}

/// A path on the disk as the path of an address: blanks and signs that end a path are written out; `?` and `@` of a crawler
/// begin the query.
fn encoded(path: &str) -> String {
    path.replace('%', "%25").replace(' ', "%20").replace('#', "%23")
}

/// `%E9%9D%92` as text; what is no text stays.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).filter(|_| *first == b'%').and_then(|hex| hex::decode(hex).ok());
        match hex.as_deref() {
            Some([byte]) => {
                bytes.push(*byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(dir: &Path, path: &str) {
        let path = dir.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("is made");
        fs::write(path, "x").expect("is written");
    }

    #[test]
    fn a_folder_of_a_crawler_names_hosts_and_any_other_guesses() {
        let dir = tempfile::tempdir().expect("a folder");
        for path in [
            "www.qinghe.gov.cn/a/t1.html",
            "www.qinghe.gov.cn/content.jsp?id=1&x=2",
            "www.qinghe.gov.cn/a/图 1.jpg",
            "单页/新闻.htm",
            "单页/新闻_files/a.png",
        ] {
            write(dir.path(), path);
        }
        let saved = Saved::open(dir.path()).expect("opens");
        let pages: Vec<_> = saved.pages.iter().map(|p| (p.url.as_str(), p.sure)).collect();
        assert_eq!(
            pages,
            [
                ("http://www.qinghe.gov.cn/a/t1.html", true),
                ("http://www.qinghe.gov.cn/content.jsp?id=1&x=2", true),
                ("http://old.invalid/单页/新闻.htm", false),
            ]
        );
        let page = &saved.pages[0].file;
        let picture = saved.file(page, "https://www.qinghe.gov.cn/a/%E5%9B%BE%201.jpg", "图 1.jpg");
        assert!(picture.is_some_and(|p| p.ends_with("图 1.jpg")));
        let beside = &saved.pages[2].file;
        assert!(saved.file(beside, "http://x.example/a.png", "./新闻_files/a.png").is_some());
        assert!(saved.file(page, "http://x.example/none.png", "none.png").is_none());
    }

    #[test]
    fn a_folder_around_everything_is_no_part_of_the_addresses_and_a_list_in_it_counts() {
        let dir = tempfile::tempdir().expect("a folder");
        write(dir.path(), "旧网站/备份/www.qinghe.gov.cn/a/t1.html");
        let saved = Saved::open(dir.path()).expect("opens");
        assert_eq!(saved.pages[0].url, "http://www.qinghe.gov.cn/a/t1.html");
        let list = encoding_rs::GB18030.encode("http://a.example/x?id=1\t新闻/1.html\n").0.into_owned();
        write(dir.path(), "旧网站/备份/新闻/1.html");
        fs::write(dir.path().join("旧网站/备份/网址清单.txt"), list).expect("is written");
        let saved = Saved::open(dir.path()).expect("opens");
        assert_eq!(saved.pages.iter().map(|p| p.url.as_str()).collect::<Vec<_>>(), ["http://a.example/x?id=1"]);
    }

    #[test]
    fn nothing_outside_the_folder_is_read() {
        let dir = tempfile::tempdir().expect("a folder");
        write(dir.path(), "secret.txt");
        write(dir.path(), "in/www.qinghe.gov.cn/a.html");
        let saved = Saved::open(&dir.path().join("in")).expect("opens");
        let page = &saved.pages[0].file;
        for written in [
            "../../secret.txt",
            "../../../in/../secret.txt",
            "/../secret.txt",
            "file:///etc/hostname",
            "//etc/hostname",
        ] {
            assert_eq!(saved.file(page, "http://x.example/x", written), None, "{written}");
        }
    }

    #[test]
    fn a_list_names_addresses_and_files() {
        let dir = tempfile::tempdir().expect("a folder");
        write(dir.path(), "p/1.html");
        write(dir.path(), "f/plan.doc");
        let list = "# 清单\nhttp://a.example/x?id=1\tp/1.html\nhttp://a.example/plan.doc\tf/plan.doc\nhttp://a.example/2\nftp://x\tp/1.html\nhttp://a.example/3\tp/3.html\nhttp://a.example/4\t../../etc/hostname\n";
        fs::write(dir.path().join("list.txt"), list).expect("is written");
        let saved = Saved::open(&dir.path().join("list.txt")).expect("opens");
        assert_eq!(saved.pages.iter().map(|p| p.url.as_str()).collect::<Vec<_>>(), ["http://a.example/x?id=1"]);
        assert_eq!(saved.left.len(), 4, "{:?}", saved.left);
        assert!(saved.file(&saved.pages[0].file, "https://a.example/plan.doc", "plan.doc").is_some());
    }
}
