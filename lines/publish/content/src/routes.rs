//! What the line is made of: its templates and its routes.

use web::{Audience, Routes};

use edition::{KEEP, PUBLISH, READS, WRITE};

use crate::desk::{
    acts, copy, disclosing, edit, expiring, force, forced, imports, insert, keep, list, offers, preview, reads, save,
    versions,
};
use crate::public::{api, article, column, feed, files, sitemap, useful};

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("content/parts.html", include_str!("../pages/parts.html")),
    ("content/column.html", include_str!("../pages/column.html")),
    ("content/papers.html", include_str!("../pages/papers.html")),
    ("content/pictures.html", include_str!("../pages/pictures.html")),
    ("content/leaders.html", include_str!("../pages/leaders.html")),
    ("content/organs.html", include_str!("../pages/organs.html")),
    ("content/overview.html", include_str!("../pages/overview.html")),
    ("content/article.html", include_str!("../pages/article.html")),
    ("content/print.html", include_str!("../pages/print.html")),
    ("content/leave.html", include_str!("../pages/leave.html")),
    ("content/useful.html", include_str!("../pages/useful.html")),
    ("content/preview.html", include_str!("../pages/preview.html")),
    ("content/work_list.html", include_str!("../pages/work_list.html")),
    ("content/work_edit.html", include_str!("../pages/work_edit.html")),
    ("content/work_copy.html", include_str!("../pages/work_copy.html")),
    ("content/work_here.html", include_str!("../pages/work_here.html")),
    ("content/work_versions.html", include_str!("../pages/work_versions.html")),
    ("content/work_offers.html", include_str!("../pages/work_offers.html")),
    ("content/work_take.html", include_str!("../pages/work_take.html")),
    ("content/work_expiring.html", include_str!("../pages/work_expiring.html")),
    ("content/work_disclosing.html", include_str!("../pages/work_disclosing.html")),
    ("content/work_force.html", include_str!("../pages/work_force.html")),
    ("content/work_forced.html", include_str!("../pages/work_forced.html")),
    ("content/work_reads.html", include_str!("../pages/work_reads.html")),
    ("content/work_imports.html", include_str!("../pages/work_imports.html")),
    ("content/work_import_new.html", include_str!("../pages/work_import_new.html")),
    ("content/work_import.html", include_str!("../pages/work_import.html")),
];

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    public().and(desk())
}

/// Where officials write and publish.
fn desk() -> Routes {
    let staff = Audience::Verb(WRITE);
    Routes::new("content")
        .get("/work/content", staff, list::page)
        .get("/work/content/new", staff, edit::new)
        .upload("/work/content/new", staff, edit::FILE_RULE, save::create)
        .long_texts()
        .reading("/work/content/paste", staff, insert::PASTE_RULE, insert::paste)
        .limited("web.rate.post")
        .get("/work/content/copy", staff, copy::page)
        .post("/work/content/copy", staff, copy::copy)
        .get("/work/content/offers", staff, offers::page)
        .post("/work/content/offers/{id}", Audience::Verb(PUBLISH), offers::answer)
        .get("/work/content/take", Audience::Verb(PUBLISH), offers::search)
        .post("/work/content/take", Audience::Verb(PUBLISH), offers::take)
        .get("/work/content/expiring", staff, expiring::page)
        .get("/work/content/disclosing", staff, disclosing::page)
        .get("/work/content/forced", Audience::Verb(PUBLISH), forced::page)
        .post("/work/content/forced/{id}", Audience::Verb(PUBLISH), forced::look)
        .get("/work/content/reads", Audience::Verb(READS), reads::page)
        .get("/work/content/reads.xlsx", Audience::Verb(READS), reads::excel)
        .get("/work/content/imports", Audience::Staff, imports::list)
        .get("/work/content/imports/new", Audience::Verb(KEEP), imports::new)
        .upload("/work/content/imports/new", Audience::Verb(KEEP), imports::FILE_RULE, imports::create)
        .get("/work/content/imports/{id}", Audience::Staff, imports::page)
        .post("/work/content/imports/{id}", Audience::Staff, imports::act)
        .get("/work/content/imports/{id}/report.xlsx", Audience::Staff, imports::excel)
        .get("/work/content/{id}", staff, edit::page)
        .upload("/work/content/{id}", staff, edit::FILE_RULE, save::save)
        .long_texts()
        .post("/work/content/{id}/keep", staff, keep::keep)
        .long_texts()
        .upload("/work/content/{id}/picture", staff, edit::FILE_RULE, insert::picture)
        .get("/work/content/{id}/kept", staff, keep::restore)
        .get("/work/content/{id}/versions", staff, versions::page)
        .get("/work/content/{id}/preview", staff, preview::inside)
        .post("/work/content/{id}/preview", staff, preview::make)
        .get("/work/content/{id}/force", Audience::Verb(PUBLISH), force::page)
        .post("/work/content/{id}/force", Audience::Verb(PUBLISH), force::force)
        .post("/work/content/{id}/{action}", staff, acts::act)
        .get("/preview/{token}", Audience::Public, preview::outside)
        .get("/preview/{token}/files/{file}", Audience::Public, preview::file)
}

/// What everybody reads, on the portal and on other sites.
fn public() -> Routes {
    Routes::new("content")
        .page("/c/{slug}", column::with_stroke)
        .page("/c/{slug}/", column::on_portal)
        .page("/c/{slug}/atom.xml", feed::column_atom)
        .page("/c/{slug}/rss.xml", feed::column_rss)
        .page("/a/{id}", article::on_portal)
        .page("/a/{id}/print", article::print_on_portal)
        .get("/a/{id}/files/{file}", Audience::Public, files::one)
        .get("/a/{id}/cover", Audience::Public, files::cover)
        .get("/a/{id}/useful", Audience::Public, useful::ask)
        .post("/a/{id}/useful", Audience::Public, useful::answer)
        .page("/feeds/atom.xml", feed::portal_atom)
        .page("/feeds/rss.xml", feed::portal_rss)
        .get("/sitemaps/{name}", Audience::Public, sitemap::file)
        .page("/s/{site}/c/{slug}", column::with_stroke)
        .page("/s/{site}/c/{slug}/", column::on_site)
        .page("/s/{site}/c/{slug}/atom.xml", feed::site_column_atom)
        .page("/s/{site}/c/{slug}/rss.xml", feed::site_column_rss)
        .page("/s/{site}/a/{id}", article::on_site)
        .page("/s/{site}/a/{id}/print", article::print_on_site)
        .get("/s/{site}/a/{id}/files/{file}", Audience::Public, files::one_on_site)
        .get("/s/{site}/a/{id}/cover", Audience::Public, files::cover_on_site)
        .page("/s/{site}/feeds/atom.xml", feed::site_atom)
        .page("/s/{site}/feeds/rss.xml", feed::site_rss)
        .get("/api/v1/editions", Audience::Public, api::list)
        .get("/api/v1/editions/{id}", Audience::Public, api::one)
        .get("/api/v1/editions/{id}/reads", Audience::Public, api::reads)
        .openapi(api::document())
}
