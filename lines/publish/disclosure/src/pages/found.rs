//! Looking for words within what is disclosed: answered by the search index, never by reading through the documents.

use base::{Date, Error, text};
use edition::live::{self, Facets};
use edition::{DISCLOSED_FACET, FOUND, Listed};
use store::search::{Find, Order, Reach, Scope};
use web::Cx;

/// Where words may stand: value and name.
pub(super) const SCOPES: &[(&str, &str)] =
    &[("title", "标题"), ("all", "全文"), ("number", "文号"), ("index", "索引号")];
/// Hits that can be paged through.
pub(super) const HITS: usize = 500;

/// What is looked for.
pub(super) struct Wanted {
    pub words: String,
    /// Key of [`SCOPES`].
    pub scope: &'static str,
}

impl Wanted {
    /// What the address asks for.
    pub(super) fn of(cx: &Cx) -> Self {
        let words = text::truncate(&text::clean_line(cx.query.get("q")), base::limits::QUERY_CHARS_MAX);
        let scope = SCOPES.iter().map(|(key, _)| *key).find(|key| *key == cx.query.get("in")).unwrap_or("title");
        Self { words, scope }
    }

    fn place(&self) -> Scope {
        match self.scope {
            "all" => Scope::All,
            "number" => Scope::Number,
            "index" => Scope::IndexNumber,
            _ => Scope::Title,
        }
    }
}

/// A page of what was found, best first.
pub(super) struct Answer {
    pub rows: Vec<Listed>,
    /// Documents before this page.
    pub before: usize,
    /// Documents that can be paged through.
    pub total: usize,
    /// Whether there are more than can be paged through.
    pub capped: bool,
    pub page: usize,
    pub pages: usize,
}

/// Looks for `wanted` among the disclosed documents that `facets` leave.
///
/// # Errors
/// A fault when index or database do not answer.
pub(super) async fn find(cx: &Cx, wanted: &Wanted, facets: &Facets, rows: usize) -> Result<Answer, Error> {
    let find = Find {
        text: &wanted.words,
        kinds: &[FOUND],
        reach: Reach::Public,
        limit: HITS,
        scope: wanted.place(),
        order: Order::Fit,
        facets: vec![(DISCLOSED_FACET.to_owned(), "1".to_owned())],
        from: facets.from,
        to: facets.to,
        fill: 0,
        ..Find::default()
    };
    let hits = cx.app.search.find(&find).await?.hits;
    let capped = hits.len() >= HITS;
    let ids: Vec<i64> = hits.iter().map(|hit| hit.id).collect();
    // The index follows within a second; what was withdrawn meanwhile is not in the database's answer.
    let found = live::disclosed_among(&mut cx.reader(), facets, &ids).await?;
    let pages = found.len().div_ceil(rows.max(1)).max(1);
    let page = usize::try_from(cx.query.page()).unwrap_or(1).clamp(1, pages);
    let before = (page - 1) * rows;
    let total = found.len();
    let rows = found.into_iter().skip(before).take(rows).collect();
    Ok(Answer { rows, before, total, capped, page, pages })
}

/// A civil date of the address; nothing for none, and the name of the field for one that is none.
pub(super) fn date(cx: &Cx, name: &'static str) -> Result<Option<Date>, &'static str> {
    match cx.query.get(name).trim() {
        "" => Ok(None),
        typed => typed.parse::<Date>().map(Some).map_err(|_| name),
    }
}
