//! Quizzes, their banks, tries.

use base::{Date, Error, Fault, Moment};
use counter::Scope;
use store::long::{CAP, Columns, Counted, List, Page, Stretch, Terms, Turn};
use store::{FromRow, Query, Result, Row as DbRow, Tx, args};

use crate::model::quiz::{Entry, Item, Quiz, Setting, Try};

/// Questions of a bank that are read at most; the rule `surveys.bank.max` is not larger.
const BANK: usize = 2_000;

/// The quiz with the key `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn quiz(q: &mut impl Query, id: i64) -> std::result::Result<Quiz, Error> {
    let sql = format!("SELECT {} FROM surveys_quiz WHERE id = $1", Quiz::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// Quizzes that open or close today: their keys, at most 500.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn quizzes_to_turn(q: &mut impl Query, today: Date) -> Result<Vec<i64>> {
    let sql = "SELECT id FROM surveys_quiz WHERE (state = 'approved' AND opens_on <= $1) OR (state = 'open' AND closes_on < $1)
         ORDER BY id LIMIT 500";
    Ok(q.list(sql, args![today]).await?.into_iter().map(|(id,)| id).collect())
}

/// Stores a new draft; gives its key.
pub async fn create_quiz(tx: &mut Tx, unit: i64, new: &Setting, by: Option<i64>, at: Moment) -> Result<i64> {
    let [singles, multiples, judges] = new.counts;
    tx.insert(
        "INSERT INTO surveys_quiz (unit_id, title, intro, singles, multiples, judges, points, pass, voter, opens_on, closes_on,
         state, drafted_by, drafted_at, reason, withdrawn_why)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'draft', $12, $13, '', '') RETURNING id",
        args![
            unit,
            &new.title,
            &new.intro,
            singles,
            multiples,
            judges,
            new.points,
            new.pass,
            &new.voter,
            new.opens_on,
            new.closes_on,
            by,
            at
        ],
    )
    .await
}

/// Writes the head data of a draft.
pub async fn set_quiz(tx: &mut Tx, id: i64, new: &Setting, by: Option<i64>, at: Moment) -> Result<()> {
    let [singles, multiples, judges] = new.counts;
    tx.run(
        "UPDATE surveys_quiz SET title = $1, intro = $2, singles = $3, multiples = $4, judges = $5, points = $6, pass = $7,
         voter = $8, opens_on = $9, closes_on = $10, drafted_by = $11, drafted_at = $12 WHERE id = $13",
        args![
            &new.title,
            &new.intro,
            singles,
            multiples,
            judges,
            new.points,
            new.pass,
            &new.voter,
            new.opens_on,
            new.closes_on,
            by,
            at,
            id
        ],
    )
    .await
    .map(drop)
}

/// Somebody wrote in its bank.
pub async fn touch_quiz(tx: &mut Tx, id: i64, by: Option<i64>, at: Moment) -> Result<()> {
    let sql = "UPDATE surveys_quiz SET drafted_by = $1, drafted_at = $2 WHERE id = $3";
    tx.run(sql, args![by, at, id]).await.map(drop)
}

/// Sets its state alone.
pub async fn quiz_state(tx: &mut Tx, id: i64, state: &str) -> Result<()> {
    tx.run("UPDATE surveys_quiz SET state = $1 WHERE id = $2", args![state, id]).await.map(drop)
}

/// The bank of a quiz.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn items(q: &mut impl Query, quiz: i64) -> Result<Vec<Item>> {
    let sql = format!("SELECT {} FROM surveys_item WHERE quiz_id = $1 ORDER BY id LIMIT {BANK}", Item::COLUMNS);
    q.list(&sql, args![quiz]).await
}

/// Stores a question; gives its key.
pub async fn add_item(tx: &mut Tx, quiz: i64, new: &Entry) -> Result<i64> {
    let sql = "INSERT INTO surveys_item (quiz_id, kind, title, options, answer, note) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    tx.insert(sql, args![quiz, &new.kind, &new.title, &new.options, &new.answer, &new.note]).await
}

/// Writes a question.
pub async fn set_item(tx: &mut Tx, id: i64, new: &Entry) -> Result<()> {
    let sql = "UPDATE surveys_item SET kind = $1, title = $2, options = $3, answer = $4, note = $5 WHERE id = $6";
    tx.run(sql, args![&new.kind, &new.title, &new.options, &new.answer, &new.note, id]).await.map(drop)
}

/// Takes a question out of a bank; gives how many went.
pub async fn remove_item(tx: &mut Tx, quiz: i64, item: i64) -> Result<u64> {
    tx.run("DELETE FROM surveys_item WHERE quiz_id = $1 AND id = $2", args![quiz, item]).await
}

/// The try of the browser or citizen called `who`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn try_of(tx: &mut Tx, quiz: i64, who: &str) -> Result<Option<Try>> {
    let mark = tx.vault()?.digest(super::MARK, &format!("quiz {quiz} {who}"));
    let sql = format!("SELECT {} FROM surveys_try WHERE quiz_id = $1 AND mark = $2", Try::COLUMNS);
    tx.maybe(&sql, args![quiz, mark]).await
}

/// The try whose page has this token.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn try_with(q: &mut impl Query, digest: &str) -> std::result::Result<Try, Error> {
    let sql = format!("SELECT {} FROM surveys_try WHERE token_digest = $1", Try::COLUMNS);
    q.maybe(&sql, args![digest]).await?.ok_or(Error::Unseen)
}

/// Begins a try with its paper.
pub async fn begin_try(tx: &mut Tx, quiz: i64, who: &str, digest: &str, items: &str, at: Moment) -> Result<()> {
    let mark = tx.vault()?.digest(super::MARK, &format!("quiz {quiz} {who}"));
    let sql = "INSERT INTO surveys_try (quiz_id, mark, token_digest, name, items, given, began_at)
         VALUES ($1, $2, $3, '', $4, '', $5)";
    tx.run(sql, args![quiz, mark, digest, items, at]).await.map(drop)
}

/// Gives a try that was begun a new token.
pub async fn renew_try(tx: &mut Tx, id: i64, digest: &str) -> Result<()> {
    tx.run("UPDATE surveys_try SET token_digest = $1 WHERE id = $2", args![digest, id]).await.map(drop)
}

/// A try is handed in; whether it was not before.
pub async fn finish_try(tx: &mut Tx, id: i64, name: &str, given: &str, score: i64, at: Moment) -> Result<bool> {
    let sql =
        "UPDATE surveys_try SET name = $1, given = $2, score = $3, ended_at = $4 WHERE id = $5 AND ended_at IS NULL";
    Ok(tx.run(sql, args![name, given, score, at, id]).await? > 0)
}

/// The best tries: name, points, milliseconds, day; the best and then the quickest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn ranking(q: &mut impl Query, quiz: i64, limit: usize) -> Result<Vec<(String, i64, i64, Moment)>> {
    let sql = format!(
        "SELECT name, score, ended_at - began_at, ended_at FROM surveys_try WHERE quiz_id = $1 AND score IS NOT NULL
         ORDER BY score DESC, ended_at - began_at, id LIMIT {limit}"
    );
    q.list(&sql, args![quiz]).await
}

/// How often each number of points was reached.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn scores(q: &mut impl Query, quiz: i64) -> Result<Vec<(i64, i64)>> {
    let sql = "SELECT score, COUNT(*) FROM surveys_try WHERE quiz_id = $1 AND score IS NOT NULL
         GROUP BY score ORDER BY score DESC LIMIT 4000";
    q.list(sql, args![quiz]).await
}

/// One line of a list of quizzes.
#[derive(Debug, Clone, serde::Serialize)]
pub struct QuizRow {
    /// First day; with the key its place.
    #[serde(with = "base::time::date_text")]
    pub opens_on: Date,
    /// Key.
    pub id: i64,
    /// Title.
    pub title: String,
    /// State.
    pub state: String,
    /// Short name of the unit.
    pub unit: String,
    /// Last day.
    #[serde(with = "base::time::date_text")]
    pub closes_on: Date,
    /// Tries handed in.
    pub tries: i64,
}

impl FromRow for QuizRow {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            opens_on: row.get("k1")?,
            id: row.get("k2")?,
            title: row.get("title")?,
            state: row.get("state")?,
            unit: row.get::<Option<String>>("unit")?.unwrap_or_default(),
            closes_on: row.get("closes_on")?,
            tries: row.get("tries")?,
        })
    }
}

/// A page of quizzes in these states (all when there are none) of these units, and how many there are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn quizzes(
    q: &mut impl Query,
    states: &[&'static str],
    scope: &Scope,
    turn: &Turn,
    limit: usize,
) -> Result<(Page<QuizRow>, Counted)> {
    let mut index = Terms::new();
    if !states.is_empty() {
        index = index.and_in("z.state", states.iter().copied());
    }
    if let Scope::Units(units) = scope {
        index = index.and_in("z.unit_id", units.iter().copied());
    }
    let list = List {
        table: "surveys_quiz z",
        joined: "",
        joint: "1 = 1",
        keys: ["z.opens_on", "z.id"],
        newest_first: true,
        apart: true,
        stretches: vec![Stretch { index, ..Stretch::default() }],
    };
    let select = "z.title, z.state, u.short_name AS unit, z.closes_on,
         (SELECT COUNT(*) FROM surveys_try t WHERE t.quiz_id = z.id AND t.score IS NOT NULL) AS tries";
    let columns = Columns { select, also: " LEFT JOIN identity_unit u ON u.id = z.unit_id" };
    let page = list.page(q, columns, turn, limit).await?;
    let counted = list.count(q, CAP).await?;
    Ok((page, counted))
}
