//! Of what offices are reminded, and of what they were.

use base::{Date, Moment};
use store::{Query, Result, Tx, Value, args};

/// Things that are looked at in one run.
const RUN: usize = 500;

/// Something that an office has to do: key of what it is about, key of the request, its number, the organ, and the day from which (or
/// until which) its time counts.
pub type Due = (i64, i64, String, i64, Date);

/// Of what an office is reminded; each with the condition on its rows, which takes days as `$2` and `$3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reminder {
    /// Nobody confirmed a request in time (art. 31): arrived on or before `$2`.
    Confirm,
    /// A correction may not be asked for much longer (art. 30): received after `$2` and on or before `$3`.
    Notice,
    /// Nobody entered whether who is asked got the letter: sent on or before `$2`.
    Asked,
    /// Nobody entered whether the applicant got the notice of the fee: noticed on or before `$2`.
    Fee,
    /// An answer is to be given anew by a day on or before `$2`.
    Redo,
    /// A reply to a review by the simplified procedure.
    ReplySimple,
    /// A reply to a review.
    ReplyReview,
    /// A reply to a suit.
    ReplySuit,
}

impl Reminder {
    /// Its name in the table.
    pub fn key(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Notice => "notice",
            Self::Asked => "asked",
            Self::Fee => "fee",
            Self::Redo => "redo",
            Self::ReplySimple | Self::ReplyReview | Self::ReplySuit => "reply",
        }
    }

    /// The rows: key, day, tables besides request and matter, condition.
    fn rows(self) -> [&'static str; 4] {
        const REPLY: &str = "d.copy_on IS NOT NULL AND d.replied_on IS NULL AND d.decided_on IS NULL";
        match self {
            Self::Confirm => {
                let waits = "r.received_on IS NULL AND r.result IS NULL AND r.voided_on IS NULL AND r.arrived_on <= $2";
                ["r.id", "r.arrived_on", "", waits]
            }
            Self::Notice => [
                "r.id",
                "r.received_on",
                "",
                "r.result IS NULL AND r.corrected_on IS NULL AND r.received_on > $2 AND r.received_on <= $3
                 AND m.state = 'handling'",
            ],
            Self::Asked => [
                "a.id",
                "a.sent_on",
                " JOIN requests_asked a ON a.request_id = r.id",
                "r.result IS NULL AND a.served_on IS NULL AND a.answered_on IS NULL AND a.sent_on <= $2",
            ],
            Self::Fee => [
                "f.id",
                "f.noticed_on",
                " JOIN requests_fee f ON f.request_id = r.id",
                "m.state = 'fee' AND f.served_on IS NULL AND f.paid_on IS NULL AND f.noticed_on <= $2",
            ],
            Self::Redo => [
                "x.id",
                "x.due_on",
                " JOIN requests_redo x ON x.request_id = r.id",
                "x.answered_on IS NULL AND x.due_on <= $2",
            ],
            Self::ReplySimple | Self::ReplyReview | Self::ReplySuit => {
                ["d.id", "d.copy_on", " JOIN requests_dispute d ON d.request_id = r.id", REPLY]
            }
        }
    }

    /// Which disputes a reply is about.
    fn kind(self) -> &'static str {
        match self {
            Self::ReplySimple => " AND d.kind = 'review' AND d.simplified = 1",
            Self::ReplyReview => " AND d.kind = 'review' AND d.simplified = 0",
            Self::ReplySuit => " AND d.kind <> 'review'",
            _ => "",
        }
    }
}

/// What fits the days and of which nobody was reminded; as many as one run looks at.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn due(q: &mut impl Query, what: Reminder, days: &[Date]) -> Result<Vec<Due>> {
    let [key, day, tables, wanted] = what.rows();
    let sql = format!(
        "SELECT {key} AS subject, r.id, m.number, r.organ_id, {day} AS day FROM requests_request r
         JOIN matter_matter m ON m.id = r.matter_id{tables}
         WHERE {wanted}{} AND NOT EXISTS (SELECT 1 FROM requests_told t WHERE t.what = $1 AND t.subject_id = {key})
         ORDER BY {key} LIMIT {RUN}",
        what.kind()
    );
    let mut all: Vec<Value> = args![what.key()];
    all.extend(days.iter().map(|&day| Value::from(day)));
    q.list(&sql, all).await
}

/// Notes that an office was reminded. Gives whether it was not before.
pub async fn remember(tx: &mut Tx, what: &str, subject: i64, due_on: Date, at: Moment) -> Result<bool> {
    let sql = "INSERT INTO requests_told (what, subject_id, due_on, told_at) VALUES ($1, $2, $3, $4)
               ON CONFLICT (what, subject_id, due_on) DO NOTHING";
    Ok(tx.run(sql, args![what, subject, due_on, at]).await? == 1)
}

/// Whether an office was reminded of the end of a time.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn remembered(q: &mut impl Query, what: &str, subject: i64, due_on: Date) -> Result<bool> {
    let sql = "SELECT COUNT(*) FROM requests_told WHERE what = $1 AND subject_id = $2 AND due_on = $3";
    Ok(q.scalar::<i64>(sql, args![what, subject, due_on]).await? > 0)
}
