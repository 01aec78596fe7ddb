//! The engine of matters (办件): everything that enters, is routed with opinions, runs under a clock, is answered,
//! archived and counted.
//!
//! A line says in plain data how its matters run ([`process`]); the pure core decides what may be done and what it makes
//! happen ([`decide`], [`case`]); the [`engine`] writes row, trail, tasks and ledger in one transaction. The package
//! names no line.

pub mod case;
pub mod coded;
pub mod decide;
pub mod docs;
pub mod engine;
pub mod export;
pub mod finds;
pub mod form;
mod ground;
pub mod hand;
pub mod holds;
pub mod line;
pub mod lists;
pub mod pages;
pub mod process;
pub mod recount;
pub mod recusal;
pub mod replay;
pub mod sheet;
pub mod silence;
pub mod store;
pub mod view;

pub use case::{Act, Case, Event, Seat, Stance};
pub use decide::{Input, Offer, URGED_LATELY, Who, offers};
pub use engine::FOUND;
pub use engine::{Correction, Doing, Done, Opening, Succession, act, bind, correct, open, part, seen, succeed};
pub use finds::{Finding, Finds, Follows, Mark, Sought, Still};
pub use ground::Ground;
pub use hand::{Gives, Handed, Received, Takes};
pub use holds::Holds;
pub use line::{
    Addresses, AgainFn, Ask, Block, Doer, Doers, Figure, Later, Line, Lines, Mine, OnShelf, PERCENT, SearchKind, Shelf,
    Tile,
};
pub use process::Process;

/// Sees what is overdue in the units that the role reaches (效能监督).
pub const OVERSEE: &str = "matter.oversee";
