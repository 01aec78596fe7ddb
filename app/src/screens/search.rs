//! Search (检索): `/search` for the public, `/work/search` for officials, `/work/search/words` for whoever keeps its words.
//!
//! What can be found is composed of what the lines hand over ([`matter::SearchKind`]); the pages know no line.

mod ask;
mod public;
mod words;
mod work;

use web::{Audience, Routes};

pub use words::VERB;

/// Hits that can be paged through: fifty pages of ten.
const HITS: usize = 500;
/// When fewer documents hold all words, what fits best is added.
const FILL: usize = 10;

/// All routes.
pub fn routes() -> Routes {
    let keeper = Audience::Verb(VERB);
    Routes::new("renhe")
        .get("/search", Audience::Public, public::page)
        .limited("web.rate.search")
        .get("/search/suggest", Audience::Public, public::suggest)
        .limited("web.rate.suggest")
        .get("/work/search", Audience::Staff, work::page)
        .limited("web.rate.search")
        .get("/work/search/words", keeper, words::page)
        .post("/work/search/words/synonyms", keeper, words::set_synonym)
        .post("/work/search/words/synonyms/{id}/remove", keeper, words::remove_synonym)
        .post("/work/search/words/bets", keeper, words::add_bet)
        .post("/work/search/words/bets/{id}/remove", keeper, words::remove_bet)
        .post("/work/search/words/blocked", keeper, words::block)
        .post("/work/search/words/blocked/remove", keeper, words::unblock)
}
