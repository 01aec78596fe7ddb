//! Rows of `topics_version` and `topics_preview`: what keepers typed, kept for ever or for two hours.

use base::{Fault, Moment};
use store::{Query, Result, Tx, args, record};

use crate::model::Sheet;

/// Versions that are listed at most.
const VERSIONS_MAX: usize = 30;

record! {
    /// One version of a topic's sheet.
    pub struct VersionRow from "topics_version" {
        /// Counted from 1.
        pub version: i64,
        /// What was changed.
        pub what: String,
        /// The sheet as JSON.
        pub content: String,
        /// When it was set.
        pub at: Moment,
        /// Name, unit and post of whoever set it.
        pub actor: String,
    }
}

impl VersionRow {
    /// The sheet.
    ///
    /// # Errors
    /// A fault when what is stored is none.
    pub(crate) fn sheet(&self) -> Result<Sheet> {
        read(&self.content)
    }
}

fn read(text: &str) -> Result<Sheet> {
    serde_json::from_str(text).map_err(|e| Fault::broken(format!("read a topic's sheet: {e}")))
}

/// A sheet as JSON.
pub(crate) fn written(sheet: &Sheet) -> Result<String> {
    serde_json::to_string(sheet).map_err(|e| Fault::broken(format!("write a topic's sheet: {e}")))
}

/// The versions of a topic, the newest first.
pub(crate) async fn of_topic(q: &mut impl Query, topic: i64) -> Result<Vec<VersionRow>> {
    let sql = format!(
        "SELECT {} FROM topics_version WHERE topic_id = $1 ORDER BY version DESC LIMIT $2",
        VersionRow::COLUMNS
    );
    q.list(&sql, args![topic, VERSIONS_MAX]).await
}

/// One version of a topic.
pub(crate) async fn find(q: &mut impl Query, topic: i64, version: i64) -> Result<Option<VersionRow>> {
    let sql = format!("SELECT {} FROM topics_version WHERE topic_id = $1 AND version = $2", VersionRow::COLUMNS);
    q.maybe(&sql, args![topic, version]).await
}

/// Who sets a sheet, and when.
pub(crate) struct By<'a> {
    pub person: Option<i64>,
    pub actor: &'a str,
    pub at: Moment,
}

/// Keeps a sheet as a version; gives its key.
pub(crate) async fn keep(tx: &mut Tx, topic: i64, version: i64, what: &str, content: &str, by: &By<'_>) -> Result<i64> {
    tx.insert(
        "INSERT INTO topics_version (topic_id, version, what, content, at, person_id, actor)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        args![topic, version, what, content, by.at, by.person, by.actor],
    )
    .await
}

/// Parks a sheet that was not saved under `token`, for one person alone; 0 when the token is another's.
pub(crate) async fn park(
    tx: &mut Tx,
    token: &str,
    topic: i64,
    person: Option<i64>,
    content: &str,
    ends: Moment,
) -> Result<u64> {
    tx.run(
        "INSERT INTO topics_preview (token, topic_id, person_id, content, ends_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (token) DO UPDATE SET content = excluded.content, ends_at = excluded.ends_at
         WHERE topics_preview.topic_id = excluded.topic_id AND topics_preview.person_id = excluded.person_id",
        args![token, topic, person, content, ends],
    )
    .await
}

/// The sheet that is parked under `token`, while it is kept.
pub(crate) async fn parked(
    q: &mut impl Query,
    token: &str,
    topic: i64,
    person: Option<i64>,
    now: Moment,
) -> Result<Option<Sheet>> {
    let found: Option<(String,)> = q
        .maybe(
            "SELECT content FROM topics_preview WHERE token = $1 AND topic_id = $2 AND person_id = $3 AND ends_at > $4",
            args![token, topic, person, now],
        )
        .await?;
    found.map(|(content,)| read(&content)).transpose()
}

/// Forgets previews whose time is up.
pub(crate) async fn forget(tx: &mut Tx, now: Moment) -> Result<u64> {
    tx.run("DELETE FROM topics_preview WHERE ends_at <= $1", args![now]).await
}
