//! One line of the register.

use base::{Date, Fault, Moment};
use matter::lists::Besides;
use store::{FromRow, Row as DbRow};

/// One line of the register.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Row {
    /// When it reached the organ; with the key of the matter its place in the list.
    #[serde(with = "base::time::date_text")]
    pub arrived_on: Date,
    /// Key of its matter.
    pub matter_id: i64,
    /// Key of the request.
    pub id: i64,
    /// Its number.
    pub number: String,
    /// Name of the information.
    pub title: String,
    /// Kind.
    pub kind: String,
    /// Channel.
    pub channel: String,
    /// Who asks.
    pub applicant: String,
    /// Name of the applicant; empty for a unit that is only asked about the request.
    pub name: String,
    /// 收到申请之日.
    #[serde(with = "base::time::date_text_option")]
    pub received_on: Option<Date>,
    /// When a correction was received.
    #[serde(with = "base::time::date_text_option")]
    pub corrected_on: Option<Date>,
    /// Result.
    pub result: Option<String>,
    /// Day of the result.
    #[serde(with = "base::time::date_text_option")]
    pub closed_on: Option<Date>,
    /// Whether it was closed late.
    pub late: bool,
    /// State of the matter.
    pub state: String,
    /// End of its main clock.
    pub due_at: Moment,
    /// none, running, paused, met or stopped.
    pub clock: String,
    /// The clocks that may run beside it.
    #[serde(skip)]
    pub besides: Besides,
    /// Short name of the organ.
    pub organ: String,
    /// Key of the organ.
    pub organ_id: i64,
}

pub(super) const ROW: &str =
    "r.id, m.number, r.title, r.kind, r.channel, r.applicant, r.name, r.received_on, r.corrected_on, r.result, r.closed_on,
     r.late, m.state, m.due_at, m.clock, u.short_name AS organ, r.organ_id";

impl FromRow for Row {
    fn from_row(row: &DbRow) -> std::result::Result<Self, Fault> {
        Ok(Self {
            arrived_on: row.get("k1")?,
            matter_id: row.get("k2")?,
            id: row.get("id")?,
            number: row.get("number")?,
            title: row.get("title")?,
            kind: row.get("kind")?,
            channel: row.get("channel")?,
            applicant: row.get("applicant")?,
            name: row.get("name")?,
            received_on: row.get("received_on")?,
            corrected_on: row.get("corrected_on")?,
            result: row.get("result")?,
            closed_on: row.get("closed_on")?,
            late: row.get("late")?,
            state: row.get("state")?,
            due_at: row.get("due_at")?,
            clock: row.get("clock")?,
            besides: row.get("besides")?,
            organ: row.get("organ")?,
            organ_id: row.get("organ_id")?,
        })
    }
}
