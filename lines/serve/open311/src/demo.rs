//! One key of the demonstration county. Nobody knows it: whoever tries the interface registers one of his own.

use base::Error;
use identity::Actor;
use matter::Ground;
use web::App;

use crate::{keys, store};

/// Registers the key when there is none.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App) -> Result<(), Error> {
    if !store::keys(&mut app.db.reader()).await?.is_empty() {
        return Ok(());
    }
    let ground = Ground::of(app);
    let mut tx = app.db.begin().await?;
    keys::register(&mut tx, &ground, &Actor::System, "“随手拍”小程序（演示）", "县融媒体中心").await?;
    tx.commit().await?;
    app.ledger.notify();
    Ok(())
}
