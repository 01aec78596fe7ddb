//! Every SQL statement that touches `submission_*`.

use base::{Date, Moment};
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

use crate::model::{Pass, Submission, Word};

/// Rows that a list reads at most beyond one page.
const PASSES_MAX: usize = 500;

/// The submission whose matter is `matter`.
pub(crate) async fn of_matter(q: &mut impl Query, matter: i64) -> Result<Option<Submission>> {
    q.maybe(&format!("SELECT {} FROM submission_submission WHERE matter_id = $1", Submission::COLUMNS), args![matter])
        .await
}

/// The last submission of an edition.
pub(crate) async fn of_item(q: &mut impl Query, item: i64) -> Result<Option<Submission>> {
    let sql = format!(
        "SELECT {} FROM submission_submission WHERE item_id = $1 ORDER BY id DESC LIMIT 1",
        Submission::COLUMNS
    );
    q.maybe(&sql, args![item]).await
}

/// What is written of a new submission.
pub(crate) struct New<'a> {
    pub matter: i64,
    pub item: i64,
    pub unit: i64,
    pub site_unit: i64,
    pub version: i64,
    pub kind: &'a str,
    pub person: Option<i64>,
    pub now: Moment,
}

pub(crate) async fn insert(tx: &mut Tx, new: &New<'_>) -> Result<i64> {
    tx.insert(
        "INSERT INTO submission_submission (matter_id, item_id, unit_id, site_unit, version, kind, submitted_on,
         submitted_at, person_id, returned, attribute, basis, conclusion, outcome)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 0, '', '', '', '') RETURNING id",
        args![
            new.matter,
            new.item,
            new.unit,
            new.site_unit,
            new.version,
            new.kind,
            new.now.date(),
            new.now,
            new.person
        ],
    )
    .await
}

/// Handed in once more, by `person`, perhaps for the site of another unit.
pub(crate) async fn handed_in_again(
    tx: &mut Tx,
    id: i64,
    version: i64,
    person: Option<i64>,
    site_unit: i64,
) -> Result<u64> {
    tx.run(
        "UPDATE submission_submission SET version = $1, person_id = $2, site_unit = $3, attribute = '', basis = '',
         conclusion = '', secrecy_person = NULL, secrecy_at = NULL WHERE id = $4",
        args![version, person, site_unit, id],
    )
    .await
}

pub(crate) async fn sent_back(tx: &mut Tx, id: i64) -> Result<u64> {
    tx.run("UPDATE submission_submission SET returned = returned + 1 WHERE id = $1", args![id]).await
}

pub(crate) async fn secrecy(
    tx: &mut Tx,
    id: i64,
    [attribute, basis, conclusion]: [&str; 3],
    person: Option<i64>,
    now: Moment,
) -> Result<u64> {
    tx.run(
        "UPDATE submission_submission SET attribute = $1, basis = $2, conclusion = $3, secrecy_person = $4,
         secrecy_at = $5 WHERE id = $6",
        args![attribute, basis, conclusion, person, now, id],
    )
    .await
}

pub(crate) async fn ended(tx: &mut Tx, id: i64, outcome: &str, now: Moment) -> Result<u64> {
    tx.run("UPDATE submission_submission SET outcome = $1, ended_at = $2 WHERE id = $3", args![outcome, now, id]).await
}

/// How many open submissions end at the site of the unit.
pub(crate) async fn held(q: &mut impl Query, unit: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM submission_submission WHERE site_unit = $1 AND ended_at IS NULL";
    q.scalar(sql, args![unit]).await
}

/// What is under review goes to the heir, as the unit that handed it in and as that which reviews last; what ended counts where it did.
/// Gives how many of them end at the heir's site.
pub(crate) async fn succeed(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    let sql = "UPDATE submission_submission SET unit_id = $1 WHERE unit_id = $2 AND ended_at IS NULL";
    tx.run(sql, args![to, from]).await?;
    let sql = "UPDATE submission_submission SET site_unit = $1 WHERE site_unit = $2 AND ended_at IS NULL";
    tx.run(sql, args![to, from]).await
}

pub(crate) async fn add_pass(tx: &mut Tx, pass: &Pass) -> Result<()> {
    tx.run(
        "INSERT INTO submission_pass (submission_id, stage, version, person_id, actor, at, passed, machine, stops, found,
         overridden, kinds) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        args![
            pass.submission_id,
            &pass.stage,
            pass.version,
            pass.person_id,
            &pass.actor,
            pass.at,
            pass.passed,
            pass.machine,
            pass.stops,
            pass.found,
            &pass.overridden,
            &pass.kinds
        ],
    )
    .await?;
    Ok(())
}

/// All readings of a submission, oldest first.
pub(crate) async fn passes(q: &mut impl Query, submission: i64) -> Result<Vec<Pass>> {
    let sql = format!("SELECT {} FROM submission_pass WHERE submission_id = $1 ORDER BY id LIMIT $2", Pass::COLUMNS);
    q.list(&sql, args![submission, PASSES_MAX]).await
}

/// Words of the county at most.
pub(crate) const WORDS_MAX: usize = 5_000;

/// The words on the list, by kind, the newest first.
pub(crate) async fn words(q: &mut impl Query) -> Result<Vec<Word>> {
    let sql = format!(
        "SELECT {} FROM submission_word WHERE removed_at IS NULL ORDER BY kind DESC, id DESC LIMIT $1",
        Word::COLUMNS
    );
    q.list(&sql, args![WORDS_MAX]).await
}

/// What is written of a new word.
pub(crate) struct NewWord<'a> {
    pub kind: &'a str,
    pub text: &'a str,
    pub instead: &'a str,
    pub why: &'a str,
    pub person: Option<i64>,
    pub actor: &'a str,
    pub now: Moment,
}

pub(crate) async fn add_word(tx: &mut Tx, new: &NewWord<'_>) -> Result<i64> {
    tx.insert(
        "INSERT INTO submission_word (kind, text, instead, why, person_id, actor, at) VALUES ($1, $2, $3, $4, $5, $6, $7)
         RETURNING id",
        args![new.kind, new.text, new.instead, new.why, new.person, new.actor, new.now],
    )
    .await
}

pub(crate) async fn remove_word(tx: &mut Tx, id: i64, by: &str, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE submission_word SET removed_at = $1, removed_by = $2 WHERE id = $3 AND removed_at IS NULL",
        args![now, by, id],
    )
    .await
}

/// What the list asks for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    /// Only of these units; `None` for all.
    pub units: Option<Vec<i64>>,
    /// Only of this unit.
    pub unit: Option<i64>,
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// running, approved, refused, retracted, returned or empty.
    pub count: String,
}

impl Filter {
    fn conditions(&self) -> Where {
        let mut w = Where::new().and_if("s.unit_id = ?", self.unit);
        w = w.and_if("s.submitted_on >= ?", self.from).and_if("s.submitted_on <= ?", self.to);
        if let Some(units) = &self.units {
            w = w.and("1 = 1", args![]).and_in("s.unit_id", units.iter().copied());
        }
        match self.count.as_str() {
            "" => w,
            "running" => w.and("s.outcome = ''", args![]),
            "returned" => w.and("s.returned > 0", args![]),
            "flawed" => w.and(
                "EXISTS (SELECT 1 FROM submission_pass p WHERE p.submission_id = s.id AND p.stage = 'submit' AND p.machine > 0)",
                args![],
            ),
            outcome => w.and("s.outcome = ?", args![outcome]),
        }
    }
}

record! {
    /// A row of the list.
    pub struct Row from "submission_submission" {
        /// Key.
        pub id: i64,
        /// Matter.
        pub matter_id: i64,
        /// Number of the matter.
        pub number: String,
        /// Title.
        pub title: String,
        /// Unit.
        pub unit: String,
        /// State of the matter.
        pub state: String,
        /// Kind of edition.
        pub kind: String,
        /// When it was first handed in.
        pub submitted_at: Moment,
        /// How often it was sent back.
        pub returned: i64,
    }
}

/// A page of the list, the newest first, before the key `before` (0 for the first page).
pub(crate) async fn list(q: &mut impl Query, filter: &Filter, before: i64, limit: usize) -> Result<Vec<Row>> {
    let mut w = filter.conditions().and_if("s.id < ?", (before > 0).then_some(before));
    let limit = w.arg(limit);
    let sql = format!(
        "SELECT s.id AS id, s.matter_id AS matter_id, m.number AS number, m.title AS title, u.short_name AS unit,
         m.state AS state, s.kind AS kind, s.submitted_at AS submitted_at, s.returned AS returned
         FROM submission_submission s JOIN matter_matter m ON m.id = s.matter_id
         JOIN identity_unit u ON u.id = s.unit_id{} ORDER BY s.id DESC LIMIT {limit}",
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// How many there are, up to `cap`.
pub(crate) async fn count(q: &mut impl Query, filter: &Filter, cap: usize) -> Result<i64> {
    let mut w = filter.conditions();
    let cap = w.arg(cap);
    let sql = format!("SELECT COUNT(*) FROM (SELECT 1 FROM submission_submission s{} LIMIT {cap}) AS capped", w.text());
    q.scalar(&sql, w.args()).await
}

/// How many there are by unit.
pub(crate) async fn by_unit(q: &mut impl Query, filter: &Filter) -> Result<Vec<(i64, i64)>> {
    let w = filter.conditions();
    let sql = format!(
        "SELECT s.unit_id, COUNT(*) FROM submission_submission s{} GROUP BY s.unit_id ORDER BY s.unit_id",
        w.text()
    );
    q.list(&sql, w.args()).await
}
