//! The demonstration county 青禾县: invented units and people, and a history made through the same actions that people use.

mod accounts;
mod county;
mod factor;
mod first;
mod history;
mod names;
mod seats;
mod unfilled;

use base::Error;
use web::App;

pub use accounts::{Account, read_accounts, write_accounts};
pub use county::{Size, build, give_password, give_passwords};
pub use factor::leave_factor_off;
pub use first::first_administrators;
pub use history::history;

/// What the lines show of themselves beside their history; of a small county one article and no directory of services. What is there
/// already stays as it is: a directory of an older version lacks what came since.
///
/// # Errors
/// A fault when something cannot be stored.
pub async fn shown(app: &App, size: Size) -> Result<(), Error> {
    let articles = if size == Size::Full { usize::MAX } else { 1 };
    leave_factor_off(app).await?;
    sites::demo::demo(app).await?;
    content::demo::demo(app, articles).await?;
    content::demo::old_site(app).await?;
    disclosure::demo::demo(app).await?;
    topics::demo::demo(app).await?;
    if size == Size::Full {
        guide::demo::demo(app).await?;
    }
    reprint::demo::demo(app).await?;
    webhooks::demo::demo(app).await?;
    open311::demo::demo(app).await
}
