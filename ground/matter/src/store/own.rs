//! What people keep for themselves: common phrases (常用语) and saved views of lists.

use store::{Query, Result, Tx, args, record};

record! {
    /// A common phrase.
    pub struct Phrase from "matter_phrase" {
        /// Key.
        pub id: i64,
        /// Whose; `None` for everybody's.
        pub person_id: Option<i64>,
        /// The phrase.
        pub text: String,
        /// Its place.
        pub rank: i64,
    }
}

record! {
    /// A saved view of a list.
    pub struct SavedView from "matter_view" {
        /// Key.
        pub id: i64,
        /// Which list.
        pub list: String,
        /// Its name.
        pub name: String,
        /// The filters, as a query string without the question mark.
        pub query: String,
    }
}

/// The phrases of a person, then everybody's; at most 100.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn phrases(q: &mut impl Query, person: i64) -> Result<Vec<Phrase>> {
    let sql = format!(
        "SELECT {} FROM matter_phrase WHERE person_id = $1 OR person_id IS NULL
         ORDER BY CASE WHEN person_id IS NULL THEN 1 ELSE 0 END, rank, id LIMIT 100",
        Phrase::COLUMNS
    );
    q.list(&sql, args![person]).await
}

/// Replaces the phrases of a person, in this order; with no person, everybody's.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn set_phrases(tx: &mut Tx, person: Option<i64>, texts: &[String]) -> Result<()> {
    match person {
        Some(person) => tx.run("DELETE FROM matter_phrase WHERE person_id = $1", args![person]).await?,
        None => tx.run("DELETE FROM matter_phrase WHERE person_id IS NULL", args![]).await?,
    };
    for (rank, text) in texts.iter().enumerate() {
        tx.run("INSERT INTO matter_phrase (person_id, text, rank) VALUES ($1, $2, $3)", args![person, text, rank])
            .await?;
    }
    Ok(())
}

/// The saved views of a person of a list; at most 50.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn views(q: &mut impl Query, person: i64, list: &str) -> Result<Vec<SavedView>> {
    let sql = format!(
        "SELECT {} FROM matter_view WHERE person_id = $1 AND list = $2 ORDER BY id LIMIT 50",
        SavedView::COLUMNS
    );
    q.list(&sql, args![person, list]).await
}

/// Saves a view; one with the same name is replaced.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn save_view(tx: &mut Tx, person: i64, list: &str, name: &str, query: &str) -> Result<()> {
    tx.run(
        "INSERT INTO matter_view (person_id, list, name, query) VALUES ($1, $2, $3, $4)
         ON CONFLICT (person_id, list, name) DO UPDATE SET query = excluded.query",
        args![person, list, name, query],
    )
    .await?;
    Ok(())
}

/// Forgets a view of a person.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn drop_view(tx: &mut Tx, person: i64, id: i64) -> Result<()> {
    tx.run("DELETE FROM matter_view WHERE person_id = $1 AND id = $2", args![person, id]).await?;
    Ok(())
}
