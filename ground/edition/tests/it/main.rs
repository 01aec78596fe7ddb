//! Editions seen from outside, on both databases.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod lists;
mod publishing;
mod sites;
mod working;
mod world;
