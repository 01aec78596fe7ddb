//! Every SQL statement that touches `content_*`.

pub(crate) mod brought;
pub(crate) mod imports;
pub(crate) mod offers;
pub(crate) mod reads;

use base::Moment;
use store::{Query, Result, Tx, args, record};

/// How many readers found the edition useful, and how many did not.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn useful(q: &mut impl Query, item: i64) -> Result<(i64, i64)> {
    let row: Option<(i64, i64)> = q.maybe("SELECT yes, no FROM content_useful WHERE item_id = $1", args![item]).await?;
    Ok(row.unwrap_or_default())
}

/// Counts one reader more.
pub(crate) async fn count_useful(tx: &mut Tx, item: i64, yes: bool) -> Result<()> {
    tx.run(
        "INSERT INTO content_useful (item_id, yes, no) VALUES ($1, $2, $3)
         ON CONFLICT (item_id) DO UPDATE SET yes = content_useful.yes + excluded.yes, no = content_useful.no + excluded.no",
        args![item, yes, !yes],
    )
    .await?;
    Ok(())
}

record! {
    /// A publication without reviews (强制发布), to be looked at by a second person.
    pub struct Forced from "content_forced" {
        /// Key.
        pub id: i64,
        /// The edition.
        pub item_id: i64,
        /// The version that was published.
        pub version: i64,
        /// Its title then.
        pub title: String,
        /// The unit that keeps the site.
        pub unit_id: i64,
        /// The reason.
        pub why: String,
        /// When.
        pub at: Moment,
        /// Who did it.
        pub person_id: Option<i64>,
        /// Name, unit and post of whoever did it.
        pub actor: String,
        /// When a second person looked at it.
        pub looked_at: Option<Moment>,
        /// The second person.
        pub looked_by: Option<i64>,
        /// Name, unit and post of the second person.
        pub looker: String,
        /// right, corrected or withdrawn; empty before.
        pub verdict: String,
        /// What the second person found.
        pub note: String,
        /// Findings of the machine by kind before it was published, for people.
        pub findings: String,
        /// How many of these had to be put right.
        pub stops: i64,
        /// Until when a second person looks at it; none for those of older versions.
        pub due_at: Option<Moment>,
    }
}

/// A forced publication to be noted.
pub(crate) struct NewForced<'a> {
    pub item: i64,
    pub version: i64,
    pub title: &'a str,
    pub unit: i64,
    pub why: &'a str,
    pub person: Option<i64>,
    pub actor: &'a str,
    pub findings: &'a str,
    pub stops: i64,
    pub due: Moment,
}

pub(crate) async fn note_forced(tx: &mut Tx, new: &NewForced<'_>, now: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO content_forced (item_id, version, title, unit_id, why, at, person_id, actor, looker, verdict, note,
         findings, stops, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', '', '', $9, $10, $11) RETURNING id",
        args![
            new.item,
            new.version,
            new.title,
            new.unit,
            new.why,
            now,
            new.person,
            new.actor,
            new.findings,
            new.stops,
            new.due
        ],
    )
    .await
}

/// A page of forced publications on the sites of `units` (of all without), the newest first, after the row `after` (time and
/// key). `open`: only those that nobody looked at yet.
pub(crate) async fn forced(
    q: &mut impl Query,
    units: Option<&[i64]>,
    open: bool,
    after: Option<(i64, i64)>,
    limit: usize,
) -> Result<Vec<Forced>> {
    let mut w = store::sql::Where::new();
    if let Some(units) = units {
        w = w.and_in("unit_id", units.iter().copied());
    }
    if open {
        w = w.and("looked_at IS NULL", args![]);
    }
    if let Some((at, id)) = after {
        w = w.and("(at, id) < (?, ?)", args![at, id]);
    }
    let limit = w.arg(limit);
    let sql =
        format!("SELECT {} FROM content_forced{} ORDER BY at DESC, id DESC LIMIT {limit}", Forced::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

pub(crate) async fn forced_one(q: &mut impl Query, id: i64) -> Result<Option<Forced>> {
    q.maybe(&format!("SELECT {} FROM content_forced WHERE id = $1", Forced::COLUMNS), args![id]).await
}

/// Forced publications that nobody looked at, whose time is up before `until`, and of which nobody was reminded.
pub(crate) async fn to_remind(q: &mut impl Query, until: Moment, limit: usize) -> Result<Vec<Forced>> {
    let sql = format!(
        "SELECT {} FROM content_forced WHERE looked_at IS NULL AND reminded_at IS NULL AND due_at < $1
         ORDER BY due_at, id LIMIT $2",
        Forced::COLUMNS
    );
    q.list(&sql, args![until, limit]).await
}

/// Notes that those who may look were reminded; 0 when they were already.
pub(crate) async fn reminded(tx: &mut Tx, id: i64, now: Moment) -> Result<u64> {
    tx.run("UPDATE content_forced SET reminded_at = $1 WHERE id = $2 AND reminded_at IS NULL", args![now, id]).await
}

/// Notes that a unit was told of a document whose time is nearly over (`past` 0) or over (1); 0 when it was already.
pub(crate) async fn told_of_end(tx: &mut Tx, item: i64, until: &str, past: bool, now: Moment) -> Result<u64> {
    tx.run(
        "INSERT INTO content_expiring (item_id, until, past, told_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (item_id, until, past) DO NOTHING",
        args![item, until, past, now],
    )
    .await
}

/// Notes what the second person found; 0 when somebody did already.
pub(crate) async fn looked(
    tx: &mut Tx,
    id: i64,
    person: Option<i64>,
    actor: &str,
    verdict: &str,
    note: &str,
    now: Moment,
) -> Result<u64> {
    tx.run(
        "UPDATE content_forced SET looked_at = $1, looked_by = $2, looker = $3, verdict = $4, note = $5
         WHERE id = $6 AND looked_at IS NULL",
        args![now, person, actor, verdict, note, id],
    )
    .await
}

/// Notes that somebody has an edition open for editing.
pub(crate) async fn editing(tx: &mut Tx, item: i64, person: i64, name: &str, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO content_editing (item_id, person_id, name, seen_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (item_id, person_id) DO UPDATE SET name = excluded.name, seen_at = excluded.seen_at",
        args![item, person, name, now],
    )
    .await?;
    Ok(())
}

/// Who else has had the edition open since `since`: name and when the page was last heard of.
pub(crate) async fn others(q: &mut impl Query, item: i64, person: i64, since: Moment) -> Result<Vec<(String, Moment)>> {
    q.list(
        "SELECT name, seen_at FROM content_editing WHERE item_id = $1 AND person_id <> $2 AND seen_at > $3
         ORDER BY seen_at DESC LIMIT 20",
        args![item, person, since],
    )
    .await
}

/// Somebody has closed an edition.
pub(crate) async fn left(tx: &mut Tx, item: i64, person: i64) -> Result<()> {
    tx.run("DELETE FROM content_editing WHERE item_id = $1 AND person_id = $2", args![item, person]).await?;
    Ok(())
}

/// Keeps what a person is typing.
pub(crate) async fn keep(tx: &mut Tx, item: i64, person: i64, fields: &str, now: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO content_kept (item_id, person_id, fields, at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (item_id, person_id) DO UPDATE SET fields = excluded.fields, at = excluded.at",
        args![item, person, fields, now],
    )
    .await?;
    Ok(())
}

/// What a person was typing, with when it was kept.
pub(crate) async fn kept(q: &mut impl Query, item: i64, person: i64) -> Result<Option<(String, Moment)>> {
    q.maybe("SELECT fields, at FROM content_kept WHERE item_id = $1 AND person_id = $2", args![item, person]).await
}

/// Forgets what a person was typing.
pub(crate) async fn forget(tx: &mut Tx, item: i64, person: i64) -> Result<()> {
    tx.run("DELETE FROM content_kept WHERE item_id = $1 AND person_id = $2", args![item, person]).await?;
    Ok(())
}

/// Forgets who was editing before `signs` and what was typed before `drafts`.
pub(crate) async fn sweep(tx: &mut Tx, signs: Moment, drafts: Moment) -> Result<u64> {
    let gone = tx.run("DELETE FROM content_editing WHERE seen_at < $1", args![signs]).await?;
    Ok(gone + tx.run("DELETE FROM content_kept WHERE at < $1", args![drafts]).await?)
}
