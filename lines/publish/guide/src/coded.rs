//! Items by their codes, for pages of other lines such as the lists of powers (权力清单), and what those say of an item.

use base::Error;
use matter::coded::{self, Coded, OnCode, heads};
use web::{App, Cx};

use crate::{CACHE, LINE, store};

/// What of the line bears codes.
pub(crate) const CODED: Coded = Coded { cache: CACHE, show: |app, codes, most| Box::pin(show(app, codes, most)) };

/// Entries of lists that the page of an item shows at most.
const LISTED: usize = 20;

async fn show(app: &App, codes: &[String], most: usize) -> Result<Vec<OnCode>, Error> {
    let items = store::by_codes(&mut app.db.reader(), codes, most).await?;
    let found = items.into_iter().filter_map(|item| {
        let code = heads(&item.code).into_iter().find(|head| codes.contains(head))?;
        Some(OnCode {
            code,
            what: "办事指南",
            title: item.name,
            unit: item.unit_id,
            basis: item.basis,
            href: format!("/guide/{}", item.id),
        })
    });
    Ok(found.collect())
}

/// On which lists an item stands (依据清单).
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn lists_of(cx: &Cx, code: &str) -> Result<Vec<OnCode>, Error> {
    let (found, keys) = coded::elsewhere(&cx.app, LINE.key, &heads(code), LISTED).await?;
    keys.into_iter().for_each(|key| cx.depends(key));
    Ok(found)
}
