//! Every SQL statement that touches `hotline_*`.

mod acts;
mod cases;
mod city;
mod classes;
mod clocks;
mod duty;
mod exclusions;
mod figures;
mod handed;
mod list;
mod media;
mod orders;
mod papers;
mod petitions;
mod register;
mod rings;
mod said;
mod window;

pub use acts::{
    Answered, called, came_back, contacted, dispatched, drafted, excluded, extended, held, objected, rated, redone,
    reopened, replied, set_valid, signed, until, upheld,
};
pub use cases::{Published, publish, published, withdraw};
pub use city::{
    Link, Push, Pushed, add_push, aside, city, count_aside, newest_version, push, push_of_event, set_city, set_mark,
    set_pulled, settle_push, withdrawn_by_city,
};
pub use classes::{
    add_class, add_duty, class, class_of_code, classes, close_class, drop_duty, duties, duties_held, duties_of, duty,
    hand_duties, set_class,
};
pub use clocks::{Ending, Late, ending, keep_clocks, late, open_orders, reminded};
pub use duty::{
    Handover, OnDuty, Shift, add_shift, after_calls, close_shift, give, handover, handover_waits, handovers, presence,
    present, roster, set_presence, set_roster, shift, shifts, take_over,
};
pub use exclusions::{Waiting, ask_exclusion, decide_exclusion, exclusion, exclusions_of, open_exclusions};
pub use figures::{
    Count, by_class, by_day, by_month, by_town, by_unit, count, due_before, first_public_day, spent, spent_by_unit,
};
pub use handed::{HandedOut, ListedOut, NewOut, ask_out, begin_out, count_outs, end_out, list_outs, outs};
pub use list::{Filter, Row, counted, counted_each, list, rows_by_ids};
pub use media::{media, set_media};
pub use orders::{
    CHAIN, Call, Earlier, NewOrder, add_call, add_message, calls, held_until, history, insert, joined_with, messages,
    of_matter, of_phone, order, orders, to_urge, unbound,
};
pub use papers::{
    Letters, Listed, NewPaper, Paper, PaperFile, add_paper, add_paper_file, close_paper, count_letters, late_letters,
    letters, paper, paper_files, paper_urged, papers_of, reply_paper, succeed, unanswered,
};
pub use petitions::{Before, Warning, of_person, set_petition, warnings};
pub use register::{put_right, versioned};
pub use rings::{
    Calls, Rang, Ring, Tally, add_ring, called_back, count_rings, exchange, ring, ring_now, ring_of, rings,
    set_exchange, set_ring, tally,
};
pub use said::{Said, keep_hot, kept_hot, listed, said, worded};
pub use window::{Seen, seen};

/// Where telephones are sealed for.
pub(crate) const PHONE: &str = "hotline_order.phone";
/// Where numbers of calls are sealed for.
pub(crate) const RING: &str = "hotline_ring.phone";
/// Where the key shared with the exchange is sealed for.
pub(crate) const EXCHANGE: &str = "hotline_exchange.secret";
/// Where the city's messages are sealed for.
pub(crate) const PUSHED: &str = "hotline_push.body";
/// Where the key shared with the city is sealed for.
pub(crate) const SECRET: &str = "hotline_city.secret";
