//! Generated articles of the demonstration county.
