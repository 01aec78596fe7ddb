//! Every SQL statement that touches `surveys_*`.

mod answers;
mod held;
mod list;
mod notices;
mod objections;
mod quizzes;
mod review;
mod surveys;
mod writers;

pub use answers::{
    ANSWERED, File, NewResponse, Tally, Text, Whole, add_choice, add_file, add_text, answered, file, files, files_of,
    mark, of_response, publish_text, published_texts, response_before, responses, tallies, text, texts, texts_of,
    unmark_all,
};
pub use held::{held, succeed};
pub use list::{
    Answered, Count, Filter, Row, answers_by_unit, answers_count, answers_list, by_unit, count, counted, list,
};
pub use notices::{
    NewObjection, NoticeRow, Noticed, add_objection, create_notice, due_to_turn, notice, notices, notices_by_unit,
    objection, objection_answered, objection_of, objections, outcomes, rate_objection, set_notice, set_objection_draft,
    turn_notice,
};
pub use objections::{Objected, ObjectedRow, ObjectionFilter, objected, objections_by_unit, objections_counted};
pub use quizzes::{
    QuizRow, add_item, begin_try, create_quiz, finish_try, items, quiz, quiz_state, quizzes, quizzes_to_turn, ranking,
    remove_item, renew_try, scores, set_item, set_quiz, touch_quiz, try_of, try_with,
};
pub use surveys::{
    closed, create, due_to_close, due_to_open, feedback_given, of_matter, opened, set, set_content, set_feedback_draft,
    survey,
};

pub(crate) use notices::{PHONE, notices_of_unit};
pub(crate) use review::{decide, extend, hand_in, withdraw};
pub(crate) use surveys::surveys_of_unit;
pub(crate) use writers::{has_written, wrote};

/// Where contacts are sealed for.
pub(crate) const CONTACT: &str = "surveys_response.contact";
/// Where the names of browsers and citizens are digested for.
pub(crate) const MARK: &str = "surveys_mark.mark";
