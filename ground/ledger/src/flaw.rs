//! Why a proof, a head or a key is not accepted, in words for the person who asked.

use std::fmt;

/// A Chinese sentence that says what does not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw(String);

impl Flaw {
    /// The flaw that `message` tells.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Flaw {}
