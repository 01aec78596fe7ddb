//! What everything else stands on, without any input or output: time, the work calendar, due dates, rules, numbering,
//! text tools, shares, limits and the three kinds of error.
//!
//! Nothing here reads a clock, a file or a random source by itself; they arrive as parameters ([`time::Clock`],
//! [`chance::Chance`]).

pub mod calendar;
pub mod chance;
pub mod csv;
pub mod due;
pub mod error;
pub mod limits;
pub mod notice;
pub mod number;
pub mod password;
pub mod qr;
pub mod reason;
pub mod redact;
pub mod rules;
pub mod share;
pub mod text;
pub mod time;

pub use calendar::Calendar;
pub use chance::Chance;
pub use error::{Error, Fault, FieldError, Refusal};
pub use rules::Rules;
pub use time::{Clock, Date, Moment};

/// The result of anything that may be refused, may be wrong, or may fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;
