//! Every SQL statement that touches `surveys_*`.

mod answers;
mod list;
mod surveys;

pub use answers::{
    ANSWERED, NewResponse, Tally, Text, Whole, add_choice, add_text, answered, mark, of_response, publish_text, responses, tallies, text,
    texts, texts_of, unmark_all,
};
pub use list::{
    Answered, Count, Filter, Row, answers_by_unit, answers_count, answers_list, by_unit, count, counted, list,
};
pub use surveys::{
    closed, create, decide, due_to_close, due_to_open, feedback_given, of_matter, opened, set, set_content,
    set_feedback_draft, submit, survey, withdraw,
};

/// Where contacts are sealed for.
pub(crate) const CONTACT: &str = "surveys_response.contact";
/// Where the names of browsers and citizens are digested for.
pub(crate) const MARK: &str = "surveys_mark.mark";
