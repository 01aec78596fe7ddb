//! The tests that notice what is missing: they look at the whole program and at its repository.

#![allow(clippy::panic, reason = "a test helper may end the test")]

mod articles;
mod catalogue;
mod consult;
mod covering;
mod disclosure;
mod documents;
mod every_page;
mod every_process;
mod every_route;
mod export;
mod feed;
mod figures_by_role;
mod foreign;
mod foreign_desk;
mod full;
mod guide;
mod hotline;
mod hotline_besides;
mod hotline_duty;
mod inspected;
mod informants;
mod journey;
mod nodes;
mod open311;
mod permissions;
mod plain_texts;
mod rates;
mod reads;
mod renamed;
mod reprint;
mod requests;
mod requests_again;
mod requests_input;
mod review;
mod review_text;
mod screens;
mod serving;
mod site_columns;
mod sites;
mod surveys;
mod tidy;
mod topics;
mod vault;
mod webhooks;
