//! Rows of `sites_look`, `sites_preview` and of the settings of older versions.

use std::collections::BTreeMap;

use base::{Fault, Moment};
use store::{Query, Result, Tx, args, record};

use crate::look::Look;

/// Versions that are listed at most.
const VERSIONS_MAX: usize = 50;

record! {
    /// One version of a site's look.
    pub struct LookRow from "sites_look" {
        /// Key.
        pub id: i64,
        /// The site.
        pub site_id: i64,
        /// Counted from 1.
        pub version: i64,
        /// The look as JSON.
        pub content: String,
        /// When it was set.
        pub at: Moment,
        /// Name, unit and post of whoever set it.
        pub actor: String,
    }
}

impl LookRow {
    /// The look.
    ///
    /// # Errors
    /// A fault when what is stored is none.
    pub fn look(&self) -> Result<Look> {
        read(&self.content)
    }
}

/// A look out of its JSON.
pub(crate) fn read(text: &str) -> Result<Look> {
    serde_json::from_str(text).map_err(|e| Fault::broken(format!("read a site's look: {e}")))
}

/// A look as JSON.
pub(crate) fn written(look: &Look) -> Result<String> {
    serde_json::to_string(look).map_err(|e| Fault::broken(format!("write a site's look: {e}")))
}

/// The look that is shown.
pub(crate) async fn current(q: &mut impl Query, site: i64) -> Result<Option<LookRow>> {
    let sql = format!("SELECT {} FROM sites_look WHERE site_id = $1 ORDER BY version DESC LIMIT 1", LookRow::COLUMNS);
    q.maybe(&sql, args![site]).await
}

/// The versions of a look, the newest first.
pub(crate) async fn versions(q: &mut impl Query, site: i64) -> Result<Vec<LookRow>> {
    let sql = format!("SELECT {} FROM sites_look WHERE site_id = $1 ORDER BY version DESC LIMIT $2", LookRow::COLUMNS);
    q.list(&sql, args![site, VERSIONS_MAX]).await
}

/// One version of a look.
pub(crate) async fn version(q: &mut impl Query, site: i64, version: i64) -> Result<Option<LookRow>> {
    let sql = format!("SELECT {} FROM sites_look WHERE site_id = $1 AND version = $2", LookRow::COLUMNS);
    q.maybe(&sql, args![site, version]).await
}

/// Who sets a look, and when.
pub(crate) struct By<'a> {
    pub person: Option<i64>,
    pub actor: &'a str,
    pub at: Moment,
}

/// Keeps a look as the version after `seen`; gives its key. Two that follow the same version cannot both be kept.
pub(crate) async fn keep(tx: &mut Tx, site: i64, seen: i64, content: &str, by: &By<'_>) -> Result<i64> {
    tx.insert(
        "INSERT INTO sites_look (site_id, version, content, at, person_id, actor) VALUES ($1, $2, $3, $4, $5, $6)
         RETURNING id",
        args![site, seen + 1, content, by.at, by.person, by.actor],
    )
    .await
}

/// Parks a look that was not saved under `token`, for `person` alone.
pub(crate) async fn park(
    tx: &mut Tx,
    token: &str,
    site: i64,
    person: Option<i64>,
    content: &str,
    ends: Moment,
) -> Result<u64> {
    tx.run(
        "INSERT INTO sites_preview (token, site_id, person_id, content, ends_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (token) DO UPDATE SET content = excluded.content, ends_at = excluded.ends_at
         WHERE sites_preview.site_id = excluded.site_id AND sites_preview.person_id = excluded.person_id",
        args![token, site, person, content, ends],
    )
    .await
}

/// The look that is parked under `token`, while it is kept.
pub(crate) async fn parked(
    q: &mut impl Query,
    token: &str,
    site: i64,
    person: Option<i64>,
    now: Moment,
) -> Result<Option<Look>> {
    let found: Option<(String,)> = q
        .maybe(
            "SELECT content FROM sites_preview WHERE token = $1 AND site_id = $2 AND person_id = $3 AND ends_at > $4",
            args![token, site, person, now],
        )
        .await?;
    found.map(|(content,)| read(&content)).transpose()
}

/// Forgets previews whose time is up.
pub(crate) async fn forget(tx: &mut Tx, now: Moment) -> Result<u64> {
    tx.run("DELETE FROM sites_preview WHERE ends_at <= $1", args![now]).await
}

/// Takes the settings that versions before the group of sites kept for the portal.
pub(crate) async fn take_settings(tx: &mut Tx) -> Result<BTreeMap<String, String>> {
    let rows: Vec<(String, String)> = tx.list("SELECT key, value FROM sites_setting ORDER BY key", args![]).await?;
    tx.run("DELETE FROM sites_setting", args![]).await?;
    Ok(rows.into_iter().collect())
}
