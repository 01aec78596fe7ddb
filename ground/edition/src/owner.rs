//! Whose a public page is: the unit that published the edition, keeps the column or the site that its address names.

use base::Error;
use store::Query;

use crate::store::{columns, live, sites};
use crate::{Site, site};

/// The unit that owns the page at the local address `path`; none for pages that no site, column or edition shows.
///
/// # Errors
/// A fault when the database does not answer.
pub async fn owner(q: &mut impl Query, path: &str) -> Result<Option<i64>, Error> {
    let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let (slug, parts) = match parts.as_slice() {
        ["s", slug, rest @ ..] => (*slug, rest),
        rest => (site::MAIN, rest),
    };
    match parts {
        ["a", id, ..] => {
            let Ok(id) = id.parse() else { return Ok(None) };
            Ok(live::find(q, id).await?.map(|live| live.unit_id))
        }
        ["c", column, ..] => {
            let Some(site) = sites::by_slug(q, slug).await? else { return Ok(None) };
            Ok(columns::by_slug(q, site.id, column).await?.map(|column| column.unit_id))
        }
        [] => Ok(sites::by_slug(q, slug).await?.map(|site: Site| site.unit_id)),
        _ => Ok(None),
    }
}
