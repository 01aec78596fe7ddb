//! Shifts, rosters, hand-overs and states of agents.

use base::{Date, Error, Moment};
use store::{FromRow, Query, Result, Row as DbRow, Tx, args};

::store::record! {
    /// A shift (班次).
    pub struct Shift from "hotline_shift" {
        /// Key.
        pub id: i64,
        /// 名称.
        pub title: String,
        /// Minutes after midnight at which it begins.
        pub begins: i64,
        /// Minutes that it lasts.
        pub lasts: i64,
        /// How many agents it needs.
        pub least: i64,
        /// When it was closed.
        pub closed_at: Option<Moment>,
    }
}

/// Somebody on duty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnDuty {
    /// Civil date on which the shift begins.
    pub on_date: Date,
    /// The shift.
    pub shift_id: i64,
    /// The person.
    pub person_id: i64,
    /// The person's name.
    pub name: String,
}

impl FromRow for OnDuty {
    fn from_row(row: &DbRow) -> std::result::Result<Self, base::Fault> {
        Ok(Self {
            on_date: row.get("on_date")?,
            shift_id: row.get("shift_id")?,
            person_id: row.get("person_id")?,
            name: row.get("name")?,
        })
    }
}

/// All shifts in the order in which they begin; at most 100.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn shifts(q: &mut impl Query) -> Result<Vec<Shift>> {
    let sql = format!("SELECT {} FROM hotline_shift ORDER BY begins, id LIMIT 100", Shift::COLUMNS);
    q.list(&sql, args![]).await
}

/// The shift `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn shift(q: &mut impl Query, id: i64) -> std::result::Result<Shift, Error> {
    let sql = format!("SELECT {} FROM hotline_shift WHERE id = $1", Shift::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// Adds a shift; gives its key.
pub async fn add_shift(tx: &mut Tx, title: &str, begins: i64, lasts: i64, least: i64) -> Result<i64> {
    let sql = "INSERT INTO hotline_shift (title, begins, lasts, least) VALUES ($1, $2, $3, $4) RETURNING id";
    tx.insert(sql, args![title, begins, lasts, least]).await
}

/// Closes a shift, or opens it again.
pub async fn close_shift(tx: &mut Tx, id: i64, at: Option<Moment>) -> Result<()> {
    tx.run("UPDATE hotline_shift SET closed_at = $1 WHERE id = $2", args![at, id]).await.map(drop)
}

/// The roster of days, both included, in order; at most 5,000 entries.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn roster(q: &mut impl Query, from: Date, to: Date) -> Result<Vec<OnDuty>> {
    q.list(
        "SELECT r.on_date AS on_date, r.shift_id AS shift_id, r.person_id AS person_id, p.name AS name
         FROM hotline_roster r JOIN identity_person p ON p.id = r.person_id
         WHERE r.on_date >= $1 AND r.on_date <= $2 ORDER BY r.on_date, r.shift_id, r.id LIMIT 5000",
        args![from, to],
    )
    .await
}

/// Sets who is on duty in a shift of a day.
pub async fn set_roster(tx: &mut Tx, on: Date, shift: i64, people: &[i64]) -> Result<()> {
    tx.run("DELETE FROM hotline_roster WHERE on_date = $1 AND shift_id = $2", args![on, shift]).await?;
    for person in people {
        tx.run(
            "INSERT INTO hotline_roster (on_date, shift_id, person_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
            args![on, shift, *person],
        )
        .await?;
    }
    Ok(())
}

::store::record! {
    /// A hand-over (交接班).
    pub struct Handover from "hotline_handover" {
        /// Key.
        pub id: i64,
        /// Civil date on which the shift that ends began.
        #[serde(with = "base::time::date_text")]
        pub on_date: Date,
        /// The shift that ends.
        pub shift_id: i64,
        /// Orders that nobody had dispatched.
        pub waiting: i64,
        /// Orders that were not answered.
        pub open: i64,
        /// Missed calls that nobody had called back.
        pub missed: i64,
        /// What the next shift has to know.
        pub text: String,
        /// Who handed over.
        pub given_by: i64,
        /// When.
        pub given_at: Moment,
        /// Who took over.
        pub taken_by: Option<i64>,
        /// When.
        pub taken_at: Option<Moment>,
        /// What whoever took over says.
        pub remark: String,
    }
}

/// The newest hand-overs, at most `limit`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn handovers(q: &mut impl Query, limit: usize) -> Result<Vec<Handover>> {
    let sql = format!("SELECT {} FROM hotline_handover ORDER BY id DESC LIMIT $1", Handover::COLUMNS);
    q.list(&sql, args![limit]).await
}

/// The hand-over `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn handover(q: &mut impl Query, id: i64) -> std::result::Result<Handover, Error> {
    let sql = format!("SELECT {} FROM hotline_handover WHERE id = $1", Handover::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// Whether one waits to be taken over.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn handover_waits(q: &mut impl Query) -> Result<bool> {
    q.scalar("SELECT COUNT(*) FROM hotline_handover WHERE taken_at IS NULL", args![]).await
}

/// Keeps a hand-over; gives its key. Key, and who took it over, are not looked at.
pub async fn give(tx: &mut Tx, h: &Handover) -> Result<i64> {
    tx.insert(
        "INSERT INTO hotline_handover (on_date, shift_id, waiting, open, missed, text, given_by, given_at, remark)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '') RETURNING id",
        args![h.on_date, h.shift_id, h.waiting, h.open, h.missed, &h.text, h.given_by, h.given_at],
    )
    .await
}

/// Somebody takes over; gives whether nobody had before.
pub async fn take_over(tx: &mut Tx, id: i64, by: i64, at: Moment, remark: &str) -> Result<bool> {
    let sql =
        "UPDATE hotline_handover SET taken_by = $1, taken_at = $2, remark = $3 WHERE id = $4 AND taken_at IS NULL";
    Ok(tx.run(sql, args![by, at, remark, id]).await? > 0)
}

/// States of agents that last now: person, name, state, since when; at most 500.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn present(q: &mut impl Query) -> Result<Vec<(i64, String, String, Moment)>> {
    q.list(
        "SELECT s.person_id, p.name, s.state, s.since FROM hotline_presence s JOIN identity_person p ON p.id = s.person_id
         WHERE s.until IS NULL ORDER BY s.since, s.id LIMIT 500",
        args![],
    )
    .await
}

/// The state of a person that lasts now, and since when.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn presence(q: &mut impl Query, person: i64) -> Result<Option<(String, Moment)>> {
    q.maybe("SELECT state, since FROM hotline_presence WHERE person_id = $1 AND until IS NULL", args![person]).await
}

/// From now on a person is in `state`; empty for gone.
pub async fn set_presence(tx: &mut Tx, person: i64, state: &str, at: Moment) -> Result<()> {
    tx.run("UPDATE hotline_presence SET until = $1 WHERE person_id = $2 AND until IS NULL", args![at, person]).await?;
    if !state.is_empty() {
        let sql = "INSERT INTO hotline_presence (person_id, state, since) VALUES ($1, $2, $3)";
        tx.run(sql, args![person, state, at]).await?;
    }
    Ok(())
}

/// Milliseconds that each agent spent writing up after calls (后处理) between two moments; what still lasts counts until `now`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn after_calls(q: &mut impl Query, from: Moment, to: Moment, now: Moment) -> Result<Vec<(i64, i64)>> {
    q.list(
        "SELECT person_id, CAST(SUM(COALESCE(until, $3) - since) AS BIGINT) FROM hotline_presence
         WHERE state = 'after' AND since >= $1 AND since < $2 GROUP BY person_id ORDER BY person_id LIMIT 1000",
        args![from, to, now],
    )
    .await
}
