//! Editions in the search index whose unit, column or site got another name or keeper, or whose site went off line or came back:
//! they are written again, published ones and working copies, a few at a time ([`store::search::RENAMED`]).

use base::Error;
use matter::{AgainFn, Later};
use store::search::{self, Named, Place};
use web::App;

use crate::store::{again as rows, columns, items, live};
use crate::{FOUND, drafted, found};

/// Lists of documents that bear names of units, columns and sites.
pub const AGAIN: &[AgainFn] = &[published, working];

/// What is published bears the name of its unit and of its own column.
fn published(app: &App, named: Named, after: Place, limit: usize) -> Later<'_, Option<Place>> {
    Box::pin(async move {
        let q = &mut app.db.reader();
        let (key, name) = match named {
            Named::Unit(id) => ("unit", identity::units::find(q, id).await?.map(|unit| unit.short_name)),
            Named::Column(id) => ("column", columns::find(q, id).await?.map(|column| column.name)),
            Named::Site(_) => return on_site(app, named, after, limit).await,
        };
        let Some(name) = name else { return Ok(None) };
        let places = rows::published(q, named, after, limit).await?;
        let ids: Vec<i64> = places.iter().map(|(_, id)| *id).collect();
        search::set_facet(&app.db, FOUND, &ids, (key, &name)).await?;
        Ok(next(&places, limit))
    })
}

/// What a site shows is found while it is on line, and what else shows it is.
async fn on_site(app: &App, named: Named, after: Place, limit: usize) -> Result<Option<Place>, Error> {
    let places = rows::published(&mut app.db.reader(), named, after, limit).await?;
    for (_, id) in &places {
        let mut tx = app.db.begin().await?;
        // Under the lock of the edition: somebody may be publishing it.
        if items::to_change(&mut tx, *id).await?.is_some()
            && let Some(shown) = live::find(&mut tx, *id).await?
        {
            found::follow(&mut tx, &shown, &shown.content()?).await?;
            tx.commit().await?;
        }
    }
    Ok(next(&places, limit))
}

/// A working copy bears the same names, and is found by whoever publishes on its site.
fn working(app: &App, named: Named, after: Place, limit: usize) -> Later<'_, Option<Place>> {
    Box::pin(async move {
        let places = rows::working(&mut app.db.reader(), named, after, limit).await?;
        for (_, id) in &places {
            follow(app, *id).await?;
        }
        Ok(next(&places, limit))
    })
}

/// Under the lock of the working copy: somebody may be writing it.
async fn follow(app: &App, id: i64) -> Result<(), Error> {
    let mut tx = app.db.begin().await?;
    if items::to_change(&mut tx, id).await?.is_some() {
        drafted::follow(&mut tx, id).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// Where to go on; nothing when these were the last.
fn next(places: &[Place], limit: usize) -> Option<Place> {
    places.last().copied().filter(|_| places.len() >= limit)
}
