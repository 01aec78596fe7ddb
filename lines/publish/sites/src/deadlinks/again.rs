//! Looking again at links that were found dead: the article is read as it stands now and its links are asked once more.

use base::Error;
use edition::live;
use matter::Still;
use web::App;

use super::{Round, begin, record};
use crate::store::deadlinks as rows;

/// How the links with these keys are now.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn again(app: &App, keys: &[String]) -> Result<Vec<(String, Still)>, Error> {
    let mut round = begin(app).await?;
    let (mut seen, mut found) = (Vec::new(), Vec::new());
    for key in keys {
        found.push((key.clone(), one(&mut round, &mut seen, key).await?));
    }
    if round.told.iter().any(|items| !items.is_empty()) {
        let mut tx = app.db.begin().await?;
        record(app, &mut tx, &round.told, app.clock.now()).await?;
        tx.commit().await?;
        app.ledger.notify();
    }
    Ok(found)
}

/// One link; `seen` are the articles that were read already.
async fn one(round: &mut Round<'_>, seen: &mut Vec<i64>, key: &str) -> Result<Still, Error> {
    let Ok(id) = key.parse::<i64>() else { return Ok(Still::Unknown) };
    let Some(before) = rows::find(&mut round.app.db.reader(), id).await? else { return Ok(Still::Gone) };
    if !seen.contains(&before.item_id) {
        seen.push(before.item_id);
        match live::find(&mut round.app.db.reader(), before.item_id).await? {
            Some(live) => round.look(&live).await?,
            None => round.gone(before.item_id).await?,
        }
    }
    let now = rows::find(&mut round.app.db.reader(), id).await?;
    let asked = before.host.is_empty() || before.status == 0 || round.outside.is_some();
    Ok(match now.as_ref().map_or("mended", |row| row.state.as_str()) {
        "mended" => Still::Gone,
        "bad" if asked => Still::There,
        // Somebody lets it stand with a reason, or nobody may ask the other host.
        _ => Still::Unknown,
    })
}
