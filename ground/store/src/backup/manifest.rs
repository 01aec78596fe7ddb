//! The manifest: what an archive holds, with an SM3 digest of each entry.

use std::collections::BTreeMap;
use std::fmt::Write;

use base::Moment;

use crate::Dialect;

/// Name of the manifest in the archive.
pub(super) const NAME: &str = "manifest.txt";
/// First words of the manifest.
const TITLE: &str = "renhe-backup 1";

/// Digest and size of each entry by its path.
pub(super) type Entries = BTreeMap<String, (String, u64)>;

/// The text of the manifest.
pub(super) fn write(entries: &Entries, dialect: Dialect, now: Moment) -> String {
    let database = match dialect {
        Dialect::Sqlite => "sqlite",
        Dialect::Postgres => "postgres",
    };
    let mut text = format!("{TITLE} {database} {}\n", now.rfc3339());
    for (path, (digest, size)) in entries {
        let _ = writeln!(text, "{digest} {size} {path}");
    }
    text
}

/// What the manifest says, or nothing when it is none of ours.
pub(super) fn read(text: &str) -> Option<(Dialect, Entries)> {
    let (title, lines) = text.split_once('\n')?;
    let dialect = match title.strip_prefix(TITLE)?.split_whitespace().next()? {
        "sqlite" => Dialect::Sqlite,
        "postgres" => Dialect::Postgres,
        _ => return None,
    };
    let mut entries = Entries::new();
    for line in lines.lines() {
        let (digest, rest) = line.split_once(' ')?;
        let (size, path) = rest.split_once(' ')?;
        entries.insert(path.to_owned(), (digest.to_owned(), size.parse().ok()?));
    }
    Some((dialect, entries))
}

/// Where an entry may lie: nothing else is ever written by a restore.
pub(super) fn is_ours(path: &str) -> bool {
    let plain = |name: &str| !name.is_empty() && !name.starts_with('.') && !name.contains(['/', '\\', '\0']);
    match path.split_once('/') {
        Some(("database", name)) => name == "renhe.db" || name == "renhe.dump",
        Some(("data", name)) => plain(name),
        Some(("files", rest)) => {
            let name = rest.rsplit('/').next().unwrap_or_default();
            crate::files::is_digest(name) && crate::files::path(name) == path
        }
        _ => path == NAME,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manifest_is_read_as_it_was_written() {
        let entries = Entries::from([
            ("data/ledger.key".to_owned(), ("ab".to_owned(), 7)),
            ("data/with blank".to_owned(), ("cd".to_owned(), 0)),
        ]);
        let text = write(&entries, Dialect::Postgres, Moment(0));
        assert_eq!(read(&text), Some((Dialect::Postgres, entries)));
        for wrong in ["", "renhe-backup 1", "renhe-backup 2 sqlite x\n", "renhe-backup 1 sqlite x\nab x y\n"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_known_places_are_ours() {
        let digest = "ab".repeat(32);
        assert!(is_ours(&format!("files/ab/ab/{digest}")) && is_ours("data/ledger.key") && is_ours("manifest.txt"));
        for path in [
            "data/../x",
            "data/",
            "data/.x",
            "data/a/b",
            "/etc/passwd",
            "../x",
            "database/x",
            "x",
            "files/../../x",
            "files/ab/ab/x",
            &format!("files/ab/cd/{digest}"),
            &format!("files/x/ab/ab/{digest}"),
        ] {
            assert!(!is_ours(path), "{path}");
        }
    }
}
