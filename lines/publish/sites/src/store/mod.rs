//! Every SQL statement that touches `sites_*`.

pub mod counts;
pub mod looks;
pub mod pictures;
