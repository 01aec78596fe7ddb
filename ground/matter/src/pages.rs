//! The workbench's own pages: the five lists, searching, bulk actions, export, phrases, saved views, drafts, the unit
//! picker. Pages of single matters belong to their lines, which include the partials `matter/*.html`.

mod bulk;
mod feed;
mod hand;
mod list;
mod own;
mod units;

use base::Error;
use identity::Staff;
use store::search::Reach;
use web::{App, Audience, Cx, Menu, Path, Result, Routes, Shell, Todo};

use crate::OVERSEE;
use crate::lists::Scope;
use crate::store as rows;
use crate::view::lines;

/// The routes of the workbench.
pub fn routes() -> Routes {
    Routes::new("matter")
        .get("/work", Audience::Staff, list::todo)
        .get("/work/doing", Audience::Staff, list::doing)
        .get("/work/done", Audience::Staff, list::done)
        .get("/work/closed", Audience::Staff, list::closed)
        .get("/work/overdue", Audience::Staff, list::overdue)
        .get("/work/export/{list}", Audience::Staff, list::export)
        .post("/work/bulk", Audience::Staff, bulk::act)
        .get("/work/matters/{id}", Audience::Staff, matter)
        .post("/work/hand/{id}", Audience::Staff, hand::over)
        .get("/work/units", Audience::Staff, units::pick)
        .get("/calendar/due/{token}", Audience::Public, feed::read)
        .get("/work/feed", Audience::Staff, feed::page)
        .post("/work/feed", Audience::Staff, feed::open)
        .post("/work/feed/close", Audience::Staff, feed::close)
        .get("/work/phrases", Audience::Staff, own::phrases)
        .post("/work/phrases", Audience::Staff, own::save_phrases)
        .post("/work/views", Audience::Staff, own::save_view)
        .post("/work/views/drop", Audience::Staff, own::drop_view)
        .post("/work/drafts", Audience::Staff, own::keep_draft)
}

/// The workbench's entries in the menu.
pub const MENUS: &[Menu] = &[
    menu("待办", "/work", 0),
    menu("在办", "/work/doing", 1),
    menu("已办", "/work/done", 2),
    menu("办结", "/work/closed", 3),
    menu("逾期", "/work/overdue", 4),
    menu("常用语", "/work/phrases", 900),
    menu("日历订阅", "/work/feed", 901),
];

const fn menu(title: &'static str, href: &'static str, order: u32) -> Menu {
    Menu { title, href, order, shell: Shell::Work, audience: Audience::Staff }
}

/// The templates of the workbench and the partials of a matter's page.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("matter/list.html", include_str!("../pages/list.html")),
    ("matter/bulk.html", include_str!("../pages/bulk.html")),
    ("matter/phrases.html", include_str!("../pages/phrases.html")),
    ("matter/feed.html", include_str!("../pages/feed.html")),
    ("matter/units.html", include_str!("../pages/units.html")),
    ("matter/facts.html", include_str!("../pages/facts.html")),
    ("matter/clock.html", include_str!("../pages/clock.html")),
    ("matter/trail.html", include_str!("../pages/trail.html")),
    ("matter/opinions.html", include_str!("../pages/opinions.html")),
    ("matter/offers.html", include_str!("../pages/offers.html")),
    ("matter/consults.html", include_str!("../pages/consults.html")),
    ("matter/shelf.html", include_str!("../pages/shelf.html")),
    ("matter/follow.html", include_str!("../pages/follow.html")),
    ("matter/files.html", include_str!("../pages/files.html")),
    ("matter/links.html", include_str!("../pages/links.html")),
    ("matter/diagram.html", include_str!("../pages/diagram.html")),
];

/// Counts the open work of an official for the badge; `app` puts it in as `web::TodoCounter(matter::pages::todo)`.
pub fn todo<'a>(app: &'a App, staff: &'a Staff) -> web::Later<'a, Todo> {
    Box::pin(async move {
        let actor = identity::Actor::Staff(staff.clone());
        let scope = Scope::of(&actor, staff, &*lines(app)?);
        let caps = (Todo::TODO_MAX, Todo::OVER_MAX);
        let (todo, over) = rows::todo_counts(&mut app.db.reader(), &scope, app.clock.now(), caps).await?;
        Ok(Todo { todo: todo.plus(), over: over.plus(), ..Todo::default() })
    })
}

/// Leads to the page that the matter's line has for it.
async fn matter(cx: Cx, Path(id): Path<i64>) -> Result {
    let matter = rows::matter(&mut cx.reader(), id).await?;
    let href = lines(&cx.app)?.page(&matter.process, id).ok_or(Error::Unseen)?;
    cx.see_other(&href)
}

/// What an official finds by words: matters that passed through units into which he may look.
pub fn reach(staff: &Staff) -> Reach {
    match staff.grants.units(OVERSEE) {
        None => Reach::All,
        Some(units) => Reach::Units(units.into_iter().chain([staff.unit]).collect()),
    }
}
