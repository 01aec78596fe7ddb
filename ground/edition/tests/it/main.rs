//! Editions seen from outside, on both databases.

mod lists;
mod publishing;
mod sites;
mod working;
mod world;
