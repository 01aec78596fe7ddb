//! The house rules that a compiler does not know: arrows between packages, sizes, where SQL may stand, who names whom.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Files above 400 lines, each with the reason; this list may only shrink.
const LONG_FILES: &[(&str, &str)] = &[];

/// What each package of the ground may use, in the one direction.
const GROUND: &[&str] = &[
    "base",
    "intake",
    "proofread",
    "paper",
    "veil",
    "store",
    "ledger",
    "identity",
    "web",
    "matter",
    "edition",
    "counter",
];

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the repository is there")
}

/// All files below `dir` that git would keep, with their paths relative to the repository.
pub(crate) fn files(dir: &str, endings: &[&str]) -> Vec<(String, String)> {
    fn walk(at: &Path, into: &mut Vec<PathBuf>) {
        let Ok(entries) = fs::read_dir(at) else { return };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if path.is_dir() {
                let skip = ["target", "node_modules", "dist", ".git", "data", ".cache"].contains(&name.as_str());
                if !skip {
                    walk(&path, into);
                }
            } else {
                into.push(path);
            }
        }
    }
    let root = root();
    let mut paths = Vec::new();
    walk(&root.join(dir), &mut paths);
    paths.sort();
    paths
        .into_iter()
        .filter(|p| endings.iter().any(|e| p.to_string_lossy().ends_with(e)))
        .filter_map(|p| {
            let name = p.strip_prefix(&root).ok()?.to_string_lossy().into_owned();
            Some((name, fs::read_to_string(&p).ok()?))
        })
        .collect()
}

fn rust() -> Vec<(String, String)> {
    ["ground", "lines", "app", "testkit", "bench"].iter().flat_map(|d| files(d, &[".rs"])).collect()
}

/// Packages of the workspace with the packages of ours that they use outside tests.
fn arrows() -> BTreeMap<String, (String, BTreeSet<String>)> {
    let manifests = files(".", &["Cargo.toml"]);
    let names: BTreeSet<String> = manifests.iter().filter_map(|(_, t)| name_of(t)).collect();
    manifests
        .iter()
        .filter_map(|(path, text)| {
            let uses = text.split("[dependencies]").nth(1)?.split("\n[").next()?;
            let uses = uses.lines().filter_map(|l| l.split(['.', ' ', '=']).next()).map(str::to_owned);
            Some((name_of(text)?, (path.clone(), uses.filter(|u| names.contains(u)).collect())))
        })
        .collect()
}

fn name_of(manifest: &str) -> Option<String> {
    manifest.lines().find_map(|l| l.strip_prefix("name = \"")?.strip_suffix('"').map(str::to_owned))
}

#[test]
fn the_ground_is_a_straight_line_and_lines_do_not_use_each_other() {
    let arrows = arrows();
    let lines: BTreeSet<&str> =
        arrows.iter().filter(|(_, (path, _))| path.starts_with("lines/")).map(|(n, _)| n.as_str()).collect();
    for (package, (path, uses)) in &arrows {
        let place = GROUND.iter().position(|g| g == package);
        for used in uses {
            if let Some(mine) = place {
                let theirs = GROUND.iter().position(|g| g == used);
                assert!(theirs.is_some_and(|t| t < mine), "{package} may not use {used}");
            }
            if path.starts_with("lines/") {
                assert!(!lines.contains(used.as_str()), "{package} may not use its sibling {used}");
            }
        }
    }
}

#[test]
fn every_rust_file_begins_with_what_it_is() {
    for (path, text) in rust() {
        assert!(text.starts_with("//!"), "{path} does not begin with //!");
    }
}

#[test]
fn files_are_at_most_400_lines_and_the_exceptions_are_still_needed() {
    let mut long: Vec<String> = Vec::new();
    let templates = ["ground", "lines", "assets/src"].iter().flat_map(|d| files(d, &[".html", ".ts", ".css"]));
    for (path, text) in rust().into_iter().chain(templates) {
        if text.lines().count() > 400 {
            long.push(path);
        }
    }
    let allowed: Vec<&str> = LONG_FILES.iter().map(|(path, _)| *path).collect();
    for path in &long {
        assert!(allowed.contains(&path.as_str()), "{path} has more than 400 lines");
    }
    for path in allowed {
        assert!(long.iter().any(|l| l == path), "{path} is short now: take it off the list");
    }
}

#[test]
fn sql_stands_only_in_store_files() {
    let words = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];
    for (path, text) in rust() {
        let allowed = path.starts_with("ground/store/")
            || path.ends_with("/store.rs")
            || path.contains("/store/")
            || path.contains("/tests/")
            || path.ends_with("/tests.rs")
            || path.contains("tests/")
            || path.starts_with("bench/")
            || path.starts_with("testkit/");
        if allowed {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            let sql = words.iter().any(|w| code.contains(&format!("\"{w}")) || code.trim_start().starts_with(w));
            assert!(!sql, "{path}:{}: SQL outside a store file", number + 1);
        }
    }
}

#[test]
fn the_ground_names_no_line() {
    let arrows = arrows();
    let lines: Vec<&str> =
        arrows.iter().filter(|(_, (path, _))| path.starts_with("lines/")).map(|(n, _)| n.as_str()).collect();
    for package in GROUND {
        let sources = files(&format!("ground/{package}/src"), &[".rs"]);
        // A module of the package's own may be called as a line is; that it uses no line is seen by the arrows.
        let own = |name: &str| sources.iter().any(|(path, _)| path.ends_with(&format!("/{name}.rs")));
        for (path, text) in &sources {
            let text = if path.contains("/test") { "" } else { text.split("#[cfg(test)]").next().unwrap_or_default() };
            for (number, line) in text.lines().enumerate() {
                let code = line.split("//").next().unwrap_or_default();
                for name in &lines {
                    let used = (code.contains(&format!("{name}::")) && !own(name))
                        || code.contains(&format!("\"{name}."))
                        || code.contains(&format!("\"{name}_"))
                        || ["FROM", "INTO", "UPDATE", "JOIN"].iter().any(|w| code.contains(&format!("{w} {name}_")));
                    assert!(!used, "{path}:{}: the ground names the line {name}", number + 1);
                }
            }
        }
    }
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let text = fs::read_to_string(root().join("Cargo.toml")).expect("the workspace manifest");
    let list = text.split("[workspace.dependencies]").nth(1).and_then(|t| t.split("\n[").next()).expect("dependencies");
    for line in list.lines().filter(|l| l.contains('=') && !l.starts_with('#') && !l.contains("path =")) {
        assert!(line.contains(" # "), "no reason: {line}");
    }
}

#[test]
fn nothing_is_left_unfinished() {
    let words = [concat!("todo", "!("), concat!("unimplemented", "!("), concat!("FIX", "ME"), concat!("#[ig", "nore")];
    for (path, text) in rust() {
        for word in words {
            assert!(!text.contains(word), "{path} contains {word}");
        }
    }
}
