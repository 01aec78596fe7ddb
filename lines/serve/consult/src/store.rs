//! Every SQL statement that touches `consult_*`.

mod cases;
mod entries;
mod exported;
mod list;
mod public;
mod renewal;
mod topics;
mod writers;

pub use cases::{
    NewCase, add_message, answered, case, finished, insert, joined_with, known, made_known, messages, of_matter,
    publish, rated, reopened, same_spot, set_draft, set_valid, unrated, withdraw,
};
pub(crate) use entries::of_unit;
pub use entries::{
    Known, Listed, add_version, count_use, create, decide, entries, entry, expired, facets, live, move_to,
    of_questions, offered, set_version, solved, solved_count, solved_list, submit, version, versions, withdraw_entry,
};
pub use exported::{exported, to_export};
pub use list::{Count, Filter, Row, by_month, by_unit, count, counted, counted_each, first_day, list, rows_by_ids};
pub use public::{Published, published};
pub use renewal::{Due, due, to_warn, warned};
pub use topics::{add_topic, close_topic, held, set_topic, succeed, topic, topics};
pub use writers::{has_written, wrote};

/// Where telephones are sealed for.
pub(crate) const PHONE: &str = "consult_case.phone";
