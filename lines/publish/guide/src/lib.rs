//! The service directory (办事服务目录): every item that the county's units do for people and firms, to be found by unit, kind and
//! words.
//!
//! Rules: 政府网站发展指引 (国办发〔2017〕47号) 办事服务: items are listed by unit and by kind; 检查指标 W6; kinds of items as in
//! GB/T 39046—2020 A.1. What a guide (办事指南) says of an item stands on its page. Tables: `guide_item`. URLs: `/guide…`.

mod coded;
mod committed;
pub mod demo;
mod figures;
mod finds;
mod heir;
pub mod import;
mod index;
mod model;
mod pages;
mod store;

use matter::{AgainFn, Block, Line, SearchKind, Tile};
use web::{Audience, Menu, Shell};

/// The page-cache key of the directory.
pub const CACHE: &str = "guide";
/// Kind of the items in the search index.
pub const FOUND: &str = "guide.item";

/// The rule: how many elements a guide lacks that the inspection counts.
const THIN: &str = "sites.check.guide.elements";

/// What the search finds of it and writes again when a unit gets another name.
pub const AGAIN: &[AgainFn] = &[index::again];

/// The line as `app` takes it.
pub static LINE: Line = Line {
    key: "guide",
    title: "办事服务",
    routes: pages::routes,
    templates: &[
        ("guide/list.html", include_str!("../pages/list.html")),
        ("guide/item.html", include_str!("../pages/item.html")),
        ("guide/home.html", include_str!("../pages/home.html")),
    ],
    processes: &[],
    matter_page: "",
    roles: &[],
    menus: &[Menu {
        title: "办事服务", href: "/guide", order: 40, shell: Shell::Portal, audience: Audience::Public
    }],
    tiles: &[Tile {
        title: "办事服务", note: "按部门、主题、类型查事项", href: "/guide", icon: "check", order: 35
    }],
    blocks: &[Block {
        key: CACHE,
        title: "办事服务",
        more: "/guide",
        order: 15,
        template: "guide/home.html",
        data: pages::home,
    }],
    figures: figures::FIGURES,
    jobs: &[],
    searches: &[SearchKind { key: FOUND, title: "服务事项", verb: None }],
    addresses: Some(pages::addresses),
    mine: &[],
    shelves: &[],
    gives: &[],
    takes: None,
    holds: heir::HOLDS,
    coded: Some(coded::CODED),
    finds: finds::FINDS,
    follows: None,
    covered: committed::COVERED,
};
