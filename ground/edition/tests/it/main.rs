//! Editions seen from outside, on both databases.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod again;
mod apart;
mod circles;
mod copies;
mod heirs;
mod lists;
mod proof;
mod publishing;
mod relations;
mod schedule;
mod searching;
mod sets;
mod sites;
mod whole;
mod working;
mod world;
