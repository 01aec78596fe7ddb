//! Every SQL statement that touches `requests_*`.

mod annual;
mod disputes;
mod handed;
mod list;
mod pay;
mod redo;
mod remind;
mod report;
mod side;
mod write;

pub use annual::{Table3, Table4, cell_terms, table3, table3_of, table4};
pub use disputes::{DisputeCount, DisputeFilter, DisputeRow, disputed, disputes_count, disputes_counted, held, row_of};
pub use handed::{hand_over, inherited};
pub use list::{Count, Filter, Row, by_unit, count, counted, list};
pub use pay::{pay_way, set_pay_way};
pub use redo::{Redo, add_redo, begin_redo, redoing, redone, redos, set_redo_draft};
pub use remind::{Due, Reminder, due as due_reminders, remember, remembered};
pub use report::{
    OldReport, Report, count_settled, fees as fees_of, find as report, missed, of_units as reports_of_units,
    old as old_reports, replace, reported_years, save as save_report, settle, settled, settled_since, settled_units,
};
pub use side::{
    Asked, Dispute, Fee, Issued, Proposal, RequestFile, Search, add_asked, add_dispute, add_file, add_letter,
    add_proof, add_proposal, add_search, add_search_file, answer_asked, asked, decide_dispute, decide_proposal,
    disputes, fee, fee_served, files, issued, letters, paid, proposals, reply_dispute, searches, serve_asked, set_fee,
};
pub use write::{
    Amended, Entered, NewRequest, amended, answered, closed, confirmed, corrected, delivered, entered, insert,
    keep_entered, rated, reopened, set_draft, voided,
};

use base::{Date, Error};
use store::{Query, Result, args};

use crate::model::Request;
use crate::process::ACCESS;

/// Where telephones are sealed for.
pub(crate) const PHONE: &str = "requests_request.phone";
/// Where numbers of proofs of identity are sealed for.
pub(crate) const PROOF: &str = "requests_request.id_number";

/// With what is sealed taken out of the vault.
fn opened(q: &impl Query, mut request: Request) -> Result<Request> {
    let vault = q.vault()?;
    request.phone = vault.open_text(PHONE, &request.phone)?;
    request.id_number = vault.open_text(PROOF, &request.id_number)?;
    Ok(request)
}

/// The request with the key `id`.
///
/// # Errors
/// [`Error::Unseen`] when there is none.
pub async fn request(q: &mut impl Query, id: i64) -> Result<Request, Error> {
    let sql = format!("SELECT {} FROM requests_request WHERE id = $1", Request::COLUMNS);
    let found = q.maybe(&sql, args![id]).await?.ok_or(Error::Unseen)?;
    Ok(opened(q, found)?)
}

/// The matter as which the request `id` runs.
///
/// # Errors
/// A fault when there is none or the database does not answer.
pub async fn matter_of(q: &mut impl Query, id: i64) -> Result<i64> {
    q.scalar("SELECT matter_id FROM requests_request WHERE id = $1", args![id]).await
}

/// The request that runs as the matter `id`.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn of_matter(q: &mut impl Query, id: i64) -> Result<Option<Request>> {
    let sql = format!("SELECT {} FROM requests_request WHERE matter_id = $1", Request::COLUMNS);
    let found: Option<Request> = q.maybe(&sql, args![id]).await?;
    found.map(|request| opened(q, request)).transpose()
}

/// Organs that take requests: units with an open post of the clerk's role, with their full names, in political order.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn organs(q: &mut impl Query) -> Result<Vec<(i64, String)>> {
    q.list(
        "SELECT DISTINCT u.id, u.name, u.rank FROM identity_unit u JOIN identity_post p ON p.unit_id = u.id
         JOIN identity_post_role r ON r.post_id = p.id
         WHERE r.role = $1 AND p.closed_on IS NULL AND u.closed_on IS NULL ORDER BY u.rank, u.id LIMIT 2000",
        args![crate::CLERK],
    )
    .await
    .map(|rows: Vec<(i64, String, i64)>| rows.into_iter().map(|(id, name, _)| (id, name)).collect())
}

/// How many requests for information this applicant made of the organ in the civil month of `day`, up to and with `request`:
/// its place among the pieces of the month (信息处理费管理办法: 同一申请人一个自然月内). An earlier one that was charged as several pieces
/// (一事一申请拆分) takes as many places. Requests to correct records (更正申请) are no requests for information (art. 41): they have no place
/// and take none.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn place_in_month(q: &mut impl Query, request: &Request, day: Date) -> Result<i64> {
    if request.kind != ACCESS {
        return Ok(0);
    }
    let first = day.first_of_month();
    let last = day.last_of_month();
    q.scalar(
        "SELECT COUNT(*) + CAST(COALESCE(SUM(CASE WHEN f.mode = 'piece' AND r.id <> $6 THEN f.quantity - 1 ELSE 0 END), 0) AS BIGINT)
         FROM requests_request r LEFT JOIN requests_fee f ON f.request_id = r.id
         WHERE r.id_digest = $1 AND r.organ_id = $2 AND r.received_on >= $3 AND r.received_on <= $4
         AND (r.received_on < $5 OR (r.received_on = $5 AND r.id <= $6)) AND r.kind = $7",
        args![&request.id_digest, request.organ_id, first, last, day, request.id, ACCESS],
    )
    .await
}

/// Earlier requests of the same applicant to the same organ, newest first: matter, number, title, day, result.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn earlier(
    q: &mut impl Query,
    request: &Request,
) -> Result<Vec<(i64, String, String, String, Option<String>)>> {
    q.list(
        "SELECT r.matter_id, m.number, r.title, r.arrived_on, r.result FROM requests_request r
         JOIN matter_matter m ON m.id = r.matter_id
         WHERE r.id_digest = $1 AND r.organ_id = $2 AND r.id <> $3 ORDER BY r.id DESC LIMIT 10",
        args![&request.id_digest, request.organ_id, request.id],
    )
    .await
}

/// The number of some answered request of an organ, the newest.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn answered_before(q: &mut impl Query, organ: i64) -> Result<Option<String>> {
    let sql = "SELECT m.number FROM requests_request r JOIN matter_matter m ON m.id = r.matter_id
               WHERE r.organ_id = $1 AND r.result IS NOT NULL ORDER BY r.id DESC LIMIT 1";
    Ok(q.maybe(sql, args![organ]).await?.map(|(number,): (String,)| number))
}

/// Open requests in `state`, after the matter `after`: request and matter.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn waiting(q: &mut impl Query, state: &str, after: i64) -> Result<Vec<(i64, i64)>> {
    q.list(
        "SELECT r.id, m.id FROM matter_matter m CROSS JOIN requests_request r
         WHERE m.turn = 'waiting' AND m.process = 'requests.request' AND m.state = $1 AND m.id > $2
           AND r.matter_id = m.id
         ORDER BY m.id LIMIT 500",
        args![state, after],
    )
    .await
}
