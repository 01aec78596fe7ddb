//! Rows of `identity_division`.

use base::Moment;
use store::{Query, Result, Tx, args};

store::record! {
    /// An administrative division (行政区划).
    pub struct Division from "identity_division" {
        /// Code of 2, 4, 6, 9 or 12 digits.
        pub code: String,
        /// Name.
        pub name: String,
        /// Whose table and of which year.
        pub edition: String,
    }
}

/// The divisions whose codes begin with `within`, in order of their codes.
pub(crate) async fn list(q: &mut impl Query, within: &str, limit: usize) -> Result<Vec<Division>> {
    // No digit comes after 9, so `:` ends what begins with the code.
    let sql = format!(
        "SELECT {} FROM identity_division WHERE code >= $1 AND code < $2 ORDER BY code LIMIT $3",
        Division::COLUMNS
    );
    q.list(&sql, args![within, format!("{within}:"), limit]).await
}

pub(crate) async fn put(tx: &mut Tx, code: &str, name: &str, edition: &str, now: Moment) -> Result<()> {
    crate::known::changed(tx);
    tx.run(
        "INSERT INTO identity_division (code, name, edition, changed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (code) DO UPDATE SET name = excluded.name, edition = excluded.edition, changed_at = excluded.changed_at",
        args![code, name, edition, now],
    )
    .await?;
    Ok(())
}
