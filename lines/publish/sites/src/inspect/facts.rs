//! Numbers of other lines: each is a figure that its line declares, with the list it counts.

use base::time::DAY;
use base::{Error, Moment};
use matter::{Ask, Figure, Lines};
use web::App;

/// The figure called `key`, when the program has its line.
fn find(app: &App, key: &str) -> Option<&'static Figure> {
    app.ext::<Lines>()?.0.iter().flat_map(|line| line.figures).find(|figure| figure.key == key)
}

/// What the figure called `key` counts, and the list it counts; nothing when the program has no such figure.
///
/// # Errors
/// A fault when the database does not answer.
pub(crate) async fn figure(app: &App, key: &str, ask: Ask) -> Result<Option<(i64, String)>, Error> {
    let Some(figure) = find(app, key) else { return Ok(None) };
    Ok(Some(((figure.count)(app, ask).await?, (figure.list)(ask))))
}

/// The year up to now, but for its last `days` days.
pub(super) fn year_but(now: Moment, days: i64) -> Ask {
    let back = |days: i64| now.plus(-days.saturating_mul(DAY)).date();
    Ask { from: back(365), to: back(days), unit: None }
}
