//! The engine of matters seen from outside: random sequences on the pure core, both databases, the workbench's pages.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs, reason = "a test that fails says so")]

mod core;
mod county;
mod desk;
mod docs;
mod heirs;
mod jobs;
mod lists;
mod page;
mod plans;
mod random;
mod sample;
mod together;
mod workbench;
mod workbook;
