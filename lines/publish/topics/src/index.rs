//! Topics in the search index: those that everybody may see, archived ones too.

use base::Error;
use edition::Site;
use store::Tx;
use store::search::{self, Audience, Doc};

use crate::store::rows::Topic;

/// Kind of the documents.
pub(crate) const FOUND: &str = "topics.topic";

/// Lets a topic be found.
pub(crate) async fn put(tx: &mut Tx, topic: &Topic, site: &Site) -> Result<(), Error> {
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
