//! Topics in the search index: those that everybody may see, archived ones too.

use base::Error;
use edition::Site;
use matter::Later;
use store::Tx;
use store::search::{self, Audience, Doc, Named, Place};
use web::App;

use crate::store::rows::{self, Topic};

/// Kind of the documents.
pub(crate) const FOUND: &str = "topics.topic";

/// Lets a topic be found, as long as its site is on line.
pub(crate) async fn put(tx: &mut Tx, topic: &Topic, site: &Site) -> Result<(), Error> {
    if site.closed_at.is_some() {
        return remove(tx, topic.id).await;
    }
    let unit = identity::units::find(tx, site.unit_id).await?.map(|unit| unit.short_name).unwrap_or_default();
    let doc = Doc {
        kind: FOUND.to_owned(),
        id: topic.id,
        title: topic.title.clone(),
        body: topic.summary.clone(),
        audience: Audience::Public,
        site: site.slug.clone(),
        date: Some(topic.first_day()),
        facets: vec![("unit".to_owned(), unit)],
        url: site.at(&topic.path()),
        ..Doc::default()
    };
    Ok(search::put(tx, &doc).await?)
}

/// Lets a topic be found no more.
pub(crate) async fn remove(tx: &mut Tx, id: i64) -> Result<(), Error> {
    Ok(search::remove(tx, FOUND, id).await?)
}

/// Topics bear the name of the unit that keeps their site, and are found while it is on line.
pub(crate) fn again(app: &App, named: Named, after: Place, limit: usize) -> Later<'_, Option<Place>> {
    Box::pin(async move {
        let q = &mut app.db.reader();
        let bears = |site: &Site| match named {
            Named::Unit(unit) => site.unit_id == unit,
            Named::Site(id) => site.id == id,
            Named::Column(_) => false,
        };
        let mut sites = edition::site::all(q).await?;
        sites.retain(|site| bears(site) && site.id >= after.0);
        sites.sort_by_key(|site| site.id);
        for site in sites {
            let Some(unit) = identity::units::find(q, site.unit_id).await? else { continue };
            let begin = if site.id == after.0 { after.1 } else { i64::MIN };
            let ids = rows::keys(q, site.id, begin, limit).await?;
            if let Named::Site(_) = named {
                turned(app, &ids, &site).await?;
            }
            search::set_facet(&app.db, FOUND, &ids, ("unit", &unit.short_name)).await?;
            if ids.len() >= limit {
                return Ok(ids.last().map(|id| (site.id, *id)));
            }
        }
        Ok(None)
    })
}

/// Lets topics of a site that went off line or came back be found no more or again.
async fn turned(app: &App, ids: &[i64], site: &Site) -> Result<(), Error> {
    let today = app.clock.now().date();
    for id in ids {
        let mut tx = app.db.begin().await?;
        match rows::find(&mut tx, *id).await?.filter(|topic| topic.is_shown(today)) {
            Some(topic) => put(&mut tx, &topic, site).await?,
            None => remove(&mut tx, *id).await?,
        }
        tx.commit().await?;
    }
    Ok(())
}
