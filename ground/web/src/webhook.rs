//! Webhooks in the shape of Standard Webhooks 1.0 (standardwebhooks.com): messages between platforms, signed, each with a key by
//! which the receiver knows one that comes again. Signing, verifying and sending are here and nowhere else.

mod send;
mod sign;

pub use send::{Answer, Sender, Unsent};
pub use sign::{Doubt, Headers, PREFIX, fresh_secret, signature, verify};
