//! placeholder until the demonstration is written
use base::Error;
use web::App;
/// Nothing yet.
///
/// # Errors
/// None.
pub async fn demo(_app: &App) -> Result<(), Error> { Ok(()) }
