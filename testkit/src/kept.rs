//! The county of the tests is made once for each test program and database; every test gets a copy of its own.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use renhe::demo::{Account, Size};
use store::Dialect;
use store::testing::TestDb;

/// What says of which program a kept county is.
const MADE_BY: &str = "made-by.json";

/// A copy of the small county, and its accounts, still without passwords.
pub(crate) async fn county(dialect: Dialect) -> (TestDb, Vec<Account>) {
    let place = place(dialect);
    // Held until the copy is made: of all tests that come at once one makes the county.
    let lock = File::create(place.with_extension("lock")).expect("a lock beside the test program");
    lock.lock().expect("the lock is waited for");
    let accounts = match read(dialect, &place).await {
        Some(accounts) => accounts,
        None => make(dialect, &place).await,
    };
    (TestDb::copy_of(dialect, &place).await, accounts)
}

/// Where the county of this test program is kept: beside the program, and gone with it.
fn place(dialect: Dialect) -> PathBuf {
    let program = std::env::current_exe().expect("the path of the test program");
    let name = program.file_stem().unwrap_or_default().to_string_lossy();
    let folder = program.parent().unwrap_or(Path::new(".")).join("counties");
    std::fs::create_dir_all(&folder).expect("a folder beside the test program");
    folder.join(format!("{name}-{dialect:?}").to_lowercase())
}

/// Length and time of this program, which change when it is built anew.
fn made_by() -> String {
    let about = std::env::current_exe().and_then(std::fs::metadata).expect("the test program");
    format!("{} {:?}", about.len(), about.modified().ok())
}

async fn read(dialect: Dialect, place: &Path) -> Option<Vec<Account>> {
    let text = std::fs::read_to_string(place.join(MADE_BY)).ok()?;
    let (by, accounts): (String, Vec<Account>) = serde_json::from_str(&text).ok()?;
    (by == made_by() && TestDb::is_kept(dialect, place).await).then_some(accounts)
}

async fn make(dialect: Dialect, place: &Path) -> Vec<Account> {
    let db = TestDb::new(dialect).await;
    let settings = crate::settings(&db, &crate::clock(), &Arc::default(), 2026);
    let open = renhe::open(&settings).await.expect("the program opens");
    let accounts = renhe::demo::build(&open.app, Size::Small).await.expect("the county is made");
    let text = serde_json::to_string(&(made_by(), &accounts)).expect("accounts are written");
    std::fs::write(db.dir().join(MADE_BY), text).expect("accounts are written");
    open.app.db.close().await;
    drop(open);
    db.keep(place).await;
    accounts
}
