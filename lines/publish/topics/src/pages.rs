//! The line's pages: what they are made of and where they are.

mod acts;
mod art;
mod board;
mod compose;
mod counted;
mod office;
mod public;
mod restore;

use edition::KEEP;
use web::{Audience, Routes};

pub(crate) use public::{addresses, home};

/// Templates of the line: name and source.
pub(crate) const TEMPLATES: &[(&str, &str)] = &[
    ("topics/parts.html", include_str!("../pages/parts.html")),
    ("topics/home.html", include_str!("../pages/home.html")),
    ("topics/index.html", include_str!("../pages/index.html")),
    ("topics/topic.html", include_str!("../pages/topic.html")),
    ("topics/board.html", include_str!("../pages/board.html")),
    ("topics/blocks/headline.html", include_str!("../pages/blocks/headline.html")),
    ("topics/blocks/list.html", include_str!("../pages/blocks/list.html")),
    ("topics/blocks/tabs.html", include_str!("../pages/blocks/tabs.html")),
    ("topics/blocks/pictures.html", include_str!("../pages/blocks/pictures.html")),
    ("topics/blocks/timeline.html", include_str!("../pages/blocks/timeline.html")),
    ("topics/blocks/leaders.html", include_str!("../pages/blocks/leaders.html")),
    ("topics/blocks/video.html", include_str!("../pages/blocks/video.html")),
    ("topics/blocks/countdown.html", include_str!("../pages/blocks/countdown.html")),
    ("topics/blocks/survey.html", include_str!("../pages/blocks/survey.html")),
    ("topics/blocks/text.html", include_str!("../pages/blocks/text.html")),
    ("topics/blocks/links.html", include_str!("../pages/blocks/links.html")),
    ("topics/work_list.html", include_str!("../pages/work_list.html")),
    ("topics/work_facts.html", include_str!("../pages/work_facts.html")),
    ("topics/work_new.html", include_str!("../pages/work_new.html")),
    ("topics/work_topic.html", include_str!("../pages/work_topic.html")),
    ("topics/work_tabs.html", include_str!("../pages/work_tabs.html")),
    ("topics/work_blocks.html", include_str!("../pages/work_blocks.html")),
    ("topics/work_restore.html", include_str!("../pages/work_restore.html")),
    ("topics/work_counted.html", include_str!("../pages/work_counted.html")),
];

/// The rule that bounds the picture at a topic's head.
const ART_RULE: &str = "topics.art.size";

/// The routes of the line.
pub(crate) fn routes() -> Routes {
    let keeper = Audience::Verb(KEEP);
    Routes::new("topics")
        .page("/topics", public::with_stroke)
        .page("/topics/", public::index_on_portal)
        .page("/topics/{slug}", public::with_stroke)
        .page("/topics/{slug}/", public::topic_on_portal)
        .get("/topics/{slug}/art", Audience::Public, art::on_portal)
        .page("/topics/{slug}/{board}", public::with_stroke)
        .page("/topics/{slug}/{board}/", board::on_portal)
        .page("/s/{site}/topics", public::with_stroke)
        .page("/s/{site}/topics/", public::index_on_site)
        .page("/s/{site}/topics/{slug}", public::with_stroke)
        .page("/s/{site}/topics/{slug}/", public::topic_on_site)
        .get("/s/{site}/topics/{slug}/art", Audience::Public, art::on_site)
        .page("/s/{site}/topics/{slug}/{board}", public::with_stroke)
        .page("/s/{site}/topics/{slug}/{board}/", board::on_site)
        .get("/work/topics", keeper, office::list)
        .get("/work/topics/counted", Audience::Staff, counted::page)
        .get("/work/topics/new", keeper, office::new)
        .upload("/work/topics/new", keeper, ART_RULE, office::create)
        .get("/work/topics/{id}", keeper, office::page)
        .upload("/work/topics/{id}", keeper, ART_RULE, office::change)
        .get("/work/topics/{id}/blocks", keeper, compose::form)
        .post("/work/topics/{id}/blocks", keeper, compose::set)
        .get("/work/topics/{id}/preview/{token}", keeper, compose::preview)
        .get("/work/topics/{id}/look", keeper, compose::saved)
        .get("/work/topics/{id}/restore/{version}", keeper, restore::page)
        .post("/work/topics/{id}/restore/{version}", keeper, restore::restore)
        .post("/work/topics/{id}/act/{action}", keeper, acts::act)
}
