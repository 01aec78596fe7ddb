//! Pages and forms: the request's circumstances ([`Cx`]), routes with their audience ([`Routes`]), forms ([`Form`],
//! [`Check`]), pages in two shells ([`Page`]), errors as pages, a cache of public pages, sign-in, live counts.
//!
//! A handler is a plain async function that takes a [`Cx`], path parts by [`Path`] and a [`Form`] last, and gives a
//! [`Result`]. The gate around each route has asked already whether this actor may be here.

pub mod accents;
mod address;
mod answer;
mod api;
mod app;
mod assets;
mod cache;
mod challenge;
mod compress;
mod cookies;
mod cx;
mod failure;
mod files;
mod form;
mod front;
mod gate;
mod group;
mod guard;
mod hant;
mod headers;
mod health;
pub mod ics;
mod inside;
mod kept;
mod links;
mod live;
mod menu;
mod metrics;
mod mode;
mod moved;
mod once;
pub mod outside;
mod page;
mod params;
mod parked;
mod path;
mod problem;
mod rate;
mod reads;
mod ready;
mod render;
mod routes;
mod rows;
mod secret;
mod serve;
mod server;
mod signin;
mod site;
mod store;
mod templates;
mod visitor;
pub mod webhook;

pub use answer::{body, download};
pub use api::{Slice, json, json_list};
pub use app::{Alarm, App, AppBuilder, AppConfig, Beforehand, Inner, Later, Parts, Todo, TodoCounter};
pub use axum::response::Response;
pub use cache::PageCache;
pub use challenge::Challenge;
pub use cookies::SESSION as SESSION_COOKIE;
pub use cx::Cx;
pub use failure::Failure;
pub use files::send;
pub use form::{Check, Form, Upload, table};
pub use front::Front;
pub use group::{HostsFn, SiteGroup};
pub use guard::KeptCompared;
pub use inside::{AllRoutes, Inside, fits, whole_body};
pub use menu::{MAIN_ORDER, Menu, Shell};
pub use mode::Mode;
pub use moved::{Lead, Moved};
pub use once::{Once, sweep};
pub use page::{Article, Crumb, Page};
pub use params::{Params, encode};
pub use path::Path;
pub use problem::ErrorShape;
pub use reads::{Reads, Shown};
pub use routes::{Audience, Kind, RouteInfo, Routes};
pub use rows::side_by_side;
pub use secret::KEY_FILE;

pub use serve::{listen, run};
pub use server::{list, server};
pub use templates::Templates;

/// What a handler gives: an answer, or an error that becomes a page.
pub type Result<T = Response> = std::result::Result<T, Failure>;

/// What every page depends on that shows the site's settings; invalidated when they change.
pub const SITE: &str = "site";

/// The routes that belong to no line.
pub(crate) fn routes_of_the_ground(others: &[Routes]) -> Vec<Routes> {
    let documents = others.iter().flat_map(|routes| routes.documents.clone()).collect();
    let (mode, parked, signin) = (mode::routes(), parked::routes(), signin::routes());
    vec![mode, parked, signin, live::routes(), health::routes(), api::routes(documents)]
}
