//! Every SQL statement that touches `topics_*`.

pub mod counts;
pub mod rows;
pub mod versions;
