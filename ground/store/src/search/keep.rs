//! What editors keep beside the index: synonyms, best bets, words that are never hot; and what is asked often.
//!
//! Every statement about `store_search_synonym`, `store_search_bet`, `store_search_asked`, `store_search_blocked`.

use std::sync::Arc;

use base::{Date, Moment};

use super::synonyms::Synonyms;
use super::{Search, fold};
use crate::{Db, Query, Result, Tx, args, record};

/// Rows of these lists, at most.
pub(super) const ROWS: usize = 2_000;
/// Questions that are kept.
const ASKED: i64 = 50_000;

record! {
    /// A synonym (同义词) that editors keep.
    pub struct Synonym from "store_search_synonym" {
        /// Key.
        pub id: i64,
        /// What people say.
        pub said: String,
        /// What texts say instead, divided by blanks; nothing switches a built-in word off.
        pub means: String,
        /// When it was set.
        pub set_at: Moment,
    }
}

record! {
    /// What is shown first for a question (推荐结果).
    pub struct Bet from "store_search_bet" {
        /// Key.
        pub id: i64,
        /// The question, folded.
        pub asked: String,
        /// The question as it was entered.
        pub shown: String,
        /// Title.
        pub title: String,
        /// Local address.
        pub url: String,
        /// When it was set.
        pub set_at: Moment,
    }
}

record! {
    /// A question that people ask.
    pub struct Asked from "store_search_asked" {
        /// The question, folded.
        pub asked: String,
        /// As it was typed first.
        pub shown: String,
        /// How often, halved every week.
        pub times: i64,
        /// When last.
        #[serde(with = "base::time::date_text")]
        pub last_on: Date,
    }
}

record! {
    /// A word that is neither hot nor suggested.
    pub struct Blocked from "store_search_blocked" {
        /// The word, folded.
        pub word: String,
        /// When it was set.
        pub set_at: Moment,
    }
}

impl Search {
    /// Takes the synonyms as the table has them now.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn reload_synonyms(&self, q: &mut impl Query) -> Result<()> {
        let rows = synonyms(q).await?;
        let synonyms = Synonyms::of(rows.iter().map(|row| (row.said.as_str(), row.means.as_str())));
        let synonyms = Arc::new(synonyms);
        match self.0.synonyms.write() {
            Ok(mut held) => *held = synonyms,
            Err(held) => *held.into_inner() = synonyms,
        }
        Ok(())
    }

    /// Writes down what was asked since the last time.
    ///
    /// # Errors
    /// A fault of the database.
    pub async fn write_asked(&self, db: &Db, today: Date) -> Result<()> {
        let asked = self.0.asked.take();
        if asked.is_empty() {
            return Ok(());
        }
        let mut tx = db.begin().await?;
        for (shown, times) in asked {
            let folded = fold(&shown);
            let (initials, sound) = (base::text::initials(&folded), base::text::pinyin(&folded));
            tx.run(
                "INSERT INTO store_search_asked (asked, shown, initials, sound, times, last_on)
                 VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (asked) DO UPDATE
                 SET times = store_search_asked.times + excluded.times, last_on = excluded.last_on",
                args![folded, shown, initials, sound, times, today],
            )
            .await?;
        }
        tx.commit().await
    }
}

/// Halves all counts, so that what is asked now comes before what was asked once; forgets what nobody asks.
///
/// # Errors
/// A fault of the database.
pub async fn fade(tx: &mut Tx) -> Result<()> {
    tx.run("UPDATE store_search_asked SET times = times / 2", args![]).await?;
    tx.run(
        "DELETE FROM store_search_asked WHERE times = 0 OR asked NOT IN
         (SELECT asked FROM store_search_asked ORDER BY times DESC LIMIT $1)",
        args![ASKED],
    )
    .await?;
    Ok(())
}

/// The questions asked most, blocked ones included.
///
/// # Errors
/// A fault of the database.
pub async fn asked(q: &mut impl Query, at_least: i64, limit: usize) -> Result<Vec<Asked>> {
    let sql = format!(
        "SELECT {} FROM store_search_asked WHERE times >= $1 ORDER BY times DESC, asked LIMIT $2",
        Asked::COLUMNS
    );
    q.list(&sql, args![at_least, limit]).await
}

/// Questions that begin with `begin`, folded, or whose pinyin or first letters do.
pub(super) async fn asked_like(q: &mut impl Query, begin: &str, at_least: i64, limit: usize) -> Result<Vec<Asked>> {
    // A prefix is a range: everything up to the last character that there is.
    let end = format!("{begin}\u{10ffff}");
    let sql = format!(
        "SELECT {} FROM store_search_asked WHERE times >= $1 AND
         ((asked >= $2 AND asked < $3) OR (sound >= $2 AND sound < $3) OR (initials >= $2 AND initials < $3))
         ORDER BY times DESC, asked LIMIT $4",
        Asked::COLUMNS
    );
    q.list(&sql, args![at_least, begin, end, limit]).await
}

/// All synonyms of the editors.
///
/// # Errors
/// A fault of the database.
pub async fn synonyms(q: &mut impl Query) -> Result<Vec<Synonym>> {
    let sql = format!("SELECT {} FROM store_search_synonym ORDER BY said LIMIT $1", Synonym::COLUMNS);
    q.list(&sql, args![ROWS]).await
}

/// Sets what texts say instead of `said`.
///
/// # Errors
/// A fault of the database.
pub async fn set_synonym(tx: &mut Tx, said: &str, means: &str, at: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO store_search_synonym (said, means, set_at) VALUES ($1, $2, $3)
         ON CONFLICT (said) DO UPDATE SET means = excluded.means, set_at = excluded.set_at RETURNING id",
        args![fold(said), means, at],
    )
    .await
}

/// Removes a synonym of the editors and gives what it said; nothing when there is none.
///
/// # Errors
/// A fault of the database.
pub async fn remove_synonym(tx: &mut Tx, id: i64) -> Result<Option<String>> {
    let row: Option<(String,)> =
        tx.maybe("DELETE FROM store_search_synonym WHERE id = $1 RETURNING said", args![id]).await?;
    Ok(row.map(|row| row.0))
}

/// All best bets.
///
/// # Errors
/// A fault of the database.
pub async fn bets(q: &mut impl Query) -> Result<Vec<Bet>> {
    let sql = format!("SELECT {} FROM store_search_bet ORDER BY asked, id LIMIT $1", Bet::COLUMNS);
    q.list(&sql, args![ROWS]).await
}

/// Best bets for the question `text`, the newest first.
///
/// # Errors
/// A fault of the database.
pub async fn bets_for(q: &mut impl Query, text: &str) -> Result<Vec<Bet>> {
    let sql = format!("SELECT {} FROM store_search_bet WHERE asked = $1 ORDER BY id DESC LIMIT 5", Bet::COLUMNS);
    q.list(&sql, args![asked_key(text)]).await
}

/// Adds a best bet.
///
/// # Errors
/// A fault of the database.
pub async fn add_bet(tx: &mut Tx, shown: &str, title: &str, url: &str, at: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO store_search_bet (asked, shown, title, url, set_at) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        args![asked_key(shown), shown, title, url, at],
    )
    .await
}

/// Removes a best bet and gives its question; nothing when there is none.
///
/// # Errors
/// A fault of the database.
pub async fn remove_bet(tx: &mut Tx, id: i64) -> Result<Option<String>> {
    let row: Option<(String,)> =
        tx.maybe("DELETE FROM store_search_bet WHERE id = $1 RETURNING shown", args![id]).await?;
    Ok(row.map(|row| row.0))
}

/// All words that are never hot.
///
/// # Errors
/// A fault of the database.
pub async fn blocked(q: &mut impl Query) -> Result<Vec<Blocked>> {
    let sql = format!("SELECT {} FROM store_search_blocked ORDER BY word LIMIT $1", Blocked::COLUMNS);
    q.list(&sql, args![ROWS]).await
}

/// Blocks a word.
///
/// # Errors
/// A fault of the database.
pub async fn block(tx: &mut Tx, word: &str, at: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO store_search_blocked (word, set_at) VALUES ($1, $2) ON CONFLICT (word) DO NOTHING",
        args![asked_key(word), at],
    )
    .await?;
    Ok(())
}

/// Blocks a word no longer; gives whether it was blocked.
///
/// # Errors
/// A fault of the database.
pub async fn unblock(tx: &mut Tx, word: &str) -> Result<bool> {
    Ok(tx.run("DELETE FROM store_search_blocked WHERE word = $1", args![word]).await? > 0)
}

/// A question as it is compared: folded, with single blanks.
pub(super) fn asked_key(text: &str) -> String {
    fold(text).split_whitespace().collect::<Vec<_>>().join(" ")
}
