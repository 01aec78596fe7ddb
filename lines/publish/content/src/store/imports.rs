//! Rows of `content_import` and `content_import_page`: older sites that come in from the workbench.

use base::Moment;
use store::sql::Where;
use store::{Query, Result, Tx, args, record};

record! {
    /// A file of saved pages that was handed in.
    pub struct Import from "content_import" {
        /// Key.
        pub id: i64,
        /// The site into which the pages come.
        pub site_id: i64,
        /// The column of pages for which no other is chosen.
        pub column_id: i64,
        /// Name of the file.
        pub name: String,
        /// The file.
        pub digest: String,
        /// Its bytes.
        pub size: i64,
        /// When it was handed in.
        pub at: Moment,
        /// Who did it.
        pub person_id: Option<i64>,
        /// Name, unit and post of whoever did it.
        pub actor: String,
        /// looking, looked, running, done, failed or dropped.
        pub state: String,
        /// published or drafts; empty before it was chosen.
        pub manner: String,
        /// Pages without a date are taken too.
        pub undated: i64,
        /// Pages in the file.
        pub pages: i64,
        /// Pages that the step in hand is done with.
        pub done: i64,
        /// Why it failed.
        pub problem: String,
        /// When it ended.
        pub ended_at: Option<Moment>,
    }
}

record! {
    /// A saved page, and what became of it.
    #[derive(Default)]
    pub struct Found from "content_import_page" {
        /// Key.
        pub id: i64,
        /// Where it lies in the file.
        pub shown: String,
        /// Its old address.
        pub url: String,
        /// Its title.
        pub title: String,
        /// Its date; empty when it names none.
        pub dated: String,
        /// Who said it first.
        pub source: String,
        /// Whose system made it.
        pub shape: String,
        /// The column or the folder in which it stood.
        pub place: String,
        /// The column into which it comes.
        pub column_id: Option<i64>,
        /// Pictures and attachments that lie beside it.
        pub files: i64,
        /// What of it is not there or was left out, a line each.
        pub remarks: String,
        /// Empty before, then left, new, changed, same, held or refused.
        pub outcome: String,
        /// Why it was left, held or refused.
        pub why: String,
        /// The edition that it became.
        pub item_id: Option<i64>,
    }
}

/// A file of saved pages to be noted.
pub(crate) struct New<'a> {
    pub site: i64,
    pub column: i64,
    pub name: &'a str,
    pub digest: &'a str,
    pub size: i64,
    pub person: Option<i64>,
    pub actor: &'a str,
}

pub(crate) async fn insert(tx: &mut Tx, new: &New<'_>, now: Moment) -> Result<i64> {
    tx.insert(
        "INSERT INTO content_import (site_id, column_id, name, digest, size, at, person_id, actor, state, manner, undated,
         pages, done, problem) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'looking', '', 0, 0, 0, '') RETURNING id",
        args![new.site, new.column, new.name, new.digest, new.size, now, new.person, new.actor],
    )
    .await
}

pub(crate) async fn find(q: &mut impl Query, id: i64) -> Result<Option<Import>> {
    q.maybe(&format!("SELECT {} FROM content_import WHERE id = $1", Import::COLUMNS), args![id]).await
}

/// A page of the imports into these sites, the newest first, below the key `before`.
pub(crate) async fn list(q: &mut impl Query, sites: &[i64], before: Option<i64>, limit: usize) -> Result<Vec<Import>> {
    let mut w = Where::new().and_in("site_id", sites.iter().copied()).and_if("id < ?", before);
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM content_import{} ORDER BY id DESC LIMIT {limit}", Import::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

/// Takes the import from the state `from` to `to`; 0 when somebody else moved it.
pub(crate) async fn step(tx: &mut Tx, id: i64, from: &str, to: &str) -> Result<u64> {
    tx.run("UPDATE content_import SET state = $1, done = 0 WHERE id = $2 AND state = $3", args![to, id, from]).await
}

/// Ends the import in the state `to`, from `from`; 0 when somebody else moved it.
pub(crate) async fn end(tx: &mut Tx, id: i64, from: &str, to: &str, problem: &str, now: Moment) -> Result<u64> {
    tx.run(
        "UPDATE content_import SET state = $1, problem = $2, ended_at = $3 WHERE id = $4 AND state = $5",
        args![to, problem, now, id, from],
    )
    .await
}

/// Notes in which manner the pages come.
pub(crate) async fn choose(tx: &mut Tx, id: i64, manner: &str, undated: bool) -> Result<u64> {
    tx.run("UPDATE content_import SET manner = $1, undated = $2 WHERE id = $3", args![manner, undated, id]).await
}

/// Notes how many pages there are.
pub(crate) async fn counted(tx: &mut Tx, id: i64, pages: usize) -> Result<u64> {
    tx.run("UPDATE content_import SET pages = $1 WHERE id = $2", args![pages, id]).await
}

/// Notes how many pages the step in hand is done with; 0 when it is not in the state `state` any more.
pub(crate) async fn advance(tx: &mut Tx, id: i64, state: &str, done: usize) -> Result<u64> {
    tx.run("UPDATE content_import SET done = $1 WHERE id = $2 AND state = $3", args![done, id, state]).await
}

pub(crate) async fn put_page(tx: &mut Tx, import: i64, page: &Found) -> Result<i64> {
    tx.insert(
        "INSERT INTO content_import_page (import_id, shown, url, title, dated, source, shape, place, column_id, files,
         remarks, outcome, why, item_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) RETURNING id",
        args![
            import,
            &page.shown,
            &page.url,
            &page.title,
            &page.dated,
            &page.source,
            &page.shape,
            &page.place,
            page.column_id,
            page.files,
            &page.remarks,
            &page.outcome,
            &page.why,
            page.item_id
        ],
    )
    .await
}

/// Forgets the pages of an import that is looked at anew.
pub(crate) async fn clear_pages(tx: &mut Tx, import: i64) -> Result<u64> {
    tx.run("DELETE FROM content_import_page WHERE import_id = $1", args![import]).await
}

/// What became of a page.
pub(crate) async fn set_outcome(
    tx: &mut Tx,
    page: i64,
    (outcome, why): (&str, &str),
    remarks: &str,
    item: Option<i64>,
) -> Result<u64> {
    tx.run(
        "UPDATE content_import_page SET outcome = $1, why = $2, remarks = $3, item_id = $4 WHERE id = $5",
        args![outcome, why, remarks, item, page],
    )
    .await
}

/// Pages with these outcomes (with any without), in the order in which they lie in the file, after the key `after`.
pub(crate) async fn pages(
    q: &mut impl Query,
    import: i64,
    outcomes: &[&str],
    after: i64,
    limit: usize,
) -> Result<Vec<Found>> {
    let mut w = Where::new().and("import_id = ? AND id > ?", args![import, after]);
    if !outcomes.is_empty() {
        w = w.and_in("outcome", outcomes.iter().copied());
    }
    let limit = w.arg(limit);
    let sql = format!("SELECT {} FROM content_import_page{} ORDER BY id LIMIT {limit}", Found::COLUMNS, w.text());
    q.list(&sql, w.args()).await
}

/// How many pages have which outcome.
pub(crate) async fn outcomes(q: &mut impl Query, import: i64) -> Result<Vec<(String, i64)>> {
    q.list(
        "SELECT outcome, COUNT(*) FROM content_import_page WHERE import_id = $1 GROUP BY outcome ORDER BY outcome",
        args![import],
    )
    .await
}

/// The old columns and folders of pages that are to come: name, the column into which they come, how many.
pub(crate) async fn places(q: &mut impl Query, import: i64, limit: usize) -> Result<Vec<(String, Option<i64>, i64)>> {
    q.list(
        "SELECT place, MAX(column_id), COUNT(*) FROM content_import_page WHERE import_id = $1 AND outcome = ''
         GROUP BY place ORDER BY COUNT(*) DESC, place LIMIT $2",
        args![import, limit],
    )
    .await
}

/// Says into which column the pages of an old column or folder come; into none when they are not to come.
pub(crate) async fn set_place(tx: &mut Tx, import: i64, place: &str, column: Option<i64>) -> Result<u64> {
    tx.run(
        "UPDATE content_import_page SET column_id = $1 WHERE import_id = $2 AND place = $3 AND outcome = ''",
        args![column, import, place],
    )
    .await
}

/// How many pages that are to come name no date.
pub(crate) async fn undated(q: &mut impl Query, import: i64) -> Result<i64> {
    q.scalar(
        "SELECT COUNT(*) FROM content_import_page WHERE import_id = $1 AND outcome = '' AND dated = ''",
        args![import],
    )
    .await
}
