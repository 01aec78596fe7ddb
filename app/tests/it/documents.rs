//! Documents stay true: every path they name exists, every package is on the map.

use std::fs;

use super::tidy::{files, root};

/// Words in backticks that look like paths of the repository.
fn paths(text: &str) -> Vec<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .filter(|w| {
            !w.contains([' ', '{', '<', '*', '$', '(', '|'])
                && !w.starts_with('/')
                && !w.contains("..")
                && !w.contains("://")
        })
        .filter(|w| {
            [
                "ground/",
                "lines/",
                "app/",
                "testkit/",
                "bench/",
                "docs/",
                "rules/",
                "migrations/",
                "assets/",
                "tools/",
                "browser/",
                ".ci/",
            ]
            .iter()
            .any(|d| w.starts_with(d))
        })
        .map(|w| w.split(':').next().unwrap_or_default().trim_end_matches('/').to_owned())
        .collect()
}

#[test]
fn every_path_that_a_document_names_exists() {
    let root = root();
    let generated = ["assets/dist", "assets/node_modules"];
    for (document, text) in files(".", &[".md"]) {
        for path in paths(&text) {
            if generated.iter().any(|g| path.starts_with(g)) {
                continue;
            }
            assert!(root.join(&path).exists(), "{document} names {path}, which is not there");
        }
    }
}

#[test]
fn every_package_is_on_the_map() {
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).expect("ARCHITECTURE.md");
    for (path, _) in files(".", &["Cargo.toml"]) {
        let dir = path.trim_end_matches("Cargo.toml").trim_end_matches('/');
        if !dir.is_empty() {
            assert!(map.contains(dir), "ARCHITECTURE.md does not show {dir}");
        }
    }
}
