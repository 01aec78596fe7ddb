//! The line's pages: what they are made of and where they are.

mod columns;
mod deadlinks;
mod guard;
mod home;
mod import;
mod inspect;
mod kiosk;
mod ledger;
mod manage;
mod offline;
mod pictures;
mod preview;
mod prints;
mod restore;
mod sheet;
mod standing;
mod terminals;
mod theme;

use base::{Error, FieldError};
use edition::{KEEP, WRITE};
use store::Tx;
use web::{Audience, Cx, Form, Page, Result, Routes};

use crate::{TAMPER, WATCH};

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("sites/home.html", include_str!("../pages/home.html")),
    ("sites/rows.html", include_str!("../pages/rows.html")),
    ("sites/about.html", include_str!("../pages/about.html")),
    ("sites/contact.html", include_str!("../pages/contact.html")),
    ("sites/statement.html", include_str!("../pages/statement.html")),
    ("sites/map.html", include_str!("../pages/map.html")),
    ("sites/kiosk.html", include_str!("../pages/kiosk.html")),
    ("sites/kiosk_register.html", include_str!("../pages/kiosk_register.html")),
    ("sites/work_terminals.html", include_str!("../pages/work_terminals.html")),
    ("sites/work_prints.html", include_str!("../pages/work_prints.html")),
    ("sites/offline.html", include_str!("../pages/offline.html")),
    ("sites/slots/headline.html", include_str!("../pages/slots/headline.html")),
    ("sites/slots/slides.html", include_str!("../pages/slots/slides.html")),
    ("sites/slots/tabs.html", include_str!("../pages/slots/tabs.html")),
    ("sites/slots/list.html", include_str!("../pages/slots/list.html")),
    ("sites/slots/pictures.html", include_str!("../pages/slots/pictures.html")),
    ("sites/slots/leaders.html", include_str!("../pages/slots/leaders.html")),
    ("sites/slots/tiles.html", include_str!("../pages/slots/tiles.html")),
    ("sites/slots/disclosure.html", include_str!("../pages/slots/disclosure.html")),
    ("sites/slots/services.html", include_str!("../pages/slots/services.html")),
    ("sites/slots/line.html", include_str!("../pages/slots/line.html")),
    ("sites/slots/topics.html", include_str!("../pages/slots/topics.html")),
    ("sites/slots/data.html", include_str!("../pages/slots/data.html")),
    ("sites/slots/about.html", include_str!("../pages/slots/about.html")),
    ("sites/slots/banner.html", include_str!("../pages/slots/banner.html")),
    ("sites/slots/links.html", include_str!("../pages/slots/links.html")),
    ("sites/slots/group.html", include_str!("../pages/slots/group.html")),
    ("sites/work_tabs.html", include_str!("../pages/work_tabs.html")),
    ("sites/work_sites.html", include_str!("../pages/work_sites.html")),
    ("sites/work_new.html", include_str!("../pages/work_new.html")),
    ("sites/work_site.html", include_str!("../pages/work_site.html")),
    ("sites/work_columns.html", include_str!("../pages/work_columns.html")),
    ("sites/work_column.html", include_str!("../pages/work_column.html")),
    ("sites/work_import.html", include_str!("../pages/work_import.html")),
    ("sites/work_theme.html", include_str!("../pages/work_theme.html")),
    ("sites/work_slots.html", include_str!("../pages/work_slots.html")),
    ("sites/work_links.html", include_str!("../pages/work_links.html")),
    ("sites/work_footer.html", include_str!("../pages/work_footer.html")),
    ("sites/work_restore.html", include_str!("../pages/work_restore.html")),
    ("sites/work_pictures.html", include_str!("../pages/work_pictures.html")),
    ("sites/work_ledger.html", include_str!("../pages/work_ledger.html")),
    ("sites/work_deadlinks.html", include_str!("../pages/work_deadlinks.html")),
    ("sites/work_outside.html", include_str!("../pages/work_outside.html")),
    ("sites/work_guard.html", include_str!("../pages/work_guard.html")),
    ("sites/work_sheet.html", include_str!("../pages/work_sheet.html")),
    ("sites/sheets.html", include_str!("../pages/sheets.html")),
    ("sites/sheet.html", include_str!("../pages/sheet.html")),
    ("sites/work_inspect.html", include_str!("../pages/work_inspect.html")),
];

/// The rule that bounds an uploaded picture.
const PICTURE_RULE: &str = "sites.picture.size";

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    Routes::new("sites")
        .page("/", home::portal)
        .page("/s/{site}", home::site)
        .page("/s/{site}/", home::site)
        .page("/about", standing::about)
        .page("/contact", standing::contact)
        .page("/statement", standing::statement)
        .page("/map", standing::map)
        .page("/sitereports", sheet::list)
        .page("/sitereports/{site}/{year}", sheet::public)
        .get("/sitereports/{site}/{year}/word", Audience::Public, sheet::word)
        .get("/sitereports/{site}/{year}/pdf", Audience::Public, sheet::pdf)
        .get("/sitemap.xml", Audience::Public, standing::sitemap)
        .get("/robots.txt", Audience::Public, standing::robots)
        .get("/sites/pictures/{id}", Audience::Public, pictures::picture)
        .page("/kiosk", kiosk::page)
        .get("/kiosk/code.svg", Audience::Public, kiosk::code)
        .post("/kiosk/printed", Audience::Public, kiosk::printed)
        .get("/kiosk/register", Audience::Public, terminals::form)
        .post("/kiosk/register", Audience::Public, terminals::bind)
        .limited("web.rate.query")
        .get("/manifest.webmanifest", Audience::Public, offline::manifest)
        .get("/sw.js", Audience::Public, offline::worker)
        .page("/offline", offline::page)
        .and(keeping())
        .and(watching())
        .and(looking())
}

/// Sites, columns and the column ledger on the workbench.
fn keeping() -> Routes {
    let keeper = Audience::Verb(KEEP);
    Routes::new("sites")
        .get("/work/sites", keeper, manage::list)
        .get("/work/sites/new", keeper, manage::new)
        .post("/work/sites", keeper, manage::create)
        .get("/work/sites/ledger", Audience::Staff, ledger::page)
        .get("/work/sites/ledger.xlsx", Audience::Staff, ledger::workbook)
        .get("/work/sites/ledger/year.xlsx", Audience::Staff, ledger::year)
        .get("/work/sites/mine", Audience::Verb(WRITE), ledger::own)
        .get("/work/sites/mine.xlsx", Audience::Verb(WRITE), ledger::own_workbook)
        .get("/work/sites/sheet", keeper, sheet::page)
        .post("/work/sites/sheet/keep", keeper, sheet::save)
        .get("/work/sites/terminals", keeper, terminals::list)
        .get("/work/sites/terminals/prints", keeper, prints::page)
        .get("/work/sites/terminals/prints.xlsx", keeper, prints::workbook)
        .post("/work/sites/terminals", keeper, terminals::register)
        .post("/work/sites/terminals/{id}/close", keeper, terminals::close)
        .get("/work/sites/{id}", keeper, manage::page)
        .post("/work/sites/{id}", keeper, manage::change)
        .post("/work/sites/{id}/close", keeper, manage::close)
        .get("/work/sites/{id}/columns", keeper, columns::tree)
        .post("/work/sites/{id}/columns", keeper, columns::create)
        .get("/work/sites/{id}/columns.xlsx", keeper, import::workbook)
        .get("/work/sites/{id}/columns/import", keeper, import::form)
        .post("/work/sites/{id}/columns/import", keeper, import::take)
        .get("/work/sites/{id}/columns/{column}", keeper, columns::page)
        .post("/work/sites/{id}/columns/{column}", keeper, columns::change)
        .post("/work/sites/{id}/columns/{column}/move", keeper, columns::move_under)
        .post("/work/sites/{id}/columns/{column}/order", keeper, columns::order)
        .post("/work/sites/{id}/columns/{column}/close", keeper, columns::close)
        .post("/work/sites/{id}/columns/{column}/ranks", keeper, columns::ranks)
}

/// What is watched: dead links, and whether what is served is what was published.
fn watching() -> Routes {
    Routes::new("sites")
        .get("/work/sites/deadlinks", Audience::Verb(WATCH), deadlinks::page)
        .get("/work/sites/deadlinks/outside", Audience::Verb(WATCH), deadlinks::hosts)
        .post("/work/sites/deadlinks/{id}", Audience::Verb(KEEP), deadlinks::decide)
        .get("/work/sites/inspect", Audience::Verb(WATCH), inspect::page)
        .get("/work/sites/inspect/word", Audience::Verb(WATCH), inspect::word)
        .get("/work/sites/inspect/pdf", Audience::Verb(WATCH), inspect::pdf)
        .get("/work/sites/guard", Audience::Verb(TAMPER), guard::page)
        .post("/work/sites/guard/{id}", Audience::Verb(KEEP), guard::look)
}

/// The looks of sites on the workbench.
fn looking() -> Routes {
    let keeper = Audience::Verb(KEEP);
    Routes::new("sites")
        .get("/work/sites/{id}/theme", keeper, theme::look)
        .post("/work/sites/{id}/theme", keeper, theme::set_look)
        .get("/work/sites/{id}/slots", keeper, theme::slots)
        .post("/work/sites/{id}/slots", keeper, theme::set_slots)
        .get("/work/sites/{id}/links", keeper, theme::links)
        .post("/work/sites/{id}/links", keeper, theme::set_links)
        .get("/work/sites/{id}/footer", keeper, theme::footer)
        .post("/work/sites/{id}/footer", keeper, theme::set_footer)
        .get("/work/sites/{id}/restore/{version}", keeper, restore::page)
        .post("/work/sites/{id}/restore/{version}", keeper, restore::restore)
        .get("/work/sites/{id}/preview/{token}", keeper, preview::page)
        .get("/work/sites/{id}/pictures", keeper, pictures::list)
        .upload("/work/sites/{id}/pictures", keeper, PICTURE_RULE, pictures::add)
        .post("/work/sites/{id}/pictures/{picture}/remove", keeper, pictures::remove)
}

/// A page below the list of sites, for those who may open that one.
fn below_sites(cx: &Cx, title: &str) -> Page {
    let page = Page::new(title);
    if cx.actor.may(KEEP, None) { page.crumb("网站", "/work/sites") } else { page }
}

/// Ends a write and says `words` where it leads.
async fn done(cx: &Cx, tx: Tx, form: &Form, to: &str, words: &str) -> Result {
    cx.done(tx, form, to, words).await
}

/// What is wrong with a form, to be shown beside its fields. Other errors go their own way.
fn problems(error: Error) -> std::result::Result<Vec<FieldError>, Error> {
    error.mendable()
}
