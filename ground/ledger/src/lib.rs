//! The ledger (底账): an append-only Merkle log of every act.
//!
//! Reading order for an auditor: [`entry`] (what is hashed), [`tree`] (how hashes become one root), [`head`] (how the
//! root is signed), [`receipt`] (what a citizen takes home), then `store/` (where it lies) and [`verify`].
//!
//! An act calls [`record`] inside its own transaction. The sequencer ([`Ledger::sequence`]) gives entries their place,
//! folds them into the tree and signs a head. An entry is not protected before that, which is at most half a second.

pub mod document;
pub mod entry;
mod flaw;
pub mod head;
mod key;
pub mod receipt;
mod service;
mod store;
#[cfg(test)]
mod tests;
pub mod tree;
pub mod verify;

pub use crate::store::bodies::{BadBody, BodyCheck, Covered, Cursor, erase, rehash_bodies, uncovered};
pub use crate::store::find::{Filter, committing, entry as find_entry, find};
pub use crate::store::read::{KeyRow, PublishedHead};
pub use crate::store::record::record;
pub use entry::{Actor, Body, Entry, Stored, Subject};
pub use flaw::Flaw;
pub use head::{Head, SignedHead};
pub use key::{PublicKey, SigningKey};
pub use receipt::Receipt;
pub use service::{Ledger, newest_head};
pub use verify::{Bad, Report, verify, verify_against};
