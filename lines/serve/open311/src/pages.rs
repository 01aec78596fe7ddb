//! The addresses of the protocol, and the keeper's pages.

mod api;
mod office;

use web::{Audience, Routes};

use crate::KEEP;

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("open311/work_keys.html", include_str!("../pages/work_keys.html")),
    ("open311/work_import.html", include_str!("../pages/work_import.html")),
];

/// The routes of the line. The last part of an address of the protocol ends with `.xml` or `.json`.
pub(crate) fn routes() -> Routes {
    let (public, keeper) = (Audience::Public, Audience::Verb(KEEP));
    Routes::new("open311")
        .get("/open311/{file}", public, api::discovery)
        .get("/open311/v2/{file}", public, api::list)
        .post("/open311/v2/{file}", public, api::hand)
        .limited("open311.rate")
        .get("/open311/v2/services/{file}", public, api::definition)
        .get("/open311/v2/requests/{file}", public, api::request)
        .get("/open311/v2/tokens/{file}", public, api::token)
        .get("/work/open311", keeper, office::keys)
        .post("/work/open311", keeper, office::register)
        .post("/work/open311/{id}/close", keeper, office::close)
        .get("/work/open311/import", keeper, office::form)
        .reading("/work/open311/import", keeper, "open311.file", office::import)
}
