//! How people want to be told, and who is to be called (`counter_way`, `counter_call`, `counter_call_try`).

use base::{Error, Moment};
use store::long::{CAP, Columns, Counted, List, Page, Stretch, Terms, Turn};
use store::{Query, Result, Tx, args};

/// How the person of a matter wants to be told; empty for who chose nothing.
pub async fn way(q: &mut impl Query, matter: i64) -> Result<String> {
    let found: Option<(String,)> = q.maybe("SELECT way FROM counter_way WHERE matter_id = $1", args![matter]).await?;
    Ok(found.map(|(way,)| way).unwrap_or_default())
}

/// Keeps it.
pub async fn set_way(tx: &mut Tx, matter: i64, way: &str) -> Result<()> {
    let sql = "INSERT INTO counter_way (matter_id, way) VALUES ($1, $2)
               ON CONFLICT (matter_id) DO UPDATE SET way = excluded.way";
    tx.run(sql, args![matter, way]).await.map(drop)
}

::store::record! {
    /// Somebody to be called, or who was.
    pub struct Call from "counter_call" {
        /// Key.
        pub id: i64,
        /// Whose person.
        pub matter_id: i64,
        /// The matter of which is told.
        pub about_id: i64,
        /// Process of the person's matter.
        pub process: String,
        /// The unit that received it.
        pub home_unit: i64,
        /// What is to be said.
        pub text: String,
        /// Why no message does.
        pub why: String,
        /// Since when.
        pub asked_at: Moment,
        /// How often somebody called.
        pub tries: i64,
        /// How the last call ended; empty before.
        pub result: String,
        /// When it was settled.
        pub closed_at: Option<Moment>,
    }
}

::store::record! {
    /// A call that somebody made.
    pub struct Try from "counter_call_try" {
        /// Key.
        pub id: i64,
        /// Who called.
        pub person_id: i64,
        /// When.
        pub at: Moment,
        /// How it ended.
        pub result: String,
        /// What was said.
        pub note: String,
    }
}

/// Somebody to be listed.
pub struct NewCall<'a> {
    /// Whose person, and the matter of which is told.
    pub of: (i64, i64),
    /// Process of the person's matter, and the unit that received it.
    pub home: (&'a str, i64),
    /// What is to be said, and why no message does.
    pub what: (&'a str, &'a str),
    /// The message that failed.
    pub mark: Option<&'a str>,
}

/// Lists somebody to be called, once for each message that failed.
pub async fn add(tx: &mut Tx, new: &NewCall<'_>, at: Moment) -> Result<()> {
    let sql =
        "INSERT INTO counter_call (matter_id, about_id, process, home_unit, text, why, asked_at, tries, result, mark)
               VALUES ($1, $2, $3, $4, $5, $6, $7, 0, '', $8) ON CONFLICT (mark) DO NOTHING";
    let mark = new.mark.map(str::to_owned);
    tx.run(sql, args![new.of.0, new.of.1, new.home.0, new.home.1, new.what.0, new.what.1, at, mark]).await.map(drop)
}

/// One of them.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn call(q: &mut impl Query, id: i64) -> std::result::Result<Call, Error> {
    let sql = format!("SELECT {} FROM counter_call WHERE id = $1", Call::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// Those of a matter's person or about a matter, the newest first; at most 100.
pub async fn of_matter(q: &mut impl Query, matter: i64) -> Result<Vec<Call>> {
    let sql = format!(
        "SELECT {} FROM counter_call WHERE about_id = $1 OR matter_id = $1 ORDER BY id DESC LIMIT 100",
        Call::COLUMNS
    );
    q.list(&sql, args![matter]).await
}

/// The calls that were made, the newest first; at most 20.
pub async fn tries(q: &mut impl Query, call: i64) -> Result<Vec<Try>> {
    let sql = format!("SELECT {} FROM counter_call_try WHERE call_id = $1 ORDER BY id DESC LIMIT 20", Try::COLUMNS);
    q.list(&sql, args![call]).await
}

/// A call was made that ended so; `closed` when that settles it. Gives the key of the call that was made, nothing when somebody settled it
/// before.
pub async fn tried(
    tx: &mut Tx,
    call: i64,
    (person, at): (i64, Moment),
    (result, note): (&str, &str),
    closed: bool,
) -> Result<Option<i64>> {
    let sql =
        "UPDATE counter_call SET tries = tries + 1, result = $1, closed_at = $2 WHERE id = $3 AND closed_at IS NULL";
    if tx.run(sql, args![result, closed.then_some(at), call]).await? == 0 {
        return Ok(None);
    }
    let sql =
        "INSERT INTO counter_call_try (call_id, person_id, at, result, note) VALUES ($1, $2, $3, $4, $5) RETURNING id";
    tx.insert(sql, args![call, person, at, result, note]).await.map(Some)
}

/// How many calls the unit has to make.
pub async fn held(q: &mut impl Query, unit: i64) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM counter_call WHERE home_unit = $1 AND closed_at IS NULL", args![unit]).await
}

/// Another unit makes them; gives how many they are.
pub async fn succeed(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    tx.run("UPDATE counter_call SET home_unit = $1 WHERE home_unit = $2 AND closed_at IS NULL", args![to, from]).await
}

/// Which of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// To be called.
    Open,
    /// To be called, listed before this moment.
    Before(Moment),
    /// Settled.
    Settled,
}

/// Of which processes somebody sees them: the process, and in which units; nothing for all units.
pub type Places = [(&'static str, Option<Vec<i64>>)];

/// Those that wait, the longest first; those that are settled, the newest first. In each process they stand in an index of their own.
fn whole(places: &Places, which: Which) -> List {
    let (key, open) = match which {
        Which::Settled => ("c.closed_at", "c.closed_at IS NOT NULL"),
        _ => ("c.asked_at", "c.closed_at IS NULL"),
    };
    let most = match which {
        Which::Before(moment) => Some(moment.into()),
        _ => None,
    };
    let stretch = |(process, units): &(&'static str, Option<Vec<i64>>)| {
        let besides = match units {
            Some(units) => Terms::new().and_in("c.home_unit", units.iter().copied()),
            None => Terms::new(),
        };
        let index = Terms::new().and(format!("c.process = ? AND {open}"), args![*process]);
        Stretch { index, least: None, most: most.clone(), besides }
    };
    List {
        table: "counter_call c",
        joined: "",
        joint: "",
        keys: [key, "c.id"],
        newest_first: which == Which::Settled,
        apart: true,
        stretches: places.iter().map(stretch).collect(),
    }
}

/// A page of them.
pub async fn list(q: &mut impl Query, places: &Places, which: Which, turn: &Turn, limit: usize) -> Result<Page<Call>> {
    let select =
        Call::COLUMNS.split(", ").map(|column| format!("c.{column} AS {column}")).collect::<Vec<_>>().join(", ");
    whole(places, which).page(q, Columns { select: &select, also: "" }, turn, limit).await
}

/// How many there are, as far as lists count.
pub async fn count(q: &mut impl Query, places: &Places, which: Which) -> Result<Counted> {
    whole(places, which).count(q, CAP).await
}
