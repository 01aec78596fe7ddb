//! The storage ground seen from outside, on both databases.

mod backup;
mod faults;
mod files;
mod jobs;
mod judged;
mod kinds;
mod long;
mod s3;
mod schema;
mod search;
mod transactions;
mod vault;
