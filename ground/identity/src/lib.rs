//! Who is who: units (单位), people (人员), posts (岗位), roles (角色), sessions, citizens, and the one question
//! [`Actor::may`]. Roles, work and mailboxes belong to posts; people hold posts for a time.
//!
//! Reads take a [`Query`](::store::Query), writes a [`Tx`](::store::Tx) and an [`Act`]; each write asks for the right,
//! changes rows and puts itself on the ledger. Sign-in and sessions are methods of [`Identity`].

pub mod access;
mod act;
mod actor;
pub mod citizen;
pub mod divisions;
pub mod excel;
mod feed;
pub mod grants;
mod hashing;
pub mod holding;
mod identity;
mod known;
pub mod message;
mod named;
mod password;
pub mod people;
mod policy;
pub mod posts;
pub mod sample;
mod session;
mod signin;
mod store;
#[cfg(test)]
mod tests;
mod totp;
pub mod units;

pub use access::Access;
pub use act::Act;
pub use actor::{Actor, Citizen, PostBrief, Staff};
pub use feed::CalendarFeed;
pub use grants::{GROUND_ROLES, Grants, Role, Roles, Scope};
pub use holding::HandOver;
pub use identity::{Identity, KEY_FILE};
pub use people::{Person, PersonForm};
pub use posts::{Holder, Holding, Post, PostForm};
pub use session::{Opened, Session};
pub use signin::SignIn;
pub use totp::{Enrolment, code_of};
pub use units::{Branch, Unit, UnitForm};

/// Columns of this package whose values are sealed in the vault.
pub const SEALED: &[::store::vault::Sealed] = &[
    ::store::vault::Sealed {
        table: "identity_citizen",
        column: "phone",
        place: crate::store::citizens::PHONE,
        digest: "",
    },
    ::store::vault::Sealed {
        table: "identity_person",
        column: "totp_secret",
        place: crate::store::people::TOTP,
        digest: "",
    },
];

/// Columns whose contents this package commits to on the ledger, for the job that hashes them again.
pub const COVERED: &[ledger::Covered] = &[
    ledger::Covered { table: "identity_unit", column: "name" },
    ledger::Covered { table: "identity_person", column: "name" },
    ledger::Covered { table: "identity_person", column: "phone" },
    ledger::Covered { table: "identity_person", column: "login" },
];
