//! Every SQL statement that touches `reprint_*`.

pub mod heirs;
pub mod items;
pub mod known;
pub mod lists;
pub mod sources;
pub mod tasks;

use std::collections::BTreeMap;

use identity::units::Unit;

/// Short names of units by their keys.
pub(crate) fn names(units: &[Unit]) -> BTreeMap<i64, String> {
    units.iter().map(|unit| (unit.id, unit.short_name.clone())).collect()
}
