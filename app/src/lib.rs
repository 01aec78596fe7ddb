//! The program `renhe` as a library: the list of lines, the settings it starts with, the command line and the
//! demonstration. The binary is a few lines in `main.rs`; the tests use this package as the binary does.

pub mod commands;
pub mod demo;
pub mod export;
mod feed;
pub mod import;
pub mod jobs;
pub mod rebuild;
mod renamed;
mod screens;
mod start;
mod store;

pub use feed::Feed;
pub use start::{Open, Settings, lines, open, roles, routes, serve};
