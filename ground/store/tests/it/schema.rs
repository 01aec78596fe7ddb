//! The schema: SQLite = PostgreSQL = the migrations' comments = docs/schema.md, and every table has an owner.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use store::both;
use store::schema::{Real, documented, markdown, tables};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn columns() -> Vec<Real> {
    let chapters = documented().expect("every column has a class and a meaning");
    let mut columns: Vec<Real> = chapters.into_iter().flat_map(|c| c.columns).map(|column| column.real).collect();
    columns.sort();
    columns
}

both! {
    async fn the_database_is_what_the_migrations_say(db: TestDb) {
        assert_eq!(tables(&db.db).await.expect("answers"), columns());
    }

    async fn migrations_that_ran_do_not_run_again(db: TestDb) {
        let clock = base::Clock::fixed(base::Moment(0));
        assert_eq!(store::migrate::run(&db.db, &clock).await.expect("runs"), 0);
    }
}

/// `RENHE_BLESS=1` writes the document anew.
#[test]
fn the_document_is_what_the_migrations_say() {
    let path = root().join("docs/schema.md");
    let says = markdown().expect("every column has a class and a meaning");
    if std::env::var_os("RENHE_BLESS").is_some() {
        std::fs::write(&path, &says).expect("the document is written");
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == says, "docs/schema.md is not what the migrations say: make bless");
}

#[test]
fn every_table_is_owned_by_a_package() {
    let mut packages = BTreeSet::new();
    for pattern in ["ground", "lines/publish", "lines/serve", "lines/office", "lines/keep", "lines/judge"] {
        let Ok(folders) = std::fs::read_dir(root().join(pattern)) else { continue };
        packages.extend(folders.flatten().map(|folder| folder.file_name().to_string_lossy().into_owned()));
    }
    packages.insert("renhe".to_owned());
    for column in columns() {
        let owner = column.table.split('_').next().unwrap_or_default();
        assert!(packages.contains(owner), "no package owns the table {}", column.table);
    }
}
