//! Import of another site: saved pages become editions with their dates, sources, pictures and attachments, and each old address
//! leads to the new page. Importing the same pages twice changes nothing.
//!
//! The workbench takes a packed folder, looks first and imports in a job; the terminal takes a folder and does both at once ([`site`]).
//! Both are imports with a row and a report ([`run`]), and obey the same rules: what comes is a draft, unless somebody who publishes
//! on the site lets it come as it was.

mod article;
pub mod map;
pub(crate) mod packed;
mod page;
pub(crate) mod run;
pub(crate) mod sample;
pub mod saved;
mod seeing;
mod terminal;
pub(crate) mod unpacked;
mod write;

pub use terminal::{AsItWas, Order, Told, site};

/// Pages written in one transaction.
const BATCH: usize = 50;
