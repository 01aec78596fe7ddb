//! The directory of the demonstration county: invented items of its units, brought in as an operator brings a file. A county that
//! ever had a directory keeps its own.

use base::Error;
use base::error::FaultKind;
use web::App;

use crate::import::{self, Line, Order};
use crate::store;

/// The file, line by line as `renhe import services` reads it.
const ITEMS: &str = include_str!("demo.jsonl");

/// Brings the items in when there are none; units that do not have a department get those of the county's head.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn demo(app: &App) -> Result<(), Error> {
    if store::any(&mut app.db.reader()).await? {
        return Ok(());
    }
    let lines: Vec<Line> = ITEMS
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()
        .map_err(|why| base::Fault::of(FaultKind::Broken, "read the directory of the demonstration", why))?;
    let units = identity::units::all(&mut app.db.reader()).await?;
    let Some(first) = units.first() else { return Ok(()) };
    import::bring(app, &lines, Order { fallback: first.id, ended: None }).await?;
    Ok(())
}
