//! What a matter keeps of what came from outside its process: heirs of units, and times from above.

use base::Moment;
use serde::{Deserialize, Serialize};

use super::{Case, Seat};

/// A time that was set from above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// When it was set.
    pub at: Moment,
    /// When it ends.
    pub until: Moment,
}

impl Case {
    /// The unit that has what `unit` had in this matter: its heir, the heir of that one, or the unit itself.
    pub fn heir(&self, unit: i64) -> i64 {
        let mut unit = unit;
        // As many steps as there are heirs lead to the last one.
        for _ in 0..self.heirs.len() {
            unit = self.heirs.get(&unit).copied().unwrap_or(unit);
        }
        unit
    }

    /// The seat to which work for `seat` goes now: a post of a unit that has an heir is no place for it any more.
    pub fn seat_now(&self, seat: &Seat) -> Seat {
        let unit = self.heir(seat.unit);
        Seat { unit, desk: seat.desk.clone(), post: seat.post.filter(|_| unit == seat.unit) }
    }
}
