//! Every SQL statement that touches `monitoring_*`.

pub mod items;
pub mod lists;
pub mod orders;
