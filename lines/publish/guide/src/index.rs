//! Items in the search index: those of the directory, for everybody.

use ::store::Tx;
use ::store::search::{self, Audience, Doc, Named, Place};
use base::Error;
use matter::Later;
use web::App;

use crate::model::{self, Item};
use crate::{FOUND, store};

/// Items of one transaction that are written again.
const TOGETHER: usize = 20;

/// Lets an item be found; `unit` is the short name of the unit that does it.
pub(crate) async fn put(tx: &mut Tx, item: &Item, unit: &str) -> Result<(), Error> {
    let words = [item.topic.as_str(), unit, model::kind(&item.kind)];
    let doc = Doc {
        kind: FOUND.to_owned(),
        id: item.id,
        title: item.name.clone(),
        body: words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "),
        audience: Audience::Public,
        facets: vec![("unit".to_owned(), unit.to_owned())],
        url: format!("/guide/{}", item.id),
        ..Doc::default()
    };
    Ok(search::put(tx, &doc).await?)
}

/// Lets an item be found no more.
pub(crate) async fn remove(tx: &mut Tx, id: i64) -> Result<(), Error> {
    Ok(search::remove(tx, FOUND, id).await?)
}

/// Items bear the name of the unit that does them, in their text too.
pub(crate) fn again(app: &App, named: Named, after: Place, limit: usize) -> Later<'_, Option<Place>> {
    Box::pin(async move {
        let Named::Unit(unit) = named else { return Ok(None) };
        let q = &mut app.db.reader();
        let Some(name) = identity::units::find(q, unit).await?.map(|unit| unit.short_name) else { return Ok(None) };
        let ids = store::of_unit(q, unit, after.1, limit).await?;
        for some in ids.chunks(TOGETHER) {
            let mut tx = app.db.begin().await?;
            for id in some {
                // Read once more: an import may have ended it.
                if let Some(item) = store::find(&mut tx, *id).await? {
                    put(&mut tx, &item, &name).await?;
                }
            }
            tx.commit().await?;
        }
        Ok(ids.last().map(|id| (*id, *id)).filter(|_| ids.len() >= limit))
    })
}
