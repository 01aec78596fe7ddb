//! Every SQL statement that touches `matter_*`.

mod keep;
mod lists;
mod open;
mod own;
mod page;
mod read;
mod recusal;
mod series;
mod walk;

pub(crate) use keep::{
    Before, Kept, Told, entered_so, insert, insert_act, keep_ends, received_on, recount, relate, set_home, touch,
    update,
};
pub use keep::{FileRef, add_file, drop_draft, keep_draft};
pub use lists::*;
pub use open::{Desks, OpenTask, count_held, count_open_tasks, held, open_tasks};
pub use own::*;
pub use page::*;
pub use read::*;
pub(crate) use recusal::{add_recusal, recused};
pub use series::{next_number, void_number};
pub(crate) use walk::*;

/// The end of a clock that has none: later than everything, so that lists sort it last.
pub const NEVER: i64 = 9_000_000_000_000_000;
