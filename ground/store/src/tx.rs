//! A transaction: the only way to write.

use std::sync::{Arc, OnceLock};

use base::Fault;
use sqlx::{AssertSqlSafe, Executor, Postgres};
use tokio::sync::{Notify, OwnedMutexGuard};
use tokio::task::coop::consume_budget;

use crate::db::{bind_postgres, fault, in_use, rows_postgres};
use crate::sqlite::{Slot, Writer};
use crate::{Args, Dialect, FromValue, Query, Result, Row, Vault};

/// A writing transaction. Dropped without [`commit`](Tx::commit), it leaves nothing behind. After a statement failed,
/// nothing more can be done in it and it cannot be committed, on both databases alike.
pub struct Tx {
    inner: Option<Inner>,
    failed: bool,
    wake: Arc<Notify>,
    vault: Arc<OnceLock<Vault>>,
    after: Vec<Box<dyn FnOnce() + Send>>,
}

enum Inner {
    Sqlite(Writer, OwnedMutexGuard<Slot>),
    Postgres(Box<sqlx::Transaction<'static, Postgres>>),
}

/// What a use after the end would be: impossible, since `commit` takes the transaction.
const ENDED: &str = "a transaction is used only before its end";

impl Tx {
    pub(crate) fn sqlite(
        writer: Writer,
        slot: OwnedMutexGuard<Slot>,
        wake: Arc<Notify>,
        vault: Arc<OnceLock<Vault>>,
    ) -> Self {
        Self { inner: Some(Inner::Sqlite(writer, slot)), failed: false, wake, vault, after: Vec::new() }
    }

    pub(crate) fn postgres(
        tx: sqlx::Transaction<'static, Postgres>,
        wake: Arc<Notify>,
        vault: Arc<OnceLock<Vault>>,
    ) -> Self {
        Self { inner: Some(Inner::Postgres(Box::new(tx))), failed: false, wake, vault, after: Vec::new() }
    }

    /// Runs a statement and gives the number of rows it changed.
    ///
    /// # Errors
    /// A fault when the database does not answer or refuses the statement.
    pub async fn run(&mut self, sql: &str, args: Args) -> Result<u64> {
        self.usable()?;
        let done = match self.inner.as_mut().expect(ENDED) {
            Inner::Sqlite(_, slot) => {
                consume_budget().await;
                slot.run(sql, args)
            }
            Inner::Postgres(tx) => {
                let done = bind_postgres(sql, args).execute(&mut ***tx).await;
                done.map(|d| d.rows_affected()).map_err(|e| fault(sql, e))
            }
        };
        self.note(done)
    }

    /// Runs an `INSERT … RETURNING id` (or any statement that gives one value back).
    ///
    /// # Errors
    /// As [`run`](Tx::run), and when nothing comes back.
    pub async fn insert<T: FromValue + Send>(&mut self, sql: &str, args: Args) -> Result<T> {
        self.scalar(sql, args).await
    }

    /// Runs a script of statements without arguments (migrations).
    pub(crate) async fn script(&mut self, sql: &str) -> Result<()> {
        self.usable()?;
        let done = match self.inner.as_mut().expect(ENDED) {
            Inner::Sqlite(_, slot) => slot.script(sql),
            Inner::Postgres(tx) => {
                let conn: &mut sqlx::PgConnection = tx;
                conn.execute(sqlx::raw_sql(AssertSqlSafe(sql))).await.map(|_| ()).map_err(|e| fault(sql, e))
            }
        };
        self.note(done)
    }

    /// Calls `tell` once the transaction is on the disk, and never if it is not.
    pub fn after_commit(&mut self, tell: impl FnOnce() + Send + 'static) {
        self.after.push(Box::new(tell));
    }

    /// Wakes the runner of the jobs once the transaction is on the disk.
    pub(crate) fn wake_jobs(&mut self) {
        let wake = Arc::clone(&self.wake);
        self.after_commit(move || wake.notify_one());
    }

    /// Makes everything durable; returns when it is on the disk.
    ///
    /// # Errors
    /// A fault when it could not be stored; then nothing of it is.
    pub async fn commit(mut self) -> Result<()> {
        self.usable()?;
        match self.inner.take().expect(ENDED) {
            Inner::Sqlite(writer, slot) => writer.commit(slot).await?,
            Inner::Postgres(tx) => tx.commit().await.map_err(|e| fault("COMMIT", e))?,
        }
        std::mem::take(&mut self.after).into_iter().for_each(|tell| tell());
        Ok(())
    }

    /// Undoes everything and returns when that is done.
    ///
    /// # Errors
    /// A fault when the database does not answer; nothing is stored then either.
    pub async fn rollback(mut self) -> Result<()> {
        match self.inner.take() {
            Some(Inner::Postgres(tx)) => tx.rollback().await.map_err(|e| fault("ROLLBACK", e)),
            Some(Inner::Sqlite(_, mut slot)) => {
                slot.undo();
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Makes what this transaction has read durable: on SQLite it may have read what an earlier transaction of the same
    /// batch wrote and nobody has committed yet. To be called before an answer rests on such a reading and the
    /// transaction ends without a commit of its own; it must not have changed anything.
    ///
    /// # Errors
    /// A fault when the earlier transactions could not be stored.
    pub async fn settle_earlier(&mut self) -> Result<()> {
        match self.inner.as_mut() {
            Some(Inner::Sqlite(_, slot)) => slot.settle_earlier(),
            Some(Inner::Postgres(_)) | None => Ok(()),
        }
    }

    /// PostgreSQL refuses all statements after one that failed, and SQLite may have rolled back by itself when the disk
    /// is full: going on would write outside any transaction.
    fn usable(&self) -> Result<()> {
        if self.failed {
            return Err(Fault::broken("a statement of this transaction failed before"));
        }
        Ok(())
    }

    fn note<T>(&mut self, done: Result<T>) -> Result<T> {
        self.failed |= done.is_err();
        done
    }
}

impl Drop for Tx {
    fn drop(&mut self) {
        if let Some(Inner::Sqlite(_, mut slot)) = self.inner.take() {
            slot.undo();
        }
    }
}

impl Query for Tx {
    async fn rows(&mut self, sql: &str, args: Args) -> Result<Vec<Row>> {
        self.usable()?;
        let rows = match self.inner.as_mut().expect(ENDED) {
            Inner::Sqlite(_, slot) => {
                consume_budget().await;
                slot.rows(sql, args)
            }
            Inner::Postgres(tx) => {
                let rows = bind_postgres(sql, args).fetch_all(&mut ***tx).await;
                rows.map_err(|e| fault(sql, e)).and_then(|rows| rows_postgres(&rows))
            }
        };
        self.note(rows)
    }

    fn dialect(&self) -> Dialect {
        match &self.inner {
            Some(Inner::Postgres(_)) => Dialect::Postgres,
            _ => Dialect::Sqlite,
        }
    }

    fn vault(&self) -> Result<&Vault> {
        in_use(&self.vault)
    }
}
