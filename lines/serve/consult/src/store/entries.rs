//! The knowledge base: entries, their versions, how they are used.

use base::{Date, Error, Fault, Moment};
use store::long::{CAP, Columns, Counted, List, Page, Stretch, Terms, Turn};
use store::{FromRow, Query, Result, Row as DbRow, Tx, args};

use crate::model::{Entry, Knowing, Version};

/// What a list of entries shows.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Only what is public.
    pub live: bool,
    /// Only of these units; all when there are none.
    pub units: Option<Vec<i64>>,
    /// Of this topic.
    pub topic: Option<i64>,
    /// Only these (found by words); empty finds nothing.
    pub ids: Option<Vec<i64>>,
    /// Public and expiring on or before.
    pub expires: Option<Date>,
    /// With a version that waits for approval.
    pub waiting: bool,
}

/// One line of a list of entries.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Listed {
    /// Key.
    pub id: i64,
    /// 标准问题.
    pub question: String,
    /// Short name of the unit responsible.
    pub unit: String,
    /// Topic, empty without one.
    pub topic: String,
    /// Whether it is public.
    pub live: bool,
    /// State of its newest version.
    pub state: String,
    /// Civil date after which it is withdrawn, empty for never.
    pub expires_on: String,
    /// When its public version was approved.
    pub published_at: Option<Moment>,
    /// How often it was offered.
    pub offered: i64,
    /// How often it solved the question.
    pub solved: i64,
    /// How often it was called useful.
    pub useful: i64,
    /// How often it was called not useful.
    pub useless: i64,
}

const ROW: &str = "e.question, u.short_name AS unit, t.title AS topic, e.live_id, e.expires_on, e.published_at, e.offered, e.solved,
     e.useful, e.useless, (SELECT v.state FROM consult_version v WHERE v.entry_id = e.id ORDER BY v.number DESC LIMIT 1) AS state";

impl FromRow for Listed {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            id: row.get("k2")?,
            question: row.get("question")?,
            unit: row.get("unit")?,
            topic: row.get::<Option<String>>("topic")?.unwrap_or_default(),
            live: row.get::<Option<i64>>("live_id")?.is_some(),
            state: row.get::<Option<String>>("state")?.unwrap_or_default(),
            expires_on: row.get::<Option<String>>("expires_on")?.unwrap_or_default(),
            published_at: row.get("published_at")?,
            offered: row.get("offered")?,
            solved: row.get("solved")?,
            useful: row.get("useful")?,
            useless: row.get("useless")?,
        })
    }
}

fn whole(known: &Known) -> List {
    let mut index = Terms::new();
    if known.live || known.expires.is_some() {
        index = index.and("e.live_id IS NOT NULL", args![]);
    }
    if let Some(ids) = &known.ids {
        index = index.and_in("e.id", ids.iter().copied());
    }
    index = index.and_if("e.topic_id = ?", known.topic).and_if("e.expires_on <= ?", known.expires);
    if let Some(units) = &known.units {
        index = index.and_in("e.unit_id", units.iter().copied());
    }
    if known.waiting {
        let waits = "EXISTS (SELECT 1 FROM consult_version w WHERE w.entry_id = e.id AND w.state = 'review')";
        index = index.and(waits, args![]);
    }
    List {
        table: "consult_entry e",
        joined: "",
        joint: "1 = 1",
        keys: ["e.id", "e.id"],
        newest_first: true,
        apart: true,
        stretches: vec![Stretch { index, ..Stretch::default() }],
    }
}

/// A page of the entries that fit, the newest first, and how many there are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn entries(q: &mut impl Query, known: &Known, turn: &Turn, limit: usize) -> Result<(Page<Listed>, Counted)> {
    let also = " LEFT JOIN identity_unit u ON u.id = e.unit_id LEFT JOIN consult_topic t ON t.id = e.topic_id";
    let list = whole(known);
    let page = list.page(q, Columns { select: ROW, also }, turn, limit).await?;
    let counted = list.count(q, CAP).await?;
    Ok((page, counted))
}

/// What the public entries can be narrowed to: units and topics with how many of each.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn facets(q: &mut impl Query) -> Result<[Vec<(i64, String, i64)>; 2]> {
    let units = q
        .list(
            "SELECT u.id, u.short_name, COUNT(*) FROM consult_entry e JOIN identity_unit u ON u.id = e.unit_id
             WHERE e.live_id IS NOT NULL GROUP BY u.id, u.short_name, u.rank ORDER BY u.rank, u.id LIMIT 500",
            args![],
        )
        .await?;
    let topics = q
        .list(
            "SELECT t.id, t.title, COUNT(*) FROM consult_entry e JOIN consult_topic t ON t.id = e.topic_id
             WHERE e.live_id IS NOT NULL GROUP BY t.id, t.title, t.rank ORDER BY t.rank, t.id LIMIT 200",
            args![],
        )
        .await?;
    Ok([units, topics])
}

/// The entry `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn entry(q: &mut impl Query, id: i64) -> std::result::Result<Entry, Error> {
    let sql = format!("SELECT {} FROM consult_entry WHERE id = $1", Entry::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The version `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn version(q: &mut impl Query, id: i64) -> std::result::Result<Version, Error> {
    let sql = format!("SELECT {} FROM consult_version WHERE id = $1", Version::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The versions of an entry, the newest first; at most 100.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn versions(q: &mut impl Query, entry: i64) -> Result<Vec<Version>> {
    let sql =
        format!("SELECT {} FROM consult_version WHERE entry_id = $1 ORDER BY number DESC LIMIT 100", Version::COLUMNS);
    q.list(&sql, args![entry]).await
}

/// The public versions of these entries.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn live(q: &mut impl Query, ids: &[i64]) -> Result<Vec<Version>> {
    let wanted = store::sql::Where::new().and_in("e.id", ids.iter().copied());
    let columns: Vec<String> = Version::COLUMNS.split(',').map(|c| format!("v.{}", c.trim())).collect();
    let sql = format!(
        "SELECT {} FROM consult_entry e JOIN consult_version v ON v.id = e.live_id{} LIMIT 1000",
        columns.join(", "),
        wanted.text()
    );
    q.list(&sql, wanted.args()).await
}

/// Entries with these questions: key, question and unit.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_questions(q: &mut impl Query, questions: &[String]) -> Result<Vec<(i64, String, i64)>> {
    let wanted = store::sql::Where::new().and_in("question", questions.iter().cloned());
    let sql = format!("SELECT id, question, unit_id FROM consult_entry{} ORDER BY id LIMIT 5000", wanted.text());
    q.list(&sql, wanted.args()).await
}

/// Keys of the entries of a unit after `after`, in their order.
pub(crate) async fn of_unit(q: &mut impl Query, unit: i64, after: i64, limit: usize) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM consult_entry WHERE unit_id = $1 AND id > $2 ORDER BY id LIMIT $3";
    Ok(q.list(sql, args![unit, after, limit]).await?.into_iter().map(|(id,)| id).collect())
}

/// A new entry without a public version; gives its key.
pub async fn create(tx: &mut Tx, unit: i64, topic: Option<i64>, question: &str) -> Result<i64> {
    tx.insert(
        "INSERT INTO consult_entry (unit_id, topic_id, question, withdrawn_why, offered, solved, useful, useless)
         VALUES ($1, $2, $3, '', 0, 0, 0, 0) RETURNING id",
        args![unit, topic, question],
    )
    .await
}

/// The next version of an entry, as a draft; gives its key.
pub async fn add_version(tx: &mut Tx, entry: i64, knowing: &Knowing, person: Option<i64>, at: Moment) -> Result<i64> {
    let id = tx
        .insert(
            "INSERT INTO consult_version (entry_id, number, state, question, variants, answer, others, basis, links, expires_on,
             drafted_by, drafted_at, reason)
             SELECT $1, COALESCE(MAX(number), 0) + 1, 'draft', $2, $3, $4, $5, $6, $7, $8, $9, $10, ''
             FROM consult_version WHERE entry_id = $1 RETURNING id",
            args![
                entry,
                &knowing.question,
                &knowing.variants,
                &knowing.answer,
                &knowing.others,
                &knowing.basis,
                &knowing.links,
                knowing.expires_on,
                person,
                at
            ],
        )
        .await?;
    newest(tx, entry, knowing).await?;
    Ok(id)
}

/// Changes a draft.
pub async fn set_version(
    tx: &mut Tx,
    version: &Version,
    knowing: &Knowing,
    person: Option<i64>,
    at: Moment,
) -> Result<()> {
    tx.run(
        "UPDATE consult_version SET question = $1, variants = $2, answer = $3, others = $4, basis = $5, links = $6, expires_on = $7,
         drafted_by = $8, drafted_at = $9 WHERE id = $10",
        args![
            &knowing.question,
            &knowing.variants,
            &knowing.answer,
            &knowing.others,
            &knowing.basis,
            &knowing.links,
            knowing.expires_on,
            person,
            at,
            version.id
        ],
    )
    .await?;
    newest(tx, version.entry_id, knowing).await
}

async fn newest(tx: &mut Tx, entry: i64, knowing: &Knowing) -> Result<()> {
    let sql = "UPDATE consult_entry SET question = $1, topic_id = $2 WHERE id = $3";
    tx.run(sql, args![&knowing.question, knowing.topic, entry]).await.map(drop)
}

/// A draft waits for approval.
pub async fn submit(tx: &mut Tx, version: i64) -> Result<()> {
    tx.run("UPDATE consult_version SET state = 'review' WHERE id = $1", args![version]).await.map(drop)
}

/// A version is approved or rejected.
pub async fn decide(
    tx: &mut Tx,
    version: i64,
    state: &str,
    person: Option<i64>,
    at: Moment,
    reason: &str,
) -> Result<()> {
    let sql = "UPDATE consult_version SET state = $1, decided_by = $2, decided_at = $3, reason = $4 WHERE id = $5";
    tx.run(sql, args![state, person, at, reason, version]).await.map(drop)
}

/// The public version of an entry is this one from now on.
pub async fn move_to(tx: &mut Tx, version: &Version, at: Moment) -> Result<()> {
    tx.run(
        "UPDATE consult_entry SET live_id = $1, expires_on = $2, published_at = $3, withdrawn_at = NULL, withdrawn_why = ''
         WHERE id = $4",
        args![version.id, version.expires_on, at, version.entry_id],
    )
    .await
    .map(drop)
}

/// An entry is no longer public.
pub async fn withdraw_entry(tx: &mut Tx, id: i64, why: &str, at: Moment) -> Result<()> {
    let sql = "UPDATE consult_entry SET live_id = NULL, withdrawn_at = $1, withdrawn_why = $2 WHERE id = $3";
    tx.run(sql, args![at, why, id]).await.map(drop)
}

/// Public entries whose time was over before `day`, after the entry `after`; at most 500.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn expired(q: &mut impl Query, day: Date, after: i64) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM consult_entry WHERE live_id IS NOT NULL AND expires_on < $1 AND id > $2
               ORDER BY id LIMIT 500";
    Ok(q.list::<(i64,)>(sql, args![day, after]).await?.into_iter().map(|(id,)| id).collect())
}

/// Counts that entries were offered to somebody.
pub async fn offered(tx: &mut Tx, ids: &[i64]) -> Result<()> {
    let wanted = store::sql::Where::new().and_in("id", ids.iter().copied());
    let sql = format!("UPDATE consult_entry SET offered = offered + 1{}", wanted.text());
    tx.run(&sql, wanted.args()).await.map(drop)
}

/// Counts that an entry was called useful, or not.
pub async fn count_use(tx: &mut Tx, id: i64, useful: bool) -> Result<()> {
    let sql = if useful {
        "UPDATE consult_entry SET useful = useful + 1 WHERE id = $1"
    } else {
        "UPDATE consult_entry SET useless = useless + 1 WHERE id = $1"
    };
    tx.run(sql, args![id]).await.map(drop)
}

/// Counts that an answer solved the question of somebody who then did not ask.
pub async fn solved(tx: &mut Tx, entry: Option<i64>, on: Date, unit: i64, title: &str, href: &str) -> Result<()> {
    if let Some(id) = entry {
        tx.run("UPDATE consult_entry SET solved = solved + 1 WHERE id = $1", args![id]).await?;
    }
    let sql = "INSERT INTO consult_solved (solved_on, unit_id, title, href) VALUES ($1, $2, $3, $4)";
    tx.run(sql, args![on, unit, title, href]).await.map(drop)
}

/// How many questions were solved before they were asked, by unit.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn solved_count(q: &mut impl Query, from: Date, to: Date) -> Result<Vec<(i64, i64)>> {
    q.list(
        "SELECT unit_id, COUNT(*) FROM consult_solved WHERE solved_on >= $1 AND solved_on <= $2 GROUP BY unit_id
         ORDER BY unit_id LIMIT 5000",
        args![from, to],
    )
    .await
}

/// Which answers solved questions in a period, of a unit or all, the newest first: day, title, address; at most `limit`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn solved_list(
    q: &mut impl Query,
    (from, to): (Date, Date),
    unit: Option<i64>,
    limit: usize,
) -> Result<Vec<(String, String, String)>> {
    let wanted = store::sql::Where::new()
        .and("solved_on >= ?", args![from])
        .and("solved_on <= ?", args![to])
        .and_if("unit_id = ?", unit);
    let sql = format!(
        "SELECT solved_on, title, href FROM consult_solved{} ORDER BY solved_on DESC, id DESC LIMIT {limit}",
        wanted.text()
    );
    q.list(&sql, wanted.args()).await
}
