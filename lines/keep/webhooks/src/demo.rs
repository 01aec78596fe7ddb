//! One endpoint of the demonstration county, paused: the demonstration calls nobody.

use base::Error;
use identity::Actor;
use matter::Ground;
use web::App;

use crate::actions;
use crate::model::Sheet;
use crate::store;

/// Registers the endpoint when there is none.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App) -> Result<(), Error> {
    if !store::endpoints(&mut app.db.reader()).await?.is_empty() {
        return Ok(());
    }
    let ground = Ground::of(app);
    let owned = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    let sheet = Sheet {
        name: "市一体化平台（演示）".to_owned(),
        url: "https://platform.city.example/hooks/qinghe".to_owned(),
        kinds: owned(&["opened", "closed"]),
        processes: owned(&["letters.letter", "hotline.order"]),
    };
    let mut tx = app.db.begin().await?;
    let (id, _) = actions::create(&mut tx, &ground, &Actor::System, 0, &sheet).await?;
    actions::pause(&mut tx, &ground, &Actor::System, id).await?;
    tx.commit().await?;
    app.ledger.notify();
    Ok(())
}
