//! Where the ledger lies: the only SQL of this package.

pub mod bodies;
pub mod find;
pub mod read;
pub mod record;
pub mod sequence;
