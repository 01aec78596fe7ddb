//! Every SQL statement that touches `hotline_*`.

mod acts;
mod cases;
mod city;
mod classes;
mod exclusions;
mod figures;
mod list;
mod orders;
mod papers;
mod said;
mod window;

pub use acts::{
    Answered, called, contacted, dispatched, drafted, excluded, extended, held, objected, redone, reopened, replied,
    set_petition, set_valid, signed, upheld,
};
pub use cases::{Published, publish, published, withdraw};
pub use city::{
    Link, Push, Pushed, add_push, aside, city, count_aside, newest_version, push, push_of_event, set_city, set_mark,
    set_pulled, settle_push, updated, withdrawn_by_city,
};
pub use classes::{
    add_class, add_duty, class, class_of_code, classes, close_class, drop_duty, duties, duties_of, duty, set_class,
};
pub use exclusions::{ask_exclusion, decide_exclusion, exclusion, exclusions_of, open_exclusions};
pub use figures::{Count, by_class, by_month, by_town, by_unit, count};
pub use list::{Filter, Row, counted, list, rows_by_ids};
pub use orders::{
    Call, Earlier, NewOrder, add_call, add_message, calls, held_until, history, insert, joined_with, messages,
    of_matter, of_phone, order, to_urge,
};
pub use papers::{NewPaper, Paper, add_paper, close_paper, open_papers, paper, papers_of, reply_paper};
pub use said::{Said, said};
pub use window::{Seen, seen};

/// Where telephones are sealed for.
pub(crate) const PHONE: &str = "hotline_order.phone";
/// Where the city's messages are sealed for.
pub(crate) const PUSHED: &str = "hotline_push.body";
/// Where the key shared with the city is sealed for.
pub(crate) const SECRET: &str = "hotline_city.secret";
