//! What both a reader and a transaction can be asked.

use std::future::Future;

use base::Fault;

use crate::{Args, Dialect, FromRow, FromValue, Result, Row, Vault};

/// Something that answers `SELECT`: a [`Reader`](crate::Reader) outside, a [`Tx`](crate::Tx) inside a transaction.
pub trait Query: Send {
    /// All rows that `sql` gives with `args` for `$1`, `$2`, …
    ///
    /// # Errors
    /// A fault when the database does not answer or refuses the statement.
    fn rows(&mut self, sql: &str, args: Args) -> impl Future<Output = Result<Vec<Row>>> + Send;

    /// Which database answers.
    fn dialect(&self) -> Dialect;

    /// What seals and opens values of this database.
    ///
    /// # Errors
    /// A fault when the program did not open it.
    fn vault(&self) -> Result<&Vault>;

    /// All rows as records.
    ///
    /// # Errors
    /// As [`rows`](Query::rows), and when a row does not fit the record.
    fn list<T: FromRow + Send>(&mut self, sql: &str, args: Args) -> impl Future<Output = Result<Vec<T>>> + Send {
        async move { self.rows(sql, args).await?.iter().map(T::from_row).collect() }
    }

    /// The first row as a record, if there is one.
    ///
    /// # Errors
    /// As [`list`](Query::list).
    fn maybe<T: FromRow + Send>(&mut self, sql: &str, args: Args) -> impl Future<Output = Result<Option<T>>> + Send {
        async move { self.rows(sql, args).await?.first().map(T::from_row).transpose() }
    }

    /// The first column of the first row, such as a count.
    ///
    /// # Errors
    /// As [`rows`](Query::rows), and when there is no row.
    fn scalar<T: FromValue + Send>(&mut self, sql: &str, args: Args) -> impl Future<Output = Result<T>> + Send {
        async move {
            let rows = self.rows(sql, args).await?;
            rows.first().ok_or_else(|| Fault::broken(format!("no row from: {sql}")))?.at(0)
        }
    }
}
