//! What everybody may read: columns, articles, files, feeds, and what programs are given.

pub(crate) mod api;
pub(crate) mod article;
pub(crate) mod column;
pub(crate) mod feed;
pub(crate) mod files;
pub(crate) mod moved;
pub(crate) mod sitemap;
pub(crate) mod useful;
