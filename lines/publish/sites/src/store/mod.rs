//! Every SQL statement that touches `sites_*`.

pub mod counts;
pub mod deadlinks;
pub mod guard;
pub mod looks;
pub mod pictures;
pub mod sheets;
pub mod terminals;
pub mod visits;
