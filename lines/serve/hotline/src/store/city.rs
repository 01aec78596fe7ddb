//! The link to the city's platform, and what it sent.

use base::{Error, Moment};
use store::{Query, Result, Tx, args};

use super::{PUSHED, SECRET};

/// How the county and the city's platform are linked (市平台对接).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Link {
    /// Key with which messages are signed, as `whsec_…`; empty while there is none.
    pub secret: String,
    /// Whether the city may send.
    pub push: bool,
    /// Where reports of progress go, empty for nowhere.
    pub report_url: String,
    /// Where waiting orders are fetched, empty for nowhere.
    pub pull_url: String,
    /// How far they were fetched.
    pub pull_mark: String,
    /// When they were last fetched.
    pub pulled_at: Option<Moment>,
    /// Why they could not be fetched.
    pub pull_problem: String,
}

::store::record! {
    /// The row as it is stored.
    pub struct Stored from "hotline_city" {
        /// The key under seal.
        pub secret: String,
        /// Whether the city may send.
        pub push: bool,
        /// Where reports go.
        pub report_url: String,
        /// Where orders are fetched.
        pub pull_url: String,
        /// How far.
        pub pull_mark: String,
        /// When last.
        pub pulled_at: Option<Moment>,
        /// Why not.
        pub pull_problem: String,
    }
}

/// The link; one that does nothing when nobody set it up.
///
/// # Errors
/// A fault when the database does not answer or the key does not open.
pub async fn city(q: &mut impl Query) -> Result<Link> {
    let sql = format!("SELECT {} FROM hotline_city ORDER BY id LIMIT 1", Stored::COLUMNS);
    let Some(row) = q.maybe::<Stored>(&sql, args![]).await? else { return Ok(Link::default()) };
    let secret = q.vault()?.open_text(SECRET, &row.secret)?;
    Ok(Link {
        secret,
        push: row.push,
        report_url: row.report_url,
        pull_url: row.pull_url,
        pull_mark: row.pull_mark,
        pulled_at: row.pulled_at,
        pull_problem: row.pull_problem,
    })
}

/// Sets the link up: key, whether the city may send, where reports go, where orders are fetched.
pub async fn set_city(tx: &mut Tx, link: &Link) -> Result<()> {
    let secret = tx.vault()?.seal(SECRET, link.secret.as_bytes())?;
    let changed = tx
        .run(
            "UPDATE hotline_city SET secret = $1, push = $2, report_url = $3, pull_url = $4",
            args![&secret, link.push, &link.report_url, &link.pull_url],
        )
        .await?;
    if changed == 0 {
        tx.run(
            "INSERT INTO hotline_city (secret, push, report_url, pull_url, pull_mark, pull_problem)
             VALUES ($1, $2, $3, $4, '', '')",
            args![&secret, link.push, &link.report_url, &link.pull_url],
        )
        .await?;
    }
    Ok(())
}

/// How far was fetched.
pub async fn set_mark(tx: &mut Tx, mark: &str) -> Result<()> {
    tx.run("UPDATE hotline_city SET pull_mark = $1", args![mark]).await.map(drop)
}

/// When it was last fetched, and why it could not be.
pub async fn set_pulled(tx: &mut Tx, at: Moment, problem: &str) -> Result<()> {
    tx.run("UPDATE hotline_city SET pulled_at = $1, pull_problem = $2", args![at, problem]).await.map(drop)
}

::store::record! {
    /// A message of the city as lists show it; what it says stays sealed.
    pub struct Pushed from "hotline_push" {
        /// Key.
        pub id: i64,
        /// The sender's key of the message.
        pub event: String,
        /// Number of the order on the city's platform.
        pub city_number: String,
        /// Its version.
        pub version: i64,
        /// When it came.
        pub received_at: Moment,
        /// push or pull.
        pub way: String,
        /// Digest of what was sent.
        pub body_digest: String,
        /// taken, updated, same, older, acted, aside or malformed.
        pub result: String,
        /// What the sender was told.
        pub why: String,
        /// Our number, empty when there is none.
        pub number: String,
        /// The order.
        pub order_id: Option<i64>,
        /// Whether a person has to look at it.
        pub aside: bool,
    }
}

/// The message with this key of the sender.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn push_of_event(q: &mut impl Query, event: &str) -> Result<Option<Pushed>> {
    q.maybe(&format!("SELECT {} FROM hotline_push WHERE event = $1", Pushed::COLUMNS), args![event]).await
}

/// The message `id` with what it says.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn push(q: &mut impl Query, id: i64) -> std::result::Result<(Pushed, String), Error> {
    let sql = format!("SELECT {} FROM hotline_push WHERE id = $1", Pushed::COLUMNS);
    let found: Pushed = q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)?;
    let sealed: String = q.scalar("SELECT body FROM hotline_push WHERE id = $1", args![id]).await?;
    let body = q.vault()?.open_text(PUSHED, &sealed)?;
    Ok((found, body))
}

/// A message to be kept.
pub struct Push<'a> {
    /// The sender's key.
    pub event: &'a str,
    /// Number of the order on the city's platform.
    pub city_number: &'a str,
    /// Its version.
    pub version: i64,
    /// push or pull.
    pub way: &'a str,
    /// What was sent.
    pub body: &'a str,
    /// What became of it.
    pub result: &'a str,
    /// What the sender was told.
    pub why: &'a str,
    /// Our number.
    pub number: &'a str,
    /// The order.
    pub order: Option<i64>,
    /// Whether a person has to look at it.
    pub aside: bool,
}

/// Keeps a message; gives its key.
pub async fn add_push(tx: &mut Tx, push: &Push<'_>, digest: &str, at: Moment) -> Result<i64> {
    let body = tx.vault()?.seal(PUSHED, push.body.as_bytes())?;
    tx.insert(
        "INSERT INTO hotline_push (event, city_number, version, received_at, way, body, body_digest, result, why, number,
         order_id, aside) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING id",
        args![
            push.event,
            push.city_number,
            push.version,
            at,
            push.way,
            body,
            digest,
            push.result,
            push.why,
            push.number,
            push.order,
            push.aside
        ],
    )
    .await
}

/// Messages about orders from which a person keeps away (回避); the person is what comes first among the values.
const NEAR: &str = "NOT EXISTS (SELECT 1 FROM hotline_order o JOIN matter_recusal r ON r.matter_id = o.matter_id
     WHERE o.id = hotline_push.order_id AND r.person_id = $1)";

/// Messages that a person has to look at, or all, the newest first, below the key `before`; at most `limit`. Those about orders from which
/// `person` keeps away are left out.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn aside(q: &mut impl Query, person: i64, only: bool, before: i64, limit: usize) -> Result<Vec<Pushed>> {
    let also = if only { "AND aside = 1" } else { "" };
    let sql = format!(
        "SELECT {} FROM hotline_push WHERE {NEAR} AND id < $2 {also} ORDER BY id DESC LIMIT $3",
        Pushed::COLUMNS
    );
    q.list(&sql, args![person, before, limit]).await
}

/// How many messages `person` has to look at.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count_aside(q: &mut impl Query, person: i64) -> Result<i64> {
    q.scalar(&format!("SELECT COUNT(*) FROM hotline_push WHERE {NEAR} AND aside = 1"), args![person]).await
}

/// A person has looked at it; gives whether nobody had before.
pub async fn settle_push(tx: &mut Tx, id: i64, person: i64, at: Moment) -> Result<bool> {
    let sql = "UPDATE hotline_push SET aside = 0, settled_by = $1, settled_at = $2 WHERE id = $3 AND aside = 1";
    Ok(tx.run(sql, args![person, at, id]).await? > 0)
}

/// The order with this number on the city's platform, and the newest version of it that was taken.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn newest_version(q: &mut impl Query, city_number: &str) -> Result<Option<(i64, i64)>> {
    q.maybe("SELECT id, city_version FROM hotline_order WHERE city_number = $1", args![city_number]).await
}

/// Whether the city withdrew an order before it came.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn withdrawn_by_city(q: &mut impl Query, city_number: &str, version: i64) -> Result<bool> {
    let found: i64 = q
        .scalar(
            "SELECT COUNT(*) FROM hotline_push WHERE city_number = $1 AND version >= $2 AND result = 'withdrawn'",
            args![city_number, version],
        )
        .await?;
    Ok(found > 0)
}
