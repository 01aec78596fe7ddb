//! The line seen from outside.
