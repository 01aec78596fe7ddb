//! Rows of `sites_reminder` and `sites_print`: who was told about a column, and what terminals printed.

use base::{Date, Moment};
use store::{Query, Result, Tx, args, record};

record! {
    /// What the unit of a column was told.
    pub struct Reminder from "sites_reminder" {
        /// The column.
        pub column_id: i64,
        /// near, late or blank.
        pub state: String,
        /// When its unit was told last.
        pub told_at: Moment,
        /// How often since the column was last in time.
        pub times: i64,
    }
}

/// All reminders that stand, by column.
pub(crate) async fn reminders(q: &mut impl Query) -> Result<Vec<Reminder>> {
    q.list(&format!("SELECT {} FROM sites_reminder ORDER BY column_id", Reminder::COLUMNS), args![]).await
}

/// Notes that the unit of a column was told.
pub(crate) async fn told(tx: &mut Tx, column: i64, state: &str, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO sites_reminder (column_id, state, told_at, times) VALUES ($1, $2, $3, 1)
         ON CONFLICT (column_id) DO UPDATE SET state = excluded.state, told_at = excluded.told_at,
         times = sites_reminder.times + 1",
        args![column, state, now],
    )
    .await?;
    Ok(())
}

/// Forgets the reminder of a column that is in time again.
pub(crate) async fn settled(tx: &mut Tx, column: i64) -> Result<u64> {
    tx.run("DELETE FROM sites_reminder WHERE column_id = $1", args![column]).await
}

/// Counts a printed sheet; gives how many there are today.
pub(crate) async fn printed(tx: &mut Tx, today: Date) -> Result<i64> {
    tx.run(
        "INSERT INTO sites_print (on_date, sheets) VALUES ($1, 1)
         ON CONFLICT (on_date) DO UPDATE SET sheets = sites_print.sheets + 1",
        args![today],
    )
    .await?;
    tx.scalar("SELECT sheets FROM sites_print WHERE on_date = $1", args![today]).await
}

/// Sheets printed between two civil dates, both included.
pub(crate) async fn sheets(q: &mut impl Query, from: Date, to: Date) -> Result<i64> {
    q.scalar(
        "SELECT CAST(COALESCE(SUM(sheets), 0) AS BIGINT) FROM sites_print WHERE on_date >= $1 AND on_date <= $2",
        args![from, to],
    )
    .await
}
