//! The counter (受理窗口): what every line that takes things in from people shares, whatever they bring. A line keeps its own
//! table, process, forms and pages; it calls these functions, and nothing here calls a line.
//!
//! - [`Book`] — where a line keeps what it took: found by number and query code, shown once on a receipt page, forgotten in time;
//! - [`code`] — the query code; [`told`] — how a matter stands, and messages in the way that people chose; [`calls`] — who is called;
//! - [`page`] — forms that count once, receipts, proofs; [`desk`] — whose matters somebody inside sees, and the light of a row;
//! - [`choice`] and [`rating`] — words to choose from; [`mask`] — what of a text others may read; [`mine`] — what a citizen handed in;
//! - [`acts`] — verbs that read the same in every such process; [`finding`] — what is like a text, and what words find;
//!   [`Wording`] — how alike two texts are; [`First`] — runs over many rows that go on past a bad one;
//! - [`window`] — what programs of others hand in and read, through lines that speak a foreign protocol.
//!
//! Rules: 个人信息保护法 arts. 6, 25, 51 (no more than is needed, consent before publication, sealing); 政府网站发展指引
//! (国办发〔2017〕47号) for receipts, answers and ratings. Tables of its own: `counter_way`, `counter_call`, `counter_call_try`. URLs: `/work/calls…`.

pub mod acts;
mod book;
pub mod calls;
pub mod choice;
pub mod code;
pub mod desk;
mod files;
pub mod finding;
mod first;
mod heir;
pub mod mask;
pub mod mine;
pub mod page;
pub mod rating;
mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod told;
pub mod window;
mod wording;

pub use book::{Book, RECEIPT_OPEN};
pub use choice::Choice;
pub use desk::Scope;
pub use files::FileLimits;
pub use first::First;
pub use heir::HOLDS;
pub use window::Window;
pub use wording::Wording;

/// Templates: what the pages of lines import, and pages of its own; name and source.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("counter/parts.html", include_str!("../pages/parts.html")),
    ("counter/calls.html", include_str!("../pages/calls.html")),
    ("counter/call.html", include_str!("../pages/call.html")),
];
