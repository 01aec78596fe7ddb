//! The demonstration county 青禾县: invented units and people, and a history made through the same actions that people use.

mod accounts;
mod county;
mod factor;
mod first;
mod history;
mod names;

pub use accounts::{Account, read_accounts, write_accounts};
pub use county::{Size, build, give_password, give_passwords};
pub use factor::leave_factor_off;
pub use first::first_administrators;
pub use history::history;
