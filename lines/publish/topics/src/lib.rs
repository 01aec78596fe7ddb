//! Special topics (专题): a page of a site about one subject for a time, put together by forms from closed blocks, with a head
//! of its own; archived at the end and kept readable.
//!
//! A topic holds no texts of its own but title, summary and short words: what it shows is drawn from what is published, so
//! that what is withdrawn is gone from it at once. Boards (板块) are its blocks with a page of their own.
//!
//! Rules: 政府网站发展指引 (国办发〔2017〕47号) for columns and page tags; 国办函〔2018〕12号 for the numbers of topics in the yearly
//! report of a site. Numbers are rows of `rules/topics.toml`.
//!
//! Tables: `topics_*`. URLs: `/topics/…`, `/s/{site}/topics/…`, `/work/topics…`.

mod actions;
mod blocks;
pub mod demo;
mod draw;
mod figures;
mod forms;
mod index;
mod jobs;
mod model;
mod pages;
mod pool;
mod shelf;
mod store;

use edition::KEEP;
use matter::{AgainFn, Block, Line, SearchKind};
use web::{Audience, Menu, Shell};

/// The page-cache key of all topics.
pub const CACHE: &str = "topics";

/// What the search finds of it and writes again when a unit gets another name or a site another keeper.
pub const AGAIN: &[AgainFn] = &[index::again];

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "topics",
    title: "专题",
    routes: pages::routes,
    templates: pages::TEMPLATES,
    processes: &[],
    matter_page: "",
    roles: &[],
    menus: &[
        Menu { title: "专题专栏", href: "/topics/", order: 60, shell: Shell::Portal, audience: Audience::Public },
        Menu { title: "专题", href: "/work/topics", order: 405, shell: Shell::Work, audience: Audience::Verb(KEEP) },
    ],
    tiles: &[],
    blocks: &[Block {
        key: CACHE,
        title: "专题专栏",
        more: "/topics/",
        order: 60,
        template: "topics/home.html",
        data: pages::home,
    }],
    figures: figures::FIGURES,
    jobs: &[(jobs::TURN, jobs::turn)],
    searches: &[SearchKind { key: index::FOUND, title: "专题", verb: None }],
    addresses: Some(pages::addresses),
    mine: &[],
    shelves: &[],
    gives: &[],
    takes: None,
    holds: &[],
    coded: None,
    finds: &[],
    follows: None,
    covered: &[("topics_version", "content")],
};
