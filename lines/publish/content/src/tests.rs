//! The line seen from outside, on both databases.

mod desk;
mod public;
mod world;
