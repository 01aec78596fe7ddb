//! Every SQL statement that touches `letters_*`.

mod days;
mod figures;
mod list;
mod public;
mod write;

pub use days::{By, Sums, fold, numbers};
pub use figures::{
    Count, MonthRow, Numbers, UnitRow, by_month, by_unit, count, counts_by_unit, days_of, league, totals,
};
pub use list::{Filter, Row, counted, counted_each, list, rows_by_ids};
pub use public::{
    Published, newest_published, published, published_by_ids, published_count, published_key, publishing_units, years,
};
pub use write::{
    NewLetter, add_file, add_message, answered, insert, publish, rated, reopened, set_draft, set_valid, warned,
    withdraw,
};

use base::{Date, Error, Moment};
use store::sql::Where;
use store::{Query, Result, args};

use crate::model::{Letter, LetterFile};

/// Where telephones are sealed for.
pub(crate) const PHONE: &str = "letters_letter.phone";

/// With the telephone taken out of the vault.
fn opened(q: &impl Query, mut letter: Letter) -> Result<Letter> {
    letter.phone = q.vault()?.open_text(PHONE, &letter.phone)?;
    Ok(letter)
}

/// The letter with the key `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn letter(q: &mut impl Query, id: i64) -> Result<Letter, Error> {
    let sql = format!("SELECT {} FROM letters_letter WHERE id = $1", Letter::COLUMNS);
    let found = q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)?;
    Ok(opened(q, found)?)
}

/// Keys, titles and texts of letters as they were written, for comparing only.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn worded(q: &mut impl Query, letters: &[i64]) -> Result<Vec<(i64, String, String)>> {
    let conditions = Where::new().and_in("id", letters.iter().copied());
    let sql = format!("SELECT id, title, body FROM letters_letter{} LIMIT 1000", conditions.text());
    q.list(&sql, conditions.args()).await
}

/// The letter that runs as the matter `id`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_matter(q: &mut impl Query, id: i64) -> Result<Option<Letter>> {
    let sql = format!("SELECT {} FROM letters_letter WHERE matter_id = $1", Letter::COLUMNS);
    let found: Option<Letter> = q.maybe(&sql, args![id]).await?;
    found.map(|letter| opened(q, letter)).transpose()
}

/// The sender's files; those of one message when it is named.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn files(q: &mut impl Query, letter: i64) -> Result<Vec<LetterFile>> {
    let sql = format!("SELECT {} FROM letters_file WHERE letter_id = $1 ORDER BY id LIMIT 100", LetterFile::COLUMNS);
    q.list(&sql, args![letter]).await
}

/// What the sender wrote later: when, kind, text.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn messages(q: &mut impl Query, letter: i64) -> Result<Vec<(Moment, String, String)>> {
    q.list("SELECT at, kind, text FROM letters_message WHERE letter_id = $1 ORDER BY id LIMIT 100", args![letter]).await
}

/// Other letters from the same telephone since `since`, newest first: key, matter, number, title, date.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn same_phone(q: &mut impl Query, letter: &Letter, since: Date) -> Result<Vec<Row>> {
    if letter.phone.is_empty() {
        return Ok(Vec::new());
    }
    let digest = q.vault()?.digest(PHONE, &letter.phone);
    let ids: Vec<(i64,)> = q
        .list(
            "SELECT id FROM letters_letter WHERE phone_digest = $1 AND id <> $2 AND received_on >= $3 ORDER BY id DESC LIMIT 10",
            args![digest, letter.id, since],
        )
        .await?;
    list::rows_by_ids(q, &ids.into_iter().map(|(id,)| id).collect::<Vec<_>>()).await
}

/// Letters replied to and not rated whose answer went out before `before`: letter and matter, after the matter `after`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn unrated(q: &mut impl Query, before: Moment, after: i64) -> Result<Vec<(i64, i64)>> {
    q.list(
        "SELECT l.id, m.id FROM matter_matter m CROSS JOIN letters_letter l
         WHERE m.turn = 'waiting' AND m.process = 'letters.letter' AND m.state = 'replied' AND m.id > $2
           AND l.matter_id = m.id AND l.replied_at < $1
         ORDER BY m.id LIMIT 500",
        args![before, after],
    )
    .await
}

/// Letters that wait for their sender: letter and matter, after the matter `after`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn waiting(q: &mut impl Query, after: i64) -> Result<Vec<(i64, i64)>> {
    q.list(
        "SELECT l.id, m.id FROM matter_matter m CROSS JOIN letters_letter l
         WHERE m.turn = 'waiting' AND m.process = 'letters.letter' AND m.state = 'supplement' AND m.id > $1
           AND l.matter_id = m.id
         ORDER BY m.id LIMIT 500",
        args![after],
    )
    .await
}

/// What to urge.
#[derive(Debug, Clone, Copy)]
pub struct ToUrge {
    /// Time ends until this moment.
    pub due: Moment,
    /// Not urged since this moment.
    pub since: Moment,
    /// Urged by the program fewer times than this since the last answer, if there was one.
    pub most: i64,
}

/// Unanswered letters to be urged: letter, end of its time and matter, in the order of the last two and after them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn to_urge(q: &mut impl Query, what: ToUrge, after: (Moment, i64)) -> Result<Vec<(i64, Moment, i64)>> {
    q.list(
        "SELECT l.id, m.due_at, m.id FROM matter_matter m CROSS JOIN letters_letter l
         WHERE m.closed_at IS NULL AND m.clock = 'running' AND m.due_at <= $1 AND (m.due_at, m.id) > ($4, $5)
           AND m.turn = 'open' AND l.matter_id = m.id AND (m.urged = 0 OR (
             NOT EXISTS (SELECT 1 FROM matter_act a WHERE a.matter_id = m.id AND a.action = 'urge' AND a.at >= $2)
             AND $3 > (SELECT COUNT(*) FROM matter_act a WHERE a.matter_id = m.id AND a.action = 'urge'
                       AND a.person_id IS NULL AND a.at >= COALESCE(l.replied_at, 0))))
         ORDER BY m.due_at, m.id LIMIT 500",
        args![what.due, what.since, what.most, after.0, after.1],
    )
    .await
}

/// Valid letters without an answer, received on or before `date`, warned less than `level` times: letter, date and
/// matter, in the order of the last two and after them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn to_warn(
    q: &mut impl Query,
    (date, level): (Date, i64),
    after: &(String, i64),
) -> Result<Vec<(i64, String, i64)>> {
    q.list(
        "SELECT l.id, l.received_on, l.matter_id FROM letters_letter l
         WHERE l.valid = 1 AND l.answered_at IS NULL AND l.received_on <= $1 AND (l.received_on, l.matter_id) > ($3, $4)
           AND l.warned < $2
         ORDER BY l.received_on, l.matter_id LIMIT 500",
        args![date, level, &after.0, after.1],
    )
    .await
}

/// How long a chain of letters joined with one another is followed at most.
const CHAIN: i64 = 16;

/// Letters that are joined with the matter `id`, or with one that is joined with it, and so on, after the letter `after`; at most 100. What
/// was joined once and goes on by itself is not among them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn joined_with(q: &mut impl Query, id: i64, after: i64) -> Result<Vec<Letter>> {
    let sql = format!(
        "WITH RECURSIVE chain (matter_id, steps) AS (
             SELECT other_id, 1 FROM matter_link WHERE matter_id = $1 AND kind = 'merged'
             UNION SELECT l.other_id, n.steps + 1 FROM chain n JOIN matter_link l ON l.matter_id = n.matter_id
             WHERE l.kind = 'merged' AND n.steps < {CHAIN})
         SELECT {} FROM letters_letter WHERE matter_id IN (SELECT matter_id FROM chain) AND id + 0 > $2 AND valid = 0
         ORDER BY id + 0 LIMIT 100",
        Letter::COLUMNS
    );
    let found: Vec<Letter> = q.list(&sql, args![id, after]).await?;
    found.into_iter().map(|letter| opened(q, letter)).collect()
}
