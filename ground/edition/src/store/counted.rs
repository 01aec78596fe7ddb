//! What units published and readers still find, for statistics. It counts for the unit that made it, whoever answers for it now.

use base::{Date, Moment};
use store::sql::Where;
use store::{Query, Result, args};

use super::lists::{Facets, Turn, published};
use super::live::Listed;
use super::shown::stands;

/// The unit for which an edition counts.
const MAKER: &str = "COALESCE(maker_id, unit_id)";

/// Published between two civil dates, both included, by one unit or by all, of one kind or of all.
fn conditions(from: Date, to: Date, facets: &Facets) -> Where {
    let w = Where::new()
        .and("published_at >= ? AND published_at <= ?", args![Moment::start_of(from), Moment::end_of(to)])
        .and_if("kind = ?", (!facets.kind.is_empty()).then(|| facets.kind.clone()))
        .and(&stands(), args![]);
    match facets.unit {
        Some(unit) => w.and("(unit_id = ? AND maker_id IS NULL) OR maker_id = ?", args![unit, unit]),
        None => w,
    }
}

/// A page of what was published between two civil dates, both included, of one unit or of all and of one kind or of all;
/// the newest first. The list behind [`by_unit`].
///
/// # Errors
/// A fault when the database does not answer.
pub async fn between(
    q: &mut impl Query,
    from: Date,
    to: Date,
    facets: &Facets,
    turn: Turn,
    limit: usize,
) -> Result<Vec<Listed>> {
    published(q, conditions(from, to, facets), turn, limit).await
}

/// How much [`between`] lists.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn count_between(q: &mut impl Query, from: Date, to: Date, facets: &Facets) -> Result<i64> {
    let w = conditions(from, to, facets);
    q.scalar(&format!("SELECT COUNT(*) FROM edition_live{}", w.text()), w.args()).await
}

/// Publications by unit and kind between two civil dates, both included: unit, kind, count.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_unit_and_kind(q: &mut impl Query, from: Date, to: Date) -> Result<Vec<(i64, String, i64)>> {
    let w = conditions(from, to, &Facets::default());
    let sql = format!(
        "SELECT {MAKER} AS maker, kind, COUNT(*) FROM edition_live{} GROUP BY {MAKER}, kind ORDER BY 1, kind",
        w.text()
    );
    q.list(&sql, w.args()).await
}

/// Publications by unit between two civil dates, both included: pairs of unit and count.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn by_unit(q: &mut impl Query, from: Date, to: Date, facets: &Facets) -> Result<Vec<(i64, i64)>> {
    let w = conditions(from, to, &Facets { unit: None, ..facets.clone() });
    let sql = format!("SELECT {MAKER} AS maker, COUNT(*) FROM edition_live{} GROUP BY {MAKER} ORDER BY 1", w.text());
    q.list(&sql, w.args()).await
}
