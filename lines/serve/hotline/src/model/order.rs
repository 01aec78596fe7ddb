//! An order (工单) as a row of its table.

use ::store::record;
use base::{Date, Moment};

record! {
    /// An order.
    pub struct Order from "hotline_order" {
        /// Key.
        pub id: i64,
        /// The matter that it is.
        pub matter_id: i64,
        /// How it came.
        pub source: String,
        /// Kind.
        pub kind: String,
        /// plain, urgent or critical.
        pub urgency: String,
        /// Class.
        pub class_id: Option<i64>,
        /// Civil date from which its times count.
        #[serde(with = "base::time::date_text")]
        pub received_on: Date,
        /// When it was taken.
        pub received_at: Moment,
        /// Title as written down.
        pub title: String,
        /// What was said.
        pub body: String,
        /// Name, may be empty.
        pub name: String,
        /// Telephone, empty when the number was withheld.
        pub phone: String,
        /// Digest by which earlier calls are found.
        pub phone_digest: String,
        /// Where it happened.
        pub place: String,
        /// The town in which it happened.
        pub town_id: Option<i64>,
        /// Whether the caller wants to stay unknown.
        pub confidential: bool,
        /// Whether the caller agreed to publication.
        pub consent: bool,
        /// The unit that is complained of.
        pub complained_unit: Option<i64>,
        /// The earlier order that it repeats.
        pub repeat_of: Option<i64>,
        /// Number on the city's platform, empty for others.
        pub city_number: String,
        /// Newest version that the city sent.
        pub city_version: i64,
        /// Until when the city wants the answer.
        pub city_due: Option<Moment>,
        /// Entry on the ledger that proves its arrival.
        pub entry_id: i64,
        /// When it was first given to a unit.
        pub dispatched_at: Option<Moment>,
        /// When the present unit signed.
        pub signed_at: Option<Moment>,
        /// When the unit first spoke with the caller.
        pub contacted_at: Option<Moment>,
        /// How often a unit sent it back.
        pub objected: i64,
        /// Whether an objection of the present unit was turned down.
        pub designated: bool,
        /// Answer under review.
        pub draft: String,
        /// Unit that wrote it.
        pub draft_unit: Option<i64>,
        /// When it was handed in.
        pub draft_at: Option<Moment>,
        /// Until when it had to be handed in.
        pub draft_due: Option<Moment>,
        /// Answer as reviewed, empty before.
        pub answer: String,
        /// Unit that answered.
        pub answer_unit: Option<i64>,
        /// When the first reviewed answer was handed in.
        pub answered_at: Option<Moment>,
        /// Until when that was due.
        pub answered_due: Option<Moment>,
        /// When the present answer was reviewed.
        pub replied_at: Option<Moment>,
        /// Callbacks at which nobody was reached since the last answer.
        pub attempts: i64,
        /// When the caller was last reached.
        pub called_at: Option<Moment>,
        /// Whether the unit had spoken with the caller, as the caller says.
        pub contacted: Option<bool>,
        /// Whether it is solved, as the caller says.
        pub solved: Option<bool>,
        /// 1 to 5.
        pub satisfaction: Option<i64>,
        /// What the caller says of it.
        pub rating_text: String,
        /// How often it was handled again.
        pub redone: i64,
        /// Why it is, or is asked to be, on hold.
        pub hold_kind: String,
        /// What is planned and told to the caller.
        pub hold_plan: String,
        /// Civil date on which it goes on.
        #[serde(with = "base::time::date_text_option")]
        pub hold_until: Option<Date>,
        /// Number of the document, or the meeting, to which it was handed.
        pub hold_ref: String,
        /// What came of that.
        pub hold_result: String,
        /// When the caller rated the answer by number and query code.
        pub rated_at: Option<Moment>,
        /// Whether it is left out of the scores.
        pub excluded: bool,
        /// Whether it is warned of as a standing petition.
        pub petition: bool,
        /// Whether it was neither refused, ended nor joined with another.
        pub valid: bool,
        /// Masked title.
        pub public_title: String,
        /// Masked text.
        pub public_body: String,
        /// Masked answer.
        pub public_answer: String,
        /// When it was published.
        pub published_at: Option<Moment>,
        /// When it was withdrawn from the public.
        pub withdrawn_at: Option<Moment>,
        /// Why.
        pub withdrawn_why: String,
    }
}
