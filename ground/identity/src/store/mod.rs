//! Every SQL statement of this package, by topic.

pub(crate) mod access;
pub(crate) mod citizens;
pub(crate) mod divisions;
pub(crate) mod feeds;
pub(crate) mod people;
pub(crate) mod posts;
pub(crate) mod sessions;
pub(crate) mod units;
