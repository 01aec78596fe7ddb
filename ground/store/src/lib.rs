//! The only package that knows which database there is.
//!
//! One text of SQL serves SQLite and PostgreSQL; what differs (types of columns, the search for a free job) is a
//! dialect word here. Reads go through a [`Reader`], writes only through a [`Tx`], so that a write outside a
//! transaction does not compile. A committed [`Tx`] is on the disk.

pub mod backup;
pub mod check;
pub mod db;
pub mod files;
pub mod jobs;
pub mod long;
pub mod migrate;
mod query;
mod row;
pub mod schema;
pub mod search;
pub mod sql;
mod sqlite;
#[cfg(feature = "testing")]
pub mod testing;
mod tx;
pub mod vault;

pub use db::{Any, Config, Db, Dialect, Reader, Tuning};
pub use files::Files;
pub use jobs::Job;
pub use query::Query;
pub use row::{Args, FromRow, FromValue, Row, Value};
pub use search::Search;
pub use tx::Tx;
pub use vault::Vault;

/// What storage functions return: a value or a fault, never a refusal.
pub type Result<T, E = base::Fault> = std::result::Result<T, E>;

/// Runs `work`, which waits for a disk or computes long, where it holds up nobody else.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|error| base::Fault::broken(format!("a task ended before its time: {error}")))?
}
