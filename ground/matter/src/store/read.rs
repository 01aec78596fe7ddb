//! Reading matters, acts and files by key.

use base::{Date, Error, Fault, Moment};
use store::{Dialect, Query, Result, Tx, args, record};

use super::FileRef;
use crate::case::{Act, Case};

/// What is looked up by key: it is there, or [`Error::Unseen`].
type Found<T> = std::result::Result<T, Error>;

record! {
    /// A matter as its row tells it.
    pub struct Matter from "matter_matter" {
        /// Key.
        pub id: i64,
        /// Process.
        pub process: String,
        /// Kind within the process.
        pub kind: String,
        /// Number.
        pub number: String,
        /// Title as the sender wrote it.
        pub title: String,
        /// The unit that received it.
        pub home_unit: i64,
        /// The unit outside home that last held it.
        pub lead_unit: Option<i64>,
        /// Present state.
        pub state: String,
        /// open, waiting or closed.
        pub turn: String,
        /// Unit at whose desk it lies.
        pub holder_unit: Option<i64>,
        /// Date from which its clocks count.
        #[serde(with = "base::time::date_text")]
        pub received_on: Date,
        /// When it was entered.
        pub opened_at: Moment,
        /// End of the main clock, `NEVER` without one.
        pub due_at: Moment,
        /// none, running, paused, met or stopped.
        pub clock: String,
        /// When the main clock was met.
        pub met_at: Option<Moment>,
        /// When it closed.
        pub closed_at: Option<Moment>,
        /// How it closed.
        pub outcome: Option<String>,
        /// When it was put under supervision.
        pub supervised_at: Option<Moment>,
        /// How often it was urged.
        pub urged: i64,
        /// Number of acts.
        pub seq: i64,
        /// The fold of its events, as JSON.
        pub snapshot: String,
    }
}

record! {
    /// One line of a matter's trail.
    pub struct ActRow from "matter_act" {
        /// Key.
        pub id: i64,
        /// The matter.
        pub matter_id: i64,
        /// Its place in the trail.
        pub seq: i64,
        /// When.
        pub at: Moment,
        /// What was done.
        pub action: String,
        /// At which post.
        pub post_id: Option<i64>,
        /// In which unit.
        pub unit_id: Option<i64>,
        /// Name, unit and post as they were then.
        pub actor: String,
        /// State before.
        pub from_state: String,
        /// State after.
        pub to_state: String,
        /// Names of the units to which it went.
        pub to_seats: String,
        /// Opinion, reason or answer.
        pub opinion: String,
        /// agree, disagree, noted.
        pub stance: Option<String>,
        /// What happened, as JSON.
        pub events: String,
    }
}

record! {
    /// A file of a matter.
    pub struct MatterFile from "matter_file" {
        /// Key.
        pub id: i64,
        /// The matter.
        pub matter_id: i64,
        /// The act with which it came.
        pub act_seq: i64,
        /// Address of the content.
        pub digest: String,
        /// Name as uploaded, cleaned.
        pub name: String,
        /// Bytes.
        pub size: i64,
        /// Decided by the content.
        pub media_type: String,
        /// inside, applicant or public.
        pub audience: String,
        /// When it came.
        pub at: Moment,
    }
}

impl MatterFile {
    /// As another matter takes it.
    pub fn handed(self) -> FileRef {
        FileRef { digest: self.digest, name: self.name, size: self.size, media_type: self.media_type }
    }
}

impl Matter {
    /// The case behind the row.
    ///
    /// # Errors
    /// A fault when the snapshot is not what the engine wrote.
    pub fn case(&self) -> Result<Case> {
        serde_json::from_str(&self.snapshot)
            .map_err(|e| Fault::of(base::error::FaultKind::Broken, format!("snapshot of matter {}", self.id), e))
    }
}

impl ActRow {
    /// The act as the engine made it.
    ///
    /// # Errors
    /// A fault when the events are not what the engine wrote.
    pub fn act(&self) -> Result<Act> {
        let events = serde_json::from_str(&self.events)
            .map_err(|e| Fault::of(base::error::FaultKind::Broken, format!("events of act {}", self.id), e))?;
        Ok(Act { at: self.at, action: self.action.clone(), post: self.post_id, events })
    }
}

/// The matter with the key `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn matter(q: &mut impl Query, id: i64) -> Found<Matter> {
    let sql = format!("SELECT {} FROM matter_matter WHERE id = $1", Matter::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The same, locked until the transaction ends, so that two who act at once come one after the other.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn matter_to_change(tx: &mut Tx, id: i64) -> Found<Matter> {
    let lock = match tx.dialect() {
        Dialect::Sqlite => "",
        Dialect::Postgres => " FOR UPDATE",
    };
    let sql = format!("SELECT {} FROM matter_matter WHERE id = $1{lock}", Matter::COLUMNS);
    tx.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The key of the matter with this number.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_number(q: &mut impl Query, number: &str) -> Result<Option<i64>> {
    let row: Option<(i64,)> = q.maybe("SELECT id FROM matter_matter WHERE number = $1", args![number]).await?;
    Ok(row.map(|(id,)| id))
}

/// The whole trail of a matter, oldest first; at most 2,000 lines.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn trail(q: &mut impl Query, id: i64) -> Result<Vec<ActRow>> {
    let sql = format!("SELECT {} FROM matter_act WHERE matter_id = $1 ORDER BY seq LIMIT 2000", ActRow::COLUMNS);
    q.list(&sql, args![id]).await
}

/// The act of a matter with this place in its trail.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn act_at(q: &mut impl Query, id: i64, seq: i64) -> Result<Option<ActRow>> {
    let sql = format!("SELECT {} FROM matter_act WHERE matter_id = $1 AND seq = $2", ActRow::COLUMNS);
    q.maybe(&sql, args![id, seq]).await
}

/// The first act after `seq` that changed what others may do: not an opening, a remark or a reminder.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn changed_since(q: &mut impl Query, id: i64, seq: u32) -> Result<Option<ActRow>> {
    let sql = format!(
        "SELECT {} FROM matter_act WHERE matter_id = $1 AND seq > $2 AND action NOT IN ('seen', 'note', 'urge', 'linked', 'bound')
         ORDER BY seq DESC LIMIT 1",
        ActRow::COLUMNS
    );
    q.maybe(&sql, args![id, i64::from(seq)]).await
}

/// The files of a matter, in the order in which they came; at most 500.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn files(q: &mut impl Query, id: i64) -> Result<Vec<MatterFile>> {
    let sql = format!("SELECT {} FROM matter_file WHERE matter_id = $1 ORDER BY id LIMIT 500", MatterFile::COLUMNS);
    q.list(&sql, args![id]).await
}

/// The files that came when the matter was opened, in their order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn brought(q: &mut impl Query, id: i64) -> Result<Vec<MatterFile>> {
    let sql = format!(
        "SELECT {} FROM matter_file
         WHERE matter_id = $1 AND act_seq = (SELECT MIN(seq) FROM matter_act WHERE matter_id = $1) ORDER BY id LIMIT 100",
        MatterFile::COLUMNS
    );
    q.list(&sql, args![id]).await
}

/// One file of a matter.
///
/// # Errors
/// [`Error::Unseen`] when the matter has no such file.
pub async fn file(q: &mut impl Query, matter: i64, id: i64) -> Found<MatterFile> {
    let sql = format!("SELECT {} FROM matter_file WHERE matter_id = $1 AND id = $2", MatterFile::COLUMNS);
    q.maybe(&sql, args![matter, id]).await?.ok_or(Error::Unseen)
}

/// What a person had typed for an action on a matter.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn draft(q: &mut impl Query, person: i64, matter: i64, action: &str) -> Result<Option<String>> {
    let row: Option<(String,)> = q
        .maybe(
            "SELECT text FROM matter_draft WHERE person_id = $1 AND matter_id = $2 AND action = $3",
            args![person, matter, action],
        )
        .await?;
    Ok(row.map(|(text,)| text))
}

/// Old ends of a matter's clocks, with the reason why they were counted again.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn recounts(q: &mut impl Query, id: i64) -> Result<Vec<(String, Moment, Moment, Moment, String)>> {
    q.list(
        "SELECT clock, at, due_before, due_after, why FROM matter_recount WHERE matter_id = $1 ORDER BY id LIMIT 100",
        args![id],
    )
    .await
}

/// Names of units as they are now, in the order asked, joined by 、.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn unit_names(q: &mut impl Query, units: &[i64]) -> Result<String> {
    let mut names = Vec::new();
    for &unit in units {
        let row: Option<(String,)> = q.maybe("SELECT short_name FROM identity_unit WHERE id = $1", args![unit]).await?;
        names.extend(row.map(|(name,)| name));
    }
    Ok(names.join("、"))
}
