//! Rows of `edition_item` and `edition_version`.

use base::{Fault, Moment};
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

use crate::Content;

record! {
    /// An edition (稿件) with its working copy.
    pub struct Item from "edition_item" {
        /// Key, part of the address for ever.
        pub id: i64,
        /// Key of a kind.
        pub kind: String,
        /// The site it was written for.
        pub site_id: i64,
        /// The column it was written for.
        pub column_id: i64,
        /// The unit that answers for it: that wrote it, or continues the functions of that.
        pub unit_id: i64,
        /// The unit that made what was published, when another one answers for it now.
        pub maker_id: Option<i64>,
        /// draft, review, ready, published or withdrawn.
        pub state: String,
        /// Title of the working copy.
        pub title: String,
        /// The working copy as JSON.
        pub content: String,
        /// Counts its changes.
        pub seq: i64,
        /// Version of the working copy.
        pub version: i64,
        /// Proposed disclosure attribute.
        pub attribute: String,
        /// Basis of the attribute.
        pub attribute_why: String,
        /// The set that is published together.
        pub set_id: Option<i64>,
        /// The review it is or was in.
        pub matter_id: Option<i64>,
        /// When it was begun.
        pub created_at: Moment,
        /// Who began it.
        pub created_by: Option<i64>,
        /// When the working copy was last changed.
        pub changed_at: Moment,
        /// Who last changed it.
        pub changed_by: Option<i64>,
        /// Name, unit and post of whoever began it.
        pub author: String,
        /// When it is to be published.
        pub scheduled_at: Option<Moment>,
        /// Who said when it is to be published.
        pub scheduled_by: Option<i64>,
        /// Why it was not published at the moment that was set last; empty for nothing.
        pub schedule_failed: String,
        /// When it was first published.
        pub published_at: Option<Moment>,
        /// When it was withdrawn.
        pub withdrawn_at: Option<Moment>,
        /// Why it was withdrawn.
        pub withdrawn_why: String,
        /// Whence it was imported.
        pub origin: Option<String>,
    }
}

impl Item {
    /// The unit that made it, as its public page says.
    pub fn maker(&self) -> i64 {
        self.maker_id.unwrap_or(self.unit_id)
    }

    /// The working copy.
    ///
    /// # Errors
    /// A fault when what is stored is no content.
    pub fn content(&self) -> std::result::Result<Content, Fault> {
        read(&self.content)
    }
}

/// Reads a stored content.
pub(crate) fn read(json: &str) -> std::result::Result<Content, Fault> {
    serde_json::from_str(json).map_err(|e| Fault::of(base::error::FaultKind::Broken, "read an edition", e))
}

/// Writes a content as it is stored.
pub(crate) fn written(content: &Content) -> std::result::Result<String, Fault> {
    serde_json::to_string(content).map_err(|e| Fault::of(base::error::FaultKind::Broken, "write an edition", e))
}

record! {
    /// A kept version.
    pub struct VersionRow from "edition_version" {
        /// Key.
        pub id: i64,
        /// Of which edition.
        pub item_id: i64,
        /// Counted from 1.
        pub version: i64,
        /// When it was kept.
        pub at: Moment,
        /// Who kept it.
        pub person_id: Option<i64>,
        /// Name, unit and post as they were then.
        pub actor: String,
        /// saved, submitted, published or imported.
        pub what: String,
        /// The content as JSON.
        pub content: String,
    }
}

impl VersionRow {
    /// What it says.
    ///
    /// # Errors
    /// A fault when what is stored is no content.
    pub fn content(&self) -> std::result::Result<Content, Fault> {
        read(&self.content)
    }
}

pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Item>> {
    q.maybe(&format!("SELECT {} FROM edition_item WHERE id = $1", Item::COLUMNS), args![id]).await
}

/// The item, locked until the transaction ends.
pub(crate) async fn to_change(tx: &mut Tx, id: i64) -> Result<Option<Item>> {
    // The update takes the row's lock on PostgreSQL; SQLite has one writer anyway.
    tx.run("UPDATE edition_item SET seq = seq WHERE id = $1", args![id]).await?;
    find(tx, id).await
}

pub(crate) async fn by_origin(q: &mut impl Query, origin: &str) -> Result<Option<Item>> {
    q.maybe(&format!("SELECT {} FROM edition_item WHERE origin = $1", Item::COLUMNS), args![origin]).await
}

/// What is asked of the list of working copies.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Only of these units; `None` for all.
    pub units: Option<Vec<i64>>,
    /// When only certain units are asked for, also what was written for one of these sites.
    pub sites: Vec<i64>,
    /// Only of this site.
    pub site: Option<i64>,
    /// Only of this column.
    pub column: Option<i64>,
    /// Only in this state; empty for any.
    pub state: String,
    /// Only of this kind; empty for any.
    pub kind: String,
    /// Title contains this; empty for any.
    pub title: String,
    /// Only with this disclosure attribute; empty for any.
    pub attribute: String,
    /// Only begun by this official.
    pub person: Option<i64>,
    /// Changed before this moment and key (the last row of the page before).
    pub after: Option<(i64, i64)>,
}

/// A page of working copies, the last changed first.
pub(crate) async fn list(q: &mut impl Query, asked: &Asked, limit: usize) -> Result<Vec<Item>> {
    let mut w = Where::new().and_if("site_id = ?", asked.site).and_if("column_id = ?", asked.column);
    w = within(w, asked.units.as_deref(), &asked.sites);
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    w = w.and_if("state = ?", filled(&asked.state)).and_if("kind = ?", filled(&asked.kind));
    w = w.and_if("attribute = ?", filled(&asked.attribute)).and_if("created_by = ?", asked.person);
    if !asked.title.is_empty() {
        w = w.and("title LIKE ? ESCAPE '\\'", args![store::sql::contains(&asked.title)]);
    }
    if let Some((at, id)) = asked.after {
        w = w.and("(changed_at, id) < (?, ?)", args![at, id]);
    }
    let limit = w.arg(limit);
    // The keys first: what has to be sorted is not read with all that it says.
    let sql = format!(
        "SELECT {} FROM edition_item WHERE id IN (SELECT id FROM edition_item{} ORDER BY changed_at DESC, id DESC
         LIMIT {limit}) ORDER BY changed_at DESC, id DESC",
        Item::COLUMNS,
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// Of these units, or for these sites.
fn within(w: Where, units: Option<&[i64]>, sites: &[i64]) -> Where {
    let Some(units) = units else { return w };
    if sites.is_empty() {
        return w.and_in("unit_id", units.iter().copied());
    }
    let places = |many: usize| vec!["?"; many].join(", ");
    let keys = units.iter().chain(sites).map(|key| store::Value::from(*key)).collect();
    match units.len() {
        0 => w.and(&format!("site_id IN ({})", places(sites.len())), keys),
        many => w.and(&format!("unit_id IN ({}) OR site_id IN ({})", places(many), places(sites.len())), keys),
    }
}

/// How many working copies there are in each state, of the units or for the sites.
pub(crate) async fn by_state(q: &mut impl Query, units: Option<&[i64]>, sites: &[i64]) -> Result<Vec<(String, i64)>> {
    let w = within(Where::new(), units, sites);
    q.list(&format!("SELECT state, COUNT(*) FROM edition_item{} GROUP BY state ORDER BY state", w.text()), w.args())
        .await
}

/// What is written of a new item.
pub(crate) struct New<'a> {
    pub kind: &'a str,
    pub site: i64,
    pub column: i64,
    pub unit: i64,
    pub content: &'a Content,
    pub attribute: &'a str,
    pub attribute_why: &'a str,
    pub person: Option<i64>,
    pub author: &'a str,
    pub origin: Option<&'a str>,
}

pub(crate) async fn insert(tx: &mut Tx, new: &New<'_>, now: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO edition_item (kind, site_id, column_id, unit_id, state, title, content, seq, version, attribute,
         attribute_why, created_at, created_by, changed_at, changed_by, author, withdrawn_why, origin)
         VALUES ($1, $2, $3, $4, 'draft', $5, $6, 1, 0, $7, $8, $9, $10, $9, $10, $11, '', $12) RETURNING id",
        args![
            new.kind,
            new.site,
            new.column,
            new.unit,
            &new.content.title,
            written(new.content)?,
            new.attribute,
            new.attribute_why,
            now,
            new.person,
            new.author,
            new.origin
        ],
    )
    .await
}

/// What is written when a working copy changes.
pub(crate) struct Change<'a> {
    pub kind: &'a str,
    pub site: i64,
    pub column: i64,
    pub content: &'a Content,
    pub attribute: &'a str,
    pub attribute_why: &'a str,
    pub person: Option<i64>,
}

/// A working copy that goes to another site leaves its set: whoever publishes there decides.
pub(crate) async fn change(tx: &mut Tx, id: i64, change: &Change<'_>, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE edition_item SET kind = $1, set_id = CASE WHEN site_id = $2 THEN set_id END, site_id = $2, column_id = $3,
         title = $4, content = $5, attribute = $6, attribute_why = $7, changed_at = $8, changed_by = $9, seq = seq + 1
         WHERE id = $10",
        args![
            change.kind,
            change.site,
            change.column,
            &change.content.title,
            written(change.content)?,
            change.attribute,
            change.attribute_why,
            now,
            change.person,
            id
        ],
    )
    .await
}

pub(crate) async fn set_state(tx: &mut Tx, id: i64, state: &str, now: Moment) -> Result<u64> {
    tx.run("UPDATE edition_item SET state = $1, changed_at = $2, seq = seq + 1 WHERE id = $3", args![state, now, id])
        .await
}

pub(crate) async fn set_matter(tx: &mut Tx, id: i64, matter: Option<i64>) -> Result<u64> {
    tx.run("UPDATE edition_item SET matter_id = $1 WHERE id = $2", args![matter, id]).await
}

/// Sets the moment of publication and who set it, or takes it away; `failed` says why nothing was published at it.
pub(crate) async fn set_schedule(
    tx: &mut Tx,
    id: i64,
    at: Option<Moment>,
    by: Option<i64>,
    failed: &str,
) -> Result<u64> {
    tx.run(
        "UPDATE edition_item SET scheduled_at = $1, scheduled_by = $2, schedule_failed = $3, seq = seq + 1 WHERE id = $4",
        args![at, by, failed, id],
    )
    .await
}

pub(crate) async fn published(tx: &mut Tx, id: i64, version: i64, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE edition_item SET state = 'published', version = $1, scheduled_at = NULL, schedule_failed = '', seq = seq + 1,
         published_at = COALESCE(published_at, $2), withdrawn_at = NULL, withdrawn_why = '' WHERE id = $3",
        args![version, now, id],
    )
    .await
}

/// Notes the withdrawal. What is under review stays there, else its review could never end.
pub(crate) async fn withdrawn(tx: &mut Tx, id: i64, why: &str, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE edition_item SET state = CASE WHEN state = 'review' THEN state ELSE 'withdrawn' END, scheduled_at = NULL, seq = seq + 1, withdrawn_at = $1,
         withdrawn_why = $2 WHERE id = $3",
        args![now, why, id],
    )
    .await
}

/// Keeps a version; gives its number and the row's key.
pub(crate) async fn keep(
    tx: &mut Tx,
    item: i64,
    person: Option<i64>,
    actor: &str,
    what: &str,
    content: &str,
    now: Moment,
) -> Result<(i64, i64)> {
    let version: i64 =
        tx.scalar("SELECT COALESCE(MAX(version), 0) + 1 FROM edition_version WHERE item_id = $1", args![item]).await?;
    let id = tx
        .insert(
            "INSERT INTO edition_version (item_id, version, at, person_id, actor, what, content)
             VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
            args![item, version, now, person, actor, what, content],
        )
        .await?;
    tx.run("UPDATE edition_item SET version = $1 WHERE id = $2", args![version, item]).await?;
    Ok((version, id))
}

pub(crate) async fn versions(q: &mut impl Query, item: i64, limit: usize) -> Result<Vec<VersionRow>> {
    let sql = format!(
        "SELECT {} FROM edition_version WHERE item_id = $1 ORDER BY version DESC LIMIT $2",
        VersionRow::COLUMNS
    );
    q.list(&sql, args![item, limit]).await
}

pub(crate) async fn version(q: &mut impl Query, item: i64, version: i64) -> Result<Option<VersionRow>> {
    let sql = format!("SELECT {} FROM edition_version WHERE item_id = $1 AND version = $2", VersionRow::COLUMNS);
    q.maybe(&sql, args![item, version]).await
}

/// The last version of an edition of which one of these became.
pub(crate) async fn last_of(q: &mut impl Query, item: i64, what: &[&str]) -> Result<Option<VersionRow>> {
    let w = Where::new().and("item_id = ?", args![item]).and_in("what", what.iter().copied());
    let sql = format!("SELECT {} FROM edition_version{} ORDER BY version DESC LIMIT 1", VersionRow::COLUMNS, w.text());
    q.maybe(&sql, w.args()).await
}

/// Versions of all editions after the key `after`: key, edition, number.
pub(crate) async fn version_keys(q: &mut impl Query, after: i64, limit: usize) -> Result<Vec<(i64, i64, i64)>> {
    q.list("SELECT id, item_id, version FROM edition_version WHERE id > $1 ORDER BY id LIMIT $2", args![after, limit])
        .await
}

/// Editions that the public should see, after the key `after`: key, last version published, first time of publication, working title.
pub(crate) async fn to_be_live(q: &mut impl Query, after: i64, most: usize) -> Result<Vec<(i64, i64, Moment, String)>> {
    q.list(
        "SELECT i.id, COALESCE((SELECT MAX(v.version) FROM edition_version v
         WHERE v.item_id = i.id AND v.what IN ('published', 'imported')), 0), i.published_at, i.title FROM edition_item i
         WHERE i.id > $1 AND i.published_at IS NOT NULL AND i.withdrawn_at IS NULL ORDER BY i.id LIMIT $2",
        args![after, most],
    )
    .await
}

/// The version of an edition that was published last.
pub(crate) async fn last_published(q: &mut impl Query, item: i64) -> Result<Option<i64>> {
    q.scalar(
        "SELECT MAX(version) FROM edition_version WHERE item_id = $1 AND what IN ('published', 'imported')",
        args![item],
    )
    .await
}

/// Replaces the working copy by what was published (it has got its index number).
pub(crate) async fn set_content(tx: &mut Tx, id: i64, json: &str) -> Result<u64> {
    tx.run("UPDATE edition_item SET content = $1 WHERE id = $2", args![json, id]).await
}

pub(crate) async fn set_attribute(tx: &mut Tx, id: i64, attribute: &str, why: &str) -> Result<u64> {
    tx.run("UPDATE edition_item SET attribute = $1, attribute_why = $2 WHERE id = $3", args![attribute, why, id]).await
}
