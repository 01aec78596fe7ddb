//! Items in the search index: those of the directory, for everybody.

use ::store::Tx;
use ::store::search::{self, Audience, Doc};
use base::Error;

use crate::FOUND;
use crate::model::{self, Item};

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
