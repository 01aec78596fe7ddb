//! Writing matters: the row, its act, its tasks and who touched it.

use base::{Date, Moment};
use store::{Args, Result, Tx, args};

use super::NEVER;
use super::walk::part;
use crate::case::{Act, Case, LinkKind, Task, TaskOf};
use crate::engine::units_of;

/// The columns of a matter that are derived from its case.
pub(crate) struct Kept<'a> {
    pub(crate) case: &'a Case,
    pub(crate) turn: &'static str,
    pub(crate) due_at: Option<Moment>,
    /// The end of the clock that runs now, the main one or one beside it.
    pub(crate) runs_until: Option<Moment>,
    pub(crate) clock: &'static str,
    pub(crate) met_at: Option<Moment>,
    pub(crate) closed_at: Option<Moment>,
    pub(crate) lead_unit: Option<i64>,
}

impl Kept<'_> {
    fn columns(&self) -> Args {
        let seat = self.case.seat();
        args![
            self.case.state(),
            self.turn,
            seat.map(|s| s.unit),
            seat.map(|s| s.desk.clone()),
            seat.and_then(|s| s.post),
            self.due(),
            self.clock,
            self.met_at,
            self.closed_at,
            self.closed_at.map(Moment::date),
            self.case.outcome.clone(),
            self.case.supervised_at,
            i64::from(self.case.urged),
            i64::from(self.case.seq),
            serde_json::to_string(self.case).unwrap_or_default(),
            self.lead_unit,
        ]
    }

    fn due(&self) -> i64 {
        self.due_at.map_or(NEVER, |m| m.0)
    }

    fn until(&self) -> i64 {
        self.runs_until.map_or(NEVER, |m| m.0)
    }
}

/// A matter as it was before an act.
pub(crate) struct Before<'a> {
    pub(crate) case: &'a Case,
    pub(crate) runs_until: Option<Moment>,
}

const DERIVED: &str = "state, turn, holder_unit, holder_desk, holder_post, due_at, clock, met_at, closed_at, closed_on, \
     outcome, supervised_at, urged, seq, snapshot, lead_unit";

/// Inserts a matter and its open tasks; gives its key.
pub(crate) async fn insert(tx: &mut Tx, kept: &Kept<'_>, title: &str, at: Moment) -> Result<i64> {
    let case = kept.case;
    let mut all = kept.columns();
    all.extend(args![
        &case.process,
        i64::from(case.version),
        &case.kind,
        &case.number,
        title,
        case.home,
        case.received_on,
        at
    ]);
    let sql = format!(
        "INSERT INTO matter_matter ({DERIVED}, process, version, kind, number, title, home_unit, received_on, opened_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
         RETURNING id"
    );
    let id: i64 = tx.insert(&sql, all).await?;
    for task in case.tasks() {
        insert_task(tx, id, &task, kept).await?;
    }
    for unit in units_of(case) {
        insert_unit(tx, id, case, unit).await?;
    }
    Ok(id)
}

/// Updates a matter and its tasks from `before` to what `kept` says.
pub(crate) async fn update(tx: &mut Tx, id: i64, before: &Before<'_>, kept: &Kept<'_>, at: Moment) -> Result<()> {
    let mut all = kept.columns();
    all.push(id.into());
    tx.run(
        "UPDATE matter_matter SET state = $1, turn = $2, holder_unit = $3, holder_desk = $4, holder_post = $5, due_at = $6,
         clock = $7, met_at = $8, closed_at = $9, closed_on = $10, outcome = $11, supervised_at = $12, urged = $13, seq = $14,
         snapshot = $15, lead_unit = $16 WHERE id = $17",
        all,
    )
    .await?;
    let (old, new) = (before.case.tasks(), kept.case.tasks());
    for gone in old.iter().filter(|t| !new.iter().any(|n| n.of == t.of)) {
        tx.run(
            "UPDATE matter_task SET closed_at = $1 WHERE matter_id = $2 AND part = $3",
            args![at, id, part(gone.of)],
        )
        .await?;
    }
    for task in &new {
        match old.iter().find(|t| t.of == task.of) {
            None => insert_task(tx, id, task, kept).await?,
            Some(was) if was.seen_at != task.seen_at || moved(task, before.runs_until, kept) => {
                tx.run(
                    "UPDATE matter_task SET seen_at = $1, due_at = $2 WHERE matter_id = $3 AND part = $4",
                    args![task.seen_at, task_due(task, kept), id, part(task.of)],
                )
                .await?;
            }
            Some(_) => {}
        }
    }
    for unit in units_of(kept.case).difference(&units_of(before.case)) {
        insert_unit(tx, id, kept.case, *unit).await?;
    }
    keep_links(tx, id, (before.case, kept.case), at).await
}

/// Keeps the links that a case has now and had not before, and none that it has no longer.
async fn keep_links(tx: &mut Tx, id: i64, (before, now): (&Case, &Case), at: Moment) -> Result<()> {
    for link in before.links.iter().filter(|link| !now.links.contains(link)) {
        let sql = "DELETE FROM matter_link WHERE matter_id = $1 AND other_id = $2 AND kind = $3";
        tx.run(sql, args![id, link.other, word(link.kind)]).await?;
    }
    for link in now.links.iter().filter(|link| !before.links.contains(link)) {
        let sql =
            "INSERT INTO matter_link (matter_id, other_id, kind, at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING";
        tx.run(sql, args![id, link.other, word(link.kind), at]).await?;
    }
    Ok(())
}

/// The word of the database for a kind of relation.
fn word(kind: LinkKind) -> String {
    serde_json::to_value(kind).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Keeps another unit as the one that received a matter.
pub(crate) async fn set_home(tx: &mut Tx, id: i64, unit: i64) -> Result<()> {
    tx.run("UPDATE matter_matter SET home_unit = $1 WHERE id = $2", args![unit, id]).await.map(drop)
}

/// Keeps another day as that on which a matter was received, also in the lists of what passed through units.
pub(crate) async fn received_on(tx: &mut Tx, id: i64, on: Date) -> Result<()> {
    tx.run("UPDATE matter_matter SET received_on = $1 WHERE id = $2", args![on, id]).await?;
    tx.run("UPDATE matter_unit SET received_on = $1 WHERE matter_id = $2", args![on, id]).await.map(drop)
}

/// Keeps another kind and title of a matter.
pub(crate) async fn entered_so(tx: &mut Tx, id: i64, kind: &str, title: &str) -> Result<()> {
    tx.run("UPDATE matter_matter SET kind = $1, title = $2 WHERE id = $3", args![kind, title, id]).await.map(drop)
}

fn moved(task: &Task, before: Option<Moment>, kept: &Kept<'_>) -> bool {
    matches!(task.of, TaskOf::Step(_)) && before != kept.runs_until
}

/// Keeps relations that change nothing else of the matter.
pub(crate) async fn relate(tx: &mut Tx, id: i64, before: &Case, now: &Case, at: Moment) -> Result<()> {
    let snapshot = serde_json::to_string(now).unwrap_or_default();
    tx.run("UPDATE matter_matter SET seq = $1, snapshot = $2 WHERE id = $3", args![i64::from(now.seq), snapshot, id])
        .await?;
    keep_links(tx, id, (before, now), at).await
}

async fn insert_task(tx: &mut Tx, id: i64, task: &Task, kept: &Kept<'_>) -> Result<()> {
    tx.run(
        "INSERT INTO matter_task (matter_id, part, unit_id, desk, post_id, at, seen_at, due_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![
            id,
            part(task.of),
            task.seat.unit,
            &task.seat.desk,
            task.seat.post,
            task.at,
            task.seen_at,
            task_due(task, kept)
        ],
    )
    .await?;
    Ok(())
}

/// Notes that a unit has to do with a matter, for the lists of what passed through it.
async fn insert_unit(tx: &mut Tx, id: i64, case: &Case, unit: i64) -> Result<()> {
    tx.run(
        "INSERT INTO matter_unit (unit_id, process, received_on, matter_id) VALUES ($1, $2, $3, $4)",
        args![unit, &case.process, case.received_on, id],
    )
    .await?;
    Ok(())
}

/// Until when a task is to be done: a question's own time, else that of the clock that runs now.
fn task_due(task: &Task, kept: &Kept<'_>) -> i64 {
    match task.of {
        TaskOf::Step(_) => kept.until(),
        TaskOf::Member(consult, _) => {
            kept.case.consults.get(consult).and_then(|c| c.due).map_or_else(|| kept.until(), |m| m.0)
        }
    }
}

/// Writes an act into the trail; gives its key.
pub(crate) async fn insert_act(tx: &mut Tx, id: i64, seq: u32, act: &Act, told: &Told<'_>) -> Result<i64> {
    tx.insert(
        "INSERT INTO matter_act (matter_id, seq, at, action, person_id, post_id, unit_id, actor, from_state, to_state,
         to_seats, opinion, stance, events)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id",
        args![
            id,
            i64::from(seq),
            act.at,
            &act.action,
            told.by.person,
            told.by.post,
            told.by.unit,
            told.actor,
            told.from_state,
            told.to_state,
            told.to_seats,
            told.opinion,
            told.stance,
            serde_json::to_string(&act.events).unwrap_or_default()
        ],
    )
    .await
}

/// What the trail says of an act beside its events.
pub(crate) struct Told<'a> {
    pub(crate) by: &'a ledger::Actor,
    pub(crate) actor: &'a str,
    pub(crate) from_state: &'a str,
    pub(crate) to_state: &'a str,
    pub(crate) to_seats: &'a str,
    pub(crate) opinion: &'a str,
    pub(crate) stance: Option<&'static str>,
}

/// Remembers that a post acted on a matter, and whether the matter is still open for all who did.
pub(crate) async fn touch(tx: &mut Tx, id: i64, post: Option<i64>, open: bool, at: Moment, turned: bool) -> Result<()> {
    if let Some(post) = post {
        tx.run(
            "INSERT INTO matter_touch (post_id, matter_id, open, at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (post_id, matter_id) DO UPDATE SET at = excluded.at, open = excluded.open",
            args![post, id, open, at],
        )
        .await?;
    }
    if turned {
        tx.run("UPDATE matter_touch SET open = $1 WHERE matter_id = $2", args![open, id]).await?;
    }
    Ok(())
}

/// Moves the end of a matter's main clock, and of the tasks that go by it, after it was counted again, and writes down
/// the old and the new one.
pub(crate) async fn recount(
    tx: &mut Tx,
    id: i64,
    clock: &str,
    parts: &[String],
    ends: (Moment, Moment),
    why: &str,
    at: Moment,
) -> Result<()> {
    tx.run(
        "INSERT INTO matter_recount (matter_id, clock, at, due_before, due_after, why) VALUES ($1, $2, $3, $4, $5, $6)",
        args![id, clock, at, ends.0, ends.1, why],
    )
    .await?;
    tx.run("UPDATE matter_matter SET due_at = $1 WHERE id = $2", args![ends.1, id]).await?;
    keep_ends(tx, id, parts, Some(ends.1)).await
}

/// Writes until when tasks of a matter are due; `None` when no clock runs.
pub(crate) async fn keep_ends(tx: &mut Tx, id: i64, parts: &[String], until: Option<Moment>) -> Result<()> {
    let until = until.map_or(NEVER, |m| m.0);
    for part in parts {
        tx.run("UPDATE matter_task SET due_at = $1 WHERE matter_id = $2 AND part = $3", args![until, id, part]).await?;
    }
    Ok(())
}

/// A file that comes with an act; its content is stored already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRef {
    /// Address of the content.
    pub digest: String,
    /// Cleaned name.
    pub name: String,
    /// Bytes.
    pub size: i64,
    /// Decided by the content.
    pub media_type: String,
}

impl From<&web::Upload> for FileRef {
    fn from(file: &web::Upload) -> Self {
        Self {
            digest: file.digest.clone(),
            name: file.name.clone(),
            size: i64::try_from(file.size).unwrap_or(i64::MAX),
            media_type: file.media_type.clone(),
        }
    }
}

/// Attaches a file to a matter with the act `seq`, for `audience` (inside, applicant or public).
///
/// # Errors
/// A fault when the database does not answer.
pub async fn add_file(tx: &mut Tx, id: i64, seq: u32, file: &FileRef, audience: &str, at: Moment) -> Result<()> {
    store::files::record(tx, &file.digest, file.size, &file.media_type, at).await?;
    tx.run(
        "INSERT INTO matter_file (matter_id, act_seq, digest, name, size, media_type, audience, at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        args![id, i64::from(seq), &file.digest, &file.name, file.size, &file.media_type, audience, at],
    )
    .await?;
    Ok(())
}

/// Keeps what a person has typed for an action on a matter.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn keep_draft(tx: &mut Tx, person: i64, matter: i64, action: &str, text: &str, at: Moment) -> Result<()> {
    tx.run(
        "INSERT INTO matter_draft (person_id, matter_id, action, text, at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (person_id, matter_id, action) DO UPDATE SET text = excluded.text, at = excluded.at",
        args![person, matter, action, text, at],
    )
    .await?;
    Ok(())
}

/// Forgets a draft once the action is done.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn drop_draft(tx: &mut Tx, person: i64, matter: i64, action: &str) -> Result<()> {
    tx.run(
        "DELETE FROM matter_draft WHERE person_id = $1 AND matter_id = $2 AND action = $3",
        args![person, matter, action],
    )
    .await?;
    Ok(())
}
