//! The line seen from outside, on both databases.

mod desk;
mod disclosing;
mod forced;
mod offers;
mod public;
mod world;
