//! Every SQL statement that touches `edition_*`.

pub mod addresses;
pub mod again;
pub mod authors;
pub mod columns;
pub mod counted;
pub mod ends;
pub mod files;
pub mod heirs;
pub mod items;
pub mod links;
pub mod lists;
pub mod live;
pub mod places;
pub mod ranks;
pub mod sets;
pub mod shown;
pub mod sites;
pub mod tags;
pub mod waiting;

/// Rows that one statement takes at most.
pub(crate) const MANY: usize = 500;
