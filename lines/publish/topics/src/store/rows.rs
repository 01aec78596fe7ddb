//! Rows of `topics_topic`.

use base::{Date, Moment};
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

use crate::model::{Sheet, State};

record! {
    /// A topic (专题).
    pub struct Topic from "topics_topic" {
        /// Key.
        pub id: i64,
        /// Its site.
        pub site_id: i64,
        /// Short name in addresses.
        pub slug: String,
        /// Name of a state.
        pub state: String,
        /// 专题名称.
        pub title: String,
        /// 专题简介.
        pub summary: String,
        /// Key of an accent, or `site`.
        pub accent: String,
        /// Digest of the picture at its head.
        pub art: String,
        /// What it shows.
        pub art_alt: String,
        /// The first day on which it is shown, as text.
        pub opens_on: String,
        /// Its last day as text, may be empty.
        pub closes_on: String,
        /// Counts its changes.
        pub version: i64,
        /// When it was first published.
        pub first_at: Option<Moment>,
        /// When it was archived.
        pub archived_at: Option<Moment>,
        /// When it was withdrawn.
        pub withdrawn_at: Option<Moment>,
        /// Why.
        pub withdrawn_why: String,
    }
}

impl Topic {
    /// How it stands.
    pub(crate) fn state(&self) -> State {
        State::of(&self.state)
    }

    /// Its local path on its site.
    pub(crate) fn path(&self) -> String {
        format!("/topics/{}/", self.slug)
    }

    /// The local path of the picture at its head, which changes with it; empty for none.
    pub(crate) fn art_path(&self) -> String {
        match self.art.get(..12) {
            Some(brief) => format!("{}art?v={brief}", self.path()),
            None => String::new(),
        }
    }

    /// The first day on which it is shown; never for one whose day cannot be read.
    pub(crate) fn first_day(&self) -> Date {
        self.opens_on.parse().unwrap_or(Date::MAX)
    }

    /// Its last day.
    pub(crate) fn last_day(&self) -> Option<Date> {
        self.closes_on.parse().ok()
    }

    /// Whether everybody may see it today.
    pub(crate) fn is_shown(&self, today: Date) -> bool {
        matches!(self.state(), State::Published | State::Archived) && self.first_day() <= today
    }
}

/// The topic `id`.
pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Topic>> {
    q.maybe(&format!("SELECT {} FROM topics_topic WHERE id = $1", Topic::COLUMNS), args![id]).await
}

/// Keys of the topics of a site after `after`, in their order.
pub(crate) async fn keys(q: &mut impl Query, site: i64, after: i64, limit: usize) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM topics_topic WHERE site_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    let rows: Vec<(i64,)> = q.list(sql, args![site, after, limit]).await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The topic called `slug` on a site.
pub(crate) async fn by_slug(q: &mut impl Query, site: i64, slug: &str) -> Result<Option<Topic>> {
    let sql = format!("SELECT {} FROM topics_topic WHERE site_id = $1 AND slug = $2", Topic::COLUMNS);
    q.maybe(&sql, args![site, slug]).await
}

/// A page of the topics of a site that everybody may see today, in one state, the newest first; after the one that opened
/// on a day and has a key.
pub(crate) async fn shown(
    q: &mut impl Query,
    site: i64,
    state: State,
    today: Date,
    after: Option<(Date, i64)>,
    limit: usize,
) -> Result<Vec<Topic>> {
    let mut w = Where::new()
        .and("site_id = ?", args![site])
        .and("state = ?", args![state.name()])
        .and("opens_on <= ?", args![today]);
    if let Some((day, id)) = after {
        w = w.and("(opens_on, id) < (?, ?)", args![day, id]);
    }
    let limit = w.arg(limit);
    let sql = format!(
        "SELECT {} FROM topics_topic{} ORDER BY opens_on DESC, id DESC LIMIT {limit}",
        Topic::COLUMNS,
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// A page of the topics of sites, in one state or in all, the newest first, with keys below `before`.
pub(crate) async fn of_sites(
    q: &mut impl Query,
    sites: &[i64],
    state: Option<State>,
    before: Option<i64>,
    limit: usize,
) -> Result<Vec<Topic>> {
    let w = Where::new().and_in("site_id", sites.iter().copied());
    let mut w = w.and_if("state = ?", state.map(State::name)).and_if("id < ?", before);
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM topics_topic{} ORDER BY id DESC LIMIT {limit}", Topic::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

/// Topics of sites by state: pairs of state and count.
pub(crate) async fn by_state(q: &mut impl Query, sites: &[i64]) -> Result<Vec<(String, i64)>> {
    let w = Where::new().and_in("site_id", sites.iter().copied());
    let sql = format!("SELECT state, COUNT(*) FROM topics_topic{} GROUP BY state ORDER BY state", w.text());
    q.list(&sql, w.args()).await
}

fn day(date: Option<Date>) -> String {
    date.map(|date| date.to_string()).unwrap_or_default()
}

/// Adds a draft; gives its key.
pub(crate) async fn insert(tx: &mut Tx, site: i64, slug: &str, sheet: &Sheet) -> Result<i64> {
    tx.insert(
        "INSERT INTO topics_topic (site_id, slug, state, title, summary, accent, art, art_alt, opens_on, closes_on, version,
         withdrawn_why) VALUES ($1, $2, 'draft', $3, $4, $5, $6, $7, $8, $9, 0, '') RETURNING id",
        args![
            site,
            slug,
            &sheet.title,
            &sheet.summary,
            &sheet.accent,
            &sheet.art,
            &sheet.art_alt,
            day(sheet.opens_on),
            day(sheet.closes_on)
        ],
    )
    .await
}

/// Writes the facts of `sheet` as the version after `seen`; 0 when somebody was faster.
pub(crate) async fn update(tx: &mut Tx, id: i64, seen: i64, sheet: &Sheet) -> Result<u64> {
    tx.run(
        "UPDATE topics_topic SET title = $1, summary = $2, accent = $3, art = $4, art_alt = $5, opens_on = $6,
         closes_on = $7, version = $8 WHERE id = $9 AND version = $10",
        args![
            &sheet.title,
            &sheet.summary,
            &sheet.accent,
            &sheet.art,
            &sheet.art_alt,
            day(sheet.opens_on),
            day(sheet.closes_on),
            seen + 1,
            id,
            seen
        ],
    )
    .await
}

/// Moves a topic from one state to another; 0 when it is in another already.
pub(crate) async fn publish(tx: &mut Tx, id: i64, from: State, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE topics_topic SET state = 'published', first_at = COALESCE(first_at, $1), archived_at = NULL,
         withdrawn_at = NULL, withdrawn_why = '' WHERE id = $2 AND state = $3",
        args![now, id, from.name()],
    )
    .await
}

/// Archives a published topic; 0 when it is not published.
pub(crate) async fn archive(tx: &mut Tx, id: i64, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE topics_topic SET state = 'archived', archived_at = $1 WHERE id = $2 AND state = 'published'",
        args![now, id],
    )
    .await
}

/// Takes a topic away from everybody; 0 when nobody sees it.
pub(crate) async fn withdraw(tx: &mut Tx, id: i64, why: &str, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE topics_topic SET state = 'withdrawn', withdrawn_at = $1, withdrawn_why = $2
         WHERE id = $3 AND state IN ('published', 'archived')",
        args![now, why, id],
    )
    .await
}
