//! Looking again (复查): each finding that a line watches is asked for anew at that line; of the others only people can say.

use std::collections::BTreeMap;

use base::Error;
use matter::{Lines, Still};
use web::App;

use crate::model::Item;

/// What is true of each finding now: its key with gone, there or unknown.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn look(app: &App, items: &[Item]) -> Result<Vec<(i64, &'static str)>, Error> {
    let mut kinds = BTreeMap::<&str, Vec<String>>::new();
    for item in items.iter().filter(|item| !item.kind.is_empty()) {
        kinds.entry(&item.kind).or_default().push(item.key.clone());
    }
    let lines = app.ext::<Lines>();
    let mut found = BTreeMap::<(&str, String), Still>::new();
    for (kind, keys) in kinds {
        let Some(finds) = lines.as_ref().and_then(|lines| matter::finds::kind(lines, kind)) else { continue };
        for (key, still) in (finds.again)(app, &keys).await? {
            found.insert((kind, key), still);
        }
    }
    let verdict = |item: &Item| match found.get(&(item.kind.as_str(), item.key.clone())) {
        Some(Still::Gone) => "gone",
        Some(Still::There) => "there",
        Some(Still::Unknown) | None => "unknown",
    };
    Ok(items.iter().map(|item| (item.id, verdict(item))).collect())
}
