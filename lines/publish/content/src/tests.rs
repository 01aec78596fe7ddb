//! The line seen from outside, on both databases.

mod public;
mod world;
