//! Rows of `sites_round`, `sites_guard` and `sites_alarm`: how far walks have come, what comparisons found.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

/// Comparisons that are summed up on the sheet.
const SUMMED_MAX: usize = 1_000;

/// The last that a walk looked at; empty before its first step.
pub(crate) async fn place(q: &mut impl Query, key: &str) -> Result<String> {
    let found: Option<(String,)> = q.maybe("SELECT place FROM sites_round WHERE key = $1", args![key]).await?;
    Ok(found.map(|(place,)| place).unwrap_or_default())
}

/// When a walk came to its end last.
pub(crate) async fn ended(q: &mut impl Query, key: &str) -> Result<Option<Moment>> {
    let found: Option<(Option<Moment>,)> =
        q.maybe("SELECT ended_at FROM sites_round WHERE key = $1", args![key]).await?;
    Ok(found.and_then(|(at,)| at))
}

/// Notes where a walk stands; `ended` when it came to its end.
pub(crate) async fn set_place(tx: &mut Tx, key: &str, place: &str, ended: Option<Moment>) -> Result<()> {
    tx.run(
        "INSERT INTO sites_round (key, place, ended_at) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE SET place = excluded.place,
         ended_at = COALESCE(excluded.ended_at, sites_round.ended_at)",
        args![key, place, ended],
    )
    .await?;
    Ok(())
}

record! {
    /// One comparison of what is served with what was published.
    #[derive(Default)]
    pub struct Guard from "sites_guard" {
        /// Key.
        pub id: i64,
        /// When it began.
        pub began_at: Moment,
        /// When it ended.
        pub ended_at: Moment,
        /// Kept pages that were compared.
        pub pages: i64,
        /// Of these, how many were out of date and were made anew.
        pub renewed: i64,
        /// Published editions that were compared with their versions.
        pub articles: i64,
        /// Stored files that were read again.
        pub files: i64,
        /// Differences.
        pub found: i64,
        /// Differences that were put right.
        pub restored: i64,
    }
}

/// Writes a comparison down; gives its key.
pub(crate) async fn add(tx: &mut Tx, run: &Guard) -> Result<i64> {
    tx.insert(
        "INSERT INTO sites_guard (began_at, ended_at, pages, renewed, articles, files, found, restored)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id",
        args![run.began_at, run.ended_at, run.pages, run.renewed, run.articles, run.files, run.found, run.restored],
    )
    .await
}

/// Comparisons since `from`, the newest first.
pub(crate) async fn since(q: &mut impl Query, from: Moment) -> Result<Vec<Guard>> {
    let sql = format!(
        "SELECT {} FROM sites_guard WHERE began_at >= $1 ORDER BY began_at DESC, id DESC LIMIT $2",
        Guard::COLUMNS
    );
    q.list(&sql, args![from, SUMMED_MAX]).await
}

/// Forgets comparisons before `before` that found nothing.
pub(crate) async fn forget(tx: &mut Tx, before: Moment) -> Result<u64> {
    tx.run("DELETE FROM sites_guard WHERE began_at < $1 AND found = 0", args![before]).await
}

record! {
    /// One difference.
    pub struct Alarm from "sites_alarm" {
        /// Key.
        pub id: i64,
        /// The comparison that found it.
        pub guard_id: i64,
        /// When.
        pub at: Moment,
        /// page, article or file.
        pub kind: String,
        /// Address of the page or article, digest of the file.
        pub subject: String,
        /// What it is, for people.
        pub title: String,
        /// What was found, for people.
        pub what: String,
        /// 1 when it was put right at once.
        pub restored: i64,
        /// When somebody had dealt with it.
        pub looked_at: Option<Moment>,
        /// Who had.
        pub person_id: Option<i64>,
        /// Name, unit and post of whoever had.
        pub actor: String,
        /// What came of it.
        pub note: String,
    }
}

/// A difference to be written down.
#[derive(Debug, Clone)]
pub(crate) struct NewAlarm {
    pub kind: &'static str,
    pub subject: String,
    pub title: String,
    pub what: &'static str,
    pub restored: bool,
}

/// Writes a difference down.
pub(crate) async fn alarm(tx: &mut Tx, guard: i64, new: &NewAlarm, now: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO sites_alarm (guard_id, at, kind, subject, title, what, restored, actor, note)
         VALUES ($1, $2, $3, $4, $5, $6, $7, '', '') RETURNING id",
        args![guard, now, new.kind, &new.subject, &new.title, new.what, new.restored],
    )
    .await
}

/// Whether the same difference was found before, was not put right and nobody dealt with it yet.
pub(crate) async fn is_known(q: &mut impl Query, kind: &str, subject: &str) -> Result<bool> {
    let found: Option<(i64,)> = q
        .maybe(
            "SELECT id FROM sites_alarm WHERE kind = $1 AND subject = $2 AND restored = 0 AND looked_at IS NULL
             ORDER BY id LIMIT 1",
            args![kind, subject],
        )
        .await?;
    Ok(found.is_some())
}

/// A page of differences, the newest first, before the key `before`; `open`: only those that nobody dealt with yet.
pub(crate) async fn alarms(q: &mut impl Query, open: bool, before: Option<i64>, limit: usize) -> Result<Vec<Alarm>> {
    let mut w = Where::new().and_if("id < ?", before);
    if open {
        w = w.and("looked_at IS NULL", args![]);
    }
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM sites_alarm{} ORDER BY id DESC LIMIT {limit}", Alarm::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

/// How many differences nobody dealt with yet, up to `cap`.
pub(crate) async fn open(q: &mut impl Query, cap: usize) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM (SELECT 1 FROM sites_alarm WHERE looked_at IS NULL LIMIT $1) AS capped", args![cap])
        .await
}

/// One difference.
pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Alarm>> {
    q.maybe(&format!("SELECT {} FROM sites_alarm WHERE id = $1", Alarm::COLUMNS), args![id]).await
}

/// Notes what came of a difference; 0 when somebody was faster.
pub(crate) async fn looked(
    tx: &mut Tx,
    id: i64,
    person: Option<i64>,
    actor: &str,
    note: &str,
    now: Moment,
) -> Result<u64> {
    tx.run(
        "UPDATE sites_alarm SET looked_at = $1, person_id = $2, actor = $3, note = $4 WHERE id = $5 AND looked_at IS NULL",
        args![now, person, actor, note, id],
    )
    .await
}
