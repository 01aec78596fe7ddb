//! Letters that ask a unit to mend (整改函) and records of supervision on the spot (上门督办记录).

use base::{Date, Error, Moment};
use matter::store::FileRef;
use store::sql::Where;
use store::{Query, Result, Tx, args};

::store::record! {
    /// A letter or a record.
    pub struct Paper from "hotline_paper" {
        /// Key.
        pub id: i64,
        /// On which order.
        pub order_id: i64,
        /// rectify or visit.
        pub kind: String,
        /// Number of a letter, empty for a record.
        pub number: String,
        /// The unit that it concerns.
        pub unit_id: i64,
        /// What is to be mended, or what was seen.
        pub text: String,
        /// Civil date until which the unit replies.
        #[serde(with = "base::time::date_text_option")]
        pub due_on: Option<Date>,
        /// When it was made.
        pub made_at: Moment,
        /// What the unit says that it mended.
        pub reply: String,
        /// When it replied.
        pub replied_at: Option<Moment>,
        /// When that was accepted.
        pub closed_at: Option<Moment>,
        /// When somebody was on the spot.
        pub visited_at: Option<Moment>,
        /// Who was there.
        pub people: String,
    }
}

::store::record! {
    /// A letter as lists show it.
    pub struct Listed from "hotline_paper" {
        /// Key.
        pub id: i64,
        /// The matter of its order.
        pub matter_id: i64,
        /// Number of the order.
        pub order_number: String,
        /// Its number.
        pub number: String,
        /// Short name of the unit.
        pub unit: String,
        /// Civil date until which the unit replies.
        #[serde(with = "base::time::date_text_option")]
        pub due_on: Option<Date>,
        /// When it replied.
        pub replied_at: Option<Moment>,
        /// When that was accepted.
        pub closed_at: Option<Moment>,
    }
}

::store::record! {
    /// A file of a record.
    pub struct PaperFile from "hotline_paper_file" {
        /// Key.
        pub id: i64,
        /// Of which paper.
        pub paper_id: i64,
        /// Address of the content.
        pub digest: String,
        /// Name.
        pub name: String,
        /// Bytes.
        pub size: i64,
    }
}

/// The paper `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn paper(q: &mut impl Query, id: i64) -> std::result::Result<Paper, Error> {
    let sql = format!("SELECT {} FROM hotline_paper WHERE id = $1", Paper::COLUMNS);
    q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)
}

/// The papers of an order, oldest first; at most 50.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn papers_of(q: &mut impl Query, order: i64) -> Result<Vec<Paper>> {
    let sql = format!("SELECT {} FROM hotline_paper WHERE order_id = $1 ORDER BY id LIMIT 50", Paper::COLUMNS);
    q.list(&sql, args![order]).await
}

/// Whose letters are listed.
#[derive(Debug, Clone, Copy)]
pub struct Letters<'a> {
    /// Only of these units.
    pub units: Option<&'a [i64]>,
    /// Only those that are not accepted yet.
    pub open: bool,
}

impl Letters<'_> {
    fn terms(self) -> Where {
        let wanted = Where::new().and("p.kind = 'rectify'", args![]);
        let wanted = if self.open { wanted.and("p.closed_at IS NULL", args![]) } else { wanted };
        match self.units {
            Some(units) => wanted.and_in("p.unit_id", units.to_vec()),
            None => wanted,
        }
    }
}

/// Letters with keys below `before`, the newest first, at most `limit`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn letters(q: &mut impl Query, letters: Letters<'_>, before: i64, limit: usize) -> Result<Vec<Listed>> {
    let mut wanted = letters.terms().and("p.id < ?", args![before]);
    let limit = wanted.arg(limit);
    let sql = format!(
        "SELECT p.id AS id, o.matter_id AS matter_id, m.number AS order_number, p.number AS number, u.short_name AS unit,
         p.due_on AS due_on, p.replied_at AS replied_at, p.closed_at AS closed_at
         FROM hotline_paper p JOIN hotline_order o ON o.id = p.order_id JOIN matter_matter m ON m.id = o.matter_id
         JOIN identity_unit u ON u.id = p.unit_id{} ORDER BY p.id DESC LIMIT {limit}",
        wanted.text()
    );
    q.list(&sql, wanted.args()).await
}

/// How many letters there are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count_letters(q: &mut impl Query, letters: Letters<'_>) -> Result<i64> {
    let wanted = letters.terms();
    q.scalar(&format!("SELECT COUNT(*) FROM hotline_paper p{}", wanted.text()), wanted.args()).await
}

/// Letters that nobody replied to in time, urged fewer than `most` times and not on `today`, after the letter `after`; at most 500: key,
/// order, its number, number of the letter, unit, until when.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn late_letters(
    q: &mut impl Query,
    today: Date,
    most: i64,
    after: i64,
) -> Result<Vec<(i64, i64, String, String, i64, Date)>> {
    q.list(
        "SELECT p.id, p.order_id, m.number, p.number, p.unit_id, p.due_on
         FROM hotline_paper p JOIN hotline_order o ON o.id = p.order_id JOIN matter_matter m ON m.id = o.matter_id
         WHERE p.kind = 'rectify' AND p.closed_at IS NULL AND p.replied_at IS NULL AND p.due_on < $1 AND p.urged < $2
           AND COALESCE(p.urged_on, '') <> $1 AND p.id > $3 ORDER BY p.id LIMIT 500",
        args![today, most, after],
    )
    .await
}

/// The unit was urged to reply.
pub async fn paper_urged(tx: &mut Tx, id: i64, on: Date) -> Result<()> {
    let sql = "UPDATE hotline_paper SET urged = urged + 1, urged_on = $1 WHERE id = $2";
    tx.run(sql, args![on, id]).await.map(drop)
}

/// The files of the papers of an order; at most 200.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn paper_files(q: &mut impl Query, order: i64) -> Result<Vec<PaperFile>> {
    q.list(
        "SELECT f.id AS id, f.paper_id AS paper_id, f.digest AS digest, f.name AS name, f.size AS size
         FROM hotline_paper_file f JOIN hotline_paper p ON p.id = f.paper_id WHERE p.order_id = $1 ORDER BY f.id LIMIT 200",
        args![order],
    )
    .await
}

/// Keeps a file of a paper.
pub async fn add_paper_file(tx: &mut Tx, paper: i64, file: &FileRef, at: Moment) -> Result<()> {
    store::files::record(tx, &file.digest, file.size, &file.media_type, at).await?;
    tx.run(
        "INSERT INTO hotline_paper_file (paper_id, digest, name, size, media_type) VALUES ($1, $2, $3, $4, $5)",
        args![paper, &file.digest, &file.name, file.size, &file.media_type],
    )
    .await
    .map(drop)
}

/// A paper to be kept.
pub struct NewPaper<'a> {
    /// On which order.
    pub order: i64,
    /// rectify or visit.
    pub kind: &'a str,
    /// Number of a letter.
    pub number: &'a str,
    /// The unit that it concerns.
    pub unit: i64,
    /// What is to be mended, or what was seen.
    pub text: &'a str,
    /// Until when the unit replies.
    pub due: Option<Date>,
    /// When somebody was on the spot, and who.
    pub visit: Option<(Moment, &'a str)>,
    /// Who made it.
    pub by: i64,
    /// When.
    pub at: Moment,
}

/// Keeps a paper; gives its key. A record is finished as it is written.
pub async fn add_paper(tx: &mut Tx, new: &NewPaper<'_>) -> Result<i64> {
    let closed = (new.kind == "visit").then_some(new.at);
    tx.insert(
        "INSERT INTO hotline_paper (order_id, kind, number, unit_id, text, due_on, made_by, made_at, reply, closed_at,
         visited_at, people) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, '', $9, $10, $11) RETURNING id",
        args![
            new.order,
            new.kind,
            new.number,
            new.unit,
            new.text,
            new.due,
            new.by,
            new.at,
            closed,
            new.visit.map(|(at, _)| at),
            new.visit.map_or("", |(_, people)| people)
        ],
    )
    .await
}

/// The unit says what it mended.
pub async fn reply_paper(tx: &mut Tx, id: i64, text: &str, by: i64, at: Moment) -> Result<()> {
    let sql = "UPDATE hotline_paper SET reply = $1, replied_by = $2, replied_at = $3 WHERE id = $4";
    tx.run(sql, args![text, by, at, id]).await.map(drop)
}

/// That is accepted; or it is not, and the unit replies once more.
pub async fn close_paper(tx: &mut Tx, id: i64, accepted: bool, at: Moment) -> Result<()> {
    if accepted {
        return tx.run("UPDATE hotline_paper SET closed_at = $1 WHERE id = $2", args![at, id]).await.map(drop);
    }
    tx.run("UPDATE hotline_paper SET replied_at = NULL, urged = 0 WHERE id = $1", args![id]).await.map(drop)
}

/// How many letters (整改函) of the unit are not accepted yet: what it replied may still be sent back to it.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn unanswered(q: &mut impl Query, unit: i64) -> Result<i64> {
    let sql = "SELECT COUNT(*) FROM hotline_paper
               WHERE unit_id = $1 AND kind = 'rectify' AND closed_at IS NULL";
    q.scalar(sql, args![unit]).await
}

/// Whoever continues the functions of a unit has its letters (整改函) that are not accepted yet, and replies where it did not or did not do.
/// Gives how many they are.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn succeed(tx: &mut Tx, (from, to): (i64, i64)) -> Result<u64> {
    let sql = "UPDATE hotline_paper SET unit_id = $1
               WHERE unit_id = $2 AND kind = 'rectify' AND closed_at IS NULL";
    tx.run(sql, args![to, from]).await
}
