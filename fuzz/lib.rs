//! What all fuzzing programs share: finding their function by its name.

use std::sync::LazyLock;

use testkit::hostile::{Hostile, TARGETS};

static HOSTILE: LazyLock<Hostile> = LazyLock::new(Hostile::default);

/// Calls the function of the parser `name` with `bytes`.
///
/// # Panics
/// When there is no such parser, or when the parser has a fault.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target");
    (target.run)(&HOSTILE, bytes);
}
