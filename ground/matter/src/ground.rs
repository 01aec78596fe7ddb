//! What the engine needs around it: the moment, the calendar, the rules and randomness.

use std::sync::Arc;

use base::calendar::Calendar;
use base::rules::Rules;
use base::{Chance, Moment};

use crate::decide::World;

/// The world at one moment, taken once per act so that everything in it is counted alike.
#[derive(Clone)]
pub struct Ground {
    /// Now.
    pub now: Moment,
    /// The work calendar.
    pub calendar: Arc<Calendar>,
    /// Statutory numbers.
    pub rules: Arc<Rules>,
    /// Randomness for the salts of the ledger.
    pub chance: Chance,
}

impl Ground {
    /// The world as it is now in `app`.
    pub fn of(app: &web::App) -> Self {
        Self { now: app.clock.now(), calendar: app.calendar(), rules: app.rules(), chance: app.chance.clone() }
    }

    /// The same world for pure decisions.
    pub fn world(&self) -> World<'_> {
        World { now: self.now, calendar: &self.calendar, rules: &self.rules }
    }
}
