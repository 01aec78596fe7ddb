//! The generated history.
