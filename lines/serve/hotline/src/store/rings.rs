//! Calls (话务): each rings once, is answered or missed, and ends. One set of conditions for a list and for its count.

use base::{Date, Error, Fault, Moment};
use store::sql::Where;
use store::{Query, Result, Tx, args};

use super::RING;

::store::record! {
    /// A call as lists show it; its number stays sealed.
    pub struct Ring from "hotline_ring" {
        /// Key.
        pub id: i64,
        /// Its key at the exchange, or our own.
        pub call: String,
        /// exchange or screen.
        pub way: String,
        /// Number of the caller under seal, empty when it was withheld.
        pub phone: String,
        /// The agent at whose desk it rang last.
        pub person_id: Option<i64>,
        /// When it rang.
        pub rang_at: Moment,
        /// When it was answered.
        pub answered_at: Option<Moment>,
        /// When it ended.
        pub ended_at: Option<Moment>,
        /// When somebody called back after it was missed.
        pub back_at: Option<Moment>,
    }
}

impl Ring {
    /// The number of the caller, opened.
    ///
    /// # Errors
    /// A fault when the vault is not open.
    pub fn number(&self, q: &impl Query) -> Result<String> {
        q.vault()?.open_text(RING, &self.phone)
    }
}

/// A countable set of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rang {
    /// 呼入: calls that ended or were answered; what rings right now is neither.
    Offered,
    /// 接通.
    Answered,
    /// Answered within the seconds of the rule.
    Quick,
    /// 漏接.
    Missed,
    /// 漏接未回拨: missed, with a number, and nobody called back.
    Owed,
}

/// Counts with their names in addresses and in Chinese.
const NAMES: &[(Rang, &str, &str)] = &[
    (Rang::Offered, "offered", "呼入"),
    (Rang::Answered, "answered", "接通"),
    (Rang::Quick, "quick", "及时接听"),
    (Rang::Missed, "missed", "漏接"),
    (Rang::Owed, "owed", "漏接未回拨"),
];

impl Rang {
    /// All counts.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(rang, ..)| *rang)
    }

    /// Its name in addresses.
    pub fn key(self) -> &'static str {
        NAMES.iter().find(|(rang, ..)| *rang == self).map_or("", |(_, key, _)| key)
    }

    /// 名称.
    pub fn title(self) -> &'static str {
        NAMES.iter().find(|(rang, ..)| *rang == self).map_or("", |(.., title)| title)
    }

    /// The count with this name.
    pub fn of(key: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known, _)| *known == key).map(|(rang, ..)| *rang)
    }
}

/// What a list of calls shows.
#[derive(Debug, Clone, Copy)]
pub struct Calls {
    /// Rang on or after.
    pub from: Date,
    /// Rang on or before.
    pub to: Date,
    /// In this civil hour.
    pub hour: Option<i64>,
    /// At the desk of this agent.
    pub person: Option<i64>,
    /// Those that are counted.
    pub rang: Rang,
    /// Milliseconds within which an answer is quick.
    pub quick: i64,
}

const OVER: &str = "(answered_at IS NOT NULL OR ended_at IS NOT NULL)";
const MISSED: &str = "answered_at IS NULL AND ended_at IS NOT NULL";

impl Calls {
    fn conditions(&self) -> Where {
        let w = Where::new()
            .and("on_date >= ?", args![self.from])
            .and("on_date <= ?", args![self.to])
            .and_if("hour = ?", self.hour)
            .and_if("person_id = ?", self.person);
        match self.rang {
            Rang::Offered => w.and(OVER, args![]),
            Rang::Answered => w.and("answered_at IS NOT NULL", args![]),
            Rang::Quick => w.and("answered_at - rang_at <= ?", args![self.quick]),
            Rang::Missed => w.and(MISSED, args![]),
            Rang::Owed => w.and(MISSED, args![]).and("back_at IS NULL AND phone <> ''", args![]),
        }
    }
}

/// How many calls fit.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count_rings(q: &mut impl Query, calls: &Calls) -> Result<i64> {
    let w = calls.conditions();
    q.scalar(&format!("SELECT COUNT(*) FROM hotline_ring{}", w.text()), w.args()).await
}

/// Calls that fit and rang before the call `before` (when it rang, and its key), the newest first, at most `limit`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn rings(q: &mut impl Query, calls: &Calls, before: Option<(i64, i64)>, limit: usize) -> Result<Vec<Ring>> {
    let mut w = calls.conditions();
    if let Some((rang, id)) = before {
        w = w.and("(rang_at < ? OR (rang_at = ? AND id < ?))", args![rang, rang, id]);
    }
    let order = "ORDER BY on_date DESC, rang_at DESC, id DESC";
    let sql = format!("SELECT {} FROM hotline_ring{} {order} LIMIT {limit}", Ring::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

/// What is counted of calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// The hour or the agent; 0 for no agent.
    pub of: i64,
    /// 呼入.
    pub offered: i64,
    /// 接通.
    pub answered: i64,
    /// 及时接听.
    pub quick: i64,
    /// Milliseconds from answer to end of those answered.
    pub talked: i64,
}

impl Tally {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            of: self.of,
            offered: self.offered + other.offered,
            answered: self.answered + other.answered,
            quick: self.quick + other.quick,
            talked: self.talked + other.talked,
        }
    }
}

/// Counts of a period for each civil hour (`by_hour`), or for each agent.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn tally(q: &mut impl Query, calls: &Calls, by_hour: bool) -> Result<Vec<Tally>> {
    let key = if by_hour { "hour" } else { "COALESCE(person_id, 0)" };
    let w = Where::after(args![calls.quick])
        .and("on_date >= ?", args![calls.from])
        .and("on_date <= ?", args![calls.to])
        .and(OVER, args![]);
    let sql = format!(
        "SELECT {key}, COUNT(*), COUNT(answered_at), 
         CAST(SUM(CASE WHEN answered_at - rang_at <= $1 THEN 1 ELSE 0 END) AS BIGINT),
         CAST(SUM(CASE WHEN answered_at IS NOT NULL THEN COALESCE(ended_at, answered_at) - answered_at ELSE 0 END) AS BIGINT)
         FROM hotline_ring{} GROUP BY {key} ORDER BY {key} LIMIT 1000",
        w.text()
    );
    let rows: Vec<(i64, i64, i64, i64, i64)> = q.list(&sql, w.args()).await?;
    let tally = |(of, offered, answered, quick, talked)| Tally { of, offered, answered, quick, talked };
    Ok(rows.into_iter().map(tally).collect())
}

/// The call with this key at the exchange.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn ring_of(q: &mut impl Query, call: &str) -> Result<Option<Ring>> {
    q.maybe(&format!("SELECT {} FROM hotline_ring WHERE call = $1", Ring::COLUMNS), args![call]).await
}

/// The call `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn ring(q: &mut impl Query, id: i64) -> std::result::Result<Ring, Error> {
    let sql = format!("SELECT {} FROM hotline_ring WHERE id = $1", Ring::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The newest call at the desk of a person that has not ended.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn ring_now(q: &mut impl Query, person: i64) -> Result<Option<Ring>> {
    let sql = format!(
        "SELECT {} FROM hotline_ring WHERE person_id = $1 AND ended_at IS NULL ORDER BY id DESC LIMIT 1",
        Ring::COLUMNS
    );
    q.maybe(&sql, args![person]).await
}

/// A call rings; gives its key.
pub async fn add_ring(
    tx: &mut Tx,
    (call, way): (&str, &str),
    phone: &str,
    person: Option<i64>,
    at: Moment,
) -> Result<i64> {
    let sealed = if phone.is_empty() { String::new() } else { tx.vault()?.seal(RING, phone.as_bytes())? };
    tx.insert(
        "INSERT INTO hotline_ring (call, way, phone, person_id, on_date, hour, rang_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id",
        args![call, way, sealed, person, at.date(), i64::from(at.civil().hour()), at],
    )
    .await
}

/// Sets how far a call is.
pub async fn set_ring(tx: &mut Tx, ring: &Ring) -> Result<()> {
    tx.run(
        "UPDATE hotline_ring SET person_id = $1, rang_at = $2, on_date = $3, hour = $4, answered_at = $5, ended_at = $6
         WHERE id = $7",
        args![
            ring.person_id,
            ring.rang_at,
            ring.rang_at.date(),
            i64::from(ring.rang_at.civil().hour()),
            ring.answered_at,
            ring.ended_at,
            ring.id
        ],
    )
    .await
    .map(drop)
}

/// Somebody called back; gives whether nobody had before.
pub async fn called_back(tx: &mut Tx, id: i64, by: i64, at: Moment) -> Result<bool> {
    let sql = "UPDATE hotline_ring SET back_by = $1, back_at = $2
               WHERE id = $3 AND back_at IS NULL AND answered_at IS NULL AND ended_at IS NOT NULL";
    Ok(tx.run(sql, args![by, at, id]).await? > 0)
}

/// Whether the exchange may send, and the key with which it signs; empty while there is none.
///
/// # Errors
/// A fault when the database does not answer or the key does not open.
pub async fn exchange(q: &mut impl Query) -> std::result::Result<(bool, String), Fault> {
    let row: Option<(bool, String)> =
        q.maybe("SELECT push, secret FROM hotline_exchange ORDER BY id LIMIT 1", args![]).await?;
    match row {
        Some((push, secret)) => Ok((push, q.vault()?.open_text(super::EXCHANGE, &secret)?)),
        None => Ok((false, String::new())),
    }
}

/// Sets whether the exchange may send, and its key.
pub async fn set_exchange(tx: &mut Tx, push: bool, secret: &str) -> Result<()> {
    let sealed = tx.vault()?.seal(super::EXCHANGE, secret.as_bytes())?;
    if tx.run("UPDATE hotline_exchange SET push = $1, secret = $2", args![push, &sealed]).await? == 0 {
        tx.run("INSERT INTO hotline_exchange (push, secret) VALUES ($1, $2)", args![push, &sealed]).await?;
    }
    Ok(())
}
