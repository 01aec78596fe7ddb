//! What belongs to one request: files, searches, those who were asked, letters, fee, disputes, proposals to publish.

use base::{Date, Moment};
use matter::store::FileRef;
use store::{Query, Result, Tx, args, record};

record! {
    /// A file of a request.
    pub struct RequestFile from "requests_file" {
        /// Key.
        pub id: i64,
        /// given, original, delivered, search (检索截图) or proof (无法送达的证明).
        pub kind: String,
        /// Address of the content.
        pub digest: String,
        /// Name as uploaded, cleaned.
        pub name: String,
        /// Bytes.
        pub size: i64,
        /// Decided by the content.
        pub media_type: String,
        /// The search whose result it shows.
        pub search_id: Option<i64>,
        /// The one who could not be reached, as it proves.
        pub asked_id: Option<i64>,
    }
}

record! {
    /// A record of a search (检索记录).
    pub struct Search from "requests_search" {
        /// Key.
        pub id: i64,
        /// Where was looked.
        pub place: String,
        /// By which words.
        pub words: String,
        /// Who looked.
        pub person: String,
        /// When.
        pub searched_on: String,
        /// What was found.
        pub found: String,
    }
}

record! {
    /// Somebody who was asked in writing (征求意见).
    pub struct Asked from "requests_asked" {
        /// Key.
        pub id: i64,
        /// third or organ.
        pub kind: String,
        /// Who.
        pub name: String,
        /// How they are reached.
        pub contact: String,
        /// When the letter was sent.
        #[serde(with = "base::time::date_text")]
        pub sent_on: Date,
        /// When it was received.
        #[serde(with = "base::time::date_text_option")]
        pub served_on: Option<Date>,
        /// When they answered.
        #[serde(with = "base::time::date_text_option")]
        pub answered_on: Option<Date>,
        /// agree, part, object, silent or unserved; empty before.
        pub stance: String,
        /// What they said.
        pub said: String,
    }
}

record! {
    /// A letter that went out.
    pub struct Issued from "requests_letter" {
        /// Key.
        pub id: i64,
        /// Of which request.
        pub request_id: i64,
        /// Which letter.
        pub kind: String,
        /// 文号.
        pub number: String,
        /// When.
        pub issued_on: String,
        /// The letter as JSON.
        pub body: String,
    }
}

record! {
    /// A fee (信息处理费).
    pub struct Fee from "requests_fee" {
        /// Key.
        pub id: i64,
        /// piece or page.
        pub mode: String,
        /// Pieces or pages.
        pub quantity: i64,
        /// Of how many pieces of the month it is the last.
        pub place: i64,
        /// Yuan.
        pub yuan: i64,
        /// When the notice went out.
        #[serde(with = "base::time::date_text")]
        pub noticed_on: Date,
        /// When it was received.
        #[serde(with = "base::time::date_text_option")]
        pub served_on: Option<Date>,
        /// When it was paid.
        #[serde(with = "base::time::date_text_option")]
        pub paid_on: Option<Date>,
    }
}

record! {
    /// A dispute about an answer (行政复议、行政诉讼).
    pub struct Dispute from "requests_dispute" {
        /// Key.
        pub id: i64,
        /// review, direct or after.
        pub kind: String,
        /// Before whom.
        pub forum: String,
        /// Its number there.
        pub number: String,
        /// When it was filed.
        #[serde(with = "base::time::date_text")]
        pub filed_on: Date,
        /// upheld, corrected or other; empty before.
        pub result: String,
        /// When it was decided.
        #[serde(with = "base::time::date_text_option")]
        pub decided_on: Option<Date>,
        /// What follows from it.
        pub note: String,
        /// Whether it is reviewed by the simplified procedure.
        pub simplified: bool,
        /// When the copy of the application or complaint was received.
        #[serde(with = "base::time::date_text_option")]
        pub copy_on: Option<Date>,
        /// When the reply was handed in.
        #[serde(with = "base::time::date_text_option")]
        pub replied_on: Option<Date>,
    }
}

record! {
    /// A proposal to publish (建议主动公开, art. 44).
    pub struct Proposal from "requests_proposal" {
        /// Key.
        pub id: i64,
        /// Whether the applicant made it.
        pub by_applicant: bool,
        /// When.
        pub proposed_on: String,
        /// Why.
        pub why: String,
        /// adopted or declined; empty before.
        pub decision: String,
        /// When it was decided.
        #[serde(with = "base::time::date_text_option")]
        pub decided_on: Option<Date>,
        /// Where it was published, or why not.
        pub reason: String,
    }
}

/// The rows of one table of a request, oldest first.
macro_rules! rows_of {
    ($(#[$meta:meta])* $name:ident, $row:ty) => {
        $(#[$meta])*
        ///
        /// # Errors
        /// A fault when the database does not answer.
        pub async fn $name(q: &mut impl Query, request: i64) -> Result<Vec<$row>> {
            let (columns, table) = (<$row>::COLUMNS, <$row>::TABLE);
            let sql = format!("SELECT {columns} FROM {table} WHERE request_id = $1 ORDER BY id LIMIT 200");
            q.list(&sql, args![request]).await
        }
    };
}

rows_of!(
    /// Files of a request.
    files, RequestFile
);
rows_of!(
    /// Records of searches.
    searches, Search
);
rows_of!(
    /// Those who were asked.
    asked, Asked
);
rows_of!(
    /// Letters that went out.
    letters, Issued
);
rows_of!(
    /// Disputes.
    disputes, Dispute
);
rows_of!(
    /// Proposals to publish.
    proposals, Proposal
);

/// Stores a file of the kind given, original or delivered.
pub async fn add_file(tx: &mut Tx, request: i64, kind: &str, file: &FileRef, at: Moment) -> Result<()> {
    insert_file(tx, request, kind, file, at, (None, None)).await
}

/// Stores a file that shows what a search found.
pub async fn add_search_file(tx: &mut Tx, request: i64, search: i64, file: &FileRef, at: Moment) -> Result<()> {
    insert_file(tx, request, "search", file, at, (Some(search), None)).await
}

/// Stores a file that proves that somebody could not be reached.
pub async fn add_proof(tx: &mut Tx, request: i64, asked: i64, file: &FileRef, at: Moment) -> Result<()> {
    insert_file(tx, request, "proof", file, at, (None, Some(asked))).await
}

async fn insert_file(
    tx: &mut Tx,
    request: i64,
    kind: &str,
    file: &FileRef,
    at: Moment,
    (search, asked): (Option<i64>, Option<i64>),
) -> Result<()> {
    store::files::record(tx, &file.digest, file.size, &file.media_type, at).await?;
    tx.run(
        "INSERT INTO requests_file (request_id, kind, digest, name, size, media_type, at, search_id, asked_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        args![request, kind, &file.digest, &file.name, file.size, &file.media_type, at, search, asked],
    )
    .await
    .map(drop)
}

/// Stores a record of a search: place, words, person, what was found.
pub async fn add_search(tx: &mut Tx, request: i64, [place, words, person, found]: [&str; 4], day: Date) -> Result<i64> {
    tx.insert(
        "INSERT INTO requests_search (request_id, place, words, person, searched_on, found)
         VALUES ($1, $2, $3, $4, $5, $6) RETURNING id",
        args![request, place, words, person, day, found],
    )
    .await
}

/// Somebody is asked: kind, name, contact.
pub async fn add_asked(tx: &mut Tx, request: i64, [kind, name, contact]: [&str; 3], day: Date) -> Result<i64> {
    tx.insert(
        "INSERT INTO requests_asked (request_id, kind, name, contact, sent_on, stance, said)
         VALUES ($1, $2, $3, $4, $5, '', '') RETURNING id",
        args![request, kind, name, contact, day],
    )
    .await
}

/// The letter reached who is asked. Gives whether there was such a one.
pub async fn serve_asked(tx: &mut Tx, request: i64, id: i64, day: Date) -> Result<bool> {
    let sql = "UPDATE requests_asked SET served_on = $1 WHERE id = $2 AND request_id = $3 AND answered_on IS NULL";
    Ok(tx.run(sql, args![day, id, request]).await? == 1)
}

/// Who was asked has answered, or their time is up. Gives whether there was such a one.
pub async fn answer_asked(tx: &mut Tx, request: i64, id: i64, stance: &str, said: &str, day: Date) -> Result<bool> {
    let sql = "UPDATE requests_asked SET answered_on = $1, stance = $2, said = $3
               WHERE id = $4 AND request_id = $5 AND answered_on IS NULL";
    Ok(tx.run(sql, args![day, stance, said, id, request]).await? == 1)
}

/// Keeps a letter that goes out.
pub async fn add_letter(tx: &mut Tx, request: i64, kind: &str, number: &str, day: Date, body: &str) -> Result<i64> {
    tx.insert(
        "INSERT INTO requests_letter (request_id, kind, number, issued_on, body) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        args![request, kind, number, day, body],
    )
    .await
}

/// A letter of a request.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn issued(q: &mut impl Query, request: i64, id: i64) -> Result<Option<Issued>> {
    let sql = format!("SELECT {} FROM requests_letter WHERE id = $1 AND request_id = $2", Issued::COLUMNS);
    q.maybe(&sql, args![id, request]).await
}

/// The fee of a request.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn fee(q: &mut impl Query, request: i64) -> Result<Option<Fee>> {
    let sql = format!("SELECT {} FROM requests_fee WHERE request_id = $1", Fee::COLUMNS);
    q.maybe(&sql, args![request]).await
}

/// Sets the fee: mode, quantity, place, yuan.
pub async fn set_fee(tx: &mut Tx, request: i64, mode: &str, numbers: [i64; 3], day: Date) -> Result<()> {
    let [quantity, place, yuan] = numbers;
    tx.run(
        "INSERT INTO requests_fee (request_id, mode, quantity, place, yuan, noticed_on) VALUES ($1, $2, $3, $4, $5, $6)",
        args![request, mode, quantity, place, yuan, day],
    )
    .await
    .map(drop)
}

/// The notice of the fee was received.
pub async fn fee_served(tx: &mut Tx, request: i64, day: Date) -> Result<()> {
    tx.run("UPDATE requests_fee SET served_on = $1 WHERE request_id = $2", args![day, request]).await.map(drop)
}

/// The fee was paid.
pub async fn paid(tx: &mut Tx, request: i64, day: Date) -> Result<()> {
    tx.run("UPDATE requests_fee SET paid_on = $1 WHERE request_id = $2", args![day, request]).await.map(drop)
}

/// A dispute was filed: kind, forum, number; whether the procedure is simplified, and when its copy was received.
pub async fn add_dispute(
    tx: &mut Tx,
    (request, organ): (i64, i64),
    [kind, forum, number]: [&str; 3],
    day: Date,
    (simplified, copy_on): (bool, Option<Date>),
) -> Result<i64> {
    tx.insert(
        "INSERT INTO requests_dispute (request_id, organ_id, kind, forum, number, filed_on, result, note, simplified, copy_on)
         VALUES ($1, $2, $3, $4, $5, $6, '', '', $7, $8) RETURNING id",
        args![request, organ, kind, forum, number, day, simplified, copy_on],
    )
    .await
}

/// The reply in a dispute was handed in. Gives whether there was such a one without.
pub async fn reply_dispute(tx: &mut Tx, request: i64, id: i64, day: Date) -> Result<bool> {
    let sql = "UPDATE requests_dispute SET replied_on = $1
               WHERE id = $2 AND request_id = $3 AND replied_on IS NULL AND filed_on <= $1";
    Ok(tx.run(sql, args![day, id, request]).await? == 1)
}

/// A dispute was decided. Gives whether there was such an undecided one, filed before.
pub async fn decide_dispute(tx: &mut Tx, request: i64, id: i64, [result, note]: [&str; 2], day: Date) -> Result<bool> {
    let sql = "UPDATE requests_dispute SET result = $1, note = $2, decided_on = $3
               WHERE id = $4 AND request_id = $5 AND decided_on IS NULL AND filed_on <= $3";
    Ok(tx.run(sql, args![result, note, day, id, request]).await? == 1)
}

/// Somebody proposes to publish.
pub async fn add_proposal(tx: &mut Tx, request: i64, by_applicant: bool, why: &str, day: Date) -> Result<i64> {
    tx.insert(
        "INSERT INTO requests_proposal (request_id, by_applicant, proposed_on, why, decision, reason)
         VALUES ($1, $2, $3, $4, '', '') RETURNING id",
        args![request, by_applicant, day, why],
    )
    .await
}

/// A proposal was decided on. Gives whether there was such an open one.
pub async fn decide_proposal(
    tx: &mut Tx,
    request: i64,
    id: i64,
    [decision, reason]: [&str; 2],
    day: Date,
) -> Result<bool> {
    let sql = "UPDATE requests_proposal SET decision = $1, reason = $2, decided_on = $3
               WHERE id = $4 AND request_id = $5 AND decided_on IS NULL";
    Ok(tx.run(sql, args![decision, reason, day, id, request]).await? == 1)
}
