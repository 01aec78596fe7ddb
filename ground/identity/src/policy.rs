//! The numbers of this package, read from rule rows of the day.

use base::rules::Rules;
use base::time::{DAY, HOUR, MINUTE};
use base::{Date, Fault, password};

/// What holds on one day. Periods are in milliseconds.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Policy {
    pub password: password::Policy,
    pub reuse: i64,
    pub age: i64,
    pub failures: i64,
    pub locked: i64,
    pub idle: i64,
    pub idle_admin: i64,
    pub absolute: i64,
    pub code_valid: i64,
    pub code_per_hour: i64,
    pub code_tries: i64,
    pub temporary: i64,
    pub idle_citizen: i64,
    pub administrators_enrol: bool,
}

impl Policy {
    /// The policy of `date`.
    pub(crate) fn at(rules: &Rules, date: Date) -> Result<Self, Fault> {
        let number = |key: &str| rules.number(key, date);
        let size = |key: &str| number(key).map(|n| usize::try_from(n).unwrap_or(0));
        Ok(Self {
            password: password::Policy {
                min: size("identity.password.min")?,
                classes: size("identity.password.classes")?,
            },
            reuse: number("identity.password.reuse")?,
            age: number("identity.password.age")? * DAY,
            failures: number("identity.lock.failures")?,
            locked: number("identity.lock.minutes")? * MINUTE,
            idle: number("identity.session.idle")? * MINUTE,
            idle_admin: number("identity.session.admin.idle")? * MINUTE,
            absolute: number("identity.session.absolute")? * HOUR,
            code_valid: number("identity.phonecode.minutes")? * MINUTE,
            code_per_hour: number("identity.phonecode.per-hour")?,
            code_tries: number("identity.phonecode.failures")?,
            temporary: number("identity.password.temporary")? * HOUR,
            idle_citizen: number("identity.session.citizen.idle")? * MINUTE,
            administrators_enrol: number("identity.totp.administrators")? != 0,
        })
    }
}
