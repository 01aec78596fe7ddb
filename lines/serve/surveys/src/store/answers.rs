//! What people answered: choices, texts, marks of those who did.

use base::{Date, Error, Moment};
use store::{Query, Result, Tx, args, record};

use crate::model::answer::Chosen;

record! {
    /// A text that somebody typed.
    pub struct Text from "surveys_text" {
        /// Key.
        pub id: i64,
        /// Of which answer.
        pub response_id: i64,
        /// Of which survey.
        pub survey_id: i64,
        /// q3, p2 or all.
        pub place: String,
        /// What was typed.
        pub text: String,
        /// Masked text, empty while it is not published.
        pub public_text: String,
        /// When it was published.
        pub published_at: Option<Moment>,
    }
}

record! {
    /// A file that came with an answer.
    pub struct File from "surveys_file" {
        /// Key.
        pub id: i64,
        /// Of which answer.
        pub response_id: i64,
        /// Number of the question.
        pub question: i64,
        /// Address of the content.
        pub digest: String,
        /// Its name.
        pub name: String,
        /// Bytes.
        pub size: i64,
        /// Decided by the content.
        pub media_type: String,
    }
}

/// In place of a choice: how many answered the question at all.
pub const ANSWERED: i64 = -1;

/// How often a choice was made: question, line, choice, answers.
pub type Tally = (i64, i64, i64, i64);

/// An answer to be stored.
pub struct NewResponse<'a> {
    /// Of which survey.
    pub survey: i64,
    /// Civil date.
    pub on: Date,
    /// Name, may be empty.
    pub name: &'a str,
    /// Contact, may be empty.
    pub contact: &'a str,
}

/// Stores an answer; gives its key.
pub async fn answered(tx: &mut Tx, new: &NewResponse<'_>) -> Result<i64> {
    let vault = tx.vault()?;
    let contact = vault.seal(super::CONTACT, new.contact.as_bytes())?;
    let digest = vault.digest(super::CONTACT, new.contact);
    tx.insert(
        "INSERT INTO surveys_response (survey_id, answered_on, name, contact, contact_digest)
         VALUES ($1, $2, $3, $4, $5) RETURNING id",
        args![new.survey, new.on, new.name, contact, digest],
    )
    .await
}

/// Marks that the browser or citizen called `who` answered this survey; false when it had already. The mark is a keyed digest for this
/// survey only and is not joined to the answer.
pub async fn mark(tx: &mut Tx, survey: i64, who: &str) -> Result<bool> {
    let mark = tx.vault()?.digest(super::MARK, &format!("{survey} {who}"));
    let sql = "INSERT INTO surveys_mark (survey_id, mark) VALUES ($1, $2) ON CONFLICT (survey_id, mark) DO NOTHING";
    Ok(tx.run(sql, args![survey, mark]).await? > 0)
}

/// Forgets the marks of a survey that is over; gives how many.
pub async fn unmark_all(tx: &mut Tx, survey: i64) -> Result<u64> {
    tx.run("DELETE FROM surveys_mark WHERE survey_id = $1", args![survey]).await
}

/// Stores a choice.
pub async fn add_choice(tx: &mut Tx, survey: i64, response: i64, chosen: Chosen) -> Result<()> {
    let sql = "INSERT INTO surveys_choice (response_id, survey_id, question, line, choice) VALUES ($1, $2, $3, $4, $5)";
    tx.run(sql, args![response, survey, chosen.question, chosen.line, chosen.choice]).await.map(drop)
}

/// Stores a text; gives its key.
pub async fn add_text(tx: &mut Tx, survey: i64, response: i64, place: &str, text: &str) -> Result<i64> {
    let sql = "INSERT INTO surveys_text (response_id, survey_id, place, text, public_text) VALUES ($1, $2, $3, $4, '') RETURNING id";
    tx.insert(sql, args![response, survey, place, text]).await
}

/// Stores a file that came with an answer.
pub async fn add_file(
    tx: &mut Tx,
    survey: i64,
    response: i64,
    question: i64,
    file: &web::Upload,
    at: Moment,
) -> Result<()> {
    let size = i64::try_from(file.size).unwrap_or(i64::MAX);
    store::files::record(tx, &file.digest, size, &file.media_type, at).await?;
    let sql = "INSERT INTO surveys_file (response_id, survey_id, question, digest, name, size, media_type)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let args = args![response, survey, question, &file.digest, &file.name, size, &file.media_type];
    tx.run(sql, args).await.map(drop)
}

/// How many files came for each question of a survey.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn files_of(q: &mut impl Query, survey: i64) -> Result<Vec<(i64, i64)>> {
    let sql = "SELECT question, COUNT(*) FROM surveys_file WHERE survey_id = $1 GROUP BY question ORDER BY question LIMIT 1000";
    q.list(sql, args![survey]).await
}

/// Files of a survey after the key `after`, oldest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn files(q: &mut impl Query, survey: i64, after: i64, limit: usize) -> Result<Vec<File>> {
    let sql = format!(
        "SELECT {} FROM surveys_file WHERE survey_id = $1 AND id > $2 ORDER BY id LIMIT {limit}",
        File::COLUMNS
    );
    q.list(&sql, args![survey, after]).await
}

/// The file `id` of a survey.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn file(q: &mut impl Query, survey: i64, id: i64) -> std::result::Result<File, Error> {
    let found = files(q, survey, id - 1, 1).await?;
    found.into_iter().find(|file| file.id == id).ok_or(Error::Unseen)
}

/// How many answers a survey has.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn responses(q: &mut impl Query, survey: i64) -> Result<i64> {
    q.scalar("SELECT COUNT(*) FROM surveys_response WHERE survey_id = $1", args![survey]).await
}

/// The key after which the answers begin that follow the first `skipped`; 0 for all of them.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn response_before(q: &mut impl Query, survey: i64, skipped: usize) -> Result<i64> {
    let Some(last) = skipped.checked_sub(1) else { return Ok(0) };
    let sql = "SELECT id FROM surveys_response WHERE survey_id = $1 ORDER BY id LIMIT 1 OFFSET $2";
    let found: Option<(i64,)> = q.maybe(sql, args![survey, last]).await?;
    Ok(found.map_or(i64::MAX, |(id,)| id))
}

/// How often each choice of a survey was made, and how many answered each question (as [`ANSWERED`]).
///
/// # Errors
/// A fault when the database does not answer.
pub async fn tallies(q: &mut impl Query, survey: i64) -> Result<Vec<Tally>> {
    let mut found: Vec<Tally> = q
        .list(
            "SELECT question, line, choice, COUNT(*) FROM surveys_choice WHERE survey_id = $1
             GROUP BY question, line, choice ORDER BY question, line, choice LIMIT 20000",
            args![survey],
        )
        .await?;
    let of_questions: Vec<(i64, i64, i64)> = q
        .list(
            "SELECT question, line, COUNT(DISTINCT response_id) FROM surveys_choice WHERE survey_id = $1
             GROUP BY question, line ORDER BY question, line LIMIT 20000",
            args![survey],
        )
        .await?;
    found.extend(of_questions.into_iter().map(|(question, line, count)| (question, line, ANSWERED, count)));
    Ok(found)
}

/// The text with the key `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn text(q: &mut impl Query, id: i64) -> std::result::Result<Text, Error> {
    let sql = format!("SELECT {} FROM surveys_text WHERE id = $1", Text::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// Texts of a survey, after the key `after`, oldest first.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn texts(q: &mut impl Query, survey: i64, after: i64, limit: usize) -> Result<Vec<Text>> {
    let sql = format!(
        "SELECT {} FROM surveys_text WHERE survey_id = $1 AND id > $2 ORDER BY id LIMIT {limit}",
        Text::COLUMNS
    );
    q.list(&sql, args![survey, after]).await
}

/// Published texts of a survey, oldest first: so many after the first `skipped`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn published_texts(q: &mut impl Query, survey: i64, (skipped, limit): (usize, usize)) -> Result<Vec<Text>> {
    let sql = format!(
        "SELECT {} FROM surveys_text WHERE survey_id = $1 AND published_at IS NOT NULL ORDER BY id LIMIT $2 OFFSET $3",
        Text::COLUMNS
    );
    q.list(&sql, args![survey, limit, skipped]).await
}

/// How many texts each place of a survey got, and how many of them are published.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn texts_of(q: &mut impl Query, survey: i64) -> Result<Vec<(String, i64, i64)>> {
    q.list(
        "SELECT place, COUNT(*), COUNT(published_at) FROM surveys_text WHERE survey_id = $1
         GROUP BY place ORDER BY place LIMIT 1000",
        args![survey],
    )
    .await
}

/// One answer with everything in it: date, name, contact, choices, texts.
pub struct Whole {
    /// Key.
    pub id: i64,
    /// Civil date.
    pub on: String,
    /// Name.
    pub name: String,
    /// Contact, out of the vault.
    pub contact: String,
    /// Choices.
    pub choices: Vec<Chosen>,
    /// Texts with their place.
    pub texts: Vec<(String, String)>,
    /// Names of files with the number of their question.
    pub files: Vec<(i64, String)>,
}

/// Answers of a survey after the key `after`, for the unit that asked.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_response(q: &mut impl Query, survey: i64, after: i64, limit: usize) -> Result<Vec<Whole>> {
    let sql = format!(
        "SELECT id, answered_on, name, contact FROM surveys_response WHERE survey_id = $1 AND id > $2 ORDER BY id LIMIT {limit}"
    );
    let rows: Vec<(i64, String, String, String)> = q.list(&sql, args![survey, after]).await?;
    let (Some(first), Some(last)) = (rows.first().map(|r| r.0), rows.last().map(|r| r.0)) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::with_capacity(rows.len());
    for (id, on, name, contact) in rows {
        let contact = q.vault()?.open_text(super::CONTACT, &contact)?;
        found.push(Whole { id, on, name, contact, choices: Vec::new(), texts: Vec::new(), files: Vec::new() });
    }
    let choices: Vec<(i64, i64, i64, i64)> = q
        .list(
            "SELECT response_id, question, line, choice FROM surveys_choice
             WHERE survey_id = $1 AND response_id BETWEEN $2 AND $3 ORDER BY id",
            args![survey, first, last],
        )
        .await?;
    let texts: Vec<(i64, String, String)> = q
        .list(
            "SELECT response_id, place, text FROM surveys_text
             WHERE survey_id = $1 AND response_id BETWEEN $2 AND $3 ORDER BY id",
            args![survey, first, last],
        )
        .await?;
    for (response, question, line, choice) in choices {
        if let Ok(at) = found.binary_search_by_key(&response, |w: &Whole| w.id)
            && let Some(whole) = found.get_mut(at)
        {
            whole.choices.push(Chosen { question, line, choice });
        }
    }
    for (response, place, text) in texts {
        if let Ok(at) = found.binary_search_by_key(&response, |w: &Whole| w.id)
            && let Some(whole) = found.get_mut(at)
        {
            whole.texts.push((place, text));
        }
    }
    let files: Vec<(i64, i64, String)> = q
        .list(
            "SELECT response_id, question, name FROM surveys_file
             WHERE survey_id = $1 AND response_id BETWEEN $2 AND $3 ORDER BY id",
            args![survey, first, last],
        )
        .await?;
    for (response, question, name) in files {
        if let Ok(at) = found.binary_search_by_key(&response, |w: &Whole| w.id)
            && let Some(whole) = found.get_mut(at)
        {
            whole.files.push((question, name));
        }
    }
    Ok(found)
}

/// Publishes a masked text, or takes it back with an empty one.
pub async fn publish_text(tx: &mut Tx, id: i64, text: &str, at: Option<Moment>) -> Result<()> {
    let sql = "UPDATE surveys_text SET public_text = $1, published_at = $2 WHERE id = $3";
    tx.run(sql, args![text, at, id]).await.map(drop)
}
