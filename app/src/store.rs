//! Every SQL statement that touches `renhe_*`: edited calendar years and edited rule rows.

use base::{Date, Moment};
use store::{Query, Result, Tx, args, record};

record! {
    /// An edited or imported year of the work calendar.
    pub struct YearRow from "renhe_year" {
        /// Civil year.
        pub year: i64,
        /// Its table, as TOML.
        pub text: String,
        /// Number or address of the notice.
        pub notice: String,
        /// When it was set.
        pub set_at: Moment,
    }
}

record! {
    /// An edited rule row.
    pub struct RuleRow from "renhe_rule" {
        /// Key.
        pub id: i64,
        /// Key of the rule row.
        pub rule: String,
        /// The value.
        pub value: i64,
        /// Valid from this civil date.
        #[serde(with = "base::time::date_text")]
        pub from_on: Date,
        /// On what the county rests the change.
        pub why: String,
        /// When it was set.
        pub set_at: Moment,
    }
}

/// All edited years.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn years(q: &mut impl Query) -> Result<Vec<YearRow>> {
    q.list(&format!("SELECT {} FROM renhe_year ORDER BY year", YearRow::COLUMNS), args![]).await
}

/// Sets the table of a year.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn set_year(tx: &mut Tx, year: i16, text: &str, notice: &str, at: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO renhe_year (year, text, notice, set_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (year) DO UPDATE SET text = excluded.text, notice = excluded.notice, set_at = excluded.set_at",
        args![i64::from(year), text, notice, at],
    )
    .await?;
    Ok(())
}

/// All edits of rule rows in the order in which they were made.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn rules(q: &mut impl Query) -> Result<Vec<RuleRow>> {
    q.list(&format!("SELECT {} FROM renhe_rule ORDER BY id", RuleRow::COLUMNS), args![]).await
}

/// Adds an edit of a rule row.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn add_rule(tx: &mut Tx, rule: &str, value: i64, from: Date, why: &str, at: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO renhe_rule (rule, value, from_on, why, set_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        args![rule, value, from, why, at],
    )
    .await
}
